"""Options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from cipsc_sim.cli.mistyped import assignment
from cipsc_sim.errors import Problem, RunError, ScenarioError

LARGEST_SEED = 2**64 - 1
MOST_PAIRS = 1_000_000
"""Of a point of a study; as a study file may say."""

ScenarioFile = Annotated[Path, typer.Argument(metavar="SCENARIO", help="A scenario file (YAML).", show_default=False)]
RunPath = Annotated[Path, typer.Argument(metavar="RUN", help="A run folder.", show_default=False)]
Workers = Annotated[
    int | None, typer.Option(min=1, help="Worker processes. They never change a result. [default: one per core]")
]
Settings = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="PATH=VALUE", help="Replace a value of the scenario; may be repeated."),
]

Margins = Annotated[
    list[str] | None,
    typer.Option(
        "--margin", metavar="ESTIMATE=SIZE", help="Smallest difference that matters; may be repeated. Judges it."
    ),
]


def margins(settings: list[str] | None) -> dict[str, float]:
    """``--margin`` options by estimate. RunError for what is not ESTIMATE=SIZE, or percent of what is no fraction."""
    values: dict[str, float] = {}
    for written in settings or ():
        name, _, size = written.partition("=")
        try:
            value = float(size.strip().removesuffix("%")) / (100 if size.strip().endswith("%") else 1)
        except ValueError:
            value = -1.0
        if not 0 <= value < float("inf") or not name.strip():
            raise RunError(f'"{written}" is no margin. Write --margin order_success_fraction=0.02, from 0 on.')
        if size.strip().endswith("%") and not _in_percent(name.strip()):
            raise RunError(f'"{written}": {name.strip()} is no fraction. State its margin in its own unit.')
        values[name.strip()] = value
    return values


def _in_percent(name: str) -> bool:
    """Whether an estimate is a fraction; of what is none, that is said elsewhere."""
    from cipsc_sim.analysis.registry import indicator_of, is_estimate, split_quantile

    return not is_estimate(name) or indicator_of(split_quantile(name)[0])[0].in_percent


def share(written: str) -> tuple[int, int]:
    """``3/16``: the third of sixteen. RunError if it is not."""
    which, slash, shares = written.partition("/")
    if not slash or not which.strip().isdecimal() or not shares.strip().isdecimal():
        raise RunError(f'"{written}" is no share. Write --part 3/16 for the third of sixteen.')
    return int(which), int(shares)


def overrides(settings: list[str] | None) -> dict[str, Any]:
    """``--set`` options by path. ScenarioError for what is not PATH=VALUE, or names a path twice."""
    values: dict[str, Any] = {}
    problems = []
    for written in settings or ():
        path, equals, value = written.partition("=")
        if not equals or not path.strip() or value.startswith("="):
            found = f'"{written}" is not PATH=VALUE'
            right = f"Write --set {assignment(written) or 'orders.arrive.poisson.per_year=36'}."
            problems.append(Problem("--set", None, "", found, right))
        elif path.strip() in values:
            problems.append(Problem("--set", None, path.strip(), "set twice", "Say it once."))
        values[path.strip()] = value
    if problems:
        raise ScenarioError(problems)
    return values
