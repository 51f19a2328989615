"""What is asked of a release: of a scenario, or of a run that was played."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cipsc_sim.analysis.release.answer import Asked
from cipsc_sim.errors import RunError
from cipsc_sim.experiment.run import PAIRS, SEED
from cipsc_sim.records.folder import MANIFEST, SCENARIO
from cipsc_sim.records.folder import open_run as open_folder
from cipsc_sim.scenario.load import LoadedScenario, load_scenario

VARIANT_PAIRS = 20


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of a release. ``variant_pairs`` 0 plays no variants."""

    loaded: LoadedScenario
    name: str
    pairs: int = PAIRS
    seed: int = SEED
    fixed: bool = False
    variant_pairs: int = VARIANT_PAIRS
    upstream: bool = False

    @property
    def folder(self) -> Path:
        """Where the answer goes if nobody says where."""
        size = f"{2 * self.pairs}-{2 * self.variant_pairs}{'-upstream' if self.upstream and self.variant_pairs else ''}"
        fixed = "-fixed" if self.fixed else ""
        return Path("runs") / f"release-{self.name}-{self.loaded.hash[:8]}-{self.seed}-{size}{fixed}"

    def is_answered_by(self, asked: Asked) -> bool:
        """Whether an answer was asked just this."""
        mine = (self.loaded.hash, self.seed, self.fixed, 2 * self.pairs, self.variant_pairs)
        its = (asked.scenario_hash, asked.seed, asked.fixed, asked.replications, asked.variant_pairs)
        return mine == its and (self.upstream == asked.upstream or not self.variant_pairs)


def question(
    path: Path,
    *,
    overrides: Mapping[str, Any] | None = None,
    pairs: int | None = None,
    seed: int | None = None,
    fixed: bool = False,
    variant_pairs: int = VARIANT_PAIRS,
    upstream: bool = False,
) -> tuple[Question, Path | None]:
    """What is asked, of a scenario file or of a run folder; with the run folder if it is one.

    ScenarioError or RunError if it cannot be asked: no release, or a run folder together with what only a play could change.
    """
    if not (path / MANIFEST).is_file():
        loaded = load_scenario(path, overrides)
        _refuse_without_release(loaded, path)
        asked = Question(
            loaded, path.stem, pairs or PAIRS, SEED if seed is None else seed, fixed, variant_pairs, upstream
        )
        return asked, None
    run = open_folder(path)
    played = run.manifest
    if overrides or fixed or pairs not in (None, played.replications // 2) or seed not in (None, played.seed):
        raise RunError(
            f"{path} was played already. Leave --set, --fixed, --pairs and --seed out, or name the scenario."
        )
    loaded = load_scenario(path / SCENARIO)
    _refuse_without_release(loaded, path)
    size = played.replications // 2
    return Question(loaded, played.name, size, played.seed, not played.pairs, variant_pairs, upstream), path


def _refuse_without_release(loaded: LoadedScenario, path: Path) -> None:
    if not loaded.scenario.release:
        raise RunError(f"{path}: everything is used as soon as it is made; there is no release to ask about.")
