"""The event log of one replication of a run, from its rows alone."""

from __future__ import annotations

from cipsc_sim.analysis.cells import texts
from cipsc_sim.analysis.units import numbered_uses
from cipsc_sim.errors import RunError
from cipsc_sim.export import log_events, log_objects
from cipsc_sim.export.event_log import EventLog
from cipsc_sim.records.manifest import Manifest
from cipsc_sim.records.rows import Rows

TABLES = ("orders", "lots", "links", "decisions", "steps", "results")


def event_log(rows: Rows, manifest: Manifest, replication: int) -> EventLog:
    """Objects and events of a replication. RunError if the run has none of that number."""
    if not 0 <= replication < rows.replications:
        raise RunError(f"There is no replication {replication}. There are 0 to {rows.replications - 1}.")
    tables = {name: rows.table(name, replications=[replication]) for name in TABLES}
    uses = numbered_uses(rows, manifest, replication)
    orders, lots, links, decisions, steps, results = (tables[name] for name in TABLES)
    mentioned = {str(lot) for table in (steps, results, decisions) for lot in texts(table["lot"]) if lot}
    objects = (
        *log_objects.order_objects(orders),
        *log_objects.lot_objects(lots, links, mentioned),
        *log_objects.sample_objects(results),
        *log_objects.unit_objects(uses),
    )
    events = [
        *log_events.order_events(orders),
        *log_events.lot_events(lots),
        *log_events.step_events(steps, uses, set(log_objects.sample_names(results))),
        *log_events.sample_events(results),
        *log_events.decision_events(decisions),
    ]
    events.sort(key=lambda event: event.minute)
    return EventLog(manifest.start_date, objects, tuple(events), {each.id: each.type for each in objects})
