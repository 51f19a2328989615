"""Receipt: lots that come from outside are taken in when there is a position in store for each of those that come together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from cipsc_sim.engine.owner import Owner
from cipsc_sim.engine.story import Storyline

if TYPE_CHECKING:
    from cipsc_sim.engine.plant import Plant
    from cipsc_sim.engine.pool import Bound

RECEIPTS = 1 << 24
"""Number of receipts in keys, above those of claims."""

Coming = Sequence[tuple[str, int]]
"""The lots that come together: material and ordinal of each."""


def take_in(plant: Plant, owner: Owner, coming: Coming, rank: int) -> Storyline:
    """Wait until every lot has its position, all or nothing; the lots, from then on there."""
    needs = _positions(plant, coming)
    if needs:
        key = (rank, plant.agenda.now, owner.key, 0, RECEIPTS, 0, 0)
        yield from plant.seize(key, needs, owner)
    lots = [plant.inventory.supplied(material, owner, ordinal) for material, ordinal in coming]
    for lot in lots:
        if lot.material.kept_in is not None:
            lot.storage, lot.storage_since = plant.pools[lot.material.kept_in], plant.agenda.now
    return lots


def _positions(plant: Plant, coming: Coming) -> Bound:
    materials = plant.blueprint.materials
    stores = Counter(store for name, _ in coming if (store := materials[name].kept_in) is not None)
    return tuple((plant.pools[store], n) for store, n in sorted(stores.items()))
