"""The law of an assay: what it is told of the truth, and how its reports scatter. Drawn from in ``reading``, summed up in ``reported``."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Measured:
    """A number with noise: true × factor + bias, plus a normal error (sd) or times a lognormal one (cv, median 1).

    Values below ``reported_above``, the limit of detection, are reported as that limit.
    """

    sd: float | None = None
    cv: float | None = None
    bias: float = 0.0
    factor: float = 1.0
    reported_above: float | None = None


@dataclass(frozen=True, slots=True)
class Counted:
    """Rare cells counted among ``cells``, with mean cells × (true × factor + bias), reported as a fraction.

    Poisson; binomial for up to 10,000 cells. Fewer than ``detected_from`` are reported as none.
    """

    cells: float
    factor: float = 1.0
    bias: float = 0.0
    detected_from: int = 1

    @property
    def is_binomial(self) -> bool:
        """Whether so few cells are looked at that they are not inexhaustible."""
        return self.cells <= 1e4

    @property
    def looked_at(self) -> float:
        """The number that a count is divided by."""
        return int(self.cells) if self.is_binomial else self.cells

    def fraction(self, true: float) -> float:
        """The fraction that is counted on average."""
        return max(0.0, true * self.factor + self.bias)


@dataclass(frozen=True, slots=True)
class Detected:
    """Found (1) with the sensitivity if the true value lies above ``above``, else as a false positive; else 0."""

    sensitivity: float = 1.0
    false_positive: float = 0.0
    above: float = 0.0

    def chance(self, true: float) -> float:
        """The chance that something is found."""
        return self.sensitivity if true > self.above else self.false_positive


Law = Measured | Counted | Detected
