"""Commands that play several variants on the same random numbers."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cipsc_sim.cli.options import LARGEST_SEED, MOST_PAIRS, Margins, Workers, margins, share
from cipsc_sim.cli.progress import progress

if TYPE_CHECKING:
    from cipsc_sim.records.folder import RunFolder
    from cipsc_sim.scenario.load import LoadedScenario


def compare(
    variants: Annotated[
        list[Path], typer.Argument(metavar="A B…", help="Scenario files or run folders.", show_default=False)
    ],
    pairs: Annotated[
        int | None, typer.Option(min=1, help="Pairs of replications. [default: as in the run folders, else 100]")
    ] = None,
    seed: Annotated[
        int | None,
        typer.Option(min=0, max=LARGEST_SEED, help="The seed of all chance. [default: as in the run folders, else 1]"),
    ] = None,
    workers: Workers = None,
    margin: Margins = None,
    side_by_side: Annotated[
        bool, typer.Option("--side-by-side", help="One page of all, without differences. [default: if plants differ]")
    ] = False,
    page: Annotated[
        Path | None, typer.Option(metavar="FILE", help="That page. [default: runs/side-by-side-<hash>.html]")
    ] = None,
) -> None:
    """Set variants beside the first one, or systems side by side.

    Prints paired differences, and what the files state differently. What was not played yet is played with the
    same seed and pairs, so that chance cancels in the differences. With a margin a difference is judged: no
    difference that matters, better, worse, or how many replications would tell. Intervals hold together.

    Files that make different materials, or by other procedures, are no variants of one plant: they are set side by
    side on one page, each with its own answer, what limits it, and how much of it is judgement.

    \b
    Examples:
      cipsc-sim compare scenarios/baseline.yaml scenarios/small_site.yaml --pairs 50
      cipsc-sim compare runs/baseline-1a2b3c4d-1-200 variant.yaml
      cipsc-sim compare a.yaml b.yaml --margin order_success_fraction=2%
      cipsc-sim compare scenarios/baseline.yaml scenarios/zimislecel.yaml --pairs 20
    """
    from cipsc_sim.cli.comparing import show_comparison
    from cipsc_sim.experiment.comparison.compare import compare as compare_variants
    from cipsc_sim.experiment.obtain import opened
    from cipsc_sim.experiment.side_by_side.systems import are_variants

    found = [opened(each) for each in variants]
    if side_by_side or page is not None or (len(found) > 1 and not are_variants(found)):
        _side_by_side(found, pairs, seed, workers, margin, page)
        return
    show_comparison(
        compare_variants(
            *found,
            pairs=pairs,
            seed=seed,
            workers=workers,
            margins=margins(margin),
            watch=lambda name: progress(f"playing {name}"),
        )
    )


def _side_by_side(
    variants: list[RunFolder | LoadedScenario],
    pairs: int | None,
    seed: int | None,
    workers: int | None,
    margin: list[str] | None,
    page: Path | None,
) -> None:
    from cipsc_sim.cli.systems_shown import show_systems
    from cipsc_sim.errors import RunError
    from cipsc_sim.experiment.run import PAIRS, SEED
    from cipsc_sim.experiment.side_by_side.page import systems_page
    from cipsc_sim.experiment.side_by_side.systems import side_by_side
    from cipsc_sim.records.folder import write_page

    if margin:
        raise RunError("Margins judge differences, and systems side by side have none. Leave out --margin.")
    found = side_by_side(
        *variants,
        pairs=pairs or PAIRS,
        seed=SEED if seed is None else seed,
        workers=workers,
        watch=lambda name: progress(f"playing {name}"),
    )
    show_systems(found, write_page(page or found.default_file, systems_page(found)))


def sweep(
    study: Annotated[Path, typer.Argument(metavar="STUDY", help="A study file (YAML).", show_default=False)],
    out: Annotated[
        Path | None, typer.Option(metavar="DIR", help="The folder. [default: runs/<name>-<hash>-<seed>-<n>]")
    ] = None,
    workers: Workers = None,
    pairs: Annotated[
        int | None,
        typer.Option(min=1, max=MOST_PAIRS, help="Pairs of replications of each point. [default: as the study says]"),
    ] = None,
    part: Annotated[
        str | None,
        typer.Option(metavar="3/16", help="Play the third of sixteen shares only, as a job of any scheduler."),
    ] = None,
    cluster: Annotated[
        str | None, typer.Option(metavar="tcp://…", help="Play on the workers of this Dask scheduler.")
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Play more than 10,000 points.")] = False,
    force: Annotated[bool, typer.Option("--force", help="Replace another study in the folder.")] = False,
) -> None:
    """Play a study: many variants of a scenario.

    Values are varied in a list, one at a time, in a grid, or in a sample of a space; or the facts over their priors.
    All points share their random numbers. Stopped or killed, the same command goes on where it was.

    With --part only a share is played; when all are there, the command without it makes the tables and the report.

    \b
    Examples:
      cipsc-sim sweep scenarios/studies/capacity.yaml
      cipsc-sim sweep scenarios/studies/tornado.yaml --pairs 10
      cipsc-sim sweep big.yaml --out /shared/big --part 3/16
      cipsc-sim sweep big.yaml --cluster tcp://10.0.0.5:8786
    """
    from cipsc_sim.cli.sweeping import show_share, show_sweep
    from cipsc_sim.experiment.study.reading.file import read_study
    from cipsc_sim.experiment.study.sweep import play_share
    from cipsc_sim.experiment.study.sweep import sweep as play_study

    wanted = None if part is None else share(part)
    with progress("checking points") as told:
        checked = read_study(study, pairs=pairs, many=yes, progress=told)
    with progress(f"playing {study.stem}") as told:
        if wanted is not None:
            shared = play_share(checked, wanted, out, workers=workers, cluster=cluster, force=force, progress=told)
        else:
            swept = play_study(checked, out, workers=workers, cluster=cluster, force=force, progress=told)
    if wanted is not None:
        show_share(shared, wanted)
    else:
        show_sweep(swept)
