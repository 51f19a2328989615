"""The command line: each command is one call, and what it gives is printed."""

from __future__ import annotations

import contextlib
import ctypes
import gc
import os
import sys

from cipsc_sim.cli.program import app
from cipsc_sim.cli.stopping import listen

_TRIM_THRESHOLD = -1
"""Of ``mallopt``: free memory at the top of the heap above so many bytes goes back."""


def main() -> None:
    """Run the command that was typed.

    What is left in memory goes with the process: looked through for what could be freed, as Python does at its end, a plant that
    was stopped while it was played would keep a loaded machine for seconds.
    """
    _be_frugal()
    listen()
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(AttributeError):
            stream.reconfigure(errors="replace")  # type: ignore[union-attr]
    try:
        app(prog_name="cipsc-sim")
    finally:
        gc.freeze()


def _be_frugal() -> None:
    """Give back to the system what is freed, where the C library can (glibc): a run takes and frees much."""
    os.environ.setdefault("ARROW_DEFAULT_MEMORY_POOL", "system")
    with contextlib.suppress(OSError, AttributeError, TypeError):
        ctypes.CDLL(None).mallopt(_TRIM_THRESHOLD, 131072)


__all__ = ["app", "main"]
