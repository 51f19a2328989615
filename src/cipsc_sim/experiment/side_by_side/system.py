"""One system: what its run answers, what limits it, and on what kind of evidence that rests."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from cipsc_sim.analysis.estimates import Entry
from cipsc_sim.analysis.grade_shares import grade_shares, success_by_pair
from cipsc_sim.experiment.headline import Headline, entry_in
from cipsc_sim.experiment.session import priors_of
from cipsc_sim.records.folder import RunFolder
from cipsc_sim.records.manifest import Manifest
from cipsc_sim.report.dose_rule import read_dose_rule

JUDGEMENT, DECISION, BARE = "D", "choice", "none"

MEASURES = (
    Headline("treated_per_year", "Orders treated a year", "treated/y"),
    Headline("order_treated_fraction", "Orders treated", "treated"),
    Headline("order_success_fraction", "Treated with enough", "enough"),
    Headline("response_fraction", "Wished outcome (extrapolation)", "outcome"),
    Headline("start_to_release_d", "Start to release, P50", "release P50", "p50"),
    Headline("order_to_treatment_d", "Order to treatment, P90", "treatment P90", "p90"),
    Headline("cost_per_treated_order", "Cost per treated order", "cost"),
)
"""What is asked of every system, in the order in which it is read."""


def measure(name: str) -> Headline:
    """One of them by name."""
    return next(each for each in MEASURES if each.name == name)


@dataclass(frozen=True, slots=True)
class Limit:
    """What holds a system back, and how much: in words, with a number from 0 to 1 or in hours."""

    what: str
    amount: float


@dataclass(frozen=True, slots=True)
class System:
    """What is told of one system. ``entries`` by the names of measures; None of what its run has no estimate of.
    ``relative``: the dose for what is measured of the patient, such as the weight. ``judged_spread``: share and interval.
    """

    name: str
    run: RunFolder
    entries: Mapping[str, Entry | None]
    dose: Entry | None
    relative: Entry | None
    used_most: Limit | None
    waited_for: Limit | None
    fails_by: Limit | None
    batches_fail_by: Limit | None
    judged_spread: tuple[float, float, float] | None

    @property
    def manifest(self) -> Manifest:
        """What its run was."""
        return self.run.manifest

    @property
    def judged_inputs(self) -> float:
        """The share of the facts that are judgement, or have no evidence at all."""
        facts = {grade: n for grade, n in self.manifest.grades.items() if grade != DECISION}
        judged = facts.get(JUDGEMENT, 0) + facts.get(BARE, 0)
        return judged / sum(facts.values()) if facts else 0.0


def system_of(name: str, run: RunFolder) -> System:
    """The system that a run played."""
    manifest, summary = run.manifest, run.summary
    estimates = {key: Entry(**entry) for key, entry in summary["estimates"].items()}
    target = manifest.target.attribute if manifest.target else ""
    rule = read_dose_rule(run.scenario_text, manifest)
    return System(
        name=name,
        run=run,
        entries={each.name: entry_in(summary, each) for each in MEASURES},
        dose=estimates.get(f"released.{target}"),
        relative=estimates.get(f"released.{rule.relative or rule.response_of}"),
        used_most=_largest(estimates, "utilisation.", lambda key: manifest.title_of("resource", key)),
        waited_for=_largest(estimates, "wait_h_per_year.", lambda key: manifest.title_of("resource", key)),
        fails_by=_largest(estimates, "failure_fraction.order.", _in_words),
        batches_fail_by=_largest(estimates, f"failure_fraction.{manifest.wanted}.", _in_words),
        judged_spread=_judged_spread(run),
    )


def _largest(estimates: Mapping[str, Entry], before: str, called: Callable[[str], str]) -> Limit | None:
    """The largest of a family of estimates, if any is above nothing."""
    there = {
        key[len(before) :]: entry.mean for key, entry in estimates.items() if key.startswith(before) and entry.mean
    }
    if not there:
        return None
    key = max(there, key=lambda each: there[each] or 0.0)
    return Limit(called(key), float(there[key] or 0.0))


def _in_words(reason: str) -> str:
    return reason.replace("_", " ")


def _judged_spread(run: RunFolder) -> tuple[float, float, float] | None:
    """The share of the spread of success between pairs that goes with inputs that are judgement, and its 95 % interval;
    None where too few were played to tell.
    """
    scores = priors_of(run)
    if scores is None or not scores.paths or 2 * scores.pairs != run.manifest.replications:
        return None
    headline = success_by_pair(run, run.manifest)
    if headline is None:
        return None
    shares = grade_shares(scores, headline)
    judged = shares.loc[shares["part"] == JUDGEMENT, ["share", "share_low", "share_high"]].clip(0, 1)
    share, low, high = judged.iloc[0] if len(judged) else (0.0, 0.0, 0.0)
    return float(share), float(low), float(high)
