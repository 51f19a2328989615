"""The dose decision as tests: the reported dose against the target, and against the least that may be given."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from cipsc_sim.analysis.cells import Floats, numbers, texts
from cipsc_sim.analysis.release.tested import Tested
from cipsc_sim.experiment.release.rule import Rule
from cipsc_sim.quality.law import Measured
from cipsc_sim.records.folder import RunFolder
from cipsc_sim.scenario.release import Dose

TARGET, MINIMUM = "target", "minimum"


def dose_tests(
    run: RunFolder, dose: Dose, tested: Mapping[str, Tested], rules: Mapping[str, Rule]
) -> Iterator[tuple[Tested, Rule]]:
    """Each amount that the dose rule holds the report against, as a test of its own with its rule.

    An amount of a ratio, such as a dose for each kilogram, takes what it is divided by from the lot. Left out is what has no
    closed form: a ratio of a report whose noise does not scale with it.
    """
    base = next(
        (each for each in tested.values() if each.limits.assay == dose.assay and each.limits.role == "needs"), None
    )
    if base is None:
        return
    law = rules[base.name].law
    for kind, amounts in ((TARGET, dose.target), (MINIMUM, dose.minimum)):
        for attribute, amount in amounts.items():
            if attribute != base.limits.attribute and not (
                isinstance(law, Measured) and law.sd is None and law.bias == 0
            ):
                continue
            scale = _scale(run, base, attribute)
            if scale is None:
                continue
            name = f"{base.name}_{kind}"
            title = f"{base.limits.title or base.name.replace('_', ' ')}, {kind}"
            limits = replace(
                base.limits, attribute=attribute, title=title, at_least=amount, role="none", reason=dose.reason
            )
            rule = rules[base.name]
            plan = replace(rule.limits, name=name, at_least=amount)
            yield (
                replace(
                    base,
                    name=name,
                    limits=limits,
                    true_values=base.true_values * scale,
                    reported=base.reported * scale[:, None],
                ),
                replace(rule, limits=plan),
            )


def _scale(run: RunFolder, base: Tested, attribute: str) -> Floats | None:
    """By lot, the attribute over what the assay reports on; None where the rows do not say."""
    import numpy as np

    if attribute == base.limits.attribute:
        return np.ones(len(base))
    columns = [f"true.{attribute}", f"true.{base.limits.attribute}"]
    if not set(columns) <= set(run.column_names("lots")):
        return None
    lots = run.table("lots", ["replication", "lot", *columns])
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = numbers(lots[columns[0]]) / numbers(lots[columns[1]])
    by_lot = dict(zip(zip(numbers(lots["replication"]), texts(lots["lot"]), strict=True), ratio, strict=True))
    return np.array([by_lot[key] for key in zip(base.replication.astype(float), base.lots, strict=True)])
