"""The page of a run: its sections, from its rows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cipsc_sim.analysis.prior_scores import PriorScores, read_scores
from cipsc_sim.analysis.summary import Summary, read_summary
from cipsc_sim.records.folder import RunFolder
from cipsc_sim.records.manifest import Manifest
from cipsc_sim.records.rows import Rows
from cipsc_sim.report.contents import Contents
from cipsc_sim.report.figures import SECTIONS
from cipsc_sim.report.memory import given_back
from cipsc_sim.report.numerals import count, counted
from cipsc_sim.report.sheet import Heading, sheet

PRIORS = "priors.csv"


def run_page(
    rows: Rows,
    manifest: Manifest,
    summary: Summary,
    scores: PriorScores | None = None,
    scenario: str | Mapping[str, Any] = "",
) -> str:
    """The page of a run. Without ``scores`` it has no shares by grade, without the scenario no minimum dose per kg."""
    contents = Contents(rows, manifest, summary, scores, scenario)
    with given_back():
        made = [section(contents) for section in SECTIONS]
    return sheet(_heading(manifest, rows.replications), [section for section in made if section is not None])


def folder_page(run: RunFolder) -> str:
    """The page of a run folder."""
    priors = run.path / PRIORS
    scores = read_scores(priors.read_text(encoding="utf-8")) if priors.is_file() else None
    return run_page(run, run.manifest, read_summary(run.summary), scores, run.scenario_text)


def _heading(manifest: Manifest, replications: int) -> Heading:
    window = manifest.window
    days = [f"{minute / 1440:,.0f}" for minute in (window.from_min, window.to_min, window.horizon_min)]
    played = f"{count(replications)} replications"
    if manifest.pairs:
        played += f" in {counted(replications // 2, 'pair')}, each with parameters of its own"
    facts = [
        played,
        f"seed {manifest.seed}",
        f"cohort: orders that arrive on days {days[0]} to {days[1]}, followed to day {days[2]}",
    ]
    if manifest.scenario_hash:
        facts.append(f"scenario {manifest.scenario_hash[:8]}")
    kicker = f"{manifest.name} · report of a simulated run"
    return Heading(kicker, manifest.title, manifest.question, tuple(facts))
