"""Commands about scenario files: a starter, what is wrong with them, what they say in all."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Annotated

import typer

from cipsc_sim.cli.options import ScenarioFile, Settings, overrides


def new(
    name: Annotated[str, typer.Argument(metavar="NAME", help="The scenario is written to NAME.yaml here.")],
) -> None:
    """Write a small commented scenario to begin with.

    \b
    Example:
      cipsc-sim new my_product
    """
    from cipsc_sim.experiment.starter import write_starter

    path = write_starter(name)
    typed = shlex.quote(str(path))
    typer.echo(f"{path} is written. Next: cipsc-sim plan {typed}, then cipsc-sim run {typed}")


def validate(
    paths: Annotated[list[Path], typer.Argument(metavar="FILE…", help="Scenario or study files.", show_default=False)],
) -> None:
    """Check scenario and study files.

    Says of each file what it is and rests on, or every problem: line, what was found, what would be right.

    \b
    Examples:
      cipsc-sim validate my_product.yaml
      cipsc-sim validate scenarios/*.yaml scenarios/studies/*.yaml
    """
    from cipsc_sim.cli.checking import show_checked
    from cipsc_sim.experiment.check import check_files

    show_checked(check_files(paths))


def resolve(scenario: ScenarioFile, settings: Settings = None) -> None:
    """Print the complete scenario as one YAML file.

    With all that it extends, its changes, and the evidence of every number.

    \b
    Examples:
      cipsc-sim resolve variant.yaml > whole.yaml
      cipsc-sim resolve my_product.yaml --set facility.people.analyst.count=2
    """
    from cipsc_sim.scenario.load import load_scenario

    typer.echo(load_scenario(scenario, overrides(settings)).resolved.as_text(), nl=False)


def schema() -> None:
    """Print the JSON Schema of scenario files.

    Editors check with it while one types.

    \b
    Example:
      cipsc-sim schema > scenario.schema.json
    """
    import json

    from cipsc_sim.scenario.schema import json_schema

    typer.echo(json.dumps(json_schema(), ensure_ascii=False, indent=1))
