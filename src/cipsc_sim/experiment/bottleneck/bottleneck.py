"""The bottleneck: what one more of each resource gives, beside how busy it is and how long it is waited for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from cipsc_sim.errors import RunError
from cipsc_sim.experiment.study.sweep import Progress, Swept, sweep
from cipsc_sim.experiment.study.written import Tree, written_study
from cipsc_sim.scenario.load import LoadedScenario, load_scenario
from cipsc_sim.scenario.problems import suggestion

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

PAIRS, SEED = 20, 1
PAGE = "bottleneck.html"
TREATED, LEAD_TIME = "treated_per_year", "order_to_treatment_d.p90"
PARTS = ("", "_low", "_high")


@dataclass(frozen=True, slots=True)
class Bottleneck:
    """One row for each resource, that of which one more gives most first, and what it comes to in sentences.

    Columns: ``resource``, ``title``, ``kind``, ``units``; ``utilisation``, ``wait_h_per_year``, and the paired effects of
    one more: ``treated`` (orders a year) and ``lead_time_d`` (P90 from order to treatment), each with ``_low`` and
    ``_high``. What cannot be told is NaN.
    """

    table: pd.DataFrame
    sentences: tuple[str, ...]
    swept: Swept

    @property
    def page(self) -> Path:
        """Its page."""
        return self.swept.folder / PAGE

    @property
    def figure(self) -> Figure:
        """Use, waiting, and what one more of each resource gives."""
        from cipsc_sim.experiment.bottleneck.page import bottleneck_figure

        return bottleneck_figure(self.table)


def bottleneck(
    scenario: LoadedScenario | Path | str,
    folder: Path | str | None = None,
    *,
    bought: Sequence[str] = (),
    pairs: int = PAIRS,
    seed: int = SEED,
    fixed: bool = False,
    workers: int | None = None,
    force: bool = False,
    progress: Progress | None = None,
) -> Bottleneck:
    """Play a scenario as it is, and with one more of each resource, all on the same random numbers.

    One more of each resource in ``bought`` is there already. ScenarioError, or RunError for a resource that is not there.
    """
    from cipsc_sim.experiment.bottleneck.page import bottleneck_page

    loaded = scenario if isinstance(scenario, LoadedScenario) else load_scenario(scenario)
    name = f"bottleneck-{Path(loaded.resolved.files[-1]).stem}"
    if bought:
        loaded = with_bought(loaded, bought)
    tree: Tree = {**bottleneck_study(loaded), "pairs": pairs, "seed": seed, "fixed": fixed}
    with written_study(loaded, name, tree) as study:
        pages = {PAGE: lambda swept: bottleneck_page(found_in(swept, loaded))}
        swept = sweep(study, folder, workers=workers, force=force, progress=progress, pages=pages)
    return found_in(swept, loaded)


def bottleneck_study(loaded: LoadedScenario) -> Tree:
    """The study: the scenario as it is, and a point for one more of each resource."""
    points: list[Tree] = [{"as it is": {}}]
    points += [{f"one more {name}": one_more(loaded, name)} for name in resources(loaded)]
    return {
        "title": f"{loaded.scenario.title}: one more of each resource",
        "question": "Of which resource does one more give most - and is that the busiest, or the most waited for?",
        "design": {"listed": points},
    }


def resources(loaded: LoadedScenario) -> list[str]:
    """The names of all resources, equipment first."""
    facility = loaded.scenario.facility
    return [*facility.equipment, *facility.people]


def one_more(loaded: LoadedScenario, resource: str) -> dict[str, int]:
    """By path, what changes with one more unit; of people one more in every shift. RunError if there is no such resource."""
    facility = loaded.scenario.facility
    if resource in facility.equipment:
        return {f"facility.equipment.{resource}.count": facility.equipment[resource].count + 1}
    if resource not in facility.people:
        right = suggestion(resource, resources(loaded))
        raise RunError(f'There is no resource "{resource}". {right}')
    group = facility.people[resource]
    changed = {f"facility.people.{resource}.count": group.count + 1}
    for place, shift in enumerate(group.shifts):
        if shift.count is not None:
            changed[f"facility.people.{resource}.shifts.{place}.count"] = shift.count + 1
    return changed


def with_bought(loaded: LoadedScenario, bought: Sequence[str]) -> LoadedScenario:
    """The scenario with one more of each of these; of one that is named twice, two more."""
    from tempfile import TemporaryDirectory

    for resource in bought:
        with TemporaryDirectory(prefix="cipsc-sim-") as place:
            file = Path(place) / "scenario.yaml"
            file.write_text(loaded.resolved.as_text(), encoding="utf-8")
            loaded = load_scenario(file, one_more(loaded, resource))
    return loaded


def found_in(swept: Swept, loaded: LoadedScenario) -> Bottleneck:
    """What the study says of each resource."""
    from cipsc_sim.experiment.bottleneck.words import sentences

    facility = loaded.scenario.facility
    treated, lead_time = swept.values(TREATED), swept.values(LEAD_TIME)
    rows: list[dict[str, Any]] = []
    for number, name in enumerate(resources(loaded), start=1):
        is_equipment = name in facility.equipment
        resource = facility.equipment[name] if is_equipment else facility.people[name]
        row: dict[str, Any] = {"resource": name, "title": swept.manifest.title_of("resource", name)}
        row |= {"kind": "equipment" if is_equipment else "people", "units": resource.count}
        for key in ("utilisation", "wait_h_per_year"):
            row |= _columns(key, swept.values(f"{key}.{name}"), swept.study.base, "mean", "low", "high")
        differences = ("difference", "difference_low", "difference_high")
        row |= _columns("treated", treated, number, *differences)
        row |= _columns("lead_time_d", lead_time, number, *differences)
        rows.append(row)
    table = pd.DataFrame(rows).sort_values("treated", ascending=False, kind="stable", ignore_index=True)
    return Bottleneck(table, (*sentences(table, swept), *swept.jams), swept)


def _columns(name: str, values: pd.DataFrame, point: int, *found: str) -> dict[str, float]:
    return {f"{name}{part}": float(values[each].astype(float)[point]) for part, each in zip(PARTS, found, strict=True)}
