"""Partial folders: what is being written beside a final name, and what a dead process left there."""

from __future__ import annotations

import os
import re
import shutil
import socket
from itertools import count
from pathlib import Path

WRITTEN, REPLACED = "written", "replaced"

_ordinals = count(1)


def partial_path(final: Path, role: str) -> Path:
    """A fresh name beside ``final`` that tells the host and the process it belongs to."""
    return final.parent / f".{final.name}.{_host()}.{os.getpid()}.{next(_ordinals)}.{role}"


def write_whole(final: Path, text: str) -> Path:
    """Write a text file that is whole or not there, and replace what had its name."""
    partial = partial_path(final, WRITTEN)
    try:
        partial.write_text(text, encoding="utf-8")
        sync_file(partial)
        partial.replace(final)
    finally:
        partial.unlink(missing_ok=True)
    return final


def recover(final: Path) -> None:
    """Remove what dead processes of this host left beside ``final``.

    A folder that was moved away to be replaced goes back to its name if the new one never got there.
    """
    pattern = re.compile(rf"\.{re.escape(final.name)}\.{re.escape(_host())}\.(\d+)\.\d+\.({WRITTEN}|{REPLACED})")
    if not final.parent.is_dir():
        return
    for entry in sorted(final.parent.iterdir()):
        found = pattern.fullmatch(entry.name)
        if found is None or _alive(int(found[1])):
            continue
        if found[2] == REPLACED and not final.exists():
            entry.rename(final)
        else:
            shutil.rmtree(entry)


def sync_file(path: Path) -> None:
    """See to it that the file, or the names in the folder, are on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _host() -> str:
    return re.sub(r"\W", "_", socket.gethostname())


def _alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
