"""The static answer: the rows of a run judged again with the same noise."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from cipsc_sim.analysis.release.answer import ReleaseTables
from cipsc_sim.analysis.release.batches import FrozenBatches, frozen_batches
from cipsc_sim.analysis.release.errors import errors
from cipsc_sim.analysis.release.panel import panel
from cipsc_sim.analysis.release.tested import Tested, tested
from cipsc_sim.engine.drafting import draft
from cipsc_sim.errors import RunError
from cipsc_sim.experiment.ignorance.ignorance import Ignorance
from cipsc_sim.experiment.release.characteristic import curves, seen
from cipsc_sim.experiment.release.dose import dose_tests
from cipsc_sim.experiment.release.judging import accepted, judged
from cipsc_sim.experiment.release.limits import best_table, limits_table, moved
from cipsc_sim.experiment.release.marginal import marginal
from cipsc_sim.experiment.release.one_test import OneTest
from cipsc_sim.experiment.release.rule import Rule, rules
from cipsc_sim.experiment.session import Run
from cipsc_sim.records.folder import SCENARIO, RunFolder
from cipsc_sim.records.folder import open_run as open_folder
from cipsc_sim.records.manifest import Manifest
from cipsc_sim.scenario.load import LoadedScenario, load_scenario
from cipsc_sim.scenario.prices import Prices
from cipsc_sim.scenario.scenario import Scenario

if TYPE_CHECKING:
    from plotly.graph_objects import Figure


def judge_again(run: Run | Path | str) -> JudgedAgain:
    """The batches of a run, or of a run folder, to be judged again with the same noise. RunError if it is not whole.

    >>> again = judge_again(run)
    >>> again.tables["errors"][["title", "outside_accepted", "inside_failed"]]
    >>> again.test("potency").errors([1.0, 1.5, 2.0])
    """
    folder = run.folder if isinstance(run, Run) else open_folder(run)
    return JudgedAgain(folder, load_scenario(folder.path / SCENARIO))


def _by_pair(run: RunFolder, loaded: LoadedScenario) -> list[Scenario]:
    """The scenario that the priors of each pair made; none where point values were played."""
    if not run.manifest.pairs:
        return []
    ignorance = Ignorance(loaded)
    return [ignorance.draw(run.manifest.seed, pair)[0] for pair in range((run.replications + 1) // 2)]


class JudgedAgain:
    """A run, and what each of its tests says by the rules of its scenario."""

    def __init__(self, run: RunFolder, loaded: LoadedScenario) -> None:
        scenario = loaded.scenario
        self.run, self.scenario = run, scenario
        self.rules: dict[str, Rule] = rules(draft(scenario), scenario, _by_pair(run, loaded))
        self.tested: dict[str, Tested] = tested(run, run.manifest)
        self.batches: FrozenBatches = frozen_batches(run, run.manifest, self.tested)
        release = scenario.release.get(run.manifest.wanted)
        if release is not None and release.dose is not None:
            for each, rule in list(dose_tests(run, release.dose, self.tested, self.rules)):
                self.tested[each.name], self.rules[each.name] = each, rule
        self.accepted = {name: accepted(each, self.rules[name], self.rules[name]) for name, each in self.tested.items()}

    @property
    def manifest(self) -> Manifest:
        """That of the run, with what the dose is held against among the specifications."""
        stated = self.run.manifest.specifications
        more = {name: each.limits for name, each in self.tested.items() if name not in stated}
        return replace(self.run.manifest, specifications={**stated, **more})

    @property
    def needed(self) -> tuple[str, ...]:
        """The blocking tests of a batch that can fail it and that tested any."""
        needs = self.scenario.release[self.run.manifest.wanted].awaited if self._has_release else ()
        return tuple(name for name in needs if name in self.batches.tested and self.tested[name].has_limit)

    @property
    def prices(self) -> dict[str, Prices]:
        """By specification, the prices of the release that looks at it; the first that states any."""
        found: dict[str, Prices] = {}
        for release in self.scenario.release.values():
            if release.prices is not None:
                for name in (*release.needs, *release.follows):
                    found.setdefault(name, release.prices)
        return found

    def test(self, specification: str) -> OneTest:
        """One test by itself. RunError with the names there are if none is called so."""
        if specification not in self.tested:
            raise RunError(f'There is no test "{specification}". There are {", ".join(self.tested)}.')
        prices = self.prices.get(specification)
        run = self.run
        tested, rule = self.tested[specification], self.rules[specification]
        return OneTest(tested, rule, run.replications, run.manifest.pairs, prices)

    def figure(self, name: str, specifications: Sequence[str] | None = None) -> Figure:
        """A figure of the page: characteristics, marginal or limits; of some specifications only, if they are named."""
        from cipsc_sim.report.release.figures import figure

        return figure(ReleaseTables(self.manifest, self.tables), name, specifications)

    @cached_property
    def tables(self) -> Mapping[str, pd.DataFrame]:
        """Every table of the static answer: panel, errors, curves, seen, marginal, limits, best."""
        manifest, replications = self.manifest, self.run.replications
        limits = moved(self.tested, self.rules, replications)
        return {
            "panel": panel(self.batches, manifest),
            "errors": errors(self.tested, self.accepted, manifest, replications),
            "curves": curves(self.tested, self.rules),
            "seen": seen(self.tested, self.accepted, manifest, replications),
            "marginal": marginal(self.batches, judged(self.batches, self.accepted, self.needed)),
            "limits": limits_table(limits, self.prices, manifest),
            "best": best_table(limits, self.prices, manifest),
        }

    @property
    def _has_release(self) -> bool:
        return self.run.manifest.wanted in self.scenario.release
