"""The folder of a study: every file in it is whole, or not there."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import TracebackType

import pyarrow as pa
import pyarrow.parquet as pq

from cipsc_sim.errors import RunError
from cipsc_sim.experiment.study.playing.writer_lock import LOCK, Share, sole_writer
from cipsc_sim.records.partial import WRITTEN, partial_path, recover, sync_file

STUDY, SCENARIO, POINTS, ESTIMATES, REPORT, PARTS = (
    "study.yaml",
    "scenario.yaml",
    "points.parquet",
    "estimates.parquet",
    "report.html",
    "parts",
)
OF_STUDY = b"cipsc-sim study"


class StudyFolder:
    """Writes files under a temporary name, and gives each its final name when it is whole.

    RunError if the folder holds something else, or another study and not ``force`` (``study_hash`` tells), if somebody else
    writes it, or if there is no room on the disk.
    """

    def __init__(self, path: Path, study_hash: str, force: bool = False, share: Share | None = None) -> None:
        self.path = path.absolute()
        self._hash = study_hash.encode()
        self._force = force
        self._share = share
        self._lock = ExitStack()
        self._refuse_what_is_in_the_way()

    def __enter__(self) -> StudyFolder:
        parts = self.path / PARTS
        try:
            parts.mkdir(parents=True, exist_ok=True)
            self._lock.enter_context(sole_writer(self.path, self._share))
            recover(parts)
            self._scratch = partial_path(parts, WRITTEN)
            self._scratch.mkdir()
        except OSError as error:
            self._lock.close()
            raise RunError(f"{self.path} cannot be written: {error.strerror}. Choose another folder.") from error
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        shutil.rmtree(self._scratch, ignore_errors=True)
        self._lock.close()

    def write(self, name: str, text: str) -> None:
        """Write a text file."""
        with self._partial(name) as partial:
            partial.write_text(text, encoding="utf-8")

    def write_table(self, name: str, table: pa.Table) -> None:
        """Write a parquet file that names the study it belongs to."""
        about = table.replace_schema_metadata({**(table.schema.metadata or {}), OF_STUDY: self._hash})
        with self._partial(name) as partial:
            pq.write_table(about, partial, compression="zstd", write_page_checksum=True)

    def write_batches(self, name: str, schema: pa.Schema, batches: Iterable[pa.RecordBatch]) -> None:
        """Write a parquet file piece by piece, each a row group."""
        about = schema.with_metadata({OF_STUDY: self._hash})
        with self._partial(name) as partial, pq.ParquetWriter(partial, about, compression="zstd") as writer:
            for batch in batches:
                writer.write_batch(batch)

    def drop(self, name: str) -> None:
        """Remove what does not hold any more, if it is there."""
        (self.path / name).unlink(missing_ok=True)

    @contextmanager
    def _partial(self, name: str) -> Iterator[Path]:
        """Where to write it; it gets its name when it is whole."""
        partial = self._scratch / Path(name).name
        try:
            yield partial
            sync_file(partial)
            partial.replace(self.path / name)
        except OSError as error:
            reason = os.strerror(error.errno) if error.errno else str(error)
            kept = "What is whole is kept: make room, and the same command goes on."
            raise RunError(f"{self.path}: {reason}. {kept}") from error

    def _refuse_what_is_in_the_way(self) -> None:
        if not self.path.exists():
            return
        if not self.path.is_dir():
            raise RunError(f"{self.path} is a file. Choose another folder.")
        played = study_in(self.path)
        if played is None and not _is_only_begun(self.path):
            raise RunError(f"{self.path} holds something that is not a study. Choose another folder.")
        if played is not None and played != self._hash and not self._force:
            right = "Replace it with --force (parts that are the same are kept), or choose another folder."
            raise RunError(f"{self.path} holds another study. {right}")


def _is_only_begun(path: Path) -> bool:
    """Whether nothing is there but what a study that was stopped at once leaves, or nothing at all.

    Its first file is written under another name, in a folder beside that of the parts.
    """
    ours, begun = {STUDY, SCENARIO, POINTS, PARTS}, (LOCK, f".{PARTS}.")
    return all(each.name in ours or each.name.startswith(begun) for each in path.iterdir())


def study_in(path: Path) -> bytes | None:
    """The hash of the study whose folder it is; None if it is none."""
    try:
        metadata = pq.read_schema(path / POINTS).metadata or {}
    except (OSError, pa.ArrowInvalid):
        return None
    found: bytes | None = metadata.get(OF_STUDY)
    return found
