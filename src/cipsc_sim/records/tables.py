"""The tables of a run folder: their columns, types and meaning. Minutes count from midnight of the start date."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

ColumnType = Literal["integer", "minute", "number", "text", "truth"]

SCHEMA_VERSION = 1


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name, what kind of value it holds, and what the value means. Every column may be empty."""

    name: str
    type: ColumnType
    meaning: str


@dataclass(frozen=True, slots=True)
class Table:
    """One table. ``families`` are columns whose number depends on the scenario, named ``family.<name>``."""

    name: str
    meaning: str
    columns: tuple[Column, ...]
    families: tuple[Column, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the fixed columns, in order."""
        return tuple(column.name for column in self.columns)


def _table(name: str, meaning: str, *columns: tuple[str, ColumnType, str], families: tuple[Column, ...] = ()) -> Table:
    return Table(name, meaning, tuple(Column(*column) for column in columns), families)


ORDERS = _table(
    "orders",
    "one row for each order that arrived",
    ("replication", "integer", "replication, from 0"),
    ("order", "integer", "number of the order, from 0"),
    ("arrived_at", "minute", "arrival"),
    ("in_cohort", "truth", "arrived in the count window after warm-up"),
    ("started_at", "minute", "when the first step in which something is done for it began (tissue harvest)"),
    ("released_at", "minute", "when the lot that it was given was released"),
    ("treated_at", "minute", "when it was given to the patient"),
    ("closed_at", "minute", "end of the order; empty while it is open"),
    ("outcome", "text", "treated, withdrew, lost_patience, unfit, untreated, open"),
    ("reason", "text", "primary reason where it is not treated"),
    ("place", "text", "step or material where that happened"),
    ("attempts", "integer", "attempts begun, the first included"),
    ("batches", "integer", "batches started for it"),
    ("lot", "text", "the lot it was given, of several the last"),
    ("given", "integer", "lots it was given"),
    ("amount", "number", "true wanted amount at use, of all that it was given"),
    ("target", "number", "amount that is enough"),
    (
        "counted_enough",
        "truth",
        "what was reported of what it was given, the last lot before a cap, at or above the target",
    ),
    ("meets_target", "truth", "treated with a true amount at or above the target"),
    ("response", "number", "extrapolated chance of the wished outcome, from all that it was given"),
    ("priority", "text", "its class, where orders have priorities"),
    (
        "waited_for_stock_min",
        "integer",
        "minutes in which it waited for lots that are made for stock or come from outside",
    ),
    families=(Column("has", "number", "attributes of the order"),),
)

LOTS = _table(
    "lots",
    "one row for each lot, those in process that failed included",
    ("replication", "integer", "replication, from 0"),
    ("order", "integer", "the order it was made for; empty for stock"),
    ("lot", "text", "label: owner, then ordinals along the primary parents"),
    ("material", "text", "material"),
    ("parent", "text", "label of the primary parent"),
    ("procedure", "text", "procedure that made it; empty if supplied"),
    ("attempt", "integer", "attempt of the order in which it was begun, from 1"),
    ("batch_number", "integer", "for the wanted material: first, second … batch of the order, from 1"),
    ("in_cohort", "truth", "made for an order of the cohort"),
    ("asked_at", "minute", "when what it is made of was asked for from stock or from outside; empty where none was"),
    ("begun_at", "minute", "start of its first step"),
    ("made_at", "minute", "end of the procedure; empty if it never got there"),
    ("tested_at", "minute", "when it reached release testing"),
    ("released_at", "minute", "release"),
    ("ended_at", "minute", "when it was used up, rejected, lost …; empty while it exists"),
    (
        "end",
        "text",
        "open, used, released, released_below_target, released_out_of_specification, rejected, stopped_in_process, "
        "lost, expired, aborted, left_over",
    ),
    ("reason", "text", "primary reason of a failure"),
    ("place", "text", "step, or release"),
    ("packs_made", "integer", "packs in the lot when made"),
    ("packs_left", "integer", "packs left at its end"),
    ("true_in_specification", "truth", "every true attribute inside its true limit, at release testing"),
    ("true_in_specification_safety", "truth", "the same, specifications that concern safety"),
    ("true_in_specification_quality", "truth", "the same, specifications that concern quality"),
    ("true_materially_outside", "truth", "some true attribute outside its true limit by more than a tenth of it"),
    (
        "meets_target",
        "truth",
        "true wanted amount at release testing, with what its order was given before, at or above the target",
    ),
    ("produced", "number", "primary amount when made"),
    ("dosed", "number", "primary amount that was used or given"),
    ("sampled", "number", "primary amount taken as samples"),
    ("lost", "number", "primary amount lost while kept"),
    ("retained", "number", "primary amount kept as retain sample"),
    ("discarded", "number", "primary amount rejected, lost or left over"),
    ("expired", "number", "primary amount that expired"),
    ("cost_consumables", "number", "consumables and medium"),
    ("cost_labour", "number", "attended hours"),
    ("cost_tests", "number", "assays"),
    ("cost_equipment", "number", "equipment used, at its hourly price"),
    ("cost_action_plans", "number", "action plans, beside the hours of people"),
    families=(
        Column("true", "number", "true attribute at release testing, or at its end"),
        Column("reported", "number", "last valid reported value"),
    ),
)

LINKS = _table(
    "links",
    "which lot came of which",
    ("replication", "integer", "replication, from 0"),
    ("parent", "text", "label of the parent lot"),
    ("child", "text", "label of the child lot"),
    ("packs", "integer", "packs taken; empty where the whole lot was taken or it stays"),
)

DECISIONS = _table(
    "decisions",
    "what was decided, when and why",
    ("replication", "integer", "replication, from 0"),
    ("order", "integer", "order, if any"),
    ("in_cohort", "truth", "of an order of the cohort"),
    ("lot", "text", "lot, if any"),
    ("at", "minute", "when"),
    (
        "kind",
        "text",
        "gate, investigation, retest, repeat, review, medical_request, disposition, action_plan, recovery, deviation",
    ),
    ("subject", "text", "specification, rung or task that it is about"),
    ("verdict", "text", "what was decided"),
    ("reason", "text", "reason"),
    ("rule", "text", "the rule that decided"),
    ("cost", "number", "what follows from it costs, beside the hours of people; empty where nothing is stated"),
)

RESULTS = _table(
    "results",
    "one row for each assay run",
    ("replication", "integer", "replication, from 0"),
    ("order", "integer", "order, if any"),
    ("in_cohort", "truth", "of an order of the cohort"),
    ("lot", "text", "lot"),
    ("assay", "text", "assay"),
    ("specification", "text", "specification for which the sample was taken"),
    ("attribute", "text", "attribute or trait it reports on"),
    ("run", "integer", "k-th valid run of this assay on this lot, from 1; of an invalid run the k it would have been"),
    ("valid", "truth", "whether the run gave a result"),
    ("sampled_at", "minute", "when the sample was taken"),
    ("started_at", "minute", "when the run began"),
    ("reported_at", "minute", "when the result was reported"),
    ("true_value", "number", "true value of the attribute in the sample"),
    (
        "noise",
        "number",
        "uniform number of the noise, as common causes moved it: with the true value it gives the reported one",
    ),
    (
        "common_cause",
        "number",
        "what sessions and lots of reagent added to its normal score; empty where none is stated",
    ),
    ("reported", "number", "reported value"),
    ("verdict", "text", "pass, review, fail, information, invalid"),
)

STEPS = _table(
    "steps",
    "one row for each step of a lot (task empty) and for each attended task in it",
    ("replication", "integer", "replication, from 0"),
    ("order", "integer", "order, if any"),
    ("lot", "text", "lot in process; several for a step of the laboratory share one"),
    ("procedure", "text", "procedure, or the assay for laboratory work"),
    ("step", "text", "step"),
    ("task", "text", "task; empty for the step itself"),
    ("occurrence", "integer", "which occurrence of the task, from 1"),
    ("requested_at", "minute", "when it asked for what it needs"),
    ("started_at", "minute", "when it got it"),
    ("ended_at", "minute", "when it ended"),
    ("planned_min", "integer", "planned minutes"),
    ("late", "truth", "begun later than allowed"),
    ("outcome", "text", "done, interrupted, failed, missed, cancelled, open"),
    ("amount_in", "number", "primary amount at the start of a step"),
    ("amount_out", "number", "primary amount at the end of a step"),
    ("uses", "text", "what it holds from start to end, as ``resource:units`` set apart by blanks; empty if not begun"),
)

RESOURCES = _table(
    "resources",
    "one row for each resource: unit-minutes in the count window",
    ("replication", "integer", "replication, from 0"),
    ("resource", "text", "name"),
    ("kind", "text", "equipment, people, or stock: what is made for it, or comes from outside"),
    ("count", "integer", "units"),
    ("calendar_min", "integer", "count × minutes of the window; the next six sum to it"),
    ("working_min", "integer", "in use"),
    ("held_waiting_min", "integer", "held while waiting for what comes next"),
    ("changeover_min", "integer", "line clearance"),
    ("down_min", "integer", "broken"),
    ("idle_min", "integer", "there and free"),
    ("off_shift_min", "integer", "not on duty"),
    ("overtime_min", "integer", "worked past a shift by those whom nobody on duty relieved, counted under working too"),
    ("seized", "integer", "how often a request that needs it began in the window"),
    ("wait_min", "number", "waiting minutes of requests that began in the window, charged to it"),
    ("longest_overtaken_min", "integer", "longest wait of a request that a later one overtook"),
    ("role", "text", "what equipment is counted as: room, suite, cabinet, incubator, vessel, instrument, store"),
    (
        "upkeep_cost",
        "number",
        "hours of a staff group in the window that no lot paid for: maintenance, repair, clearance of nobody's",
    ),
    (
        "jammed_min",
        "integer",
        "of a store, from the start of the window to the end of the play: the weeks in which at least half of it was held by orders "
        "that waited for more of it",
    ),
    ("jammed_orders", "integer", "the most orders that waited for it in such a week"),
)

TABLES: tuple[Table, ...] = (ORDERS, LOTS, LINKS, DECISIONS, STEPS, RESULTS, RESOURCES)
