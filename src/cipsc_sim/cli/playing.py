"""Commands that play a scenario, or look again at what was played."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cipsc_sim.cli.options import LARGEST_SEED, RunPath, ScenarioFile, Settings, Workers, overrides
from cipsc_sim.cli.progress import progress


def plan(
    scenario: ScenarioFile,
    settings: Settings = None,
    csv: Annotated[
        Path | None,
        typer.Option(
            "--csv",
            metavar="FILE",
            help="Write the steps to a CSV file, and the balances beside it.",
            show_default=False,
        ),
    ] = None,
) -> None:
    """Follow one lot by central values: no chance, no queue.

    Step by step: days, amounts, equipment, people, cost; then the balance of every lot and totals.

    \b
    Examples:
      cipsc-sim plan scenarios/baseline.yaml
      cipsc-sim plan scenarios/baseline.yaml --csv steps.csv
    """
    from cipsc_sim.cli.planning import show_plan
    from cipsc_sim.experiment.plan import make_plan
    from cipsc_sim.scenario.load import load_scenario

    show_plan(make_plan(load_scenario(scenario, overrides(settings))), csv)


def run(
    scenario: ScenarioFile,
    pairs: Annotated[int, typer.Option(min=1, help="Pairs of replications; each pair draws its own parameters.")] = 100,
    precision: Annotated[
        str | None,
        typer.Option(
            metavar="2%",
            help="Play until half widths of order success, of the P90 from start to release and of batches released a year "
            "are that small, whatever --pairs says; at most 2,000 replications.",
        ),
    ] = None,
    fixed: Annotated[bool, typer.Option("--fixed", help="Play point values, without priors of the facts.")] = False,
    seed: Annotated[int, typer.Option(min=0, max=LARGEST_SEED, help="The seed of all chance.")] = 1,
    out: Annotated[
        Path | None, typer.Option(metavar="DIR", help="The run folder. [default: runs/<name>-<hash>-<seed>-<n>]")
    ] = None,
    workers: Workers = None,
    settings: Settings = None,
    force: Annotated[bool, typer.Option("--force", help="Play it again, and replace its folder.")] = False,
) -> None:
    """Play a scenario, write a run folder, and print the answer.

    Typed twice, it prints the answer that is there. Each estimate has its 95 % simulation interval and, apart from
    it, the range (5-95 %) that ignorance of the facts leaves its long-run mean. What next year and the next batch will
    bring, and how much of it is simulation, chance in batches and ignorance, is on the page and in summary.json.

    \b
    Examples:
      cipsc-sim run scenarios/baseline.yaml
      cipsc-sim run my_product.yaml --pairs 20 --seed 7
      cipsc-sim run my_product.yaml --precision 2%
      cipsc-sim run my_product.yaml --set facility.people.analyst.count=2 --out runs/two_analysts
    """
    from cipsc_sim.cli.answering import show_answer
    from cipsc_sim.experiment.obtain import obtain_run

    with progress(f"playing {scenario.stem}") as told:
        obtained = obtain_run(
            scenario,
            overrides=overrides(settings),
            folder=out,
            pairs=pairs,
            precision=precision,
            seed=seed,
            fixed=fixed,
            workers=workers,
            force=force,
            progress=told,
        )
    show_answer(obtained)


def report(folder: RunPath) -> None:
    """Make the report of a run again.

    \b
    Example:
      cipsc-sim report runs/baseline-1a2b3c4d-1-200
    """
    from cipsc_sim.cli.answering import shown_path
    from cipsc_sim.experiment.session import rebuild_report

    typer.echo(shown_path(rebuild_report(folder)))


def replay(folder: RunPath, workers: Workers = None) -> None:
    """Play a run again and compare every row.

    Plays what the folder itself says. Says "identical", "equal to rounding", or the first row that differs (exit 1).

    \b
    Example:
      cipsc-sim replay runs/baseline-1a2b3c4d-1-200
    """
    from cipsc_sim.cli.replaying import show_replay
    from cipsc_sim.experiment.replay import replay_folder

    with progress(f"playing {folder.name} again") as told:
        found = replay_folder(folder, workers=workers, progress=told)
    show_replay(found)
