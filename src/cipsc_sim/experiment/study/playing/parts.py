"""Parts of a study: the tallies of some pairs of one point, each in a file that is whole or not there."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from cipsc_sim.analysis.tallies.tally import OrderEnds, Tally
from cipsc_sim.errors import RunError
from cipsc_sim.experiment.pair import PairPlayer
from cipsc_sim.experiment.study.playing.folder import PARTS, StudyFolder
from cipsc_sim.records.manifest import Manifest
from cipsc_sim.scenario.load import LoadedScenario

PAIRS_IN_A_PART = 5
"""What is lost at most when a study is killed, for each worker."""
COUNT, BASE, SAMPLE, END = "count", "base", "sample", "end"
_ABOUT = b"cipsc-sim"
_TEXT = pa.dictionary(pa.int32(), pa.string())
_SCHEMA = pa.schema([("replication", pa.int64()), ("kind", _TEXT), ("key", _TEXT), ("value", pa.float64())])


@dataclass(frozen=True, slots=True)
class PartTask:
    """What a worker needs to play a part."""

    loaded: LoadedScenario
    manifest: Manifest
    pairs: range

    def carry_out(self) -> list[Tally]:
        """The tally of every replication, in order."""
        player = PairPlayer(self.loaded, self.manifest, keep_rows=False)
        return [tally for pair in self.pairs for tally in player.play(pair).tallies]


@dataclass(frozen=True, slots=True)
class Part:
    """Some pairs of a point. ``versions`` are those that play it: a part that others played is played again."""

    hash: str
    seed: int
    fixed: bool
    pairs: range
    versions: Mapping[str, str] = field(hash=False)

    @property
    def name(self) -> str:
        """Its file in the folder of the study; it says what was played, so points that play the same share parts."""
        fixed = "-fixed" if self.fixed else ""
        return f"{PARTS}/{self.hash[:20]}-{self.seed}{fixed}-{self.pairs.start}-{self.pairs.stop}.parquet"

    def is_whole(self, folder: StudyFolder) -> bool:
        """Whether it was played before. A file under its final name is whole: it was renamed when it was."""
        try:
            metadata = pq.read_schema(folder.path / self.name).metadata or {}
        except (OSError, pa.ArrowInvalid):
            return False
        return bool(metadata.get(_ABOUT) == self._about())

    def is_there(self, folder: Path) -> bool:
        """Whether there is a file of it in the folder of the study."""
        return (folder / self.name).is_file()

    def write(self, folder: StudyFolder, tallies: Sequence[Tally]) -> None:
        """Keep it."""
        folder.write_table(self.name, _table(tallies).replace_schema_metadata({_ABOUT: self._about()}))

    def read(self, folder: Path) -> list[Tally]:
        """The tally of every replication, in order, from the folder of the study. RunError if it is damaged."""
        file = folder / self.name
        try:
            with pq.ParquetFile(file, page_checksum_verification=True) as stored:
                table = stored.read(use_threads=False)
        except (OSError, pa.ArrowInvalid) as error:
            raise RunError(f"{file} is damaged. Remove it: the same command plays it again.") from error
        return _tallies(table, len(self.pairs) * 2)

    def _about(self) -> bytes:
        stated = [self.hash, self.seed, self.fixed, self.pairs.start, self.pairs.stop, dict(self.versions)]
        return json.dumps(stated, sort_keys=True).encode()


def ranges_of(pairs: int) -> list[range]:
    """The pairs in parts."""
    starts = range(0, pairs, PAIRS_IN_A_PART)
    return [range(start, min(start + PAIRS_IN_A_PART, pairs)) for start in starts]


def _table(tallies: Sequence[Tally]) -> pa.Table:
    """One row for each number; replications count from the first of the part."""
    places: list[int] = []
    kinds, keys, values = _Words(), _Words(), list[float]()
    for place, tally in enumerate(tallies):
        for kind, key, numbers in _numbers(tally):
            many = len(numbers)
            places.extend([place] * many)
            kinds.add(kind, many)
            keys.add(key, many)
            values.extend(numbers)
    columns = [pa.array(places, pa.int64()), kinds.column(), keys.column(), pa.array(values, pa.float64())]
    return pa.Table.from_arrays(columns, schema=_SCHEMA)


class _Words:
    """A column of text, by the numbers of its words in the order in which they came."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._codes: list[int] = []

    def add(self, word: str, many: int) -> None:
        """The word, in so many rows."""
        self._codes.extend([self._numbers.setdefault(word, len(self._numbers))] * many)

    def column(self) -> pa.Array:
        """All rows."""
        words = pa.array(list(self._numbers), pa.string())
        return pa.DictionaryArray.from_arrays(pa.array(self._codes, pa.int32()), words)


def _numbers(tally: Tally) -> Iterator[tuple[str, str, Sequence[float]]]:
    """Kind, key and numbers; a key that had no samples is kept by one that is none."""
    for key, amount in tally.counts.items():
        yield COUNT, key, (amount,)
    for key, amount in tally.bases.items():
        yield BASE, key, (amount,)
    for key, values in tally.samples.items():
        yield SAMPLE, key, values.tolist() or (float("nan"),)
    for after_d, end in zip(tally.order_ends.after_d.tolist(), tally.order_ends.ends, strict=True):
        yield END, end, (after_d,)


def _tallies(table: pa.Table, replications: int) -> list[Tally]:
    tallies = [Tally() for _ in range(replications)]
    samples: list[dict[str, list[float]]] = [{} for _ in range(replications)]
    ends: list[list[tuple[float, str]]] = [[] for _ in range(replications)]
    columns = [_values(table.column(name).combine_chunks()) for name in _SCHEMA.names]
    for place, kind, key, value in zip(*columns, strict=True):
        if kind == COUNT:
            tallies[place].counts[key] = value
        elif kind == BASE:
            tallies[place].bases[key] = value
        elif kind == SAMPLE:
            samples[place].setdefault(key, []).append(value)
        else:
            ends[place].append((value, key))
    for tally, sampled, ended in zip(tallies, samples, ends, strict=True):
        tally.samples.update({key: _known(values) for key, values in sampled.items()})
        tally.order_ends = OrderEnds(np.array([after for after, _ in ended]), tuple(end for _, end in ended))
    return tallies


def _values(column: pa.Array) -> list[Any]:
    """The cells of a column that has no empty ones; asked for one after the other, text takes ten times as long."""
    if column.type != _TEXT:
        cells: list[Any] = column.to_numpy().tolist()
        return cells
    words = column.dictionary.to_pylist()
    return [words[code] for code in column.indices.to_numpy().tolist()]


def _known(values: list[float]) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """The samples; a key that had none is kept by one empty row."""
    array = np.array(values, dtype=np.float64)
    return array[~np.isnan(array)]
