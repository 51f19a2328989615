"""The command that questions a release."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cipsc_sim.cli.options import LARGEST_SEED, Settings, Workers, overrides
from cipsc_sim.cli.progress import progress


def release(
    scenario: Annotated[
        Path, typer.Argument(metavar="SCENARIO", help="A scenario file (YAML), or a run folder.", show_default=False)
    ],
    pairs: Annotated[
        int | None, typer.Option(min=1, help="Pairs of replications whose batches are judged again. [default: 100]")
    ] = None,
    variant_pairs: Annotated[
        int, typer.Option(min=0, help="Pairs of each variant: a result a day sooner, a test left out. 0 plays none.")
    ] = 20,
    upstream: Annotated[
        bool, typer.Option("--upstream", help="Vary the tests of what a batch is made of too, not only its own.")
    ] = False,
    fixed: Annotated[bool, typer.Option("--fixed", help="Play point values, without priors of the facts.")] = False,
    seed: Annotated[
        int | None, typer.Option(min=0, max=LARGEST_SEED, help="The seed of all chance. [default: 1]")
    ] = None,
    out: Annotated[
        Path | None, typer.Option(metavar="DIR", help="The folder. [default: runs/release-<name>-<hash>-<seed>-<n>]")
    ] = None,
    workers: Workers = None,
    settings: Settings = None,
    force: Annotated[bool, typer.Option("--force", help="Answer again, and replace the folder.")] = False,
) -> None:
    """Ask who is wrongly released or rejected.

    Static: the batches of a run are judged again from their rows, with the same noise: both errors, for all tests
    together and for each; operating characteristics; what each test alone keeps back; limit against expected loss at
    the prices of the scenario. Dynamic: the plant is played again on the same random numbers, each result a day
    sooner and each test left out. The run is taken from its folder if it was played before; variants that were
    stopped go on where they were.

    \b
    Examples:
      cipsc-sim release scenarios/baseline.yaml
      cipsc-sim release scenarios/baseline.yaml --pairs 30 --variant-pairs 0
      cipsc-sim release runs/baseline-1a2b3c4d-1-200 --upstream
      cipsc-sim release my_product.yaml --set release.islets.prices.false_release=1e6
    """
    from cipsc_sim.cli.release_shown import show_release
    from cipsc_sim.experiment.release.answering import answer_release
    from cipsc_sim.experiment.release.question import question

    asked, run = question(
        scenario,
        overrides=overrides(settings),
        pairs=pairs,
        seed=seed,
        fixed=fixed,
        variant_pairs=variant_pairs,
        upstream=upstream,
    )
    show_release(answer_release(asked, run, folder=out, workers=workers, force=force, watch=progress))
