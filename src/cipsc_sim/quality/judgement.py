"""What a specification says of a reported value, and of a true one."""

from __future__ import annotations

from typing import Literal, Protocol

Tolerance = Literal["limit", "zero"]


class Limits(Protocol):
    """The limits of a specification."""

    @property
    def at_least(self) -> float | None: ...
    @property
    def at_most(self) -> float | None: ...
    @property
    def below(self) -> float | None: ...
    @property
    def review_at_least(self) -> float | None: ...
    @property
    def review_at_most(self) -> float | None: ...
    @property
    def true_limit(self) -> float | None: ...
    @property
    def tolerance(self) -> Tolerance: ...


def judge(value: float, limits: Limits) -> str:
    """pass, review (between limit and review limit), fail; information where there is no limit.

    With a tolerance of ``zero`` nothing may be found, whatever the limit, which is then that of the true value alone.
    """
    if limits.tolerance == "zero":
        return "pass" if value <= 0 else "fail"
    low, high, below = limits.at_least, limits.at_most, limits.below
    if low is None and high is None and below is None:
        return "information"
    if low is not None and value < low:
        review = limits.review_at_least
        return "review" if review is not None and value >= review else "fail"
    if (high is not None and value > high) or (below is not None and value >= below):
        review = limits.review_at_most
        return "review" if review is not None and value <= review else "fail"
    return "pass"


def truly_inside(true: float, limits: Limits) -> bool:
    """Whether the true value lies inside its true limit (default: the limit)."""
    return _outside(true, limits, 0.0) is False


def materially_outside(true: float, limits: Limits) -> bool:
    """Whether the true value lies outside its true limit by more than a tenth of it."""
    return _outside(true, limits, 0.1)


def _outside(true: float, limits: Limits, margin: float) -> bool:
    low, high, below = limits.at_least, limits.at_most, limits.below
    if low is not None:
        limit = low if limits.true_limit is None else limits.true_limit
        if true < limit - margin * abs(limit):
            return True
    if high is not None:
        limit = high if limits.true_limit is None or low is not None else limits.true_limit
        if true > limit + margin * abs(limit):
            return True
    if below is not None:
        limit = below if limits.true_limit is None or low is not None else limits.true_limit
        if true > limit + margin * abs(limit) or (true == limit and margin == 0.0):
            return True
    return False
