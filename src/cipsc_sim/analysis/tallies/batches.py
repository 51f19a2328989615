"""Batches: lots of the wanted material, and how release decided on them."""

from __future__ import annotations

import numpy as np

from cipsc_sim.analysis.cells import YEAR_MIN, Table, Truths, false, filled, numbers, one_of, texts, true
from cipsc_sim.analysis.tallies.orders import in_window
from cipsc_sim.analysis.tallies.tally import Tally
from cipsc_sim.analysis.tallies.usable import usable, usable_at
from cipsc_sim.records.manifest import Manifest

ALL, SAFETY, QUALITY = "true_in_specification", "true_in_specification_safety", "true_in_specification_quality"
MATERIAL = "true_materially_outside"
RELEASE = "release"
OUT_OF_SPECIFICATION = "released_out_of_specification"
TRUE, REPORTED = "true.", "reported."


def tally_batches(lots: Table, manifest: Manifest, tally: Tally) -> None:
    """Release, dose, wrong decisions, and what was released. A lot that a physician asked for is not released in error."""
    begun = one_of(lots["material"], manifest.wanted) & filled(lots["begun_at"])
    years = manifest.window.minutes / YEAR_MIN
    tally.count("released_per_year", in_window(usable_at(lots)[begun], manifest.window).sum() / years)
    batches = lots[begun & true(lots["in_cohort"])]
    released, tested = usable(batches), filled(batches["tested_at"])
    ended, first = has_ended(batches), numbers(batches["batch_number"]) == 1
    tally.base("batches_started", len(batches))
    tally.base("batches_judged", came_to_judgement(batches, manifest).sum())
    tally.base("batches_released", released.sum())
    tally.base("batches_ended", ended.sum())
    tally.base("first_batches_ended", (ended & first).sum())
    tally.count("batch_release_fraction", released.sum())
    tally.count("first_batch_release_fraction", (released & first).sum())
    tally.count("expired_fraction", (tested & ~released & one_of(batches["end"], "expired")).sum())
    tally.base("batches_with_known_dose", (tested & filled(batches["meets_target"])).sum())
    tally.count("dose_sufficient_fraction", (tested & true(batches["meets_target"])).sum())
    _tally_wrong_releases(batches, released, tally)
    _tally_wrong_rejections(batches, rejected_by_result(batches, manifest), manifest, tally)
    _tally_values(batches, released, tally)


def has_ended(batches: Table) -> Truths:
    """Released, or ended in another way."""
    ended = filled(batches["end"]) & ~one_of(batches["end"], "open")
    return np.asarray(ended | usable(batches), dtype=bool)


def rejected_by_result(batches: Table, manifest: Manifest) -> Truths:
    """Which were rejected, or stopped in process, for the reason of a specification where it is judged."""
    specifications = manifest.specifications.values()
    rejected = one_of(batches["end"], "rejected", "stopped_in_process") & ~filled(batches["released_at"])
    for_reason = one_of(batches["reason"], *(each.reason for each in specifications))
    at_place = one_of(batches["place"], RELEASE, *(each.after for each in specifications if each.after))
    return np.asarray(rejected & for_reason & at_place, dtype=bool)


def came_to_judgement(batches: Table, manifest: Manifest) -> Truths:
    """Which reached release testing, or were rejected by a result before they were whole."""
    return np.asarray(filled(batches["tested_at"]) | rejected_by_result(batches, manifest), dtype=bool)


def _tally_wrong_releases(batches: Table, released: Truths, tally: Tally) -> None:
    asked_for = one_of(batches["end"], OUT_OF_SPECIFICATION)
    tally.count("out_of_specification_fraction", (released & asked_for).sum())
    released = released & ~asked_for
    known = released & filled(batches[ALL])
    wrong = released & false(batches[ALL])
    tally.base("released_with_known_truth", known.sum())
    tally.count("false_release_fraction", wrong.sum())
    tally.count("false_release_per_1000", wrong.sum())
    outside = {
        "safety": (SAFETY, false(batches[SAFETY])),
        "quality": (QUALITY, false(batches[QUALITY])),
        "material": (MATERIAL, true(batches[MATERIAL])),
    }
    for name, (column, is_wrong) in outside.items():
        tally.base(f"released_with_known_truth.{name}", (released & filled(batches[column])).sum())
        tally.count(f"false_release_fraction.{name}", (released & is_wrong).sum())


def _tally_wrong_rejections(batches: Table, rejected: Truths, manifest: Manifest, tally: Tally) -> None:
    wrong = rejected & true(batches[ALL])
    tally.base("rejected_with_known_truth", (rejected & filled(batches[ALL])).sum())
    tally.count("false_reject_fraction", wrong.sum())
    tally.count("false_reject_per_1000", wrong.sum())
    concerns = _concerns(manifest)
    reasons = texts(batches["reason"])
    by_safety = np.array([concerns.get(reason) == "safety" for reason in reasons], dtype=bool)
    inside = {
        "safety": (SAFETY, by_safety, true(batches[SAFETY])),
        "quality": (QUALITY, ~by_safety, true(batches[QUALITY])),
        "material": (MATERIAL, np.ones(len(batches), dtype=bool), false(batches[MATERIAL])),
    }
    for name, (column, of_kind, is_wrong) in inside.items():
        tally.base(f"rejected_with_known_truth.{name}", (rejected & of_kind & filled(batches[column])).sum())
        tally.count(f"false_reject_fraction.{name}", (rejected & of_kind & is_wrong).sum())


def _concerns(manifest: Manifest) -> dict[str, str]:
    """What each reason concerns; safety if any specification with that reason concerns safety."""
    concerns: dict[str, str] = {}
    for specification in manifest.specifications.values():
        if concerns.get(specification.reason) != "safety":
            concerns[specification.reason] = specification.concerns
    return concerns


def _tally_values(batches: Table, released: Truths, tally: Tally) -> None:
    for column in batches.columns:
        if column.startswith(TRUE):
            tally.sample(f"released.{column.removeprefix(TRUE)}", numbers(batches[column])[released])
        elif column.startswith(REPORTED):
            tally.sample(column, numbers(batches[column])[released])
