"""The command that asks what one more of each resource gives."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cipsc_sim.cli.options import LARGEST_SEED, ScenarioFile, Settings, Workers, overrides
from cipsc_sim.cli.progress import progress


def bottleneck(
    scenario: ScenarioFile,
    pairs: Annotated[int, typer.Option(min=1, help="Pairs of replications of each point.")] = 20,
    bought: Annotated[
        list[str] | None,
        typer.Option("--bought", metavar="RESOURCE", help="One more of it is there already; may be repeated."),
    ] = None,
    fixed: Annotated[bool, typer.Option("--fixed", help="Play point values, without priors of the facts.")] = False,
    seed: Annotated[int, typer.Option(min=0, max=LARGEST_SEED, help="The seed of all chance.")] = 1,
    out: Annotated[
        Path | None, typer.Option(metavar="DIR", help="The folder. [default: runs/bottleneck-<name>-<hash>-<seed>-<n>]")
    ] = None,
    workers: Workers = None,
    settings: Settings = None,
    force: Annotated[bool, typer.Option("--force", help="Replace another study in the folder.")] = False,
) -> None:
    """Ask what one more of each resource gives.

    How busy each is, the waiting charged to it, and the paired effect of one more on orders treated a year and on
    the P90 lead time; says where they disagree. It is a study: stopped, the same command goes on where it was.

    \b
    Examples:
      cipsc-sim bottleneck scenarios/baseline.yaml
      cipsc-sim bottleneck scenarios/baseline.yaml --set orders.arrive.poisson.per_year=36
      cipsc-sim bottleneck scenarios/baseline.yaml --bought analyst --pairs 50
    """
    from cipsc_sim.cli.bottleneck_shown import show_bottleneck
    from cipsc_sim.experiment.bottleneck.bottleneck import bottleneck as play
    from cipsc_sim.scenario.load import load_scenario

    with progress(f"playing {scenario.stem}") as told:
        found = play(
            load_scenario(scenario, overrides(settings)),
            out,
            bought=bought or (),
            pairs=pairs,
            seed=seed,
            fixed=fixed,
            workers=workers,
            force=force,
            progress=told,
        )
    show_bottleneck(found)
