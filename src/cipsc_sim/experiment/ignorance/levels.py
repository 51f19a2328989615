"""Moving the level of a number as it is written: a constant, or the parameters of a distribution."""

from __future__ import annotations

from math import exp, log, log1p, log10, sqrt
from typing import Any, Literal

SCALED = {
    "uniform": ("low", "high"),
    "triangular": ("low", "mode", "high"),
    "normal": ("mean", "sd"),
    "lognormal": ("median",),
    "exponential": ("mean",),
    "gamma": ("mean",),
    "erlang": ("mean",),
    "weibull": ("scale",),
    "poisson": ("mean",),
}
"""By family, the parameters that carry the unit."""

_NEAREST = 1e-9


Moves = Literal["level", "chance", "rate"]


def moved(written: Any, z: float, cv: float, moves: Moves) -> Any:
    """The number moved by ``z`` standard deviations of what is not known about its level.

    A level is multiplied by a lognormal factor of that cv (median 1). Of a chance, and of a beta, the logit (of the mean)
    moves by z × cv × max(1, |logit|): near a half, where the logit vanishes, as much as at a logit of one. Of a factor that
    acts each day the logarithm is multiplied: 15 % off in .98 a day is .977 or .983, not .83.
    """
    if isinstance(written, bool) or cv == 0:
        return written
    if isinstance(written, int | float):
        match moves:
            case "chance":
                return _moved_chance(float(written), z * cv)
            case "rate":
                return float(written) ** _factor(z, cv) if written > 0 else written
            case _:
                return written * _factor(z, cv)
    return {key: _moved_kind(key, value, z, cv, moves) for key, value in written.items()}


def _factor(z: float, cv: float) -> float:
    return exp(z * sqrt(log1p(cv * cv)))


def _moved_kind(kind: str, parameters: Any, z: float, cv: float, moves: Moves) -> Any:
    if kind in ("value", "constant"):
        return moved(parameters, z, cv, moves)
    if kind == "beta":
        total = parameters["a"] + parameters["b"]
        mean = _moved_chance(parameters["a"] / total, z * cv)
        return {"a": mean * total, "b": (1 - mean) * total}
    if kind == "mixture":
        return [moved(part, z, cv, moves) for part in parameters]
    if kind == "log10_normal":
        return {**parameters, "mean": parameters["mean"] + log10(_factor(z, cv))}
    if kind == "empirical":
        return {**parameters, "values": [moved(value, z, cv, moves) for value in parameters["values"]]}
    if kind == "binomial":
        return {**parameters, "p": _moved_chance(parameters["p"], z * cv)}
    if not isinstance(parameters, dict):
        return parameters
    names = SCALED.get(kind, ())
    return (
        {name: value * _factor(z, cv) if name in names else value for name, value in parameters.items()}
        if names
        else parameters
    )


def _moved_chance(chance: float, by: float) -> float:
    if not 0 < chance < 1:
        return chance
    logit = log(chance / (1 - chance))
    moved_logit = logit + by * max(1.0, abs(logit))
    return min(1 - _NEAREST, max(_NEAREST, 1 / (1 + exp(-moved_logit))))
