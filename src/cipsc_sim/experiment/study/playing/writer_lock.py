"""One writer in a folder: a lock that ends with the process that holds it, however that ends."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from cipsc_sim.errors import RunError

LOCK = ".writer"
Share = tuple[int, int]
"""Which of how many shares of all parts is played by one process, from 1."""


@contextmanager
def sole_writer(folder: Path, share: Share | None = None) -> Iterator[None]:
    """Nobody else writes the folder meanwhile; with a ``share``, only others that play other shares do.

    RunError if somebody does already. Where the system has no ``flock`` (Windows) nothing is locked.
    """
    with ExitStack() as held:
        if share is None:
            held.enter_context(_locked(folder / LOCK, folder, alone=True))
        else:
            held.enter_context(_locked(folder / LOCK, folder, alone=False))
            held.enter_context(_locked(folder / f"{LOCK}-{share[0]}-of-{share[1]}", folder, alone=True))
        yield


@contextmanager
def _locked(path: Path, folder: Path, *, alone: bool) -> Iterator[None]:
    try:
        import fcntl
    except ImportError:
        yield
        return
    kind = (fcntl.LOCK_EX if alone else fcntl.LOCK_SH) | fcntl.LOCK_NB
    while True:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
        try:
            fcntl.flock(descriptor, kind)
        except OSError as error:
            holder = os.pread(descriptor, 200, 0).decode(errors="replace").strip() or "another process"
            os.close(descriptor)
            right = "Wait until it is done, or choose another folder with --out."
            raise RunError(f"{folder} is being written by {holder}. {right}") from error
        if _is_still_there(descriptor, path):
            break
        os.close(descriptor)
    try:
        os.pwrite(descriptor, f"process {os.getpid()} on {socket.gethostname()}\n".encode(), 0)
        yield
    finally:
        if alone:
            path.unlink(missing_ok=True)
        os.close(descriptor)


def _is_still_there(descriptor: int, path: Path) -> bool:
    """Whether the file that was locked is the one that stands at the path; its last holder may have removed it."""
    try:
        return os.path.samestat(os.fstat(descriptor), os.stat(path))
    except FileNotFoundError:
        return False
