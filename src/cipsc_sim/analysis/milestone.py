"""The milestones on the way from the order to the dose, from the chain of materials that the manifest states."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from cipsc_sim.records.manifest import Manifest

MilestoneKind = Literal["arrived", "made", "begun", "step", "released", "treated", "enough"]


@dataclass(frozen=True, slots=True)
class Milestone:
    """One thing that an order has reached or not; ``name`` is a material, or ``procedure.step``."""

    kind: MilestoneKind
    name: str
    title: str

    @property
    def key(self) -> str:
        """A name for it, unique in the chain."""
        return f"{self.kind}.{self.name}" if self.name else self.kind


def milestones(manifest: Manifest) -> tuple[Milestone, ...]:
    """All of them in order: every material made and, where it is tested, released; the steps of the wanted one.

    Stock is no milestone: it is made for no order.
    """
    return tuple(_milestones(manifest))


def _milestones(manifest: Manifest) -> Iterator[Milestone]:
    yield Milestone("arrived", "", "Order arrived")
    for material in manifest.chain:
        if material == manifest.wanted or material in manifest.shared:
            continue
        title = manifest.title_of("material", material)
        yield Milestone("made", material, f"{title} made")
        if material in manifest.releases:
            yield Milestone("released", material, f"{title} released")
    if manifest.wanted not in manifest.shared:
        yield from _of_the_wanted(manifest)
    yield Milestone("treated", "", "Order treated")
    if manifest.target is not None:
        yield Milestone("enough", "", "Treated with enough")


def _of_the_wanted(manifest: Manifest) -> Iterator[Milestone]:
    wanted = manifest.title_of("material", manifest.wanted)
    procedure = manifest.made_by.get(manifest.wanted, "")
    yield Milestone("begun", manifest.wanted, f"{wanted} started")
    for step in manifest.routes.get(procedure, ()):
        name = f"{procedure}.{step}"
        yield Milestone("step", name, f"{manifest.title_of('step', name)} done")
    yield Milestone("made", manifest.wanted, f"{wanted} made")
    if manifest.wanted in manifest.releases:
        yield Milestone("released", manifest.wanted, f"{wanted} released")
