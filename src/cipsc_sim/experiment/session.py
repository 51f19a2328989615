"""A run in Python: play a scenario, look at its tables and estimates, keep it if it is worth keeping."""

from __future__ import annotations

import shutil
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import pandas as pd

from cipsc_sim.analysis.prior_scores import PriorScores, read_scores
from cipsc_sim.analysis.registry import title_of
from cipsc_sim.analysis.summary import read_summary
from cipsc_sim.analysis.view_tables import view_table
from cipsc_sim.errors import RunError
from cipsc_sim.experiment.run import PAIRS, PRIORS, SEED, Progress, play_run
from cipsc_sim.records.folder import MANIFEST, REPORT, RunFolder
from cipsc_sim.records.folder import open_run as open_folder
from cipsc_sim.records.manifest import Manifest
from cipsc_sim.records.partial import REPLACED, WRITTEN, partial_path, recover, sync_file
from cipsc_sim.scenario.load import LoadedScenario, load_scenario

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

LINE = "line"


def priors_of(run: RunFolder) -> PriorScores | None:
    """How far from its centre every number was drawn; None if point values were played."""
    written = run.path / PRIORS
    return read_scores(written.read_text(encoding="utf-8")) if written.is_file() else None


def open_run(path: Path | str) -> Run:
    """A run folder that was written before. RunError if it is not whole."""
    return Run(open_folder(path))


def rebuild_report(path: Path) -> Path:
    """Make the report of a run folder again, from its rows."""
    from cipsc_sim.report.page import folder_page

    run = open_folder(path)
    return run.put(REPORT, folder_page(run))


def simulate(
    scenario: LoadedScenario | Path | str,
    *,
    pairs: int = PAIRS,
    seed: int = SEED,
    fixed: bool = False,
    workers: int | None = None,
    progress: Progress | None = None,
) -> Run:
    """Play a scenario, or the file of one, ``pairs`` pairs of replications. Nothing is kept unless the run is saved."""
    loaded = scenario if isinstance(scenario, LoadedScenario) else load_scenario(scenario)
    name = Path(loaded.resolved.files[-1]).stem
    rows = TemporaryDirectory(prefix="cipsc-sim-")
    try:
        folder = play_run(
            loaded,
            Path(rows.name) / name,
            name=name,
            pairs=pairs,
            seed=seed,
            fixed=fixed,
            workers=workers,
            report=False,
            progress=progress,
        )
    except BaseException:
        rows.cleanup()
        raise
    return Run(folder, rows)


class Run:
    """A run that was played. Tables are read from disk when they are first asked for.

    >>> run = simulate("scenarios/baseline.yaml", pairs=20)
    >>> run.estimates.loc["order_success_fraction", ["mean", "low", "high"]]
    >>> run.batches.groupby("end", observed=True).size()
    """

    def __init__(self, folder: RunFolder, rows: TemporaryDirectory[str] | None = None) -> None:
        self.folder = folder
        self._rows = rows
        """Keeps the temporary folder as long as the run."""

    def __repr__(self) -> str:
        played = self.manifest
        return f"<Run {played.name}: {played.replications} replications, seed {played.seed}>"

    @property
    def manifest(self) -> Manifest:
        """What was played: seed, replications, window, titles, versions."""
        return self.folder.manifest

    @cached_property
    def orders(self) -> pd.DataFrame:
        """One row for each order that arrived."""
        return self.folder.table("orders")

    @cached_property
    def lots(self) -> pd.DataFrame:
        """One row for each lot, those in process that failed included."""
        return self.folder.table("lots")

    @cached_property
    def links(self) -> pd.DataFrame:
        """Which lot came of which."""
        return self.folder.table("links")

    @cached_property
    def decisions(self) -> pd.DataFrame:
        """What was decided, when and why."""
        return self.folder.table("decisions")

    @cached_property
    def steps(self) -> pd.DataFrame:
        """One row for each step of a lot and each attended task in it."""
        return self.folder.table("steps")

    @cached_property
    def results(self) -> pd.DataFrame:
        """One row for each assay run."""
        return self.folder.table("results")

    @cached_property
    def resources(self) -> pd.DataFrame:
        """One row for each resource: unit-minutes in the count window."""
        return self.folder.table("resources")

    @property
    def batches(self) -> pd.DataFrame:
        """The lots of the material that orders want."""
        return self.lots_of(self.manifest.wanted)

    @property
    def lines(self) -> pd.DataFrame:
        """The lots of the material called line."""
        return self.lots_of(LINE)

    def lots_of(self, material: str) -> pd.DataFrame:
        """The lots of one material. KeyError if there is none of that name."""
        known = sorted(self.lots["material"].dropna().unique())
        if material not in known:
            raise KeyError(f"no lots of {material}; there are lots of {', '.join(known)}")
        return self.lots[self.lots["material"] == material]

    @cached_property
    def estimates(self) -> pd.DataFrame:
        """Every estimate by key, quantiles as ``key.p90``: mean, interval, what ignorance leaves, unit."""
        summary = self.folder.summary
        rows: dict[str, dict[str, Any]] = {}
        for key, entry in summary["estimates"].items():
            rows[key] = {"title": title_of(key, self.manifest), **entry}
        for key, quantiles in summary["quantiles"].items():
            for label, entry in quantiles.items():
                name = f"{key}.{label}"
                rows[name] = {"title": title_of(name, self.manifest), **entry}
        return pd.DataFrame.from_dict(rows, orient="index").rename_axis("key")

    @cached_property
    def uncertainty(self) -> pd.DataFrame:
        """Three parts of the uncertainty of the numbers that are read first, as variances with 95 % intervals, and 5–95 %
        ranges of the long-run mean, of what next year and of what the next batch will bring. Empty of point values.
        """
        rows: dict[str, dict[str, Any]] = {}
        for name, told in self.folder.summary.get("uncertainty", {}).items():
            row: dict[str, Any] = {}
            for part in ("simulation", "batches", "ignorance"):
                row |= {part: told[part]["value"], f"{part}_low": told[part]["low"], f"{part}_high": told[part]["high"]}
            for whose in ("long_run", "next_year", "next_batch"):
                row[f"{whose}_low"], row[f"{whose}_high"] = told[whose] or (None, None)
            rows[name] = row
        return pd.DataFrame.from_dict(rows, orient="index").rename_axis("key")

    @property
    def notes(self) -> tuple[str, ...]:
        """What a reader of the estimates has to know besides."""
        return tuple(self.folder.summary.get("notes", ()))

    def figure(self, name: str) -> Figure:
        """One figure of the report. RunError with the names there are if there is none of that name."""
        from cipsc_sim.report.figures import figure

        run, summary = self.folder, read_summary(self.folder.summary)
        return figure(run, run.manifest, summary, name, priors_of(run), run.scenario_text)

    def view(self, name: str) -> pd.DataFrame:
        """The table behind a figure: waterfall, failures, assays, decisions, leadtime or resources; RunError for others."""
        return view_table(self.folder, self.manifest, name)

    def gantt(self, by: str = "order", *, replication: int = 0, from_day: int = 0, days: int = 90) -> Figure:
        """Who is where, when, in one replication: a lane for each order, or for each unit of the resource ``by``.

        RunError for a replication or a resource that the run has not, or where nothing happened in these days.
        """
        from cipsc_sim.report.gantt import gantt_figure

        return gantt_figure(self.folder, self.manifest, replication, from_day, days, by)

    def report(self, path: Path | str) -> Path:
        """Write the report, one HTML page that works offline."""
        from cipsc_sim.report.page import folder_page

        target = Path(path)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(folder_page(self.folder), encoding="utf-8")
        return target

    def save(self, folder: Path | str, *, force: bool = False) -> Path:
        """Keep the run as a run folder, with its report; whole, or not at all. RunError if something is in the way."""
        target = Path(folder).absolute()
        recover(target)
        if target.exists() and not force:
            raise RunError(f"{target} is there already. Replace it with force=True, or choose another folder.")
        if target.exists() and not (target / MANIFEST).exists():
            raise RunError(f"{target} holds something that is not a run. Choose another folder.")
        target.parent.mkdir(parents=True, exist_ok=True)
        partial = partial_path(target, WRITTEN)
        try:
            shutil.copytree(self.folder.path, partial)
            self.report(partial / REPORT)
            for file in (*partial.iterdir(), partial):
                sync_file(file)
            old = partial_path(target, REPLACED) if target.exists() else None
            if old is not None:
                target.rename(old)
            partial.rename(target)
            if old is not None:
                shutil.rmtree(old)
        finally:
            shutil.rmtree(partial, ignore_errors=True)
        self.folder = open_folder(target)
        return target
