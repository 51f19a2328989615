"""From scenario to blueprint: how every quantity gets the stream of its uniform numbers."""

from __future__ import annotations

from cipsc_sim.chance import Constant, check_streams, stream_number
from cipsc_sim.engine.blueprint import Drawn, Event
from cipsc_sim.scenario.quantity import Quantity


class Streams:
    """Gives every quantity its stream, named after its path; refuses names that collide.

    With ``central`` every quantity is the value a planner would put in, and nothing is drawn.
    """

    def __init__(self, central: bool = False) -> None:
        self._names: set[str] = set()
        self._central = central

    def number(self, name: str) -> int:
        """The stream of that name."""
        self._names.add(name)
        return stream_number(name)

    def drawn(self, name: str, quantity: Quantity) -> Drawn:
        """The quantity at that path, ready to be drawn."""
        if self._central:
            return Drawn(quantity.central)
        if isinstance(quantity.distribution, Constant):
            return Drawn(quantity.central)
        moves = tuple(quantity.moved_by.items())
        return Drawn(None, self.number(name), quantity.distribution.quantile, moves)

    def maybe(self, name: str, quantity: Quantity | None) -> Drawn | None:
        """The same, for a quantity that may be absent."""
        return None if quantity is None else self.drawn(name, quantity)

    def event(self, name: str, chance: Quantity) -> Event:
        """Something that happens with the chance at that path. Traits move the event, not its chance."""
        level = Quantity(chance.distribution)
        return Event(self.drawn(f"{name}.level", level), self.number(name), tuple(chance.moved_by.items()))

    def maybe_event(self, name: str, chance: Quantity | None) -> Event | None:
        """The same, for a chance that may be absent."""
        return None if chance is None else self.event(name, chance)

    def check(self) -> None:
        """Refuse two names with one number."""
        check_streams(self._names)
