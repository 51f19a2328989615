"""The few estimates that answer a run first, in the order in which they are read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from cipsc_sim.analysis.estimates import Entry
from cipsc_sim.analysis.registry import indicator_of, split_quantile, title_of
from cipsc_sim.records.manifest import Manifest


@dataclass(frozen=True, slots=True)
class Headline:
    """One of them: the estimate, or one of its quantiles, how it is called, and in a word or two."""

    key: str
    title: str
    short: str
    quantile: str = ""

    @property
    def name(self) -> str:
        """``start_to_release_d.p90``: the key, and the quantile if it is one."""
        return f"{self.key}.{self.quantile}" if self.quantile else self.key

    def unit(self, stated: str) -> str:
        """The unit to show: none where the title says it, or where percent are shown."""
        return "" if self.is_fraction or stated == "1" or stated.endswith("/year") or "1,000" in stated else stated

    @property
    def is_fraction(self) -> bool:
        """Whether it is shown in percent."""
        return indicator_of(self.key)[0].in_percent


RELEASE_DECISION = (
    Headline("false_release_fraction", "Wrongly released", "wrong rel."),
    Headline("false_release_fraction.safety", "Wrongly released, safety", "unsafe rel."),
    Headline("false_reject_fraction", "Wrongly rejected", "wrong rej."),
    Headline("out_of_specification_fraction", "Released out of specification", "out of spec."),
)
"""Both errors of the release decision, of released batches and of rejected ones, and what was given though it failed."""

STOCK_WAIT = Headline("stock_wait_d", "Waiting for stock, P90", "stock P90", "p90")
"""How much of that an order waits for what is made for stock or comes from outside."""


def headlines(manifest: Manifest) -> tuple[Headline, ...]:
    """What a run is asked first: who is treated, with how much, how soon, at what cost."""
    found = [Headline("order_treated_fraction", "Orders treated", "treated")]
    if manifest.target is not None:
        found.append(Headline("order_success_fraction", "Treated with enough", "enough"))
    found.append(Headline("first_batch_release_fraction", "First batches released", "first batch"))
    if manifest.target is not None:
        dose = manifest.target.attribute
        found.append(Headline(f"released.{dose}", "Dose released, mean", "dose"))
        found.append(Headline(f"released.{dose}", "Dose released, P10", "dose P10", "p10"))
    found += [
        Headline("start_to_release_d", "Start to release, P50", "release P50", "p50"),
        Headline("start_to_release_d", "Start to release, P90", "release P90", "p90"),
        Headline("order_to_treatment_d", "Order to treatment, P50", "treatment P50", "p50"),
        Headline("order_to_treatment_d", "Order to treatment, P90", "treatment P90", "p90"),
        Headline("released_per_year", "Batches released a year", "released/y"),
        Headline("cost_per_treated_order", "Cost per treated order", "cost"),
    ]
    return tuple(found)


def answered(manifest: Manifest) -> tuple[Headline, ...]:
    """What the answer of a run tells: the same, with what was released or rejected wrongly, and what stock was waited for."""
    besides: dict[str, tuple[Headline, ...]] = {}
    if manifest.specifications:
        besides["first_batch_release_fraction"] = RELEASE_DECISION
    if manifest.shared:
        besides["order_to_treatment_d.p90"] = (STOCK_WAIT,)
    return tuple(each for first in headlines(manifest) for each in (first, *besides.get(first.name, ())))


def compared(manifest: Manifest) -> tuple[Headline, ...]:
    """What two variants are compared by."""
    return (
        *headlines(manifest),
        Headline("treated_per_year", "Orders treated a year", "treated/y"),
        Headline("cost_per_released_dose", "Cost per released dose", "cost/dose"),
        Headline("false_release_per_1000", "Wrong releases in 1,000", "wrong rel."),
        Headline("false_reject_per_1000", "Wrong rejects in 1,000", "wrong rej."),
        Headline("expired_fraction", "Batches expired", "expired"),
        Headline("action_plan_fraction", "Released, action plan", "action plan"),
    )


def shown_in(manifest: Manifest, judged: Iterable[str]) -> tuple[Headline, ...]:
    """What is judged first, whatever it is, and then what else is compared."""
    usual = {each.name: each for each in compared(manifest)}
    first = (usual.get(name) or headline_of(name, manifest) for name in judged)
    return tuple(dict.fromkeys([*first, *usual.values()]))


def headline_of(name: str, manifest: Manifest | None = None) -> Headline:
    """Any estimate as a headline, quantiles as ``key.p90``."""
    key, quantile = split_quantile(name)
    return Headline(key, title_of(name, manifest), title_of(name, manifest), quantile)


def entry_in(summary: Mapping[str, Any], headline: Headline) -> Entry | None:
    """The estimate as ``summary.json`` holds it; None if the run has no such estimate."""
    if headline.quantile:
        written = summary.get("quantiles", {}).get(headline.key, {}).get(headline.quantile)
    else:
        written = summary.get("estimates", {}).get(headline.key)
    return None if written is None else Entry(**written)
