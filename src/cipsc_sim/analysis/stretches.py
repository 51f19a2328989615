"""What went on between the start of an order and the release of the lot it was given, stretch by stretch."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from cipsc_sim.analysis.cells import DAY_MIN, Floats, Integers, numbers, texts
from cipsc_sim.analysis.groups import grouped
from cipsc_sim.analysis.lineage import Lineage, lineage, steps_of_lots
from cipsc_sim.analysis.lot_keys import LotKeys
from cipsc_sim.analysis.order_keys import NONE as NO_ORDER
from cipsc_sim.analysis.order_keys import of_orders, order_keys
from cipsc_sim.records.manifest import Manifest

TESTING, EARLIER_ATTEMPTS, OTHER = "testing and release", "earlier attempts", "other"
STOCK, GIVEN_BEFORE = "waiting for stock", "lots given before"
BESIDES = (OTHER, TESTING, EARLIER_ATTEMPTS, GIVEN_BEFORE)
"""Phases that no step is in, but for the first: it has the steps without a phase."""

WORKED, WAITED = 0, 1

_APART = 2**40
"""Minutes by which orders are set apart, so that one running maximum serves them all."""


@dataclass(frozen=True, slots=True)
class Stretches:
    """Of each stretch the order, its end in minutes (NaN: there is none), its phase, and whether it was waited or worked.

    Those of an order stand together in time order; each begins where the ones before have ended.
    """

    orders: Integers
    until: Floats
    phases: Integers
    kinds: Integers


def days_by_phase(
    released: pd.DataFrame, lots: pd.DataFrame, steps: pd.DataFrame, manifest: Manifest, phases: list[str]
) -> Floats:
    """Days of each released order, by phase, worked and waited: of shape (orders, phases, 2).

    They sum to the days between its start and its release; it starts as soon as it asks for stock. What a
    lot that is not in the lineage waited for stock before the start is waiting for stock, not an earlier attempt.
    """
    keys = LotKeys()
    line = lineage(keys.of(released), lots, keys)
    stretches = _stretches(line, keys, lots, steps, manifest, phases)
    every, n = np.arange(len(released)), len(released)
    testing, stock, waited = (np.full(n, each) for each in (phases.index(TESTING), phases.index(STOCK), WAITED))
    started, ends, asked = (
        numbers(released["started_at"]),
        numbers(released["released_at"]),
        _first_asked(released, lots),
    )
    begins, others = np.fmin(started, asked), ~(_first_asked_in(line, lots, n) == asked)
    owners = np.concatenate([every, every, stretches.orders, every])
    order = np.argsort(owners, kind="stable")
    owners = owners[order]
    until = np.concatenate([begins, np.where(others, started, np.nan), stretches.until, ends])[order]
    until = np.where(np.isnan(until), begins[owners], np.minimum(until, ends[owners])).astype(np.int64)
    reached = np.maximum.accumulate(until + owners * _APART)
    minutes = np.diff(reached, prepend=reached[:1]) * (np.diff(owners, prepend=-1) == 0)
    phase = np.concatenate([testing, stock, stretches.phases, testing])[order]
    kind = np.concatenate([waited, waited, stretches.kinds, waited])[order]
    places = (owners * len(phases) + phase) * 2 + kind
    sums = np.bincount(places, minutes, len(released) * len(phases) * 2)
    return sums.reshape(len(released), len(phases), 2) / DAY_MIN


def _stretches(
    line: Lineage, keys: LotKeys, lots: pd.DataFrame, steps: pd.DataFrame, manifest: Manifest, phases: list[str]
) -> Stretches:
    """In the steps of a lot and its ancestors, before them, and between one lot and the next."""
    of_line, of_step = steps_of_lots(lots.iloc[line.lots], steps, keys)
    done = steps.iloc[of_step]
    asked, started, ended = (numbers(done[name]) for name in ("requested_at", "started_at", "ended_at"))
    is_first = np.diff(of_line, prepend=-1) != 0
    attempt, attempt_before = _with_before(numbers(lots["attempt"]), line, 1.0)
    _, released_before = _with_before(numbers(lots["released_at"]), line, np.nan)
    is_new = is_first & (attempt > attempt_before)[of_line]
    tested = np.where(is_first & ~np.isnan(released_before)[of_line], np.fmin(released_before[of_line], asked), np.nan)
    stock_asked = np.where(is_first, numbers(lots["asked_at"])[line.lots][of_line], np.nan)
    of_stock = ~np.isnan(stock_asked)
    phase = _phases(done, manifest, phases)
    no_parent = line.begins[of_line]
    parts = (
        (np.where(is_new, np.fmin(stock_asked, asked), np.nan), EARLIER_ATTEMPTS),
        (tested, TESTING),
        (np.where(no_parent, stock_asked, np.nan), GIVEN_BEFORE),
        (np.where(no_parent, np.nan, stock_asked), TESTING),
        (np.where(of_stock, asked, np.nan), STOCK),
    )
    untils = (*(until for until, _ in parts), started, ended)
    of = (*(np.full_like(phase, phases.index(name)) for _, name in parts), phase, phase)
    kinds = np.tile([*(WAITED for _ in parts), WAITED, WORKED], len(phase))
    return Stretches(
        np.repeat(line.owners[of_line], len(untils)),
        np.column_stack(untils).ravel(),
        np.column_stack(of).ravel(),
        kinds,
    )


def _first_asked(released: pd.DataFrame, lots: pd.DataFrame) -> Floats:
    """When each order first asked for stock for what was made for it; NaN where it never did."""
    keys, asked = order_keys(lots), numbers(lots["asked_at"])
    there = np.flatnonzero((keys != NO_ORDER) & ~np.isnan(asked))
    in_time = there[np.argsort(asked[there], kind="stable")]
    known, first = np.unique(keys[in_time], return_index=True)
    return of_orders(order_keys(released), known, asked[in_time][first])


def _first_asked_in(line: Lineage, lots: pd.DataFrame, orders: int) -> Floats:
    """When stock was first asked for along the lineage of each; NaN where it never was."""
    first = np.full(orders, np.nan)
    np.fmin.at(first, line.owners, numbers(lots["asked_at"])[line.lots])
    return first


def _with_before(values: Floats, line: Lineage, at_first: float) -> tuple[Floats, Floats]:
    """The value of each lot of the lineages, and that of the one before it."""
    own = values[line.lots]
    return own, np.where(line.begins, at_first, np.roll(own, 1))


def _phases(steps: pd.DataFrame, manifest: Manifest, phases: list[str]) -> Integers:
    """The place of the phase of each step."""
    groups = grouped(texts(steps["procedure"]), texts(steps["step"]))
    names = [manifest.phases.get(".".join(words)) or OTHER for words in groups.words]
    return np.array([phases.index(name) for name in names], dtype=np.int64)[groups.places]
