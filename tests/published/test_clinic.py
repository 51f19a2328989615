"""The autologous process at a clinic and at a large site. No published plant of either kind was found: held against what must follow."""

from __future__ import annotations

from pathlib import Path

from cipsc_sim.scenario.load import load_scenario

from .playing import SCENARIOS, rows_of

DAY = 24 * 60


def test_patients_of_the_clinic_come_by_appointment_and_most_are_treated() -> None:
    orders = rows_of(SCENARIOS / "cipsc_clinic.yaml", "orders", 2)
    assert (orders["arrived_at"] % (14 * DAY) == orders["arrived_at"].iloc[0] % (14 * DAY)).all()
    assert (orders[orders["in_cohort"].astype(bool)]["outcome"] == "treated").mean() > 0.5


def test_the_large_site_begins_with_everybody_who_comes() -> None:
    orders = rows_of(Path(__file__).parent / "site_500_start.yaml", "orders", 1)
    cohort = orders[orders["in_cohort"].astype(bool)]
    expected = 500 * 30 / 365.25
    assert abs(len(cohort) - expected) < 4 * expected**0.5
    assert cohort["started_at"].notna().mean() > 0.9


def test_the_large_site_is_the_baseline_with_more_of_everything() -> None:
    site, baseline = (load_scenario(SCENARIOS / f"{name}.yaml").scenario for name in ("cipsc_site_500", "baseline"))
    for name, one in baseline.facility.equipment.items():
        assert site.facility.equipment[name].count >= one.count
    for name, group in baseline.facility.people.items():
        assert site.facility.people[name].count >= group.count
    assert site.procedures == baseline.procedures
    assert site.release == baseline.release
