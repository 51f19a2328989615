"""One pair of replications: two plays that share what the facts may be, and nothing else of chance."""

from __future__ import annotations

import gc
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

import pyarrow as pa

from cipsc_sim.analysis.arrow_table import ArrowTable
from cipsc_sim.analysis.tallies.replication import READ, replication_tally
from cipsc_sim.analysis.tallies.tally import Tally
from cipsc_sim.engine.blueprint import Blueprint
from cipsc_sim.engine.drafting import draft
from cipsc_sim.engine.replication import play
from cipsc_sim.experiment.ignorance.ignorance import Ignorance
from cipsc_sim.records.columns import record_batch
from cipsc_sim.records.journal import Journal
from cipsc_sim.records.manifest import Manifest
from cipsc_sim.records.tables import TABLES
from cipsc_sim.scenario.load import LoadedScenario


@dataclass(frozen=True, slots=True)
class PlayedPair:
    """What a pair left: for each replication its rows (if kept) and its tally, and the scores of its priors."""

    pair: int
    batches: tuple[dict[str, pa.RecordBatch], ...]
    tallies: tuple[Tally, ...]
    scores: tuple[float, ...]


class PairPlayer:
    """Plays pairs of a scenario. With ``fixed`` every pair plays the point values."""

    def __init__(self, loaded: LoadedScenario, manifest: Manifest, *, keep_rows: bool = True) -> None:
        self._manifest = manifest
        self._keep_rows = keep_rows
        self._ignorance = None if not manifest.pairs else Ignorance(loaded)
        self._point: Blueprint | None = draft(loaded.scenario) if self._ignorance is None else None

    def play(self, pair: int) -> PlayedPair:
        """Play both replications of a pair."""
        seed = self._manifest.seed
        scores: tuple[float, ...] = ()
        blueprint = self._point
        if self._ignorance is not None:
            scenario, scores = self._ignorance.draw(seed, pair)
            blueprint = draft(scenario)
        assert blueprint is not None
        batches, tallies = [], []
        for replication in (2 * pair, 2 * pair + 1):
            with _collected_once():
                journal = play(blueprint, seed, replication).journal
                rows = to_batches(journal, None if self._keep_rows else READ)
                del journal
                tallies.append(replication_tally({name: ArrowTable(rows[name]) for name in READ}, self._manifest))
                batches.append(rows if self._keep_rows else {})
        return PlayedPair(pair, tuple(batches), tuple(tallies), scores)


@contextmanager
def _collected_once() -> Iterator[None]:
    """A plant is a web of cycles that stays whole until it is played: looked at while it grows, it costs a third more.

    What was there before is set aside meanwhile: in a study that is most of what there is.
    """
    was_on = gc.isenabled()
    gc.disable()
    gc.freeze()
    try:
        yield
        gc.collect()
    finally:
        gc.unfreeze()
        if was_on:
            gc.enable()


def to_batches(journal: Journal, only: Mapping[str, Collection[str] | None] | None = None) -> dict[str, pa.RecordBatch]:
    """The rows of a replication as typed columns, by table; or only some tables, and some columns of them (None: all)."""
    rows, families = journal.rows(), journal.families
    wanted = dict.fromkeys(rows) if only is None else only
    return {
        table.name: record_batch(table, rows[table.name], families.get(table.name, ()), wanted[table.name])
        for table in TABLES
        if table.name in wanted
    }
