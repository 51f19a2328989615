"""What the scenario of a run says of the dose besides its target, from the scenario's own text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from cipsc_sim.records.manifest import Manifest


@dataclass(frozen=True, slots=True)
class DoseRule:
    """What may be stated besides the target; None where it is not.

    ``relative``: the attribute that is the target's attribute over ``over``, an attribute of the order such as the
    weight; ``minimum``: the least of it that may be given; ``response_of``: the dose of the extrapolated response;
    ``several``: whether an order may be given more than one lot, so that what is enough is the sum.
    """

    relative: str | None = None
    over: str | None = None
    minimum: float | None = None
    response_of: str | None = None
    several: bool = False


def read_dose_rule(scenario: str | Mapping[str, Any], manifest: Manifest) -> DoseRule:
    """The rule in a resolved scenario, its text or its tree; an empty one where there is no scenario, or no target."""
    tree = _tree(scenario)
    rule = DoseRule(response_of=_name(_at(tree, "orders", "response", "of")), several=_several(tree, manifest.wanted))
    if manifest.target is None:
        return rule
    attributes = _at(tree, "attributes")
    for name in attributes if isinstance(attributes, Mapping) else ():
        ratio = _at(attributes, name, "ratio")
        if _at(ratio, "of") == manifest.target.attribute:
            over = str(_at(ratio, "by"))
            if over in (_at(tree, "orders", "has") or {}):
                minimum = _number(_at(tree, "release", manifest.wanted, "dose", "minimum", name))
                return replace(rule, relative=str(name), over=over, minimum=minimum)
    return rule


def _several(tree: Any, wanted: str) -> bool:
    lots = _number(_at(tree, "orders", "wants", wanted, "lots")) or 0
    return lots > 1 or _at(tree, "release", wanted, "dose", "rule") == "release_and_top_up"


def _tree(scenario: str | Mapping[str, Any]) -> Any:
    if isinstance(scenario, Mapping) or not scenario:
        return scenario or {}
    from ruamel.yaml import YAML

    return YAML(typ="safe", pure=True).load(scenario)


def _at(tree: Any, *path: str) -> Any:
    for key in path:
        tree = tree.get(key) if isinstance(tree, Mapping) else None
    return tree["value"] if isinstance(tree, Mapping) and "value" in tree else tree


def _number(written: Any) -> float | None:
    return float(written) if isinstance(written, int | float) and not isinstance(written, bool) else None


def _name(written: Any) -> str | None:
    return written if isinstance(written, str) else None
