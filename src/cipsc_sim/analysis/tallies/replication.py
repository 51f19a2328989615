"""The tally of one replication, from its tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from cipsc_sim.analysis.cells import Table
from cipsc_sim.analysis.tallies import decisions, orders, steps
from cipsc_sim.analysis.tallies.batches import tally_batches
from cipsc_sim.analysis.tallies.costs import tally_costs
from cipsc_sim.analysis.tallies.lots import tally_lots
from cipsc_sim.analysis.tallies.resources import tally_resources
from cipsc_sim.analysis.tallies.tally import Tally
from cipsc_sim.records.manifest import Manifest

if TYPE_CHECKING:
    from cipsc_sim.records.rows import Rows

READ: dict[str, tuple[str, ...] | None] = {
    "orders": orders.COLUMNS,
    "lots": None,
    "decisions": decisions.COLUMNS,
    "steps": steps.COLUMNS,
    "resources": None,
}
"""The tables, and the columns of them, that a tally needs; None: all."""


def replication_tally(tables: Mapping[str, Table], manifest: Manifest) -> Tally:
    """What the tables of one replication add to the estimates. Needs no other replication: workers may call it."""
    tally = Tally()
    orders.tally_orders(tables["orders"], manifest, tally)
    tally_batches(tables["lots"], manifest, tally)
    tally_lots(tables["lots"], manifest, tally)
    tally_costs(tables["lots"], tables["resources"], manifest, tally)
    decisions.tally_decisions(tables["decisions"], tables["orders"], tables["lots"], manifest, tally)
    steps.tally_steps(tables["steps"], tables["orders"], manifest, tally)
    tally_resources(tables["resources"], manifest, tally)
    return tally


def tallies(rows: Rows, manifest: Manifest) -> Iterator[Tally]:
    """The tally of each replication in order, one replication in memory at a time."""
    streams = {name: rows.row_groups(name, columns) for name, columns in READ.items()}
    for groups in zip(*streams.values(), strict=True):
        yield replication_tally({name: group for name, (_, group) in zip(streams, groups, strict=True)}, manifest)
