"""Storylines: generators that wait for signals. They are advanced in the order of the agenda, never by themselves."""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import Any

Storyline = Generator["Signal", Any, Any]


class Signal:
    """Something a storyline waits for. It fires once; whoever waits goes on in that moment."""

    __slots__ = ("fired", "value", "waiter")

    def __init__(self) -> None:
        self.fired = False
        self.value: Any = None
        self.waiter: Callable[[Any], None] | None = None

    def fire(self, value: Any = None) -> None:
        """Let whoever waits go on with ``value``."""
        if self.fired:
            return
        self.fired = True
        self.value = value
        if self.waiter is not None:
            self.waiter(value)


class Story:
    """A storyline that is being played. ``on_end`` hears what it returned; not if it was cancelled."""

    __slots__ = ("_generator", "_on_end", "_running", "_waits_for", "ended")

    def __init__(self, storyline: Storyline, on_end: Callable[[Any], None] | None = None) -> None:
        self._generator = storyline
        self._on_end = on_end
        self._waits_for: Signal | None = None
        self._running = False
        self.ended = False

    def advance(self, value: Any = None) -> None:
        """Go on until the next signal that has not fired."""
        self._waits_for = None
        self._running = True
        send = self._generator.send
        try:
            signal = send(value)
            while signal.fired:
                signal = send(signal.value)
            signal.waiter = self.advance
            self._waits_for = signal
        except StopIteration as end:
            cancelled, self.ended = self.ended, True
            if self._on_end is not None and not cancelled:
                self._on_end(end.value)
        finally:
            self._running = False

    def cancel(self) -> None:
        """End it here; what it holds is given back by its own ``finally``. One that ends itself just runs out."""
        if self.ended:
            return
        self.ended = True
        if self._waits_for is not None:
            self._waits_for.waiter = None
            self._waits_for = None
        if not self._running:
            self._generator.close()
