"""A run folder: written whole or not at all, and opened without the simulator."""

from __future__ import annotations

import errno
import hashlib
import json
import shutil
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from cipsc_sim.errors import RunError
from cipsc_sim.records.manifest import Manifest, TableContent, manifest_from_json
from cipsc_sim.records.partial import REPLACED, WRITTEN, partial_path, recover, sync_file, write_whole
from cipsc_sim.records.rows import Where
from cipsc_sim.records.run_meant import run_meant, runs_in, runs_listed
from cipsc_sim.records.stored_rows import RowStore, StoredRows, table_file

if TYPE_CHECKING:
    import pandas as pd

MANIFEST, SCENARIO, SUMMARY, REPORT = "manifest.json", "scenario.yaml", "summary.json", "report.html"
AGAIN = "Run the scenario again."


class RunFolderWriter:
    """Writes a run folder under a temporary name and gives it its final name when it is whole.

    >>> with RunFolderWriter(path) as writer:
    ...     writer.add(batches_of_replication_0)
    ...     writer.write("scenario.yaml", text)
    ...     summary = summarise(writer.rows(replications=1), manifest)
    ...     writer.write("summary.json", summary.as_json())
    ...     writer.finish(manifest)

    Left without ``finish``, nothing remains. What cannot be written is a RunError.
    """

    def __init__(self, path: Path | str, force: bool = False) -> None:
        self.path = Path(path).absolute()
        self.force = force
        with _plain_errors(self.path):
            recover(self.path)
            self._refuse_what_is_in_the_way()
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self._folder = partial_path(self.path, WRITTEN)
            self._folder.mkdir()
        self._store = RowStore(self._folder)
        self._closed = False

    def __enter__(self) -> RunFolderWriter:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        shutil.rmtree(self._folder, ignore_errors=True)

    def add(self, batches: Mapping[str, pa.RecordBatch]) -> None:
        """Append the rows of the next replication, one batch for each table."""
        with _plain_errors(self.path):
            self._store.add(batches)

    def rows(self, replications: int) -> StoredRows:
        """The rows written, to be read back; no replication can be added after this."""
        self._close_tables()
        return StoredRows(self._folder, replications)

    def write(self, name: str, text: str) -> None:
        """Write a file beside the tables."""
        with _plain_errors(self.path):
            (self._folder / name).write_text(text, encoding="utf-8")

    def finish(self, manifest: Manifest) -> Manifest:
        """Write the manifest last, with what the tables and files hold, and give the folder its final name."""
        with _plain_errors(self.path):
            whole = self.sealed(manifest)
            (self._folder / MANIFEST).write_text(whole.as_json(), encoding="utf-8")
            for file in (*self._folder.iterdir(), self._folder):
                sync_file(file)
            self._give_final_name()
        return whole

    def _refuse_what_is_in_the_way(self) -> None:
        if not self.path.exists():
            return
        if not self.path.is_dir():
            raise RunError(f"{self.path} is a file. Choose another folder.")
        if (self.path / MANIFEST).exists():
            if not self.force:
                raise RunError(f"{self.path} already holds a run. Replace it with --force, or choose another folder.")
        elif any(self.path.iterdir()):
            raise RunError(f"{self.path} holds something that is not a run. Choose another folder.")

    def _close_tables(self) -> None:
        if not self._closed:
            with _plain_errors(self.path):
                self._store.close()
            self._closed = True

    def sealed(self, manifest: Manifest) -> Manifest:
        """The manifest with what the tables and files hold so far; no replication can be added after this."""
        self._close_tables()
        others = [file for file in sorted(self._folder.iterdir()) if file.suffix != ".parquet" and file.name != REPORT]
        return replace(manifest, tables=self._tables, files={file.name: content_hash(file) for file in others})

    @cached_property
    def _tables(self) -> dict[str, TableContent]:
        """What the closed tables hold; a hundred megabytes of a usual run, read for it once."""
        return {
            name: TableContent(rows, content_hash(self._folder / table_file(name)))
            for name, rows in sorted(self._store.rows.items())
        }

    def _give_final_name(self) -> None:
        self._refuse_what_is_in_the_way()
        old = partial_path(self.path, REPLACED) if self.path.exists() else None
        if old is not None:
            self.path.rename(old)
        self._folder.rename(self.path)
        sync_file(self.path.parent)
        if old is not None:
            shutil.rmtree(old)


class RunFolder:
    """A whole run folder; tables are read when they are asked for."""

    def __init__(self, path: Path, manifest: Manifest) -> None:
        self.path = path
        self.manifest = manifest
        self._rows = StoredRows(path, manifest.replications)

    @property
    def replications(self) -> int:
        return self.manifest.replications

    def column_names(self, name: str) -> tuple[str, ...]:
        """The columns that a table has here, family columns included."""
        return self._rows.column_names(name)

    def table(
        self,
        name: str,
        columns: Sequence[str] | None = None,
        replications: Collection[int] | None = None,
        where: Where | None = None,
    ) -> pd.DataFrame:
        """A table, or some of its columns, or some replications of it; or the rows that ``where`` tells of."""
        return self._rows.table(name, columns, replications, where)

    def row_groups(self, name: str, columns: Sequence[str] | None = None) -> Iterator[tuple[int, pd.DataFrame]]:
        """(replication, its rows) for every replication in order, those without rows too."""
        return self._rows.row_groups(name, columns)

    @cached_property
    def summary(self) -> dict[str, Any]:
        """The estimates and quantiles as they were written."""
        written: dict[str, Any] = json.loads(self._text(SUMMARY))
        return written

    @cached_property
    def scenario_text(self) -> str:
        """The resolved scenario that was played."""
        return self._text(SCENARIO)

    def put(self, name: str, text: str) -> Path:
        """Write a file that can be made again from the rows, such as the report; the manifest does not list it."""
        if name in (MANIFEST, *self.manifest.files) or name.endswith(".parquet"):
            raise ValueError(f"{name} belongs to the run and is not written again")
        target = self.path / name
        with _plain_errors(target):
            return write_whole(target, text)

    def _text(self, name: str) -> str:
        try:
            return (self.path / name).read_text(encoding="utf-8")
        except OSError as error:
            raise RunError(f"{self.path / name} cannot be read ({error.strerror}). Run the scenario again.") from error


def open_run(path: Path | str, verify: bool = False) -> RunFolder:
    """The run folder at ``path``; RunError if it is not whole. ``verify`` compares the hash of every file."""
    folder = Path(path).absolute()
    with _plain_errors(folder):
        recover(folder)
    if folder.is_file():
        beside = folder.parent if (folder.parent / MANIFEST).is_file() else "a folder such as runs/NAME"
        raise RunError(f"{folder} is a file, not a run folder. Name {beside}.")
    if not folder.is_dir():
        raise RunError(f"There is no run folder {folder}. {run_meant(Path(path), MANIFEST)}")
    try:
        text = (folder / MANIFEST).read_text(encoding="utf-8")
    except OSError:
        if inside := runs_in(Path(path), MANIFEST):
            raise RunError(f"{path} holds run folders and is none itself. Name one: {runs_listed(inside)}.") from None
        raise RunError(f"{folder} is not a whole run folder: it has no {MANIFEST}. {AGAIN}") from None
    manifest = manifest_from_json(text, str(folder / MANIFEST))
    contents = {table_file(name): content.sha256 for name, content in manifest.tables.items()} | dict(manifest.files)
    missing = sorted(name for name in contents if not (folder / name).is_file())
    if missing:
        raise RunError(f"{folder} is not a whole run folder: {', '.join(missing)} missing. {AGAIN}")
    changed = sorted(name for name, known in contents.items() if verify and content_hash(folder / name) != known)
    if changed:
        raise RunError(f"{folder}: {', '.join(changed)} changed since the run was written. {AGAIN}")
    return RunFolder(folder, manifest)


def write_page(file: Path, text: str) -> Path:
    """Write a page that belongs to no run; it is whole or not there. RunError if it cannot be written."""
    with _plain_errors(file):
        file.parent.mkdir(parents=True, exist_ok=True)
        return write_whole(file, text)


def content_hash(path: Path) -> str:
    """SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@contextmanager
def _plain_errors(path: Path) -> Iterator[None]:
    """What the system refuses, as a RunError in plain words."""
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            raise RunError(f"No space left to write {path}. Free some, or choose another folder.") from error
        if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
            raise RunError(f"No permission to write {path}. Choose another folder.") from error
        if error.errno == errno.ENOTEMPTY:
            raise RunError(f"{path} was written by another process meanwhile. Open that run.") from error
        if error.errno in (errno.EEXIST, errno.ENOTDIR):
            raise RunError(f"{path} cannot be written: a folder on the way to it is a file.") from error
        raise RunError(f"{path} cannot be written: {error.strerror or error}.") from error
