"""Small plants: at most three materials in a chain and a kit from stock, four pools, shifts, tests, recovery."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from cipsc_sim.scenario.feasibility import check_feasibility
from cipsc_sim.scenario.names import check_names
from cipsc_sim.scenario.problems import Problems
from cipsc_sim.scenario.scenario import Scenario
from cipsc_sim.scenario.shape import check_shape

Tree = dict[str, Any]

DAYS = st.sampled_from([0.5, 1, 1.25, 2, 3])
HOURS = st.sampled_from([1, 2, 3.5])
DRAWN_DAYS = st.builds(lambda mean, cv: {"gamma": {"mean": mean, "cv": cv}}, DAYS, st.sampled_from([0.2, 0.5, 1]))
DRAWN_HOURS = st.builds(lambda median: {"lognormal": {"median": median, "cv": 0.4}}, HOURS)
SHIFTS = st.sampled_from(
    [
        [],
        [{"days": "mon-fri", "from_h": 8, "hours_h": 8}],
        [{"days": "mon-fri", "from_h": 6, "hours_h": 8}, {"days": "mon-sun", "from_h": 14, "hours_h": 8, "count": 1}],
    ]
)


@st.composite
def tasks(draw: st.DrawFn, costs: bool) -> Tree:
    """None, one or two tasks of a step."""
    kinds = draw(st.lists(st.sampled_from(["start", "end", "every_d", "on_d"]), max_size=2, unique=True))
    made = {}
    for kind in kinds:
        when = {"at": kind} if kind in ("start", "end") else {kind: 1 if kind == "every_d" else [0, 1.5]}
        task = {**when, "hands_on_h": draw(HOURS | DRAWN_HOURS), "people": {"operator": draw(st.integers(1, 2))}}
        if draw(st.booleans()):
            task["with"] = {"cabinet": 1}
        if kind not in ("start", "end") and draw(st.booleans()):
            task |= {"late_after_h": 4, **({"late_costs": {"cells": 0.05}} if costs else {})}
        made[f"by_{kind}"] = task
    return made


@st.composite
def procedures(draw: st.DrawFn, take: Any, makes: Tree, timeless: bool, name: str) -> Tree:
    """A route of one to three steps: the equipment they occupy goes one way, so that nothing stalls."""
    steps = {}
    places = ["vessel", "reader"]
    for number in range(draw(st.integers(1, 3))):
        step: Tree = {"duration_d": draw(DAYS | DRAWN_DAYS)}
        before = steps[f"s{number - 1}"].get("occupies", {}) if number else {}
        if "vessel" in before and draw(st.booleans()):
            step["occupies"] = {"vessel": "same"}
        elif places and draw(st.booleans()):
            step["occupies"] = {places.pop(0): 1}
            step["holds"] = bool(places) and draw(st.booleans())
        step["tasks"] = draw(tasks(not timeless))
        if draw(st.integers(0, 3)) == 0:
            step["may_fail"] = {f"loss_{name}": draw(st.sampled_from([0.1, 0.5]))}
        if not timeless and draw(st.integers(0, 3)) == 0:
            step["ends_on"] = "mon-thu"
        cells = {"set": 1000} if name != "make" and not number else {"scale": 1.5}
        step["effects"] = {"quality": {"set": {"uniform": {"low": 0, "high": 1}}}, "cells": cells}
        steps[f"s{number}"] = step
    return {"takes": take, "makes": makes, "route": list(steps), "steps": steps}


@st.composite
def trees(draw: st.DrawFn, *, timeless: bool = False) -> Tree:
    """The tree of a plant; ``timeless``: what is true of a lot depends on no time that it waited."""
    tissue: Tree = {"supply": {"with_order": draw(st.integers(1, 2))}, "has": {"cells": 1000, "quality": 0.5}}
    line: Tree = {}
    dose: Tree = {}
    if draw(st.booleans()):
        line["kept_in"] = "freezer"
    if not timeless and draw(st.booleans()):
        dose["shelf_life_d"] = draw(st.sampled_from([4, 9]))
        dose["loses_per_d"] = {"cells": 0.05, "quality": 0.03}
    kit = draw(
        st.sampled_from(
            [
                None,
                {"supply": {"bought": {"below": {"lots": 2}, "lots": 3, "lead_time_d": 2}}},
                {"supply": {"arrive": {"poisson": {"per_year": 200}}}},
                {"supply": {"bought": {"below": {"packs": 2}, "lead_time_d": 5}}, "packs": 3},
                {"supply": {"made_below": {"lots": 2}}},
            ]
        )
    )
    packs = draw(st.integers(1, 3))
    line_take: Any = {"packs": 1} if packs > 1 else "all"
    make_takes: Tree = {"line": line_take}
    if kit is not None:
        make_takes["kit"] = {"packs": 1} if "packs" in kit else {"lots": 1}
    derive_makes = {"line": {"packs": packs} if packs > 1 else {"lots": draw(st.integers(1, 3))}}
    derive = draw(procedures({"tissue": {"stays": True}}, derive_makes, timeless, "derive"))
    make = draw(procedures(make_takes, {"dose": {}}, timeless, "make"))
    make["in_parallel"] = draw(st.integers(1, 2))
    mix = {}
    if kit is not None and "made_below" in kit["supply"]:
        mix = {"mix": draw(procedures({"donor": {"stays": True}}, {"kit": {}}, timeless, "mix"))}
        kit["shelf_life_d"] = 30
    tree: Tree = {
        "title": "a small plant",
        "question": "Does it keep its rules?",
        "clock": {
            "warm_up_d": 5,
            "count_d": draw(st.sampled_from([20, 40])),
            "run_out_d": draw(st.sampled_from([0, 15])),
        },
        "attributes": {"cells": {"kind": "amount"}, "quality": {"kind": "property"}},
        "materials": {"tissue": tissue, "line": line, "dose": dose},
        "procedures": {"derive": derive, "make": make, **mix},
        "facility": {
            "overtaking": draw(st.sampled_from(["free", "strict", {"after_d": 2}])),
            "equipment": {
                "vessel": {
                    "count": draw(st.integers(1, 3)),
                    "ownership": draw(st.sampled_from(["step", "order", "campaign"])),
                },
                "reader": {"count": draw(st.integers(1, 2)), "clearance_h": draw(st.sampled_from([0, 2]))},
                "cabinet": {"count": draw(st.integers(1, 2)), "clearance_h": draw(st.sampled_from([0, 0.5]))},
                "freezer": {"count": draw(st.sampled_from([2, 4, 200]))},
            },
            "people": {"operator": {"count": 2, "shifts": draw(SHIFTS)}},
        },
        "orders": {"arrive": draw(days_of_arrival() if timeless else arrivals()), "wants": {"dose": {"lots": 1}}},
    }
    if kit is not None:
        tree["materials"]["kit"] = kit
    if mix:
        tree["materials"]["donor"] = {"supply": {"at_start": 1}, "has": {"cells": 10, "quality": 1}}
    if not timeless and draw(st.integers(0, 2)) == 0:
        breaks = draw(st.sampled_from(["resume", "repeat", "lost"])), draw(st.sampled_from(["moved", "lost"]))
        tree["facility"]["equipment"]["vessel"]["ownership"] = "step"
        tree["facility"]["equipment"][draw(st.sampled_from(["vessel", "reader", "cabinet"]))]["breaks"] = {
            "every_d": {"exponential": {"mean": 8}},
            "repair_d": 0.5,
            "on_interrupt": breaks[0],
            "culture": breaks[1],
        }
    if not timeless and draw(st.booleans()):
        _contaminate(tree, draw(st.sampled_from([0.5, 1.5])))
    if not timeless and draw(st.booleans()):
        tree["orders"]["leaves"] = {"per_month": 0.3, "after_d": 15}
    if draw(st.booleans()):
        tree["orders"]["transport_h"] = draw(HOURS)
    if draw(st.booleans()):
        tree |= draw(tests_of_the_dose(timeless))
    if draw(st.booleans()):
        tree["recovery"] = {
            "rungs": {"again": {"restart_from": "line", "lot": "same"}, "anew": {"restart_from": "tissue", "limit": 2}},
            "otherwise": ["again", "anew"],
        }
        # What a setback leaves in store stays there while everything is made anew: no check at load counts on that.
        tree["facility"]["equipment"]["freezer"]["count"] = 200
    return tree


def _contaminate(tree: Tree, seen_after_d: float) -> None:
    """Each task opens what it works on twice; growth is mostly seen, in the step or in a later one."""
    shows = {"chance": 0.8, "after_d": seen_after_d, "reason": "contamination"}
    tree["attributes"]["contaminated"] = {"kind": "flag", "per_opening": 0.05, "shows": shows}
    for procedure in tree["procedures"].values():
        for step in procedure["steps"].values():
            step["effects"]["contaminated"] = {"expose": "openings"}
            for task in step["tasks"].values():
                task["openings"] = 2


@st.composite
def tests_of_the_dose(draw: st.DrawFn, timeless: bool) -> Tree:
    """An assay with noise, invalid runs and retests, and a release that needs or follows it."""
    assay: Tree = {
        "measures": {"quality": {"sd": 0.1}},
        "turnaround_d": draw(st.sampled_from([0.5, 2]) | DRAWN_DAYS),
        "sample": {"cells": 20},
        "invalid": 0.1,
    }
    if draw(st.booleans()):
        assay |= {"by": "operator", "hands_on_h": 1}
    if draw(st.booleans()):
        assay |= draw(
            st.sampled_from([{"reserve_runs": 1}, {"repeats": {"limit": 1, "after_d": 0.5, "sample": {"cells": 5}}}])
        )
    release: Tree = {draw(st.sampled_from(["needs", "follows"])): ["good"], "retests": {"quality": draw(RETESTS)}}
    release |= draw(work_on_results()) | {"policy": draw(st.sampled_from(["on_needs", "wait_for_all"]))}
    release.setdefault("needs", [])
    spec = {"on": "dose", "assay": "quality", "at_least": 0.3, "reason": "quality"}
    if "follows" not in release and not timeless and draw(st.booleans()):
        spec["after"] = "s0"
    if "follows" not in release and draw(st.booleans()):
        request = {"failed": ["good"], "granted": 0.5, "duration_d": draw(st.sampled_from([0, 1]))}
        release |= {"policy": "on_medical_request", "medical_request": request}
    tree = {"assays": {"quality": assay}, "specifications": {"good": spec}, "release": {"dose": release}}
    if not timeless and draw(st.booleans()):
        assay["moved_by"] = {"bench": 0.6}
        tree["common_causes"] = {"bench": {"new_every_d": draw(st.integers(1, 3))}}
    return tree


@st.composite
def work_on_results(draw: st.DrawFn) -> Tree:
    """An investigation by people or by itself, and an action plan or none."""
    investigation: Tree = {"duration_d": 0.25, "cause_found": {"if_wrong": 0.7, "if_right": 0.3}}
    if draw(st.booleans()):
        investigation |= {"by": "operator", "hands_on_h": 1}
    plan = {"action_plan": {"cost": 100, "by": "operator", "hands_on_h": 1}} if draw(st.booleans()) else {}
    return {"investigation": investigation, **plan}


RETESTS = st.sampled_from(["none", "once", "once_if_cause_found", "mean_of_three", {"passes": 2, "of": 3}])


def days_of_arrival() -> st.SearchStrategy[Tree]:
    """Orders at given days."""
    return st.lists(st.integers(0, 30), min_size=1, max_size=6).map(lambda days: {"at_d": sorted(days)})


def arrivals() -> st.SearchStrategy[Tree]:
    """Orders at given days or in a stream."""
    return days_of_arrival() | st.sampled_from([{"every_d": 2}, {"poisson": {"per_year": 120}}])


def scenario_of(tree: Tree) -> Scenario | None:
    """The scenario of a tree after every check that a file must pass; None if it is refused."""
    problems = Problems(tree, {}, "plant")
    scenario = check_shape(tree, problems)
    if scenario is None or len(problems):
        return None
    check_names(scenario, {}, problems)
    check_feasibility(scenario, problems)
    return None if len(problems) else scenario


def valid_trees(*, timeless: bool = False) -> st.SearchStrategy[Tree]:
    """Trees that every check lets pass."""
    return trees(timeless=timeless).filter(lambda tree: scenario_of(tree) is not None)
