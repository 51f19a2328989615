"""Sessions and lots of reagent move the results that share them, together and only by so much."""

from __future__ import annotations

from cipsc_sim.quality.law import Measured
from cipsc_sim.quality.reading import reading

from .told import Told, tell

ONE_SD = 0.8413447460685429


def laboratory(causes: str, identity: str, purity: str, chance: dict[str, dict[str, float]], gap_d: int = 1) -> Told:
    """Two orders, a day or more apart, whose dose is whole after 4 d and tested at once by two assays."""
    return tell(
        f"""
attributes: {{identity: {{kind: property}}, purity: {{kind: property}}}}
materials: {{tissue: {{supply: {{with_order: 1}}, has: {{identity: 0.6, purity: 0.8}}}}, dose: {{}}}}
procedures:
  make: {{takes: {{tissue: all}}, makes: {{dose: {{}}}}, route: [make], steps: {{make: {{duration_d: 4}}}}}}
common_causes: {causes}
assays:
  identity: {{measures: {{identity: {{sd: 0.1}}}}, turnaround_d: 1{identity}}}
  purity: {{measures: {{purity: {{sd: 0.1}}}}, turnaround_d: 1{purity}}}
specifications:
  identical: {{on: dose, assay: identity, at_least: 0, reason: identity}}
  pure: {{on: dose, assay: purity, at_least: 0, reason: purity}}
release: {{dose: {{needs: [identical, pure]}}}}
orders: {{arrive: {{at_d: [0, {gap_d}]}}, wants: {{dose: {{lots: 1}}}}}}
""",
        chance,
    )


def reported(told: Told) -> dict[tuple[str, str], float]:
    return {(row["lot"], row["specification"]): round(row["reported"], 9) for row in told.rows("results")}


def test_a_bad_session_moves_all_results_of_its_day_and_none_of_another() -> None:
    bad_day = {"common_causes.bench": {"4:": 1 - ONE_SD}}
    told = laboratory("{bench: {}}", ", moved_by: {bench: 0.6}", ", moved_by: {bench: 0.8}", bad_day)
    assert reported(told) == {
        ("0:dose:1.1", "identical"): 0.54,
        ("0:dose:1.1", "pure"): 0.72,
        ("1:dose:1.1", "identical"): 0.6,
        ("1:dose:1.1", "pure"): 0.8,
    }


def test_a_lot_of_reagent_moves_what_is_run_with_it_until_the_next_is_opened() -> None:
    bad_lot = {"common_causes.antibody": {"1:": ONE_SD}}
    told = laboratory("{antibody: {new_every_d: 3}}", ", moved_by: {antibody: 0.5}", "", bad_lot, gap_d=2)
    assert [row["started_at"] // 1440 for row in told.rows("results")] == [4, 4, 6, 6]
    assert reported(told) == {
        ("0:dose:1.1", "identical"): 0.65,
        ("0:dose:1.1", "pure"): 0.8,
        ("1:dose:1.1", "identical"): 0.6,
        ("1:dose:1.1", "pure"): 0.8,
    }


def test_the_own_part_of_the_noise_is_what_the_causes_leave() -> None:
    chance = {
        "common_causes.bench": {"4:": ONE_SD},
        "common_causes.antibody": {"0:": ONE_SD},
        "assays.identity.noise.identical": {"0:1.1#0": ONE_SD},
    }
    causes = "{bench: {}, antibody: {new_every_d: 60}}"
    told = laboratory(causes, ", moved_by: {bench: 0.6, antibody: 0.48}", "", chance)
    own = (1 - 0.6**2 - 0.48**2) ** 0.5
    assert abs(reported(told)["0:dose:1.1", "identical"] - (0.6 + 0.1 * (0.6 + 0.48 + own))) < 1e-9


def test_a_row_holds_what_its_reading_was_made_of() -> None:
    chance = {"common_causes.bench": {"4:": ONE_SD}, "assays.identity.noise.identical": {"0:1.1#0": 0.3}}
    told = laboratory("{bench: {}}", ", moved_by: {bench: 0.6}", "", chance)
    for row in told.rows("results"):
        assert reading(Measured(sd=0.1), row["true_value"], row["noise"]) == row["reported"]
    shifts = {(row["lot"], row["specification"]): row["common_cause"] for row in told.rows("results")}
    assert shifts["0:dose:1.1", "pure"] is None
    assert abs((shifts["0:dose:1.1", "identical"] or 0.0) - 0.6) < 1e-9
    assert shifts["1:dose:1.1", "identical"] == 0


def test_a_session_that_goes_wrong_makes_all_its_runs_invalid() -> None:
    invalid = ", invalid: {constant: 0.1, moved_by: {bench: 0.9}}"
    told = laboratory("{bench: {}}", invalid, invalid, {"common_causes.bench": {"4:": 0.99}})
    assert [line.split()[0:3:2] + line.split()[-1:] for line in told.results] == [
        ["0:dose:1.1", "4d00:00", "invalid"],
        ["0:dose:1.1", "4d00:00", "invalid"],
        ["0:dose:1.1", "5d00:00", "pass"],
        ["0:dose:1.1", "5d00:00", "pass"],
        ["1:dose:1.1", "5d00:00", "pass"],
        ["1:dose:1.1", "5d00:00", "pass"],
    ]
