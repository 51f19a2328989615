"""Two or more variants side by side: paired differences, and what their files state differently."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from cipsc_sim.analysis.estimates import Entry, together
from cipsc_sim.errors import RunError
from cipsc_sim.experiment.comparison.difference import Change, changes
from cipsc_sim.experiment.comparison.paired import difference
from cipsc_sim.experiment.comparison.verdict import UNJUDGED, Verdict, estimate_names, unknown_estimates, verdict
from cipsc_sim.experiment.headline import Headline, entry_in, shown_in
from cipsc_sim.experiment.obtain import Watch, names_of, obtain_run, opened
from cipsc_sim.experiment.run import PAIRS, SEED
from cipsc_sim.experiment.tally_store import tallies_of
from cipsc_sim.records.folder import SCENARIO, RunFolder
from cipsc_sim.scenario.extends import resolve
from cipsc_sim.scenario.load import LoadedScenario
from cipsc_sim.scenario.problems import suggestion


@dataclass(frozen=True, slots=True)
class Contrast:
    """One estimate of two variants, the paired difference between them, and what it means beside the margin."""

    headline: Headline
    base: Entry
    other: Entry
    difference: Entry
    verdict: Verdict = UNJUDGED


@dataclass(frozen=True, slots=True)
class Pairing:
    """A variant beside the first one."""

    name: str
    run: RunFolder
    contrasts: tuple[Contrast, ...]
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """The first variant and all others beside it. ``comparisons`` is how many intervals hold together at 95 %."""

    name: str
    run: RunFolder
    others: tuple[Pairing, ...]
    margins: Mapping[str, float]
    comparisons: int

    @property
    def differences(self) -> pd.DataFrame:
        """One row for each variant and estimate: both values, and the difference with its interval."""
        rows = [_row(other.name, contrast) for other in self.others for contrast in other.contrasts]
        return pd.DataFrame(rows, columns=list(_row("", _NOTHING)))

    @property
    def changes(self) -> pd.DataFrame:
        """One row for each variant and path that its file states differently."""
        rows = [
            {"variant": other.name, "path": each.path, "before": each.before, "after": each.after}
            for other in self.others
            for each in other.changes
        ]
        return pd.DataFrame(rows, columns=["variant", "path", "before", "after"])


def compare(
    *variants: RunFolder | LoadedScenario | Path | str,
    pairs: int | None = None,
    seed: int | None = None,
    workers: int | None = None,
    margins: Mapping[str, float] | None = None,
    watch: Watch = lambda _: nullcontext(),
) -> Comparison:
    """The first variant beside each other one. What is a scenario is played first, with the seed and pairs of the
    run folders among them (else 100 pairs, seed 1), unless its run is there already. ``margins`` hold by estimate the
    smallest difference that matters; only those estimates are judged.

    ScenarioError, or RunError if the runs do not share their random numbers.
    """
    if len(variants) < 2:
        raise RunError("A comparison needs two scenarios or run folders.")
    _check_margins(margins or {})
    found = [opened(each) for each in variants]
    like = next((each.manifest for each in found if isinstance(each, RunFolder)), None)
    seed = seed if seed is not None else like.seed if like is not None else SEED
    pairs = pairs if pairs is not None else like.replications // 2 if like is not None else PAIRS
    fixed = like is not None and not like.pairs
    runs: list[RunFolder] = []
    for each in found:
        if isinstance(each, RunFolder):
            _check_common(each, seed, pairs, fixed)
            runs.append(each)
            continue
        with watch(Path(each.resolved.files[-1]).stem) as progress:
            played = obtain_run(each, seed=seed, pairs=pairs, fixed=fixed, workers=workers, progress=progress)
            runs.append(played.run)
    (base, *others), (name, *names) = runs, names_of(runs)
    comparisons = len(others) * max(1, len(margins or {}))
    judged = _Judged(margins or {}, together(comparisons))
    pairings = tuple(_paired(base, run, of, judged) for run, of in zip(others, names, strict=True))
    return Comparison(name, base, pairings, margins or {}, comparisons)


@dataclass(frozen=True, slots=True)
class _Judged:
    margins: Mapping[str, float]
    confidence: float


def _check_margins(margins: Mapping[str, float]) -> None:
    for name in unknown_estimates(margins):
        raise RunError(f'There is no estimate "{name}". {suggestion(name, estimate_names())}')


def _check_common(run: RunFolder, seed: int, pairs: int, fixed: bool) -> None:
    played = run.manifest
    if played.seed == seed and played.replications == 2 * pairs and played.pairs is not fixed:
        return
    found = f"seed {played.seed}, {played.replications} replications{'' if played.pairs else ', point values'}"
    wanted = f"seed {seed}, {2 * pairs} replications{', point values' if fixed else ''}"
    raise RunError(f"{run.path} was played with {found}, not with {wanted}. Differences need the same random numbers.")


def _paired(base: RunFolder, other: RunFolder, name: str, judged: _Judged) -> Pairing:
    of_base, of_other = tallies_of(base), tallies_of(other)
    contrasts = []
    for headline in shown_in(base.manifest, judged.margins):
        a, b = entry_in(base.summary, headline), entry_in(other.summary, headline)
        if a is not None and b is not None and (a.mean is not None or b.mean is not None):
            between = difference(headline.name, of_base, of_other, base.manifest, confidence=judged.confidence)
            found = verdict(headline.name, between, judged.margins.get(headline.name))
            contrasts.append(Contrast(headline, a, b, between, found))
    stated = changes(resolve(base.path / SCENARIO), resolve(other.path / SCENARIO))
    return Pairing(name, other, tuple(contrasts), stated)


_NOTHING = Contrast(Headline("order_treated_fraction", "", ""), Entry(None), Entry(None), Entry(None))


def _row(variant: str, contrast: Contrast) -> dict[str, object]:
    return {
        "variant": variant,
        "key": contrast.headline.name,
        "title": contrast.headline.title,
        "unit": contrast.base.unit,
        "base": contrast.base.mean,
        "value": contrast.other.mean,
        "difference": contrast.difference.mean,
        "difference_low": contrast.difference.low,
        "difference_high": contrast.difference.high,
        "difference_rough": contrast.difference.rough,
        "verdict": contrast.verdict.word,
        "replications_needed": contrast.verdict.replications_needed,
    }
