from __future__ import annotations

from dataclasses import replace

import pytest
from ruamel.yaml import YAML

from cipsc_sim.records.manifest import Manifest, Target, Window
from cipsc_sim.records.rows import Rows
from cipsc_sim.report.contents import FIRST, Contents
from cipsc_sim.report.dose_rule import DoseRule, read_dose_rule
from cipsc_sim.report.first_rows import FirstRows
from cipsc_sim.report.readings import readings


def test_an_estimate_that_a_run_does_not_have_is_empty(contents: Contents) -> None:
    assert contents.estimate("no_such_thing").mean is None
    assert contents.quantile("start_to_release_d", "p33").mean is None
    assert contents.quantile("start_to_release_d", "p50").mean is not None


def test_steps_are_read_from_the_first_replications_and_the_page_says_so(contents: Contents) -> None:
    assert contents.first_rows.replications == contents.rows.replications == 20
    assert contents.spoken_of == "all replications"

    longer = replace(contents, rows=Longer(contents.rows))
    assert longer.first_rows.replications == FIRST == 40
    assert longer.spoken_of == "the first 40 of 50 replications"


class Longer(FirstRows):
    """Rows that claim to be of more replications than they are."""

    def __init__(self, rows: Rows) -> None:
        super().__init__(rows, 1)
        self.replications = 50


def manifest(target: Target | None) -> Manifest:
    return Manifest("t", "q", "n", 1, False, 2, Window(0, 1, 2), "dose", target)


TEXT = """
attributes:
  cells_per_kg: {ratio: {of: cells, by: weight_kg}}
  ieq_per_ml: {ratio: {of: ieq, by: volume_ml}}
  ieq_per_kg: {ratio: {of: ieq, by: weight_kg}}
orders: {has: {weight_kg: 70}, response: {of: ieq_per_kg}}
release: {dose: {dose: {minimum: {ieq_per_kg: {value: 5000, grade: C}}}}}
"""


@pytest.mark.parametrize(
    ("text", "target", "rule"),
    [
        (TEXT, Target("ieq", 1.5e6), DoseRule("ieq_per_kg", "weight_kg", 5000.0, "ieq_per_kg")),
        (TEXT.replace("minimum", "cap"), Target("ieq", 1.5e6), DoseRule("ieq_per_kg", "weight_kg", None, "ieq_per_kg")),
        (TEXT, Target("volume", 1.0), DoseRule(response_of="ieq_per_kg")),
        (TEXT, None, DoseRule(response_of="ieq_per_kg")),
        ("", Target("ieq", 1.5e6), DoseRule()),
        ("orders: 3", Target("ieq", 1.5e6), DoseRule()),
    ],
)
def test_what_the_scenario_says_of_the_dose(text: str, target: Target | None, rule: DoseRule) -> None:
    assert read_dose_rule(text, manifest(target)) == rule
    assert read_dose_rule(YAML(typ="safe", pure=True).load(text) or {}, manifest(target)) == rule


def test_readings_count_every_valid_run_and_draw_the_first_of_each_replication(contents: Contents) -> None:
    found = {each.name: each for each in readings(contents.rows, contents.manifest)}
    runs = contents.rows.table("results")
    ours = runs[(runs["specification"] == "identity") & runs["in_cohort"].fillna(False) & runs["valid"].fillna(False)]
    judged = ours.assign(inside=ours["true_value"] >= 0.45, failed=ours["verdict"] == "fail")

    identity = found["identity"]
    assert identity.counts["runs"] == len(ours) > 100
    assert identity.counts["failed though inside"] == (judged["inside"] & judged["failed"]).sum() > 0
    assert identity.counts["passed though outside"] == (~judged["inside"] & ~judged["failed"]).sum()
    first = judged.groupby("replication").head(20)
    assert identity.reported.tolist() == first["reported"].tolist()
    assert identity.failed.tolist() == first["failed"].tolist()
    assert found["sterile"].is_found_or_not and not identity.is_found_or_not
