"""The command line: each command is one call, and what it gives is printed."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
from types import FrameType

from cipsc_sim.cli.program import app


def main() -> None:
    """Run the command that was typed."""
    os.environ.setdefault("ARROW_DEFAULT_MEMORY_POOL", "system")  # gives back what it frees
    signal.signal(signal.SIGTERM, _stop)
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(AttributeError):
            stream.reconfigure(errors="replace")  # type: ignore[union-attr]
    app(prog_name="cipsc-sim")


def _stop(signal_number: int, frame: FrameType | None) -> None:
    """Asked to end: end as with Ctrl-C, so that nothing half-written stays behind."""
    raise KeyboardInterrupt


__all__ = ["app", "main"]
