"""The few estimates that answer a run first, in the order in which they are read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cipsc_sim.analysis.estimates import Entry
from cipsc_sim.analysis.registry import indicator_of
from cipsc_sim.records.manifest import Manifest

QUANTILE_NAMES = ("p10", "p50", "p90")


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

    @property
    def is_fraction(self) -> bool:
        """Whether it is shown in percent."""
        return indicator_of(self.key)[0].kind == "fraction"


def headlines(manifest: Manifest) -> tuple[Headline, ...]:
    """What a run is asked first: who is treated, with how much, how soon, at what cost."""
    found = [Headline("order_treated_fraction", "Orders treated", "treated")]
    if manifest.target is not None:
        dose = manifest.target.attribute
        label = manifest.attributes.get(dose)
        title = (label.title if label else "") or dose.replace("_", " ")
        found.append(Headline("order_success_fraction", "… with enough", "with enough"))
        found.append(Headline("first_batch_release_fraction", "First batches released", "first batch"))
        found.append(Headline(f"released.{dose}", f"Dose released: {title}", "dose"))
        found.append(Headline(f"released.{dose}", "… a tenth is below", "dose P10", "p10"))
    else:
        found.append(Headline("first_batch_release_fraction", "First batches released", "first batch"))
    found += [
        Headline("start_to_release_d", "Start to release, half within", "release P50", "p50"),
        Headline("start_to_release_d", "… nine of ten within", "release P90", "p90"),
        Headline("order_to_treatment_d", "Order to treatment, half within", "treatment P50", "p50"),
        Headline("order_to_treatment_d", "… nine of ten within", "treatment P90", "p90"),
        Headline("released_per_year", "Batches released a year", "released/y"),
        Headline("cost_per_treated_order", "Cost per treated order", "cost"),
    ]
    return tuple(found)


def compared(manifest: Manifest) -> tuple[Headline, ...]:
    """What two variants are compared by."""
    titles = {"p50": ", half within", "p90": ", nine of ten within", "p10": ", a tenth is below", "": ""}
    first = [
        Headline(each.key, _full_title(each, manifest) + titles[each.quantile], each.short, each.quantile)
        for each in headlines(manifest)
    ]
    return (
        *first,
        Headline("treated_per_year", "Orders treated a year", "treated/y"),
        Headline("cost_per_released_dose", "Cost per released dose", "cost/dose"),
        Headline("false_release_per_1000", "Wrong releases per 1,000", "wrong rel."),
        Headline("false_reject_per_1000", "Wrong rejections per 1,000", "wrong rej."),
        Headline("expired_fraction", "Batches expired", "expired"),
        Headline("action_plan_fraction", "Released with an action plan", "action plan"),
    )


def _full_title(headline: Headline, manifest: Manifest) -> str:
    if headline.key == "order_success_fraction":
        return "Treated with enough"
    if headline.key == "order_treated_fraction":
        return "Orders treated"
    if headline.key.startswith("released."):
        return "Dose released"
    return indicator_of(headline.key)[0].title


def entry_in(summary: Mapping[str, Any], headline: Headline) -> Entry | None:
    """The estimate as ``summary.json`` holds it; None if the run has no such estimate."""
    if headline.quantile:
        written = summary.get("quantiles", {}).get(headline.key, {}).get(headline.quantile)
    else:
        written = summary.get("estimates", {}).get(headline.key)
    return None if written is None else Entry(**written)
