"""The folder of a study: every file in it is whole, or not there."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType

import pyarrow as pa
import pyarrow.parquet as pq

from cipsc_sim.errors import RunError
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

    RunError if the folder holds something else, or another study and not ``force``; ``study_hash`` tells.
    """

    def __init__(self, path: Path, study_hash: str, force: bool = False) -> None:
        self.path = path.absolute()
        self._hash = study_hash.encode()
        self._refuse_what_is_in_the_way(force)

    def __enter__(self) -> StudyFolder:
        parts = self.path / PARTS
        try:
            parts.mkdir(parents=True, exist_ok=True)
            recover(parts)
            self._scratch = partial_path(parts, WRITTEN)
            self._scratch.mkdir()
        except OSError as error:
            raise RunError(f"{self.path} cannot be written: {error.strerror}. Choose another folder.") from error
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        shutil.rmtree(self._scratch, ignore_errors=True)

    def write(self, name: str, text: str) -> None:
        """Write a text file."""
        partial = self._scratch / Path(name).name
        partial.write_text(text, encoding="utf-8")
        self._finish(partial, name)

    def write_table(self, name: str, table: pa.Table) -> None:
        """Write a parquet file that names the study it belongs to."""
        partial = self._scratch / Path(name).name
        metadata = {**(table.schema.metadata or {}), OF_STUDY: self._hash}
        pq.write_table(table.replace_schema_metadata(metadata), partial, compression="zstd", write_page_checksum=True)
        self._finish(partial, name)

    def write_batches(self, name: str, schema: pa.Schema, batches: Iterable[pa.RecordBatch]) -> None:
        """Write a parquet file piece by piece, each a row group."""
        partial = self._scratch / Path(name).name
        with pq.ParquetWriter(partial, schema.with_metadata({OF_STUDY: self._hash}), compression="zstd") as writer:
            for batch in batches:
                writer.write_batch(batch)
        self._finish(partial, name)

    def drop(self, name: str) -> None:
        """Remove what does not hold any more, if it is there."""
        (self.path / name).unlink(missing_ok=True)

    def _finish(self, partial: Path, name: str) -> None:
        sync_file(partial)
        partial.replace(self.path / name)

    def _refuse_what_is_in_the_way(self, force: bool) -> None:
        if not self.path.exists():
            return
        if not self.path.is_dir():
            raise RunError(f"{self.path} is a file. Choose another folder.")
        played = study_in(self.path)
        if played is None and any(self.path.iterdir()):
            raise RunError(f"{self.path} holds something that is not a study. Choose another folder.")
        if played is not None and played != self._hash and not force:
            right = "Replace it with --force (parts that are the same are kept), or choose another folder."
            raise RunError(f"{self.path} holds another study. {right}")


def study_in(path: Path) -> bytes | None:
    """The hash of the study whose folder it is; None if it is none."""
    try:
        metadata = pq.read_schema(path / POINTS).metadata or {}
    except (OSError, pa.ArrowInvalid):
        return None
    found: bytes | None = metadata.get(OF_STUDY)
    return found
