"""The folder of an answer: texts and tables beside a note of what was asked; whole, or not there."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from cipsc_sim.errors import RunError
from cipsc_sim.records.partial import REPLACED, WRITTEN, partial_path, recover, sync_file

ASKED = "answer.json"
"""Written last: what was asked. A folder with it is whole."""


class AnswerFolder:
    """Writes a folder under a temporary name and gives it its final name when it is whole.

    RunError if something is in the way: another answer and not ``force``, or what is no answer.
    """

    def __init__(self, path: Path, force: bool = False) -> None:
        self.path = path.absolute()
        recover(self.path)
        self._refuse_what_is_in_the_way(force)

    def __enter__(self) -> AnswerFolder:
        self._partial = partial_path(self.path, WRITTEN)
        try:
            self._partial.mkdir(parents=True)
        except OSError as error:
            raise RunError(f"{self.path} cannot be written: {error.strerror}. Choose another folder.") from error
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        shutil.rmtree(self._partial, ignore_errors=True)

    def write(self, name: str, text: str) -> None:
        """Write a text; ``name`` may lie in a folder."""
        target = self._partial / name
        target.parent.mkdir(exist_ok=True)
        target.write_text(text, encoding="utf-8")

    def write_table(self, name: str, table: pd.DataFrame) -> None:
        """Write a table as ``name.parquet``."""
        arrow = pa.Table.from_pandas(table, preserve_index=False)
        pq.write_table(arrow, self._partial / f"{name}.parquet", compression="zstd", write_page_checksum=True)

    def finish(self, asked: Mapping[str, Any]) -> None:
        """Note what was asked, and give the folder its final name."""
        self.write(ASKED, json.dumps(asked, ensure_ascii=False, indent=1) + "\n")
        for entry in (*self._partial.rglob("*"), self._partial):
            sync_file(entry)
        old = partial_path(self.path, REPLACED) if self.path.exists() else None
        if old is not None:
            self.path.rename(old)
        self._partial.rename(self.path)
        sync_file(self.path.parent)
        if old is not None:
            shutil.rmtree(old)

    def _refuse_what_is_in_the_way(self, force: bool) -> None:
        if not self.path.exists():
            return
        if not self.path.is_dir():
            raise RunError(f"{self.path} is a file. Choose another folder.")
        if asked_in(self.path) is not None:
            if not force:
                raise RunError(f"{self.path} holds another answer. Replace it with --force, or choose another folder.")
        elif any(self.path.iterdir()):
            raise RunError(f"{self.path} holds something that is not an answer. Choose another folder.")


def asked_in(path: Path) -> dict[str, Any] | None:
    """What the answer in a folder was asked; None if the folder holds no whole answer."""
    recover(path.absolute())
    try:
        found: dict[str, Any] = json.loads((path / ASKED).read_text(encoding="utf-8"))
    except (OSError, json.JSONDecodeError):
        return None
    return found


def table_in(path: Path, name: str) -> pd.DataFrame:
    """A table of an answer. RunError if it is not there."""
    try:
        file = path / f"{name}.parquet"
        read: pd.DataFrame = pq.read_table(file, use_threads=False, page_checksum_verification=True).to_pandas()
    except (OSError, pa.ArrowInvalid) as error:
        raise RunError(f"{path} is damaged: {name}.parquet cannot be read. Replace it with --force.") from error
    return read
