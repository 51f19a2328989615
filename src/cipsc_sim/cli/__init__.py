"""The command line: each command is one call, and what it gives is printed."""

from __future__ import annotations

import contextlib
import ctypes
import os
import sys

from cipsc_sim.cli.program import app
from cipsc_sim.cli.stopping import listen

_TRIM_THRESHOLD = -1
"""Of ``mallopt``: free memory at the top of the heap above so many bytes goes back."""


def main() -> None:
    """Run the command that was typed."""
    _be_frugal()
    listen()
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(AttributeError):
            stream.reconfigure(errors="replace")  # type: ignore[union-attr]
    app(prog_name="cipsc-sim")


def _be_frugal() -> None:
    """Give back to the system what is freed, where the C library can (glibc): a run takes and frees much."""
    os.environ.setdefault("ARROW_DEFAULT_MEMORY_POOL", "system")
    with contextlib.suppress(OSError, AttributeError, TypeError):
        ctypes.CDLL(None).mallopt(_TRIM_THRESHOLD, 131072)


__all__ = ["app", "main"]
