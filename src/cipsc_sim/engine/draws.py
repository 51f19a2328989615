"""The engine's door for chance: a value for a quantity, at the address of what it belongs to."""

from __future__ import annotations

from scipy.special import ndtri

from cipsc_sim.chance import Uniforms, move, move_by
from cipsc_sim.engine.blueprint import Drawn, Event
from cipsc_sim.engine.lot import Lot


class Draws:
    """Draws values. The address is (stream, owner, path, ordinal): no draw moves another."""

    __slots__ = ("uniform",)

    def __init__(self, source: Uniforms) -> None:
        self.uniform = source.uniform

    def value(self, drawn: Drawn, lot: Lot, ordinal: int = 0) -> float:
        """The value of a quantity of a lot, moved by its traits."""
        if drawn.value is not None:
            return drawn.value
        u = self.uniform(drawn.stream, lot.address, lot.packed, ordinal)
        if drawn.moves:
            u = moved(u, drawn.moves, lot)
        assert drawn.quantile is not None
        return drawn.quantile(u)

    def loose(self, drawn: Drawn, owner: int, ordinal: int = 0) -> float:
        """The value of a quantity that belongs to an owner and no lot: nothing moves it."""
        if drawn.value is not None:
            return drawn.value
        assert drawn.quantile is not None
        return drawn.quantile(self.uniform(drawn.stream, owner, 0, ordinal))

    def happens(self, event: Event, lot: Lot, ordinal: int = 0) -> bool:
        """Whether it happens to the lot."""
        chance = self.value(event.chance, lot, ordinal)
        return chance > 0 and self.chance_of(event, lot, ordinal) >= 1.0 - chance

    def chance_of(self, event: Event, lot: Lot, ordinal: int = 0) -> float:
        """The uniform number that decides an event, moved by the traits of the lot: it happens at 1 − its chance or above."""
        u = self.uniform(event.stream, lot.address, lot.packed, ordinal)
        return moved(u, event.moves, lot) if event.moves else u

    def happens_to(self, event: Event, owner: int, ordinal: int = 0) -> bool:
        """Whether it happens to an owner; nothing moves it."""
        return self.uniform(event.stream, owner, 0, ordinal) >= 1.0 - self.loose(event.chance, owner, ordinal)

    def common(self, stream: int, number: int) -> float:
        """The standard normal of something that belongs to no owner but has a number."""
        return float(ndtri(self.uniform(stream, number, 0, 0)))

    def trait_part(self, stream: int, lot: Lot) -> float:
        """The standard normal part of a trait that is drawn for this lot."""
        return float(ndtri(self.uniform(stream, lot.address, lot.packed, 0)))


def moved(u: float, moves: tuple[tuple[str, float], ...], lot: Lot) -> float:
    """A uniform number moved by the traits of a lot, as far as they are drawn."""
    traits = lot.traits
    if len(moves) == 1:
        trait, rho = moves[0]
        return move(u, rho, *traits[trait]) if trait in traits else u
    return move_by(u, [(rho, *traits[trait]) for trait, rho in moves if trait in traits])
