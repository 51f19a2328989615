"""The plants that stall: refused at load, and where that check is bypassed found out while they are played."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from cipsc_sim.engine.drafting import draft
from cipsc_sim.engine.replication import play
from cipsc_sim.errors import InvariantError, ScenarioError
from cipsc_sim.scenario.extends import resolve
from cipsc_sim.scenario.holding import circles, holding_edges
from cipsc_sim.scenario.load import load_scenario
from cipsc_sim.scenario.scenario import Scenario

CASES = Path(__file__).parents[1] / "cases" / "invalid"
FREEZE_AND_THAW = CASES / "stalls_between_freeze_and_thaw.yaml"
CROSSWISE = CASES / "stalls_crosswise.yaml"
BEHIND_A_DELIVERY = CASES / "stalls_behind_a_delivery.yaml"


def unchecked(file: Path, **changes: Any) -> Scenario:
    """The scenario of a file that was not asked whether it can stall. Dots in paths are written as two underscores."""
    return Scenario.model_validate(
        resolve(file, {path.replace("__", "."): value for path, value in changes.items()}).tree
    )


@pytest.mark.parametrize("file", [FREEZE_AND_THAW, CROSSWISE, BEHIND_A_DELIVERY], ids=lambda file: file.stem)
def test_a_plant_that_can_stall_is_refused(file: Path) -> None:
    with pytest.raises(ScenarioError, match="the plant can stall"):
        load_scenario(file)


@pytest.mark.parametrize("seed", range(3))
def test_freeze_that_holds_an_incubator_stalls_against_thaw_that_holds_a_cryo_position(seed: int) -> None:
    with pytest.raises(InvariantError) as found:
        play(draft(unchecked(FREEZE_AND_THAW)), seed, 0)
    for line in (
        "the plant stalled",
        "3:bank:1.1 holds incubator",
        "lots of 0 hold cryo_store",
        "3 waits for cryo_store",
        "0 waits for incubator",
    ):
        assert line in str(found.value)


def test_two_procedures_that_seize_the_same_two_in_opposite_order_stall() -> None:
    one_of_each = unchecked(CROSSWISE, facility__equipment__anvil__count=1, facility__equipment__bellows__count=1)
    with pytest.raises(InvariantError) as found:
        play(draft(one_of_each), 1, 0)
    for line in ("0:done:1.1.1 holds bellows", "1:half:1.1 holds anvil", "0 waits for anvil", "1 waits for bellows"):
        assert line in str(found.value)


def test_a_delivery_that_finds_its_store_full_of_what_waits_for_the_one_who_waits_for_it_stalls() -> None:
    with pytest.raises(InvariantError) as found:
        play(draft(unchecked(BEHIND_A_DELIVERY)), 1, 0)
    for line in (
        "0:dose:1.1.1 holds incubator",
        "lots of 2 hold freezer",
        "kit0 waits for freezer",
        "2 waits for incubator",
    ):
        assert line in str(found.value)


def test_a_delivery_with_a_store_of_its_own_stalls_nobody() -> None:
    of_its_own = unchecked(
        BEHIND_A_DELIVERY,
        materials__kit__kept_in="cold_room",
        facility__equipment={"incubator": {"count": 1}, "freezer": {"count": 2}, "cold_room": {"count": 1}},
    )
    assert not circles(holding_edges(of_its_own))
    assert play(draft(of_its_own), 1, 0).ended_at == 100 * 1440


def test_the_same_plants_go_on_with_a_way_out() -> None:
    thaws_elsewhere = unchecked(
        FREEZE_AND_THAW, procedures__make__steps__thaw__occupies={}, procedures__make__steps__mature__occupies={}
    )
    assert play(draft(thaws_elsewhere), 1, 0).ended_at == 100 * 1440
    lets_go = unchecked(
        CROSSWISE,
        facility__equipment__anvil__count=1,
        facility__equipment__bellows__count=1,
        procedures__second__steps__b__holds=False,
    )
    assert play(draft(lets_go), 1, 0).ended_at == 100 * 1440
