"""Being asked to end, with Ctrl-C or by the system, and hearing it even where it was lost."""

from __future__ import annotations

import signal
from types import FrameType


class Stopping:
    """Ends what is done as with Ctrl-C, so that nothing half-written stays behind.

    An exception raised while Python clears up an object is lost, and with it the wish to end; so it is kept as well, and
    looked for whenever something is done.
    """

    def __init__(self) -> None:
        self.asked = False

    def __call__(self, signal_number: int, frame: FrameType | None) -> None:
        """What a signal calls."""
        self.asked = True
        raise KeyboardInterrupt

    def look(self) -> None:
        """KeyboardInterrupt if somebody asked and was not heard."""
        if self.asked:
            raise KeyboardInterrupt


def listen() -> None:
    """Hear the signal to terminate, and Ctrl-C where it is not ignored."""
    stopping = Stopping()
    signal.signal(signal.SIGTERM, stopping)
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, stopping)


def look() -> None:
    """KeyboardInterrupt if this process was asked to end and goes on nevertheless."""
    heard = signal.getsignal(signal.SIGTERM)
    if isinstance(heard, Stopping):
        heard.look()
