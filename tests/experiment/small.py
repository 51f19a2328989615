"""A product that is played in a twentieth of a second, for tests."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from cipsc_sim.experiment.run import play_run
from cipsc_sim.experiment.starter import starter_text
from cipsc_sim.records.folder import RunFolder
from cipsc_sim.scenario.load import load_scenario

SHORTER = (("warm_up_d: 180, count_d: 730, run_out_d: 365", "warm_up_d: 0, count_d: 120, run_out_d: 90"),)

QUEUE = """\
title: Two servers
question: How long is the wait?
source: "judgement: made up"
grade: D
clock: {start_date: 2026-01-05, warm_up_d: 0, count_d: 60, run_out_d: 60, grade: choice}
materials: {job: {supply: {with_order: 1}}, done: {}}
procedures:
  serve:
    takes: {job: all}
    makes: {done: {lots: {value: 1, grade: choice}}}
    route: [serve]
    steps: {serve: {duration_d: {exponential: {mean: 1.6}}, occupies: {server: 1}, may_fail: {broken: 0.1}, cost: 100}}
facility: {grade: choice, equipment: {server: {count: 2}, spare: {count: 1}}}
orders:
  arrive: {poisson: {per_year: {value: 365, grade: choice}}}
  wants: {done: {lots: {value: 1, grade: choice}}}
  leaves: {per_month: 0.1}
costs: {fixed_per_year: 10000}
"""
"""A queue, played in five thousandths of a second."""


def write_queue(folder: Path, study: str = "") -> Path:
    """The queue; and beside it a study of it, whose path is given."""
    (folder / "queue.yaml").write_text(QUEUE, encoding="utf-8")
    path = folder / "study.yaml"
    path.write_text(study, encoding="utf-8")
    return path


def write_product(folder: Path, name: str = "product", *changes: tuple[str, str]) -> Path:
    """The starter, counted for four months only, with some of its text changed."""
    text = starter_text(name)
    for old, new in (*SHORTER, *changes):
        assert old in text, old
        text = text.replace(old, new)
    path = folder / f"{name}.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def play(scenario: Path, folder: Path, **options: Any) -> RunFolder:
    """Play it without a page, in this process."""
    settings: dict[str, Any] = {"pairs": 2, "workers": 1, "report": False, "name": scenario.stem} | options
    return play_run(load_scenario(scenario), folder, **settings)


def table_hashes(run: RunFolder) -> dict[str, str]:
    """What every table holds."""
    return {name: content.sha256 for name, content in run.manifest.tables.items()}
