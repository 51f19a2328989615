"""A run: a scenario is played many times, and becomes a run folder."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import replace
from importlib import import_module
from pathlib import Path

from cipsc_sim.analysis.prior_scores import read_scores
from cipsc_sim.analysis.summary import summarise
from cipsc_sim.analysis.tallies.tally import Tally
from cipsc_sim.engine.drafting import draft
from cipsc_sim.errors import RunError
from cipsc_sim.experiment.blame import blamed
from cipsc_sim.experiment.describe import describe
from cipsc_sim.experiment.ignorance.ignorance import Ignorance
from cipsc_sim.experiment.precision import LOOKS, MOST_REPLICATIONS, Looks
from cipsc_sim.experiment.tally_store import TALLIES, tallies_as_csv
from cipsc_sim.experiment.workers.pairs import played_pairs
from cipsc_sim.records.folder import REPORT, SCENARIO, SUMMARY, RunFolder, RunFolderWriter, open_run
from cipsc_sim.scenario.load import LoadedScenario

PAIRS, SEED = 100, 1
PRIORS = "priors.csv"
"""By pair and number, how many standard deviations it was drawn from its centre."""

WANTED_LATER = ("pandas", "plotly.subplots", "cipsc_sim.report.page")
"""What the page is made with: imported at the end, everybody would wait for half a second."""

Progress = Callable[[int, int], None]


def default_folder(
    loaded: LoadedScenario, name: str, seed: int, pairs: int, fixed: bool, precision: float | None = None
) -> Path:
    """Where a run goes if nobody says where: its name says what was played."""
    size = str(2 * pairs) if precision is None else f"to-{100 * precision:g}pct"
    return Path("runs") / f"{name}-{loaded.hash[:8]}-{seed}-{size}{'-fixed' if fixed else ''}"


def play_run(
    loaded: LoadedScenario,
    folder: Path,
    *,
    name: str,
    pairs: int = PAIRS,
    precision: float | None = None,
    seed: int = SEED,
    fixed: bool = False,
    workers: int | None = None,
    force: bool = False,
    report: bool = True,
    progress: Progress | None = None,
) -> RunFolder:
    """Play a scenario and write the run folder; whole, or not at all.

    With ``precision`` as many pairs are played as that takes, whatever ``pairs`` says.
    """
    if pairs < 1:
        raise RunError("A run needs at least one pair of replications.")
    if precision is not None:
        pairs = MOST_REPLICATIONS // 2
    manifest = describe(loaded, draft(loaded.scenario), name=name, seed=seed, fixed=fixed, replications=2 * pairs)
    looks = None if precision is None else Looks(precision, manifest)
    tallies: list[Tally] = []
    scores: list[tuple[float, ...]] = []
    with RunFolderWriter(folder, force) as writer:
        writer.write(SCENARIO, loaded.resolved.as_text())
        playing = played_pairs(loaded, manifest, range(pairs), workers=workers, keep_rows=True)
        with playing as in_order, closing(blamed(in_order, manifest)) as each:
            if report:
                for module in WANTED_LATER:  # while the workers begin
                    import_module(module)
            for played in each:
                for batches in played.batches:
                    writer.add(batches)
                tallies.extend(played.tallies)
                scores.append(played.scores)
                if progress is not None:
                    progress(played.pair + 1, pairs)
                if looks is not None and looks.enough(tallies):
                    break
        manifest = replace(manifest, replications=len(tallies))
        summary = summarise(tallies, manifest)
        writer.write(SUMMARY, summary.as_json())
        if not fixed:
            writer.write(PRIORS, scores_as_csv(loaded, scores))
        writer.write(TALLIES, tallies_as_csv(tallies))
        if looks is not None:
            writer.write(LOOKS, looks.as_csv())
        if report:
            from cipsc_sim.report.page import run_page

            known = None if fixed else read_scores(scores_as_csv(loaded, scores))
            rows = writer.rows(manifest.replications)
            writer.write(REPORT, run_page(rows, writer.sealed(manifest), summary, known, loaded.resolved.tree))
        writer.finish(manifest)
    return open_run(folder)


def scores_as_csv(loaded: LoadedScenario, scores: Sequence[tuple[float, ...]]) -> str:
    """One row for each number that is not known, one column for each pair."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["path", "grade", *(f"pair_{pair}" for pair in range(len(scores)))])
    for (path, grade), values in zip(Ignorance(loaded).grades().items(), zip(*scores, strict=True), strict=True):
        writer.writerow([path, grade, *(f"{value:.6g}" for value in values)])
    return text.getvalue()
