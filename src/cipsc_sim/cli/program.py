"""The program: its commands, and what becomes of what goes wrong in them."""

from __future__ import annotations

from typing import Annotated, Any

import typer
from typer.core import TyperCommand, TyperGroup

from cipsc_sim.cli import bottlenecks, exporting, files, playing, releasing, studies
from cipsc_sim.cli.failure import explained
from cipsc_sim.cli.mistyped import explain, explain_command


class Explained:
    """What reads words that were typed; what was mistyped among them is told with what to type."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Read the words behind it."""
        words = list(args)
        try:
            return super().parse_args(ctx, args)  # type: ignore[misc, no-any-return]
        except Exception as error:
            explain(error, words, self)
            raise


class Command(Explained, TyperCommand):
    """A command."""


class Program(Explained, TyperGroup):
    """The commands; whatever one of them raises ends as a message and an exit code."""

    def list_commands(self, ctx: Any) -> list[str]:
        """In the order in which one meets them."""
        return list(self.commands)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """The command that the words begin with."""
        try:
            return super().resolve_command(ctx, args)
        except Exception as error:
            explain_command(error, args, list(self.commands))
            raise

    def invoke(self, ctx: Any) -> Any:
        """Run the command."""
        with explained(ctx):
            return super().invoke(ctx)


app = typer.Typer(
    cls=Program,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)


def _show_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        from cipsc_sim.compiled import state

        typer.echo(f"cipsc-sim {version('cipsc-sim')}, engine {state()}")
        raise typer.Exit


@app.callback()
def program(
    version: Annotated[
        bool, typer.Option("--version", help="Show the version and exit.", callback=_show_version, is_eager=True)
    ] = False,
) -> None:
    """Discrete-event simulation of cell therapy manufacturing, from tissue harvest to the release decision.

    A scenario is a YAML file: a process, a facility, a quality-control plan, a stream of orders. It is played many
    times, and the answer carries its uncertainty.

    \b
    Begin with:
      cipsc-sim new my_product
      cipsc-sim plan my_product.yaml
      cipsc-sim run my_product.yaml

    \b
    Exit codes: 0 done · 1 the input or the folder is not as it should be, or a replay
    differs · 2 the command is not understood · 3 a bug of ours · 130 stopped
    """


for command in (
    files.new,
    files.validate,
    playing.plan,
    playing.run,
    studies.compare,
    studies.sweep,
    releasing.release,
    bottlenecks.bottleneck,
    playing.report,
    playing.replay,
    exporting.gantt,
    exporting.export,
    files.resolve,
    files.schema,
):
    app.command(command.__name__, cls=Command)(command)
