"""What every distribution can do."""

from __future__ import annotations

from abc import ABC, abstractmethod
from math import exp, inf, isfinite
from typing import Protocol, runtime_checkable


@runtime_checkable
class Distribution(Protocol):
    """How a quantity varies. Values are in the quantity's own unit; probabilities are 0 to 1."""

    @property
    def low(self) -> float:
        """Lowest value possible, or −∞."""

    @property
    def high(self) -> float:
        """Highest value possible, or ∞."""

    @property
    def mean(self) -> float:
        """The mean."""

    @property
    def central(self) -> float:
        """What a planner would put in: the median; of a beta, the mean."""

    def quantile(self, u: float) -> float:
        """The value that a fraction ``u`` of all values does not exceed; 0 < u < 1."""

    def cdf(self, x: float) -> float:
        """Probability of a value of at most ``x``."""

    def mean_up_to(self, x: float) -> float:
        """Mean of what each value adds where it is at most ``x``: E[X; X ≤ x]; at ∞ the mean."""

    def before(self, x: float) -> float:
        """Where everything below ``x`` ends, so that ``cdf(before(x))`` is the probability of less than ``x``."""

    def scaled(self, factor: float) -> Distribution:
        """The same with its level multiplied: every parameter that carries the unit; of chances, their odds."""

    def shifted(self, logit: float) -> Distribution:
        """The same with its level, a share or a chance, moved by ``logit`` on the logit scale."""


class Family(ABC):
    """What the families share: the median is central, values are continuous, and a level is moved with its spread."""

    __slots__ = ()

    @property
    def central(self) -> float:
        """The median."""
        return self.quantile(0.5)

    @abstractmethod
    def quantile(self, u: float) -> float:
        """The value that a fraction ``u`` of all values does not exceed; 0 < u < 1."""

    def before(self, x: float) -> float:
        """Where everything below ``x`` ends; for a continuous distribution ``x`` itself."""
        return x

    def scaled(self, factor: float) -> Distribution:
        """The same with its level multiplied. Raises ValueError if ``factor`` is not above 0."""
        if not (factor > 0.0 and isfinite(factor)):
            raise ValueError(f"a level is multiplied by {factor}; the factor must be above 0")
        return self._scaled(factor)

    @abstractmethod
    def _scaled(self, factor: float) -> Distribution: ...

    def shifted(self, logit: float) -> Distribution:
        """The same with its central value, a share, moved by ``logit`` and its spread in proportion.

        Raises ValueError if the central value is not between 0 and 1.
        """
        level = self.central
        if not 0.0 < level < 1.0:
            raise ValueError(f"the level {level:.6g} has no logit; a share or a chance lies between 0 and 1")
        return self.scaled(shifted_share(level, logit) / level)


class FromZero(Family):
    """Families of values that are never negative."""

    __slots__ = ()

    @property
    def low(self) -> float:
        """0."""
        return 0.0

    @property
    def high(self) -> float:
        """∞, unless the family says otherwise."""
        return inf


def shifted_share(share: float, logit: float) -> float:
    """The share (0 to 1) whose odds are e^logit times the odds of this one; 0 stays 0 and 1 stays 1."""
    if not 0.0 <= share <= 1.0:
        raise ValueError(f"{share:.6g} has no logit; a share or a chance lies between 0 and 1")
    if logit > 0.0:  # the other way round, so that nothing overflows
        return share / (share + (1.0 - share) * exp(-logit))
    return share * exp(logit) / (share * exp(logit) + (1.0 - share))


def refuse(kind: str, *rules: tuple[str, float, bool, str]) -> None:
    """Refuse parameters that break a rule, all at once.

    Each rule is (name, value found, whether it is kept, what would be right). Raises ValueError.
    """
    broken = [f"{name} is {found:.12g}, it must be {right}" for name, found, kept, right in rules if not kept]
    if broken:
        raise ValueError(f"{kind}: {'; '.join(broken)}")
