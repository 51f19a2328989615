"""A quantity: a constant or a distribution, perhaps cut to an interval and moved by a trait."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Annotated, Any

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, core_schema

from cipsc_sim.chance import FAMILIES, Constant, Distribution, Mixture, from_parameters, truncated
from cipsc_sim.scenario.number_meant import number_meant

KINDS = ", ".join(("constant", "mixture", *sorted(FAMILIES)))


@dataclass(frozen=True, slots=True)
class Quantity:
    """How one number of the plant comes about.

    ``moved_by`` maps a trait to the correlation ρ with which relatives share this number (see ``chance.traits``);
    ``chance`` says that it is a probability.
    """

    distribution: Distribution
    moved_by: dict[str, float] = field(default_factory=dict)
    chance: bool = False

    @property
    def constant(self) -> bool:
        """Whether nothing is drawn for it."""
        return isinstance(self.distribution, Constant)

    @property
    def central(self) -> float:
        """The value a planner would put in: the median, of a fraction the mean."""
        return self.distribution.central


def parse_quantity(written: Any) -> Quantity:
    """The quantity written as a number or as ``{kind: {…}, within: [low, high], moved_by: {trait: ρ}}``."""
    if isinstance(written, Quantity):
        return written
    if isinstance(written, bool) or not isinstance(written, int | float | dict):
        found = (
            f"expected a number or a distribution such as {{lognormal: {{median: 1, cv: 0.2}}}}, found {_show(written)}"
        )
        right = number_meant(written)
        raise ValueError(f"{found}. {right}" if right else found)
    if isinstance(written, int | float):
        return Quantity(Constant(float(written)))
    rest = dict(written)
    within = rest.pop("within", None)
    moved_by = rest.pop("moved_by", {})
    if len(rest) != 1:
        found = ", ".join(map(str, rest)) or "none"
        raise ValueError(f"a quantity has one kind, found {found}. Known kinds: {KINDS}")
    ((kind, parameters),) = rest.items()
    if kind in ("value", "constant"):
        if isinstance(parameters, bool) or not isinstance(parameters, int | float):
            raise ValueError(f"{kind}: expected a number, found {_show(parameters)}")
        distribution: Distribution = Constant(float(parameters))
    elif kind == "mixture":
        distribution = _mixture(parameters)
    else:
        if kind in FAMILIES and not isinstance(parameters, dict):
            raise ValueError(f"{kind}: expected its parameters in a mapping, found {_show(parameters)}")
        distribution = from_parameters(kind, parameters)
    if within is not None:
        distribution = _cut(distribution, within)
    return Quantity(distribution, _moves(moved_by))


def _mixture(parts: Any) -> Distribution:
    if not (isinstance(parts, list) and parts and all(isinstance(part, dict) for part in parts)):
        raise ValueError(f"mixture: expected a list of distributions, each with a weight, found {_show(parts)}")
    made = []
    for part in parts:
        rest = dict(part)
        weight = rest.pop("weight", None)
        if not _is_number(weight) or weight <= 0:
            raise ValueError(f"mixture: each part has a weight above 0, found {_show(weight)}")
        made.append((float(weight), parse_quantity(rest).distribution))
    return Mixture(tuple(made))


def _cut(distribution: Distribution, within: Any) -> Distribution:
    if not (isinstance(within, list) and len(within) == 2 and all(_is_number(bound) for bound in within)):
        raise ValueError(f"within: expected [low, high], found {_show(within)}")
    return truncated(distribution, float(within[0]), float(within[1]))


def _moves(moved_by: Any) -> dict[str, float]:
    if not isinstance(moved_by, dict) or not all(_is_number(rho) for rho in moved_by.values()):
        raise ValueError(f"moved_by: expected {{trait: correlation}}, found {_show(moved_by)}")
    if sum(rho * rho for rho in moved_by.values()) > 1 + 1e-12:
        raise ValueError("moved_by: the squares of the correlations sum to more than 1, which no quantity allows")
    return {str(trait): float(rho) for trait, rho in moved_by.items()}


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _show(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "…"


_JSON_SCHEMA: dict[str, Any] = {
    "anyOf": [
        {"type": "number"},
        {
            "type": "object",
            "properties": {
                "constant": {"type": "number"},
                "within": {"type": "array", "items": {"type": "number"}, "minItems": 2, "maxItems": 2},
                "moved_by": {"type": "object", "additionalProperties": {"type": "number", "minimum": -1, "maximum": 1}},
                "mixture": {"type": "array", "items": {"type": "object"}, "minItems": 1},
                **{kind: {"type": "object"} for kind in sorted(FAMILIES)},
            },
            "additionalProperties": False,
        },
    ]
}


@dataclass(frozen=True, slots=True)
class _AQuantity:
    """Pydantic's view of a quantity whose values must lie in [low, high]."""

    low: float
    high: float
    must: str

    @property
    def bounded(self) -> bool:
        """Whether some numbers are refused."""
        return self.low > -_INFINITE or self.high < _INFINITE

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(self._parse)

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {**_JSON_SCHEMA, "$comment": f"must {self.must}"} if self.bounded else dict(_JSON_SCHEMA)

    def _parse(self, written: Any) -> Quantity:
        quantity = parse_quantity(written)
        low, high = quantity.distribution.low, quantity.distribution.high
        if low < self.low or high > self.high:
            found = f"{low:g}" if quantity.constant else f"values from {low:g} to {high:g}"
            raise ValueError(f"must {self.must}, found {found}")
        return replace(quantity, chance=self.low == 0.0 and self.high == 1.0)


_INFINITE = float("inf")
Any_ = Annotated[Quantity, _AQuantity(-_INFINITE, _INFINITE, "be a number")]
AtLeastZero = Annotated[Quantity, _AQuantity(0.0, _INFINITE, "not be negative")]
Chance = Annotated[Quantity, _AQuantity(0.0, 1.0, "lie between 0 and 1")]
