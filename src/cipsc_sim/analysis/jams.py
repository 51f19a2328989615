"""What is said where a store was jammed: most of it held by orders that waited for more of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cipsc_sim.analysis.tallies.tally import Tally
from cipsc_sim.records.manifest import Manifest

DAYS, ORDERS, UNITS = "jammed_d.", "jammed_orders.", "units."
"""Of a store: how long it was jammed, how many orders waited at most, how many positions it has."""


def jams(everything: Sequence[Tally], manifest: Manifest) -> Iterator[str]:
    """For each store that was jammed in a replication: which, for how long, who waits, and what to change."""
    names = sorted({key.removeprefix(DAYS) for tally in everything for key in tally.counts if key.startswith(DAYS)})
    for name in names:
        jammed = [tally for tally in everything if DAYS + name in tally.counts]
        days = sum(tally.counts[DAYS + name] for tally in jammed) / len(jammed)
        orders = max(tally.counts[ORDERS + name] for tally in jammed)
        units = max(tally.bases[UNITS + name] for tally in jammed)
        title = manifest.title_of("resource", name)
        yield (
            f"{title} ({name}) too few: in {len(jammed)} of {len(everything)} replications, for {days:,.0f} d of the play on average, "
            f"most of its {units:,.0f} positions were held by orders that waited for more of them (up to {orders:,.0f} at "
            "once), so that they kept each other waiting. "
            f"Give it more (facility.equipment.{name}.count), let each order keep fewer lots there, or for a shorter time"
        )
