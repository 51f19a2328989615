"""Attributes that are read, and those that something gives a value."""

from __future__ import annotations

from collections.abc import Iterator

from cipsc_sim.scenario.effect import Effect, ScaleBy
from cipsc_sim.scenario.names.known import Names
from cipsc_sim.scenario.scenario import Scenario


def check_givers(names: Names) -> None:
    """What is tested, divided, counted, scaled or grown has a value first."""
    scenario = names.scenario
    given = set(_given(scenario))
    for name in dict.fromkeys(_read(scenario)):
        attribute = scenario.attributes.get(name)
        if attribute is not None and attribute.kind != "flag" and attribute.ratio is None and name not in given:
            right = "Set it in a step, or let a material have it."
            names.problems.refuse(("attributes", name), f'nothing gives "{name}" a value', right)


def _effects(scenario: Scenario) -> Iterator[tuple[str, Effect]]:
    for procedure in scenario.procedures.values():
        for step in procedure.steps.values():
            for name, effects in step.effects.items():
                yield from ((name, effect) for effect in effects)


def _given(scenario: Scenario) -> Iterator[str]:
    for material in scenario.materials.values():
        yield from material.has
    for name, effect in _effects(scenario):
        reads_itself = effect.divide is not None and effect.divide.of in (None, name)
        if effect.verb in ("set", "count", "drift") or (effect.verb == "divide" and not reads_itself):
            yield name
        if effect.mix is not None:
            yield from (share for share, value in effect.mix.shares.items() if value != "kept")
            yield effect.mix.rest
        if effect.grow is not None and effect.grow.counts is not None:
            yield effect.grow.counts


def _read(scenario: Scenario) -> Iterator[str]:
    for assay in scenario.assays.values():
        yield assay.subject
        yield from assay.sample
        yield from (counts.among for counts in assay.counts.values() if counts.among is not None)
    for attribute in scenario.attributes.values():
        if attribute.ratio is not None:
            yield attribute.ratio.of
    for name, effect in _effects(scenario):
        if effect.verb in ("scale", "per_day", "grow"):
            yield name
        if effect.mix is not None:
            yield from (share for share, value in effect.mix.shares.items() if value == "kept")
        if effect.divide is not None:
            yield effect.divide.of or name
            yield from (each for each in (effect.divide.by,) if isinstance(each, str))
        if effect.count is not None:
            yield from (each for each in (effect.count.of, effect.count.chance) if isinstance(each, str))
        if isinstance(effect.scale, ScaleBy):
            yield effect.scale.oversize.of
