"""What is true against what was reported, and against what was decided."""

from __future__ import annotations

import numpy as np
import pandas as pd

from cipsc_sim.analysis.cells import Floats, Truths, Words, false, filled, numbers, one_of, replications, texts, true
from cipsc_sim.analysis.estimates import fraction, ratio
from cipsc_sim.analysis.groups import grouped
from cipsc_sim.analysis.per_replication import PerReplication, estimate_columns, estimate_names
from cipsc_sim.analysis.tallies.batches import ALL, MATERIAL, OUT_OF_SPECIFICATION, came_to_judgement
from cipsc_sim.records.manifest import Manifest, SpecificationLimits
from cipsc_sim.records.rows import Rows

_ERRORS = ("failed_though_inside_fraction", "passed_though_outside_fraction", "invalid_fraction")
COLUMNS = ["specification", "assay", "attribute", "unit", "runs", *estimate_names("bias"), "sd"]
COLUMNS += [name for each in _ERRORS for name in estimate_names(each)]

_RESULTS = ("replication", "in_cohort", "specification", "valid", "true_value", "reported", "verdict", "run")
_LOTS = ("replication", "in_cohort", "material", "tested_at", "released_at", "end", "reason", "place", ALL, MATERIAL)

INSIDE, OUTSIDE, FAR_OUTSIDE = "inside", "outside by up to a tenth", "outside by more than a tenth"
ON_REQUEST = "released out of specification"
DECISIONS = ("released", ON_REQUEST, "rejected", "expired", "other")


def assay_agreement(rows: Rows, manifest: Manifest) -> pd.DataFrame:
    """One row for each specification: how its runs agree with the truth, cohort only.

    ``bias`` is the mean of reported less true and ``sd`` its standard deviation, both in ``unit``;
    ``failed_though_inside_fraction`` of valid runs whose true value is within the true limit,
    ``passed_though_outside_fraction`` of those outside (a review counts as passed); ``invalid_fraction`` of all runs.
    """
    counted = PerReplication(rows.replications)
    results = rows.table("results", _RESULTS)
    ours = results[true(results["in_cohort"])]
    for name, limits in manifest.specifications.items():
        _count_runs(ours[one_of(ours["specification"], name)], name, limits, counted)
    table = [_agreement(*each, counted, manifest) for each in manifest.specifications.items()]
    return pd.DataFrame(table, columns=COLUMNS)


def true_and_reported(rows: Rows, specification: str, at_most: int = 5000) -> pd.DataFrame:
    """True and reported value of the first valid run on each lot, and the verdict; the first ``at_most`` of them."""
    found: list[pd.DataFrame] = []
    for _, results in rows.row_groups("results", ("lot", *_RESULTS)):
        first = (
            one_of(results["specification"], specification) & true(results["valid"]) & (numbers(results["run"]) == 1)
        )
        found.append(results.loc[first, ["replication", "lot", "true_value", "reported", "verdict"]])
        if sum(map(len, found)) >= at_most:
            break
    return pd.concat(found, ignore_index=True).head(at_most) if found else pd.DataFrame()


def decisions_by_truth(rows: Rows, manifest: Manifest) -> pd.DataFrame:
    """True state × decision per 1,000 cohort batches whose truth is known and that were judged.

    Judged: they reached release testing, or were rejected by a result before.
    """
    counted = PerReplication(rows.replications)
    lots = rows.table("lots", _LOTS, where={"material": manifest.wanted})
    batches = lots[true(lots["in_cohort"])]
    judged = batches[came_to_judgement(batches, manifest) & filled(batches[ALL]) & _decided(batches)]
    counted.add("batches", replications(judged))
    counted.add_grouped((), grouped(_states(judged), _decisions(judged)), replications(judged))
    table = []
    for state in (INSIDE, OUTSIDE, FAR_OUTSIDE):
        for decision in DECISIONS:
            entry = fraction(counted.of((state, decision)), counted.of("batches"), pairs=manifest.pairs)
            per_1000 = estimate_columns("per_1000", entry.scaled(1000, "per 1,000 batches"))
            number = int(counted.of((state, decision)).sum())
            table.append({"truth": state, "decision": decision, "batches": number, **per_1000})
    return pd.DataFrame(table)


def inside(values: Floats, limits: SpecificationLimits) -> Truths:
    """Which true values lie within the true limit of a specification (its limit, unless it states another)."""
    at_least, at_most, below = limits.at_least, limits.at_most, limits.below
    if limits.true_limit is not None:
        at_least = limits.true_limit if at_least is not None else None
        at_most = limits.true_limit if at_most is not None else None
        below = limits.true_limit if below is not None else None
    result = np.ones(len(values), dtype=bool)
    for bound, keeps in ((at_least, np.greater_equal), (at_most, np.less_equal), (below, np.less)):
        if bound is not None:
            result &= keeps(values, bound)
    return result


def _count_runs(runs: pd.DataFrame, name: str, limits: SpecificationLimits, counted: PerReplication) -> None:
    valid = runs[true(runs["valid"]) & filled(runs["true_value"]) & filled(runs["reported"])]
    counted.add((name, "runs"), replications(runs))
    counted.add((name, "invalid"), replications(runs), false(runs["valid"]))
    values = numbers(valid["true_value"])
    error = numbers(valid["reported"]) - values
    is_inside, failed = inside(values, limits), one_of(valid["verdict"], "fail")
    judged = failed | one_of(valid["verdict"], "pass", "review")
    of_valid = {
        "valid": np.ones(len(valid)),
        "error": error,
        "square": np.square(error),
        "inside": is_inside & judged,
        "outside": ~is_inside & judged,
        "failed inside": is_inside & failed,
        "passed outside": ~is_inside & judged & ~failed,
    }
    for what, amounts in of_valid.items():
        counted.add((name, what), replications(valid), amounts)


def _agreement(
    name: str, limits: SpecificationLimits, counted: PerReplication, manifest: Manifest
) -> dict[str, object]:
    def of(what: str) -> Floats:
        return counted.of((name, what))

    unit, pairs = manifest.unit_of(limits.attribute), manifest.pairs
    bias = ratio(of("error"), of("valid"), unit, pairs=pairs)
    variance = of("square").sum() / max(of("valid").sum(), 1) - (bias.mean or 0.0) ** 2
    row: dict[str, object] = {"specification": name, "assay": limits.assay, "attribute": limits.attribute, "unit": unit}
    row |= {"runs": int(of("runs").sum()), **estimate_columns("bias", bias)}
    row["sd"] = float(np.sqrt(max(variance, 0.0))) if of("valid").sum() else np.nan
    counts = (("failed inside", "inside"), ("passed outside", "outside"), ("invalid", "runs"))
    for column, (number, base) in zip(_ERRORS, counts, strict=True):
        row |= estimate_columns(column, fraction(of(number), of(base), pairs=pairs))
    return row


def _decided(batches: pd.DataFrame) -> Truths:
    return filled(batches["released_at"]) | (filled(batches["end"]) & ~one_of(batches["end"], "open"))


def _states(batches: pd.DataFrame) -> Words:
    states = np.where(true(batches[MATERIAL]), FAR_OUTSIDE, OUTSIDE)
    return np.where(true(batches[ALL]), INSIDE, states).astype(object)


def _decisions(batches: pd.DataFrame) -> Words:
    named = {"rejected": "rejected", "stopped_in_process": "rejected", "expired": "expired"}
    ends = texts(batches["end"])
    released = np.array([ON_REQUEST if end == OUT_OF_SPECIFICATION else "released" for end in ends], dtype=object)
    others = np.array([named.get(end, "other") for end in ends], dtype=object)
    return np.where(filled(batches["released_at"]), released, others)
