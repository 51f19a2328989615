"""Being asked to end, with Ctrl-C or by the system, and hearing it even where it was lost."""

from __future__ import annotations

import signal
import sys
from types import FrameType

_AGAIN_S = 0.05
"""After so long what was lost is raised again; by then Python has left where exceptions are lost."""


class Stopping:
    """Ends what is done as with Ctrl-C, so that nothing half-written stays behind.

    An exception raised while Python clears up an object is lost, and with it the wish to end. Python says so, and it is raised
    again a moment later; where the system has no timer (Windows) the wish is looked for whenever something is done.
    """

    def __init__(self) -> None:
        self.asked = False

    def __call__(self, signal_number: int, frame: FrameType | None) -> None:
        """What a signal calls."""
        self.asked = True
        raise KeyboardInterrupt

    def lost(self, what: sys.UnraisableHookArgs) -> None:
        """What Python calls where an exception is lost."""
        if not (self.asked and issubclass(what.exc_type, KeyboardInterrupt)):
            sys.__unraisablehook__(what)
        elif hasattr(signal, "setitimer"):
            signal.setitimer(signal.ITIMER_REAL, _AGAIN_S)

    def look(self) -> None:
        """KeyboardInterrupt if somebody asked and was not heard; it is not raised once more."""
        if self.asked:
            if hasattr(signal, "setitimer"):
                signal.setitimer(signal.ITIMER_REAL, 0)
            raise KeyboardInterrupt


def listen() -> None:
    """Hear the signal to terminate, and Ctrl-C where it is not ignored."""
    stopping = Stopping()
    signal.signal(signal.SIGTERM, stopping)
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, stopping)
    if hasattr(signal, "SIGALRM"):
        signal.signal(signal.SIGALRM, stopping)
    sys.unraisablehook = stopping.lost


def look() -> None:
    """KeyboardInterrupt if this process was asked to end and goes on nevertheless."""
    heard = signal.getsignal(signal.SIGTERM)
    if isinstance(heard, Stopping):
        heard.look()
