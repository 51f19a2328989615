"""Flags that show: what befell a lot in process is seen after some days, and the lot is stopped then."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from cipsc_sim.engine.agenda import COMPLETION
from cipsc_sim.engine.decision import note_decision
from cipsc_sim.engine.lot import STOPPED
from cipsc_sim.engine.minutes import minutes_of_days

if TYPE_CHECKING:
    from cipsc_sim.engine.making import Making


def watch_flag(making: Making, name: str) -> None:
    """A flag is set on a lot in process: chance says whether it will be seen in culture, and when."""
    plant, lot = making.plant, making.lot
    event, after_d, reason = plant.blueprint.shows[name]
    if not plant.draws.happens(event, lot):
        return
    seen_at = plant.agenda.now + max(1, minutes_of_days(plant.draws.value(after_d, lot)))
    index = list(plant.blueprint.shows).index(name)
    key = (lot.owner.key, lot.packed, lot.material.index, -2, index)
    plant.agenda.at(seen_at, COMPLETION, key, partial(_see, making, name, reason))


def _see(making: Making, name: str, reason: str) -> None:
    lot = making.lot
    if lot.in_process and lot.state.get(name):
        note_decision(making.plant, lot, "gate", name, "seen", reason, None)
        making.abort(STOPPED, reason, "culture")
