"""A waiting list is not looked through at each pass: looks for each start do not grow with those that wait."""

from __future__ import annotations

import pytest

from cipsc_sim.engine.dispatch import Dispatcher, Pool, Request
from cipsc_sim.engine.drafting import draft
from cipsc_sim.engine.replication import play

from .told import plant_of


def looks(monkeypatch: pytest.MonkeyPatch, orders: int, overtaking: str = "free") -> tuple[int, int]:
    """How often a request was looked at, and how many were met, in a plant of three units before which so many orders wait."""
    looked = 0
    look = Dispatcher._short_of_one

    def counted(self: Dispatcher, request: Request, now: int) -> tuple[Pool, ...]:
        nonlocal looked
        looked += 1
        return look(self, request, now)

    monkeypatch.setattr(Dispatcher, "_short_of_one", counted)
    text = f"""
clock: {{count_d: 40}}
materials: {{cells: {{supply: {{with_order: 1}}}}, dose: {{}}}}
procedures:
  make:
    takes: {{cells: all}}
    makes: {{dose: {{}}}}
    route: [grow]
    steps: {{grow: {{duration_d: 0.25, occupies: {{unit: 1}}}}}}
facility: {{overtaking: {overtaking}, equipment: {{unit: {{count: 3}}}}}}
orders: {{arrive: {{at_d: {[0] * orders}}}, wants: {{dose: {{lots: 1}}}}}}
"""
    played = play(draft(plant_of(text)), 1, 0)
    monkeypatch.undo()
    return looked, sum(row[8] is not None and not row[5] for row in played.journal.steps)


def test_five_times_as_many_that_wait_are_looked_at_once_each_when_they_come(monkeypatch: pytest.MonkeyPatch) -> None:
    (few, met), (many, met_of_many) = looks(monkeypatch, 400), looks(monkeypatch, 2000)
    assert met == 400
    assert met_of_many > 450
    for_each_start = (few - 400) / met
    assert for_each_start < 3
    assert (many - 2000) / met_of_many == pytest.approx(for_each_start, rel=0.1)


def test_a_pass_in_strict_order_does_look_through_them(monkeypatch: pytest.MonkeyPatch) -> None:
    looked, met = looks(monkeypatch, 200, "strict")
    assert (looked - 200) / met > 30
