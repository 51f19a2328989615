"""Distributions from what a scenario states: ``{kind: {parameter: number}}``."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from math import log, log1p, sqrt
from types import MappingProxyType
from typing import Any, Final

from .bounded import Beta, Triangular, Uniform
from .discrete import Binomial, Constant, Empirical, Poisson
from .distribution import Distribution, refuse
from .normal import Lognormal, Normal
from .positive import Exponential, Gamma, Weibull

LARGEST: Final = 1e300
"""Numbers beyond this, infinity among them, are refused."""


def uniform(low: float, high: float) -> Distribution:
    """Uniform from ``low`` to ``high``; equal bounds give a constant."""
    return Constant(low) if low == high else Uniform(low, high)


def triangular(low: float, mode: float, high: float) -> Distribution:
    """Triangular from ``low`` over ``mode`` to ``high``; all equal give a constant."""
    return Constant(low) if low == mode == high else Triangular(low, mode, high)


def normal(mean: float, sd: float) -> Distribution:
    """Normal with ``mean`` and ``sd``; no sd gives a constant."""
    return Constant(mean) if sd == 0 else Normal(mean, sd)


def lognormal(median: float, cv: float) -> Distribution:
    """Lognormal with ``median`` and coefficient of variation: σ = √ln(1 + cv²)."""
    refuse("lognormal", _above_0("median", median), _at_least_0("cv", cv))
    return Constant(median) if cv == 0 else Lognormal(median, sqrt(log1p(cv * cv)))


def lognormal_of_gsd(median: float, gsd: float) -> Distribution:
    """Lognormal with ``median`` and geometric standard deviation: σ = ln gsd."""
    refuse("lognormal", _above_0("median", median), ("gsd", gsd, gsd >= 1.0, "at least 1"))
    return Constant(median) if gsd == 1 else Lognormal(median, log(gsd))


def log10_normal(mean: float, sd: float) -> Distribution:
    """Values whose common logarithm is normal with ``mean`` and ``sd``: lognormal, median 10^mean, σ = sd·ln 10."""
    refuse("log10_normal", ("mean", mean, -300.0 <= mean <= 300.0, "from -300 to 300"), _at_least_0("sd", sd))
    return Constant(10.0**mean) if sd == 0 else Lognormal(10.0**mean, sd * log(10.0))


def gamma(mean: float, cv: float) -> Distribution:
    """Gamma with ``mean`` and coefficient of variation: shape = 1/cv²."""
    refuse("gamma", _above_0("mean", mean), _at_least_0("cv", cv))
    return Constant(mean) if cv == 0 else Gamma(mean, 1.0 / (cv * cv))


def erlang(mean: float, k: float) -> Distribution:
    """Erlang: the sum of ``k`` exponential phases, together of ``mean``."""
    refuse("erlang", _above_0("mean", mean), ("k", k, k >= 1 and k == int(k), "a whole number from 1"))
    return Gamma(mean, float(k))


def poisson(mean: float) -> Distribution:
    """Poisson counts of ``mean``; a mean of 0 gives none."""
    return Constant(0.0) if mean == 0 else Poisson(mean)


def binomial(n: float, p: float) -> Distribution:
    """Counts of ``n`` things, each with chance ``p``; surely none or surely all give a constant."""
    whole = ("n", n, n >= 0 and n == int(n), "a whole number from 0")
    refuse("binomial", whole, ("p", p, 0.0 <= p <= 1.0, "from 0 to 1"))
    return Constant(float(n * p)) if n == 0 or p in (0, 1) else Binomial(int(n), p)


def empirical(values: Sequence[float], weights: Sequence[float] = ()) -> Distribution:
    """The values seen, with their weights."""
    return Empirical(tuple(values), tuple(weights))


@dataclass(frozen=True, slots=True)
class Form:
    """One way to state a family: its class, the names of its parameters, and what makes the distribution of them."""

    family: type
    names: tuple[str, ...]
    build: Callable[..., Distribution]

    def __str__(self) -> str:
        return f"{{{', '.join(self.names)}}}"


FORMS: Final[Mapping[str, tuple[Form, ...]]] = MappingProxyType(
    {
        "uniform": (Form(Uniform, ("low", "high"), uniform),),
        "triangular": (Form(Triangular, ("low", "mode", "high"), triangular),),
        "normal": (Form(Normal, ("mean", "sd"), normal),),
        "lognormal": (
            Form(Lognormal, ("median", "cv"), lognormal),
            Form(Lognormal, ("median", "gsd"), lognormal_of_gsd),
        ),
        "log10_normal": (Form(Lognormal, ("mean", "sd"), log10_normal),),
        "exponential": (Form(Exponential, ("mean",), Exponential),),
        "gamma": (Form(Gamma, ("mean", "cv"), gamma),),
        "erlang": (Form(Gamma, ("mean", "k"), erlang),),
        "beta": (Form(Beta, ("a", "b"), Beta),),
        "weibull": (Form(Weibull, ("shape", "scale"), Weibull),),
        "poisson": (Form(Poisson, ("mean",), poisson),),
        "binomial": (Form(Binomial, ("n", "p"), binomial),),
        "empirical": (
            Form(Empirical, ("values",), empirical),
            Form(Empirical, ("values", "weights"), empirical),
        ),
    }
)
"""Every family that a scenario can name, and the ways to state it."""

FAMILIES: Final[Mapping[str, type]] = MappingProxyType({kind: forms[0].family for kind, forms in FORMS.items()})
"""The class of each family that a scenario can name; stated without any spread, it becomes a Constant."""


def from_parameters(kind: str, parameters: Mapping[str, float | list[float]]) -> Distribution:
    """The distribution that a scenario states as ``{kind: parameters}``.

    Raises ValueError that says what was found and what would be right: an unknown kind, a parameter that is unknown,
    missing or no number, numbers that do not go together.
    """
    if kind not in FORMS:
        near = get_close_matches(kind, FORMS, n=1)
        hint = f" Did you mean {near[0]}?" if near else ""
        raise ValueError(f'no distribution "{kind}". Known: {", ".join(FORMS)}.{hint}')
    forms = FORMS[kind]
    form = next((form for form in forms if set(form.names) == set(parameters)), None)
    if form is None:
        raise ValueError(f"{kind}: {_wrong_names(forms, parameters)}. It takes {' or '.join(map(str, forms))}.")
    problems = [_not_numbers(name, parameters[name]) for name in form.names]
    if any(problems):
        raise ValueError(f"{kind}: {'; '.join(filter(None, problems))}")
    return form.build(**{name: _as_floats(parameters[name]) for name in form.names})


def _wrong_names(forms: Sequence[Form], parameters: Mapping[str, Any]) -> str:
    """Which parameters are unknown and which are missing, against the form that comes nearest."""
    known = {name for form in forms for name in form.names}
    nearest = max(forms, key=lambda form: len(set(form.names) & set(parameters)))
    wrong = []
    for name in parameters:
        if name not in known:
            near = get_close_matches(str(name), sorted(known), n=1)
            wrong.append(f'no parameter "{name}"' + (f" (did you mean {near[0]}?)" if near else ""))
    wrong += [f'"{name}" is missing' for name in nearest.names if name not in parameters]
    return "; ".join(wrong) or f"{', '.join(parameters)} do not go together"


def _not_numbers(name: str, found: Any) -> str:
    """What is wrong with a parameter's value, or nothing."""
    if name in ("values", "weights"):
        if isinstance(found, list | tuple) and found and all(map(_is_number, found)):
            return ""
        return f"{name} is {found!r}, it must be a list of numbers"
    return "" if _is_number(found) else f"{name} is {found!r}, it must be a number"


def _is_number(found: Any) -> bool:
    return isinstance(found, int | float) and not isinstance(found, bool) and abs(found) <= LARGEST


def _as_floats(found: Any) -> Any:
    return [float(number) for number in found] if isinstance(found, list | tuple) else float(found)


def _above_0(name: str, found: float) -> tuple[str, float, bool, str]:
    return name, found, found > 0.0, "above 0"


def _at_least_0(name: str, found: float) -> tuple[str, float, bool, str]:
    return name, found, found >= 0.0, "at least 0"
