"""When a lot leaves: when all is known, on what is needed, or out of specification because a physician asks for it."""

from __future__ import annotations

from .potency import Chance, noise, potency
from .told import Told, lines, tell

REQUEST = "policy: on_medical_request, medical_request: {failed: [potent], granted: 0.8, duration_d: 1}"
GRANTED: Chance = {"release.dose.medical_request.granted": {"0:1.1": 0.5}}
REFUSED: Chance = {"release.dose.medical_request.granted": {"0:1.1": 0.1}}


def test_where_all_is_awaited_what_is_else_followed_is_needed() -> None:
    late = "turnaround_d: 7"
    assert potency(late, "{needs: [], follows: [potent]}").lot("0:dose:1.1")["released_at"] == 4 * 1440
    waits = potency(late, "{needs: [], follows: [potent], policy: wait_for_all}", noise(0.02))
    assert waits.decisions == lines(
        """
        11d00:00 0:dose:1.1 disposition dose rejected potency -
        """
    )


def test_a_lot_that_failed_is_released_out_of_specification_where_that_is_asked_for_and_granted() -> None:
    told = potency("turnaround_d: 2", f"{{needs: [potent], {REQUEST}}}", noise(0.02) | GRANTED)
    assert told.decisions == lines(
        """
        6d00:00 0:dose:1.1 medical_request potent begun potency -
        7d00:00 0:dose:1.1 medical_request potent granted potency -
        7d00:00 0:dose:1.1 disposition dose released_out_of_specification - -
        """
    )
    assert told.lot("0:dose:1.1")["end"] == "released_out_of_specification"
    assert told.orders == lines(
        """
        0 0d00:00 7d00:00 7d00:00 treated - - 0:dose:1.1
        """
    )


def test_a_request_that_is_refused_is_a_rejection() -> None:
    told = potency("turnaround_d: 2", f"{{needs: [potent], {REQUEST}}}", noise(0.02) | REFUSED)
    assert told.decisions == lines(
        """
        6d00:00 0:dose:1.1 medical_request potent begun potency -
        7d00:00 0:dose:1.1 medical_request potent refused potency -
        7d00:00 0:dose:1.1 disposition dose rejected potency -
        """
    )


def test_nobody_asks_under_another_policy_or_for_a_lot_that_has_expired() -> None:
    described = REQUEST.replace("on_medical_request", "on_needs")
    told = potency("turnaround_d: 2", f"{{needs: [potent], {described}}}", noise(0.02) | GRANTED)
    assert told.lot("0:dose:1.1")["end"] == "rejected"
    expired = potency("turnaround_d: 2", f"{{needs: [potent], {REQUEST}}}", noise(0.02), dose="{shelf_life_d: 2.5}")
    assert expired.decisions == lines(
        """
        6d00:00 0:dose:1.1 medical_request potent begun potency -
        6d12:00 0:dose:1.1 disposition dose expired expired -
        """
    )


def two_tests(asked: str, chance: Chance) -> Told:
    """A dose that is counted after half a day and tested for potency three days before it is whole."""
    return tell(
        f"""
attributes: {{cells: {{kind: amount}}, potency: {{kind: property}}}}
materials: {{tissue: {{supply: {{with_order: 1}}, has: {{cells: 1000, potency: 0.6}}}}, dose: {{}}}}
procedures:
  make:
    takes: {{tissue: all}}
    makes: {{dose: {{}}}}
    route: [make, wash]
    steps: {{make: {{duration_d: 4}}, wash: {{duration_d: 1}}}}
assays:
  count: {{measures: {{cells: {{sd: 100}}}}, turnaround_d: 0.5}}
  potency: {{measures: {{potency: {{sd: 0.1}}}}, turnaround_d: 2}}
specifications:
  enough: {{on: dose, assay: count, reason: count}}
  potent: {{on: dose, after: make, early_d: 3, assay: potency, at_least: 0.5, reason: potency}}
release:
  dose:
    needs: [enough, potent]
    policy: on_medical_request
    medical_request: {{failed: {asked}, granted: 0.8}}
    dose: {{rule: reject_below_target, assay: count, target: {{cells: 950}}}}
orders: {{arrive: {{at_d: [0]}}, wants: {{dose: {{lots: 1}}}}}}
""",
        chance,
    )


LOW: Chance = {"assays.count.noise.enough": {"0:1.1#0": 0.15}}
WEAK: Chance = {"assays.potency.noise.potent": {"0:1.1#0": 0.02}}


def test_a_failure_in_process_is_asked_about_while_the_culture_goes_on() -> None:
    told = two_tests("[potent]", WEAK)
    assert told.decisions == lines(
        """
        3d00:00 0:dose:1.1 medical_request potent begun potency -
        3d00:00 0:dose:1.1 medical_request potent granted potency -
        3d00:00 0:dose:1.1 gate potent out_of_specification potency -
        5d12:00 0:dose:1.1 disposition dose released_out_of_specification - -
        """
    )


def test_a_lot_that_fails_in_what_nobody_asks_about_is_rejected_all_the_same() -> None:
    assert two_tests("[potent]", WEAK | LOW).lot("0:dose:1.1")["end"] == "rejected"
    assert two_tests("[enough, potent]", WEAK | LOW).lot("0:dose:1.1")["end"] == "released_out_of_specification"


def test_a_dose_that_its_rule_rejects_may_be_asked_for_too() -> None:
    assert two_tests("[enough]", LOW).decisions == lines(
        """
        3d00:00 0:dose:1.1 gate potent pass - -
        5d12:00 0:dose:1.1 medical_request enough begun count -
        5d12:00 0:dose:1.1 medical_request enough granted count -
        5d12:00 0:dose:1.1 disposition dose released_out_of_specification - -
        """
    )
    assert two_tests("[potent]", LOW).lot("0:dose:1.1")["end"] == "rejected"


def test_what_fails_after_release_is_an_action_plan_with_its_day_its_people_and_its_cost() -> None:
    plan = "action_plan: {cost: 20000, by: reviewer, hands_on_h: 6}"
    told = potency(
        "turnaround_d: 2",
        f"{{needs: [], follows: [potent], {plan}}}",
        noise(0.02),
        people="{reviewer: {count: 1, price_per_h: 100, shifts: [{days: mon-fri, from_h: 8, hours_h: 8}]}}",
        clock="clock: {count_d: 2, run_out_d: 100}",
    )
    assert told.decisions == lines(
        """
        4d00:00 0:dose:1.1 disposition dose released - -
        6d00:00 0:dose:1.1 action_plan potent begun potency -
        """
    )
    assert told.rows("decisions")[-1]["cost"] == 20000
    dose = told.lot("0:dose:1.1")
    assert (dose["cost_action_plans"], dose["cost_labour"]) == (20000, 600)
    assert told.played.ended_at == 7 * 1440 + 14 * 60, "the play ends with the last work of an action plan"
    assert told.steps[-1] == "0:dose:1.1 quality_assurance.action_plan.action_plan#0 6d00:00 7d08:00 7d14:00 done"


def test_a_culture_that_is_held_for_all_results_is_held_for_an_answer_too() -> None:
    def made_on(hold: str) -> str:
        told = tell(
            f"""
attributes: {{potency: {{kind: property}}}}
materials: {{tissue: {{supply: {{with_order: 1}}, has: {{potency: 0.4}}}}, dose: {{}}}}
procedures: {{make: {{takes: {{tissue: all}}, makes: {{dose: {{}}}}, route: [make], steps: {{make: {{duration_d: 4, at_most_d: 9}}}}}}}}
assays: {{potency: {{measures: {{potency: {{}}}}, turnaround_d: 1.5}}}}
specifications: {{potent: {{on: dose, after: make, early_d: 2, assay: potency, at_least: 0.5, reason: potency}}}}
release:
  dose: {{needs: [potent], hold: {hold}, policy: on_medical_request, medical_request: {{failed: [potent], granted: 1, duration_d: 2}}}}
orders: {{arrive: {{at_d: [0]}}, wants: {{dose: {{lots: 1}}}}}}
"""
        )
        return told.steps[0].split()[4]

    assert (made_on("fresh"), made_on("in_culture")) == ("4d00:00", "6d00:00")
