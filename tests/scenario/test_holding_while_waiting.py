"""The hold-while-waiting graph: which plants can stall, and which ordinary ones cannot."""

from __future__ import annotations

from typing import Any

import pytest

from cipsc_sim.scenario.holding import circles, holding_edges
from cipsc_sim.scenario.scenario import Scenario


def plant(
    steps: dict[str, Any], ownership: dict[str, str] | None = None, people: tuple[str, ...] = (), **sections: Any
) -> Scenario:
    """The scenario of a plant of these steps."""
    return Scenario.model_validate(written(steps, ownership, people, **sections))


def written(
    steps: dict[str, Any], ownership: dict[str, str] | None = None, people: tuple[str, ...] = (), **sections: Any
) -> dict[str, Any]:
    """One procedure of these steps, in a plant with one of everything they name."""
    tasks = [task for step in steps.values() for task in step.get("tasks", {}).values()]
    pools = {pool for part in (*steps.values(), *tasks) for pool in (*part.get("occupies", {}), *part.get("with", {}))}
    pools |= {each["kept_in"] for each in sections.get("materials", {}).values() if "kept_in" in each}
    tree: dict[str, Any] = {
        "title": "plant",
        "question": "Can it stall?",
        "clock": {"count_d": 1},
        "materials": {"job": {"supply": {"with_order": 1}}, "done": {}} | sections.pop("materials", {}),
        "procedures": {
            "work": {"takes": {"job": "all"}, "makes": {"done": {}}, "route": list(steps), "steps": steps},
            **sections.pop("procedures", {}),
        },
        "facility": {
            "equipment": {
                pool: {"count": 1, "ownership": (ownership or {}).get(pool, "step")} for pool in sorted(pools)
            },
            "people": {name: {"count": 1} for name in people},
        },
        "orders": {"arrive": {"every_d": 1}, "wants": {"done": {"lots": 1}}},
    }
    return tree | sections


def pairs(scenario: Scenario) -> set[tuple[str, str]]:
    return {(edge.held, edge.awaited) for edge in holding_edges(scenario)}


def stalls(scenario: Scenario) -> list[str]:
    return ["; ".join(map(str, circle)) for circle in circles(holding_edges(scenario))]


def test_steps_that_give_back_what_they_held_hold_nothing() -> None:
    assert pairs(plant({"a": {"occupies": {"mill": 1}}, "b": {"occupies": {"lathe": 1}}})) == set()


def test_a_blocking_step_holds_while_the_next_is_waited_for() -> None:
    assert pairs(plant({"a": {"occupies": {"mill": 1}, "holds": True}, "b": {"occupies": {"lathe": 1}}})) == {
        ("mill", "lathe")
    }


def test_what_the_next_step_keeps_is_held_and_the_rest_is_not() -> None:
    steps = {"a": {"occupies": {"mill": 1, "bench": 1}}, "b": {"occupies": {"mill": "same", "lathe": 1}}}
    assert pairs(plant(steps)) == {("mill", "lathe")}


def test_what_is_asked_for_at_once_is_not_held() -> None:
    start = {"at": "start", "hands_on_h": 1, "people": {"crew": 1}, "with": {"bench": 1}}
    assert pairs(plant({"a": {"occupies": {"mill": 1}, "tasks": {"begin": start}}}, people=("crew",))) == set()


def test_a_step_holds_while_its_later_tasks_wait() -> None:
    feed = {"every_d": 1, "hands_on_h": 1, "people": {"crew": 1}, "with": {"bench": 1}}
    scenario = plant({"a": {"occupies": {"mill": 1}, "tasks": {"feed": feed}}}, people=("crew",))
    assert pairs(scenario) == {("mill", "crew"), ("mill", "bench")}
    assert stalls(scenario) == []


def test_a_task_that_needs_more_of_what_its_step_occupies_can_stall() -> None:
    more = {"every_d": 1, "hands_on_h": 1, "with": {"mill": 1}}
    steps = {"a": {"occupies": {"mill": 1}, "tasks": {"feed": more}}}
    assert stalls(plant(steps)) == ["mill is held while waiting for more of it (procedure work, step a, task feed)"]


def test_an_order_does_not_wait_for_what_it_shares_already() -> None:
    more = {"every_d": 1, "hands_on_h": 1, "with": {"suite": 1}}
    steps = {
        "a": {"occupies": {"suite": 1}, "tasks": {"feed": more}, "holds": True},
        "b": {"occupies": {"suite": 1, "mill": 1}},
    }
    assert stalls(plant(steps, {"suite": "order"})) == []
    assert len(stalls(plant(steps))) == 1


STORE = {"done": {"kept_in": "freezer"}, "dose": {}}
WANTS = {"arrive": {"every_d": 1}, "wants": {"dose": {"lots": 1}}}


def freezing(last: dict[str, Any], first: dict[str, Any]) -> Scenario:
    """Cells are cultured, then frozen by the last step; thawed by the first step of another procedure."""
    thaw = {"takes": {"done": "all"}, "makes": {"dose": {}}, "route": ["thaw"], "steps": {"thaw": first}}
    steps = {"culture": {"occupies": {"incubator": 1}}, "freeze": last}
    return plant(steps, materials=STORE, procedures={"use": thaw}, orders=WANTS)


def test_freezing_out_of_a_held_incubator_and_thawing_into_one_can_stall() -> None:
    scenario = freezing({"occupies": {"incubator": "same"}}, {"occupies": {"incubator": 1}})
    assert stalls(scenario) == [
        "incubator is held while waiting for freezer (procedure work, step freeze); "
        "freezer is held while waiting for incubator (procedure use, step thaw)"
    ]


def test_freezing_after_the_incubator_is_given_back_cannot_stall() -> None:
    scenario = freezing({"duration_d": 0.1}, {"occupies": {"incubator": 1}})
    assert pairs(scenario) == {("freezer", "incubator")}
    assert stalls(scenario) == []


def test_the_place_in_store_is_held_from_the_start_of_the_last_step() -> None:
    label = {"at": "end", "hands_on_h": 1, "with": {"printer": 1}}
    scenario = freezing({"occupies": {"bench": 1}, "tasks": {"label": label}}, {"occupies": {"bench": 1}})
    assert pairs(scenario) == {("bench", "printer"), ("freezer", "printer"), ("freezer", "bench")}
    assert stalls(scenario) == []


def banking(take: Any, **more: Any) -> Scenario:
    """Cells are frozen out of an incubator that is kept; what is thawed of them is cultured in one."""
    steps = {"culture": {"occupies": {"incubator": 1}}, "freeze": {"occupies": {"incubator": "same"}}}
    thaw = {"takes": {"done": take}, "makes": {"dose": {}}, "route": ["thaw", "grow"], "steps": {"thaw": {}}}
    thaw["steps"]["grow"] = {"occupies": {"incubator": 1}}
    tree = written(steps, materials=STORE, procedures={"use": thaw}, orders=WANTS, **more)
    tree["procedures"]["work"]["makes"] = {"done": {"packs": 2}}
    return Scenario.model_validate(tree)


def test_packs_that_are_left_hold_their_place_while_later_steps_wait() -> None:
    assert ("freezer", "incubator") in pairs(banking({"packs": 1}))
    assert ("freezer", "incubator") in pairs(banking({"stays": True}))
    assert stalls(banking({"packs": 1})) == [
        "incubator is held while waiting for freezer (procedure work, step freeze); "
        "freezer is held while waiting for incubator (procedure use, step grow, with done left)"
    ]


def test_where_nothing_is_left_the_place_is_free_when_the_first_step_begins() -> None:
    assert pairs(banking("all")) == pairs(banking({"packs": 2})) == {("incubator", "freezer")}


def test_packs_that_are_left_are_held_while_earlier_steps_are_done_again() -> None:
    again = {"recovery": {"rungs": {"again": {"restart_from": "job"}}}}
    lathe: dict[str, Any] = {"steps": {"a": {"occupies": {"lathe": 1}}, "b": {}}, "materials": STORE, "orders": WANTS}
    use = {"takes": {"done": {"packs": 1}}, "makes": {"dose": {}}, "route": ["c"], "steps": {"c": {}}}
    for sections, expected in (({}, set()), (again, {("freezer", "lathe")})):
        tree = written(**lathe, procedures={"use": use}, **sections)
        tree["procedures"]["work"]["makes"] = {"done": {"packs": 2}}
        assert pairs(Scenario.model_validate(tree)) == expected


def test_a_lot_in_store_holds_its_place_while_its_tests_wait() -> None:
    quality = {
        "assays": {
            "count": {"measures": {"purity": {}}, "turnaround_d": 1, "by": "crew", "hands_on_h": 1, "with": "counter"}
        },
        "specifications": {"pure": {"on": "done", "assay": "count", "at_least": 1, "reason": "purity"}},
        "release": {"done": {"needs": ["pure"]}},
    }
    store = {"done": {"kept_in": "counter"}}
    scenario = plant({"make": {"duration_d": 1}}, people=("crew",), materials=store, **quality)
    assert pairs(scenario) == {("counter", "crew"), ("counter", "counter")}
    assert stalls(scenario) == ["counter is held while waiting for more of it (release of done)"]


KIT = {"supply": {"bought": {"below": {"lots": 1}, "lead_time_d": 1}}, "kept_in": "shelf"}
WAITS_FOR_A_KIT = {"a": {"occupies": {"mill": 1}, "holds": True}, "b": {"consumes": {"kit": 1}}}


def test_who_waits_for_a_delivery_waits_for_its_place_where_something_else_is_kept_there() -> None:
    assert pairs(plant(WAITS_FOR_A_KIT, materials={"kit": KIT})) == set()
    job = {"supply": {"with_order": 1}, "kept_in": "shelf"}
    assert pairs(plant(WAITS_FOR_A_KIT, materials={"kit": KIT, "job": job})) == {("shelf", "mill"), ("mill", "shelf")}
    there = {**KIT, "supply": {"at_start": 1}}
    assert pairs(plant(WAITS_FOR_A_KIT, materials={"kit": there, "job": job})) == {("shelf", "mill")}


def test_what_a_step_uses_up_is_in_the_way_of_others_until_the_step_begins() -> None:
    steps = {"a": {"occupies": {"mill": 1}, "consumes": {"kit": 1}}}
    assert pairs(plant(steps, materials={"kit": KIT})) == set()
    beside = {"kit": KIT, "salt": {**KIT, "supply": {"at_start": 1}}}
    assert pairs(plant(steps, materials=beside)) == {("shelf", "mill")}


def test_a_lot_in_store_that_waits_for_a_delivery_into_the_same_store_can_stall() -> None:
    job = {"supply": {"with_order": 1}, "kept_in": "shelf"}
    used_up = plant({"a": {"consumes": {"kit": 1}}}, materials={"kit": KIT, "job": job})
    assert stalls(used_up) == ["shelf is held while waiting for more of it (procedure work, step a, delivery of kit)"]
    steps: dict[str, Any] = {"a": {}}
    taken = written(steps, materials={"kit": KIT, "job": job})
    taken["procedures"]["work"]["takes"] = {"job": "all", "kit": {"packs": 1}}
    assert stalls(Scenario.model_validate(taken)) == [
        "shelf is held while waiting for more of it (procedure work, until there is kit)"
    ]


def test_a_store_with_room_for_all_that_can_ever_be_there_keeps_no_delivery_waiting() -> None:
    beside = {"kit": KIT, "salt": {**KIT, "supply": {"at_start": 2}}}
    steps = {"a": {"occupies": {"mill": 1}, "holds": True}, "b": {"consumes": {"kit": 1, "salt": 1}}}
    tree = written(steps, materials=beside)
    # Two of salt, and of kits the level, a delivery, and one that is begun.
    for count, expected in ((4, {("mill", "shelf")}), (5, set())):
        tree["facility"]["equipment"]["shelf"]["count"] = count
        assert pairs(Scenario.model_validate(tree)) == expected


def test_what_is_brought_lies_in_store_while_the_order_makes_what_is_taken_with_it() -> None:
    job = {"supply": {"with_order": 1}, "kept_in": "shelf"}
    use = {"takes": {"done": "all", "job": "all"}, "makes": {"dose": {}}, "route": ["c"], "steps": {"c": {}}}
    tree = written(
        {"a": {"occupies": {"mill": 1}}},
        materials={"blood": {"supply": {"with_order": 1}}, "job": job, "dose": {}},
        procedures={"use": use},
        orders=WANTS,
    )
    tree["procedures"]["work"]["takes"] = {"blood": "all"}
    assert pairs(Scenario.model_validate(tree)) == {("shelf", "mill")}


def test_what_comes_with_an_order_holds_its_place_while_its_first_step_is_waited_for() -> None:
    steps = {"a": {"occupies": {"mill": 1}}, "b": {"occupies": {"lathe": 1}}}
    scenario = plant(steps, materials={"job": {"supply": {"with_order": 2}, "kept_in": "shelf"}})
    assert pairs(scenario) == {("shelf", "mill")}


def test_a_suite_is_held_while_a_delivery_of_stock_waits_for_its_place() -> None:
    steps = {"a": {"occupies": {"suite": 1}}}
    use = {"takes": {"done": "all", "kit": {"packs": 1}}, "makes": {"dose": {}}, "route": ["b"], "steps": {"b": {}}}
    scenario = plant(
        steps, {"suite": "campaign"}, materials={"dose": {}, "kit": KIT}, procedures={"use": use}, orders=WANTS
    )
    assert ("suite", "shelf") in pairs(scenario)


SUITE = {"suite": "campaign"}


def test_what_an_order_keeps_until_it_closes_is_held_while_all_later_steps_wait() -> None:
    steps = {"a": {"occupies": {"suite": 1}}, "b": {"occupies": {"mill": 1}}, "c": {"occupies": {"suite": 1}}}
    scenario = plant(steps, SUITE)
    assert pairs(scenario) == {("suite", "mill")}


def test_steps_before_the_suite_are_waited_for_with_it_only_if_they_may_come_again() -> None:
    steps = {"a": {"occupies": {"mill": 1}}, "b": {"occupies": {"suite": 1}}}
    assert pairs(plant(steps, SUITE)) == set()
    again = {"recovery": {"rungs": {"again": {"restart_from": "job"}}}}
    assert pairs(plant(steps, SUITE, **again)) == {("suite", "mill")}


@pytest.mark.parametrize(
    "several",
    [
        {"orders": {"arrive": {"every_d": 1}, "wants": {"done": {"lots": 2}}}},
        {"procedures.work.in_parallel": 2},
        {"procedures.work.makes": {"done": {"lots": 2}}},
        {"procedures.work.takes": {"job": {"lots": 2}}},
    ],
)
def test_an_order_of_several_lots_may_wait_with_its_suite_for_earlier_steps(several: dict[str, Any]) -> None:
    steps = {"a": {"occupies": {"mill": 1}}, "b": {"occupies": {"suite": 1}}}
    tree = written(steps, SUITE)
    for path, value in several.items():
        *above, last = path.split(".")
        here = tree
        for name in above:
            here = here[name]
        here[last] = value
    assert pairs(Scenario.model_validate(tree)) == {("suite", "mill")}


def test_a_suite_is_held_while_the_tests_of_what_was_made_in_it_wait() -> None:
    quality = {
        "assays": {"count": {"measures": {"purity": {}}, "turnaround_d": 1, "by": "crew", "hands_on_h": 1}},
        "specifications": {"pure": {"on": "done", "assay": "count", "at_least": 1, "reason": "purity"}},
        "release": {"done": {"needs": ["pure"]}},
    }
    scenario = plant({"a": {"occupies": {"suite": 1}}}, SUITE, people=("crew",), **quality)
    assert pairs(scenario) == {("suite", "crew")}


def test_two_suites_taken_in_one_order_cannot_stall() -> None:
    steps = {"a": {"occupies": {"suite": 1}}, "b": {"occupies": {"hall": 1}}, "c": {"occupies": {"suite": 1}}}
    again = {"recovery": {"rungs": {"again": {"restart_from": "job"}}}}
    scenario = plant(steps, {"suite": "campaign", "hall": "campaign"}, **again)
    assert pairs(scenario) == {("suite", "hall")}


def test_holding_something_while_a_suite_is_waited_for_can_stall() -> None:
    steps = {
        "a": {"occupies": {"mill": 1}, "holds": True},
        "b": {"occupies": {"suite": 1}},
        "c": {"occupies": {"mill": 1}},
    }
    assert stalls(plant(steps, SUITE)) == [
        "mill is held while waiting for suite (procedure work, step b); "
        "suite is held while waiting for mill (procedure work, step c)"
    ]


def test_each_pool_stands_in_one_circle() -> None:
    steps = {
        "a": {"occupies": {"mill": 1}, "holds": True},
        "b": {"occupies": {"lathe": 1}, "holds": True},
        "c": {"occupies": {"mill": 1}, "holds": True},
        "d": {"occupies": {"mill": 1}},
    }
    assert stalls(plant(steps)) == [
        "mill is held while waiting for more of it (procedure work, step d)",
        "lathe is held while waiting for mill (procedure work, step c); "
        "mill is held while waiting for lathe (procedure work, step b)",
    ]
