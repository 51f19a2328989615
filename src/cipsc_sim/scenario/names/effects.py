"""Effects: each verb on an attribute of the kind it fits."""

from __future__ import annotations

from typing import Final

from cipsc_sim.scenario.effect import Effect, Effects, Mix, ScaleBy
from cipsc_sim.scenario.names.known import Names, a
from cipsc_sim.scenario.names.values import check_value, refuse_ratio
from cipsc_sim.scenario.paths import TreePath

_A_NUMBER = ("amount", "property")
_ANY_NUMBER = ("amount", "property", "share")

FITS: Final[dict[str, tuple[str, ...]]] = {
    "set": ("amount", "property", "share"),
    "scale": _A_NUMBER,
    "divide": _A_NUMBER,
    "count": _A_NUMBER,
    "grow": ("amount",),
    "mix": ("share",),
    "clear": ("flag",),
    "per_day": _ANY_NUMBER,
    "drift": ("property",),
    "expose": ("flag",),
}
"""The kinds of attribute that each verb acts on."""


def check_effects(names: Names, path: TreePath, effects: Effects) -> None:
    """The effects of one step."""
    counted: set[str] = set()
    for name, several in effects.items():
        if not names.attribute(path, name):
            continue
        attribute = names.scenario.attributes[name]
        if attribute.ratio is not None:
            refuse_ratio(names, path, name)
        for position, effect in enumerate(several):
            at = (*path, name, position)
            if attribute.kind not in FITS[effect.verb]:
                verbs = [verb for verb, kinds in FITS.items() if attribute.kind in kinds]
                right = f"Verbs that do: {', '.join(verbs)}."
                found = f'{effect.verb} does not fit "{name}", which is {a(attribute.kind)}'
                names.problems.refuse(at, found, right, beneath=(effect.verb,))
                continue
            _check_verb(names, at, name, effect)
            if effect.grow is not None and effect.grow.counts is not None:
                counted.add(effect.grow.counts)
            if effect.drift is not None and effect.drift.per is not None and effect.drift.per not in counted:
                found = f'nothing counts "{effect.drift.per}" earlier in this step'
                names.problems.refuse((*at, "drift", "per"), found, "Let a grow effect above it count them.")


def _check_verb(names: Names, path: TreePath, name: str, effect: Effect) -> None:
    path = (*path, effect.verb)
    if effect.set is not None:
        check_value(names, path, names.scenario.attributes[name].kind, effect.set)
    elif effect.divide is not None:
        for key, part in (("of", effect.divide.of), ("by", effect.divide.by)):
            if isinstance(part, str):
                names.attribute((*path, key), part, _ANY_NUMBER)
    elif effect.count is not None:
        if isinstance(effect.count.of, str):
            names.attribute((*path, "of"), effect.count.of, _A_NUMBER)
        if isinstance(effect.count.chance, str):
            names.attribute((*path, "chance"), effect.count.chance, ("property", "share"))
    elif isinstance(effect.scale, ScaleBy):
        names.attribute((*path, "oversize", "of"), effect.scale.oversize.of, ("property",))
    elif effect.grow is not None and effect.grow.counts is not None:
        names.attribute((*path, "counts"), effect.grow.counts, ("property",))
    elif effect.drift is not None and effect.drift.per is not None:
        names.attribute((*path, "per"), effect.drift.per, ("property",))
    elif effect.expose == "openings" and names.scenario.attributes[name].per_opening is None:
        right = f"State attributes.{name}.per_opening, or write expose: {{chance: …}}."
        names.problems.refuse(path, f"{name} has no hazard of an opening", right)
    elif effect.mix is not None:
        _check_mix(names, path, name, effect.mix)


def _check_mix(names: Names, path: TreePath, name: str, mix: Mix) -> None:
    for share in mix.shares:
        names.attribute((*path, "shares"), share, ("share",))
    names.attribute((*path, "rest"), mix.rest, ("share",))
    if mix.rest in (name, *mix.shares):
        right = "The rest is what remains; name a share that is not set."
        names.problems.refuse((*path, "rest"), f'"{mix.rest}" is set as well', right)
    if next(iter(mix.shares), None) != name:
        right = f"The first share keeps its value; it is {name} here."
        names.problems.refuse((*path, "shares"), f'"{name}" is not the first share', right)
    for share, quantity in mix.shares.items():
        if not isinstance(quantity, str) and quantity.distribution.low > 1:
            found = f"values from {quantity.distribution.low:g}"
            names.problems.refuse((*path, "shares", share), found, "A share is at most 1.")
