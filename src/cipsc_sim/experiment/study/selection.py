"""Choosing the best of up to fifty designs: Kim and Nelson's ranking and selection, pair by pair on common random numbers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
import pyarrow as pa

from cipsc_sim.analysis.cells import Floats
from cipsc_sim.analysis.estimates import Entry
from cipsc_sim.analysis.registry import indicator_of
from cipsc_sim.analysis.summary import summarise_only
from cipsc_sim.analysis.tallies.tally import Tally
from cipsc_sim.experiment.study.playing.folder import StudyFolder
from cipsc_sim.experiment.study.playing.hands import Players
from cipsc_sim.experiment.study.playing.parts import ranges_of
from cipsc_sim.experiment.study.playing.play import PlayedPoints, play_missing
from cipsc_sim.experiment.study.results.point_estimates import point_tallies
from cipsc_sim.experiment.study.study import Study
from cipsc_sim.experiment.study.target import Target

SELECTION = "selection"
FIRST_PARTS = 2
"""Parts of every design before the first is left out: its pairs tell how far the designs part by chance."""

CHOSEN, AS_GOOD, BEATEN, OUTSIDE = "chosen", "not told apart", "beaten", "breaks a limit"
UNSURE = "limits not told"
"""Still in, and not surely within its limits: it may be none that could be chosen."""


@dataclass(slots=True)
class Search:
    """Which designs are still in, and what became of the others."""

    study: Study
    n0: int
    remaining: list[int]
    outcomes: dict[int, str] = field(default_factory=dict)
    within: set[int] = field(default_factory=set)
    """Those that surely keep all limits."""

    @property
    def alpha(self) -> float:
        """The chance of a wrong choice; with limits, half of it is kept for those."""
        error = 1 - float(self.study.design.get("confidence", 0.95))
        return error / 2 if self.limits else error

    @property
    def zone(self) -> float:
        """The smallest difference that is worth finding."""
        return float(self.study.design["indifference"])

    @property
    def sign(self) -> float:
        """1 where more is better."""
        return 1.0 if indicator_of(str(self.study.design["best"]))[0].good == "more" else -1.0

    @property
    def limits(self) -> tuple[Target, ...]:
        """What a design has to keep to be chosen."""
        stated = self.study.design.get("subject_to", {})
        return tuple(Target(name, each.get("at_least"), each.get("at_most")) for name, each in stated.items())

    def may_win(self, number: int) -> bool:
        """Whether a design may be chosen, and beat another: one that breaks a limit must not leave out one that keeps it."""
        return not self.limits or number in self.within

    @property
    def is_over(self) -> bool:
        """Whether nothing is left to find out."""
        return not self.remaining or (len(self.remaining) == 1 and self.may_win(self.remaining[0]))

    def outcome(self, number: int) -> str:
        """What became of a design."""
        if number not in self.remaining:
            return self.outcomes[number]
        if not self.may_win(number):
            return UNSURE
        return CHOSEN if len(self.remaining) == 1 else AS_GOOD

    def leave_out(self, number: int, outcome: str) -> None:
        """A design that is played no more."""
        self.remaining.remove(number)
        self.outcomes[number] = outcome


def play_selection(points: PlayedPoints, folder: StudyFolder, players: Players, told: Callable[[], None]) -> int:
    """Play in rounds what still may be best; how many parts were played. What was chosen is in the table ``selection``."""
    ranges = ranges_of(points.study.pairs)
    search = Search(points.study, sum(map(len, ranges[:FIRST_PARTS])), list(range(len(points.study.points))))
    played = 0
    for place in range(len(ranges)):
        parts = [(number, points.part(number, ranges[place])) for number in search.remaining]
        played += play_missing(points, folder, players, parts, told)
        if place + 1 < FIRST_PARTS:
            continue
        so_far = 2 * ranges[place].stop  # what was played before and reaches further is not looked at yet
        tallies = {number: _tallies(points, folder, number)[:so_far] for number in search.remaining}
        screen_limits(search, tallies, points)
        screen(search, {number: pair_values(search, tallies[number]) for number in search.remaining})
        if search.is_over:
            break
    _write(search, points, folder)
    return played


def pair_values(search: Search, tallies: Sequence[Tally]) -> Floats:
    """By pair, what is chosen by, more being better; a fraction as the successes over the mean number of trials."""
    key = str(search.study.design["best"])
    indicator, member = indicator_of(key)
    counts = np.array([tally.counts.get(key, 0.0) for tally in tallies])
    if indicator.kind == "mean":
        values = counts
    else:
        bases = np.array([tally.bases.get(indicator.base(member), 0.0) for tally in tallies])
        whole = counts.sum() / bases.sum() if bases.sum() > 0 else 0.0
        values = whole + (counts - whole * bases) / max(bases.mean(), 1e-12)
        values = values * (1000.0 if indicator.kind == "per_1000" else 1.0)
    return np.asarray(search.sign * values.reshape(-1, 2).mean(axis=1), dtype=np.float64)


def screen(search: Search, values: Mapping[int, Floats]) -> None:
    """Leave out what another design beats by more than the continuation region allows (Kim and Nelson 2001,
    doi:10.1145/502109.502111, with c = 1): W = max(0, zone/2·(h² S²/zone² − r)), h² = 2η(n₀ − 1).

    S² is of all r pairs so far, not of the first n₀ alone: rare swarms of failures, or skewed costs, often show no spread in
    ten pairs. h² stays that of n₀, so normal values are told apart with at least the stated confidence.
    """
    k, n0 = len(search.study.points), search.n0
    eta = 0.5 * ((2 * search.alpha / max(k - 1, 1)) ** (-2 / (n0 - 1)) - 1)
    h2 = 2 * eta * (n0 - 1)

    def beats(j: int, i: int) -> bool:
        between = values[j] - values[i]
        r = len(between)
        width = max(0.0, search.zone / (2 * r) * (h2 * float(np.var(between, ddof=1)) / search.zone**2 - r))
        return bool(between.mean() > width)

    rivals = [number for number in search.remaining if search.may_win(number)]
    beaten = [i for i in search.remaining if any(beats(j, i) for j in rivals if j != i)]
    for number in beaten:
        search.leave_out(number, BEATEN)


def screen_limits(search: Search, tallies: dict[int, list[Tally]], points: PlayedPoints) -> None:
    """Leave out what surely breaks a limit, all of its interval beyond it, and note what surely keeps all: for all designs, limits
    and looks together.
    """
    looks = len(ranges_of(search.study.pairs))
    for number, each in tallies.items():
        if not search.limits or number not in search.remaining:
            continue
        confidence = 1 - search.alpha / (len(search.study.points) * len(search.limits) * looks)
        names = [target.name for target in search.limits]
        found = summarise_only(each, points.manifest(number), names, confidence)
        if any(surely_broken(target, found[target.name]) for target in search.limits):
            search.leave_out(number, OUTSIDE)
        elif all(surely_kept(target, found[target.name]) for target in search.limits):
            search.within.add(number)


def surely_broken(target: Target, entry: Entry | None) -> bool:
    """Whether all of the interval lies outside the limits."""
    if entry is None or entry.low is None or entry.high is None:
        return False
    below = target.at_least is not None and entry.high < target.at_least
    return below or (target.at_most is not None and entry.low > target.at_most)


def surely_kept(target: Target, entry: Entry | None) -> bool:
    """Whether all of the interval lies within the limits."""
    if entry is None or entry.low is None or entry.high is None:
        return False
    above = target.at_least is None or entry.low >= target.at_least
    return above and (target.at_most is None or entry.high <= target.at_most)


def in_words(study: Study, table: pd.DataFrame) -> str:
    """What was chosen, and with which confidence."""
    confidence, zone = 100 * float(study.design.get("confidence", 0.95)), float(study.design["indifference"])
    said = f"confidence {confidence:g} %, indifference zone {zone:,.10g}"
    most = f"{2 * study.pairs:,} replications"
    by_outcome = {outcome: list(table["label"][table["outcome"] == outcome]) for outcome in (CHOSEN, AS_GOOD, UNSURE)}
    if by_outcome[CHOSEN]:
        limits = " It keeps its limits." if study.design.get("subject_to") else ""
        return (
            f"Chosen: {by_outcome[CHOSEN][0]} ({said}). It is the best if it is better than all others by {zone:,.10g} or more; else it is "
            f"within {zone:,.10g} of the best.{limits}"
        )
    if not by_outcome[AS_GOOD] and not by_outcome[UNSURE]:
        return "No design keeps the limits."
    right = "Play more pairs, or widen the zone."
    told = f"Not told apart with {most} ({said}): {', '.join(by_outcome[AS_GOOD])}. " if by_outcome[AS_GOOD] else ""
    if by_outcome[UNSURE]:
        told += f"Whether limits are kept is not told with {most} of: {', '.join(by_outcome[UNSURE])}. "
        right = "Play more pairs, or state limits that lie further from what these designs give."
    return told + right


def _write(search: Search, points: PlayedPoints, folder: StudyFolder) -> None:
    rows = []
    for number, point in enumerate(search.study.points):
        tallies = _tallies(points, folder, number)
        values = search.sign * pair_values(search, tallies)
        row = {"point": number, "label": point.label, "outcome": search.outcome(number)}
        rows.append({**row, "mean": float(values.mean()), "replications": len(tallies)})
    table = pd.DataFrame(rows)
    folder.write_table(f"{SELECTION}.parquet", pa.Table.from_pandas(table, preserve_index=False))


def _tallies(points: PlayedPoints, folder: StudyFolder, number: int) -> list[Tally]:
    return point_tallies(folder.path, points.parts_there(folder.path, number), points.study.targets)
