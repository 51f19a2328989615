"""How each specification of a scenario is judged: its limits, the law of its assay, and what follows a failure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from cipsc_sim.engine.blueprint import Blueprint, ReleasePlan, SpecificationPlan
from cipsc_sim.engine.laws import law_of
from cipsc_sim.quality.judgement import judge, truly_inside
from cipsc_sim.quality.law import Detected, Law
from cipsc_sim.quality.operating_characteristic import pass_probability
from cipsc_sim.quality.retest import NO_RETEST, Retest
from cipsc_sim.scenario.scenario import Scenario

DAY_MIN = 1440


@dataclass(frozen=True, slots=True)
class Rule:
    """One specification as it is judged. A result between limit and review limit passes where the review lets it go on.

    ``cause_if_wrong``, ``cause_if_right``: the chance that an investigation finds a cause in the laboratory, of a failed
    result that is wrong (the truth lies inside), and of one that is right. ``law`` is that of the file, ``laws`` by pair of
    replications the one that its priors drew; none where point values were played.
    """

    limits: SpecificationPlan
    law: Law
    retest: Retest = NO_RETEST
    cause_if_wrong: float = 0.0
    cause_if_right: float = 0.0
    laws: tuple[Law, ...] = ()

    @property
    def reviewed_passes(self) -> bool:
        """Whether a reviewed result goes on."""
        return self.limits.on_review == "continue"

    def law_in(self, replication: int) -> Law:
        """The law by which a replication was played."""
        return self.laws[replication // 2] if self.laws else self.law

    @property
    def limit(self) -> float | None:
        """The limit beyond which nothing is accepted; None if there is none, or one on each side."""
        plan, reviewed = self.limits, self.reviewed_passes
        low, high = plan.at_least, plan.at_most if plan.at_most is not None else plan.below
        if (low is None) == (high is None):
            return None
        review = plan.review_at_least if low is not None else plan.review_at_most
        return review if reviewed and review is not None else low if low is not None else high

    def accepts(self, value: float) -> bool:
        """Whether a reported value goes on without a retest."""
        verdict = judge(value, self.limits)
        return verdict in ("pass", "information") or (verdict == "review" and self.reviewed_passes)

    def at(self, limit: float) -> Rule:
        """The same with another limit, and no review beside it. The true limit stays where it was."""
        plan = self.limits
        low, high, below = (None if stated is None else limit for stated in (plan.at_least, plan.at_most, plan.below))
        moved = replace(plan, at_least=low, at_most=high, below=below, review_at_least=None, review_at_most=None)
        return replace(self, limits=moved)

    def chance(self, true: float, law: Law | None = None, shared: float = 0.0) -> float:
        """P(accepted | true) in closed form; by the law of the file, unless another is given.

        Runs are independent but for the ``shared`` part of the variance of their noise.
        """
        law = self.law if law is None else law
        is_inside = true <= law.above if isinstance(law, Detected) else truly_inside(true, self.limits)
        return pass_probability(
            law,
            true,
            self.limits,
            self.retest,
            cause_found=self.cause_if_wrong if is_inside else self.cause_if_right,
            reviewed_passes=self.reviewed_passes,
            shared=shared,
        )

    def chance_in_all(self, true: float) -> float:
        """P(accepted | true) over all lots of reagent: what outlasts a retest is common to all its runs."""
        lasting = sum(rho * rho for cause, rho in self.limits.assay.moved_by if cause.new_every_min > DAY_MIN)
        return self.chance(true, shared=lasting)

    def chance_of_retest(self, true: float, law: Law) -> float:
        """P(accepted after all | the first result failed, true)."""
        first = replace(self, retest=NO_RETEST).chance(true, law)
        return min(1.0, max(0.0, (self.chance(true, law) - first) / (1 - first))) if first < 1 else 0.0


def rules(blueprint: Blueprint, scenario: Scenario, by_pair: Sequence[Scenario] = ()) -> dict[str, Rule]:
    """By specification, how it is judged. ``by_pair`` are the scenarios that the priors of each pair made."""
    found = {}
    for name, plan in blueprint.specifications.items():
        laws = tuple(law_of(each.assays[plan.assay.name]) for each in by_pair)
        rule = found[name] = Rule(plan, plan.assay.law, laws=laws)
        material = _material_of(plan, blueprint.release)
        if material is None:
            continue
        retest = blueprint.release[material].retests.get(plan.assay.name, NO_RETEST)
        rule = found[name] = replace(rule, retest=retest)
        investigation = scenario.release[material].investigation
        causes = investigation.cause_found if investigation is not None else None
        if causes is not None:
            wrong, right = causes.if_wrong.central, causes.if_right.central
            found[name] = replace(rule, cause_if_wrong=wrong, cause_if_right=right)
    return found


def _material_of(plan: SpecificationPlan, releases: Mapping[str, ReleasePlan]) -> str | None:
    """The material whose release rules it: its own, else the first that looks at it."""
    looking = (material for material, each in releases.items() if plan.name in (*each.needs, *each.follows))
    return plan.on if plan.on in releases else next(looking, None)
