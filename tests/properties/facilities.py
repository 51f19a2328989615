"""Small facilities in which everything waits for everything: at most three orders, six pools, two hundred tasks."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from .plants import scenario_of

Tree = dict[str, Any]

NIGHT = [{"days": "mon-fri", "from_h": 7, "hours_h": 9}]
TWO_SHIFTS = [*NIGHT, {"days": "mon-sun", "from_h": 16, "hours_h": 7, "count": 1}]
WEEKEND_OF_NOUGHT = [*NIGHT, {"days": "sat-sun", "from_h": 7, "hours_h": 9, "count": 0}]
SHIFTS = st.sampled_from([[], NIGHT, NIGHT, TWO_SHIFTS, WEEKEND_OF_NOUGHT])


def sometimes(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """In one draw of two: else nothing."""
    return st.one_of(st.none(), strategy)


@st.composite
def attended(draw: st.DrawFn) -> Tree:
    """A task of one or two people, with or without a cabinet, that another group may do as well."""
    task: Tree = {"hands_on_h": draw(st.sampled_from([0.5, 1, 2, 3.5, {"uniform": {"low": 0.5, "high": 4}}]))}
    task |= draw(
        st.sampled_from(
            [
                {"people": {"operator": 1}},
                {"people": {"operator": 2}},
                {"people": {"operator": 2}, "alternatively": {"fitter": 1}},
                {"people": {"fitter": 1}, "alternatively": {"operator": 1}},
                {"skilled": {"aseptic": 1}},
                {"people": {"operator": 1}, "beside": {"fitter": 1}},
            ]
        )
    )
    if draw(st.booleans()):
        task["with"] = {"cabinet": draw(st.integers(1, 2))}
    return task


@st.composite
def steps(draw: st.DrawFn, place: int, before: Tree) -> Tree:
    """A step: what it occupies is held to its end, and on until the next begins."""
    step: Tree = {"duration_d": draw(st.sampled_from([0.5, 1, 2, {"exponential": {"mean": 1}}]))}
    if "vessel" in before.get("occupies", {}):
        step["occupies"] = draw(st.sampled_from([{}, {"vessel": "same"}]))
    elif draw(st.integers(0, 3)) < 3:
        step["occupies"] = {"vessel": draw(st.integers(1, 2))}
        step["holds"] = draw(st.sampled_from([True, True, False]))
    step["tasks"] = {
        f"{when}{place}": {**at, **draw(attended())}
        for when, at in (
            ("first", {"at": "start"}),
            ("feed", {"every_d": 0.5, "late_after_h": 2}),
            ("last", {"at": "end"}),
        )
        if draw(st.sampled_from([True, True, False]))
    }
    if draw(st.integers(0, 2)) == 2:
        step["consumes"] = {"medium": draw(st.integers(1, 2))}
    return step


@st.composite
def equipment(draw: st.DrawFn) -> Tree:
    """Vessels, cabinets and a reader, of which some break, are cleared by people, or are maintained."""
    vessel: Tree = {
        "count": draw(st.integers(2, 3)),
        "ownership": draw(st.sampled_from(["step", "step", "order", "campaign"])),
    }
    cabinet: Tree = {"count": 2}
    reader: Tree = {"count": 1}
    for one in (vessel, cabinet):
        clearance = draw(
            sometimes(st.sampled_from([{"clearance_h": 1}, {"clearance_h": 2, "cleared_by": {"fitter": 1}}]))
        )
        one |= clearance or {}
    for one in (vessel, cabinet, reader):
        if draw(st.integers(0, 2)) == 2:
            one["breaks"] = {
                "every_d": {"exponential": {"mean": draw(st.sampled_from([2, 6]))}},
                "repair_d": 0.2,
                "on_interrupt": draw(st.sampled_from(["resume", "repeat", "lost"])),
                "culture": draw(st.sampled_from(["moved", "waits", "lost"])),
                **({"repaired_by": {"fitter": 1}} if draw(st.booleans()) else {}),
            }
        if draw(st.integers(0, 3)) == 3:
            by = {"by": {"fitter": 1}} if draw(st.booleans()) else {}
            one["maintenance"] = {"check": {"every_d": draw(st.sampled_from([2, 5])), "lasts_h": 3, **by}}
    return {"vessel": vessel, "cabinet": cabinet, "reader": reader}


@st.composite
def facilities(draw: st.DrawFn) -> Tree:
    """The tree of a facility that every check lets pass, or not: see ``valid_facilities``."""
    route: dict[str, Tree] = {}
    before: Tree = {}
    for place in range(draw(st.sampled_from([3, 2, 1]))):
        before = route[f"s{place}"] = draw(steps(place, before))
    operator: Tree = {"count": 2, "shifts": draw(SHIFTS), "absent": draw(st.sampled_from([0, 0.2]))}
    fitter: Tree = {"count": 1, "shifts": draw(SHIFTS), "skills": ["aseptic"]}
    lots = draw(st.sampled_from([2, 1]))
    fridge = draw(st.sampled_from([{"kept_in": "fridge"}, {"kept_in": "fridge"}, {}]))
    cold = draw(st.sampled_from([{}, {"kept_in": "fridge"}]))
    return {
        "title": "a facility",
        "question": "Does it go on, and keep its rules?",
        "clock": {"warm_up_d": draw(st.sampled_from([0, 2])), "count_d": 21, "run_out_d": 7},
        "attributes": {"quality": {"kind": "property"}},
        "materials": {
            "cells": {"supply": {"with_order": lots}, "has": {"quality": 0.5}, **fridge},
            "medium": {
                "supply": {"bought": {"below": {"packs": 3}, "up_to": {"packs": 5}, "lead_time_d": 1}},
                "shelf_life_d": 8,
                **cold,
            },
            "dose": {},
        },
        "procedures": {
            "make": {"takes": {"cells": {"lots": lots}}, "makes": {"dose": {}}, "route": list(route), "steps": route}
        },
        **draw(laboratory()),
        "facility": {
            "overtaking": draw(st.sampled_from(["free", "free", "strict", {"after_d": 1}])),
            "equipment": {**draw(equipment()), "fridge": {"count": draw(st.sampled_from([2, 2, 9]))}},
            "people": {"operator": operator, "fitter": fitter},
        },
        "orders": {
            "arrive": {"at_d": sorted(draw(st.lists(st.sampled_from([0, 0, 1, 1.5, 4]), min_size=2, max_size=3)))},
            "wants": {"dose": {"lots": 1}},
            **(draw(sometimes(st.just({"priorities": {"urgent": 0.3, "routine": 0.7}}))) or {}),
            **(draw(sometimes(st.just({"leaves": {"after_d": 3}}))) or {}),
        },
    }


@st.composite
def laboratory(draw: st.DrawFn) -> Tree:
    """No test, or one that holds the reader, alone or with others."""
    if draw(st.integers(0, 2)) == 0:
        return {}
    assay: Tree = {"measures": {"quality": {"sd": 0.2}}, "turnaround_d": 0.5, "occupies": {"reader": 1}, "invalid": 0.1}
    if draw(st.booleans()):
        assay |= {"by": "operator", "hands_on_h": 1}
    if draw(st.booleans()):
        assay["together"] = {"most": 2, "waits_d": draw(st.sampled_from([0, 1]))}
    return {
        "assays": {"look": assay},
        "specifications": {"good": {"on": "dose", "assay": "look", "at_least": 0.3, "reason": "quality"}},
        "release": {"dose": {"needs": ["good"]}},
    }


def valid_facilities() -> st.SearchStrategy[Tree]:
    """Facilities that every check lets pass."""
    return facilities().filter(lambda tree: scenario_of(tree) is not None)
