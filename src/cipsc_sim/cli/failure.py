"""What goes wrong, in words on standard error, and the exit code that says whose it is to mend."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import typer

from cipsc_sim.errors import InvariantError, RunError, ScenarioError

NOT_AS_IT_SHOULD_BE, OURS, STOPPED = 1, 3, 130
TRACEBACK = "CIPSC_SIM_TRACEBACK"
"""Set to 1, an error of ours is shown with the place in the code."""

_SPACES = "\n\N{NO-BREAK SPACE}"
_PARTS = "stopped; the parts that were played are kept, and the same command goes on from there"
_KEPT = {
    "sweep": _PARTS,
    "bottleneck": _PARTS,
    "release": "stopped; the run and the variants that were played are kept, and the same command goes on from there",
    "compare": "stopped; the run that was being played was not written, those before it are kept",
}


@contextmanager
def explained(context: Any) -> Iterator[None]:
    """Errors raised inside become a message and an exit code, never a traceback."""
    try:
        yield
        sys.stdout.flush()
    except ScenarioError as error:
        say("\n".join(str(problem) for problem in error.problems))
        raise typer.Exit(NOT_AS_IT_SHOULD_BE) from None
    except RunError as error:
        say(str(error))
        raise typer.Exit(NOT_AS_IT_SHOULD_BE) from None
    except KeyboardInterrupt:
        say(_KEPT.get(context.invoked_subcommand or "", "stopped; nothing was written"))
        raise typer.Exit(STOPPED) from None
    except OSError as error:
        if error.errno == errno.EPIPE:
            raise
        say(f"{error.filename or 'A file'} cannot be used: {error.strerror or error}.")
        raise typer.Exit(NOT_AS_IT_SHOULD_BE) from None
    except Exception as error:
        if _is_of_the_command_line(error):
            raise
        _confess(error)
        raise typer.Exit(OURS) from None


def say(text: str) -> None:
    """Print on standard error; what could steer a terminal is taken out."""
    print(readable(text), file=sys.stderr)


def readable(text: str) -> str:
    """The text without characters that cannot be seen, except spaces and ends of lines."""
    return "".join(
        letter if letter.isprintable() or letter in _SPACES else "\N{REPLACEMENT CHARACTER}" for letter in text
    )


def _is_of_the_command_line(error: Exception) -> bool:
    """What the parser of the command line raises and shows by itself."""
    return isinstance(error, typer.Exit | typer.Abort) or hasattr(error, "exit_code")


def _confess(error: Exception) -> None:
    from importlib.metadata import version

    found = str(error) if isinstance(error, InvariantError) else f"{type(error).__name__}: {error}"
    say(
        f"This is a bug in cipsc-sim {version('cipsc-sim')}, not in your scenario; nothing was written.\n"
        f"{found}\n"
        f"Please report the lines above with the scenario. {TRACEBACK}=1 shows the place in the code."
    )
    if os.environ.get(TRACEBACK) == "1":
        import traceback

        traceback.print_exception(error)
