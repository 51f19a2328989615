"""The answer of a run: what is printed of it."""

from __future__ import annotations

from dataclasses import dataclass

from cipsc_sim.analysis.estimates import Entry
from cipsc_sim.analysis.warm_up import warm_up
from cipsc_sim.experiment.headline import RELEASE_DECISION, STOCK_WAIT, Headline, answered, entry_in
from cipsc_sim.records.folder import RunFolder
from cipsc_sim.report.uncertainty import ROUGH, about_rough

REASONS_SHOWN = 5
NOT_A_FAILURE = ("aborted", "left_over")
"""Ends of a lot that was no longer needed."""

OPEN_WORTH_A_WORD = 0.01


@dataclass(frozen=True, slots=True)
class Failure:
    """One reason: what fraction of orders, and of batches, ended with it."""

    reason: str
    orders: Entry | None
    batches: Entry | None


@dataclass(frozen=True, slots=True)
class Answer:
    """Estimates in the order in which they are read, the most frequent reasons of failure, and what was played.

    ``orders`` and ``tasks`` are the rows of all replications: orders that arrived, attended tasks and steps.
    """

    rows: tuple[tuple[Headline, Entry], ...]
    failures: tuple[Failure, ...]
    notes: tuple[str, ...]
    orders: int
    tasks: int


def answer(run: RunFolder) -> Answer:
    """The answer of a run that was played."""
    found = ((headline, entry_in(run.summary, headline)) for headline in answered(run.manifest))
    tables = run.manifest.tables
    some = run.summary["estimates"].get("order_treated_fraction", {}).get("denominator") != 0
    rows = tuple(
        (headline, entry)
        for headline, entry in found
        if entry is not None and (some or entry.mean) and not _says_nothing(headline, entry)
    )
    failures = tuple(_failures(run))
    shown = (*(entry for _, entry in rows), *(each for one in failures for each in (one.orders, one.batches) if each))
    rough = about_rough(entry.rough for entry in shown)
    return Answer(
        rows=rows,
        failures=failures,
        notes=(*_notes(run), *([f"{ROUGH} {rough}"] if rough else [])),
        orders=tables["orders"].rows,
        tasks=tables["steps"].rows,
    )


def _says_nothing(headline: Headline, entry: Entry) -> bool:
    """That nothing was released, or rejected; that nobody asked for what had failed; that nobody waited for stock."""
    if headline in RELEASE_DECISION and entry.mean is None:
        return True
    return headline.key in ("out_of_specification_fraction", STOCK_WAIT.key) and not entry.mean


def _failures(run: RunFolder) -> list[Failure]:
    """The reasons by which most is lost, of orders or of batches."""
    estimates = run.summary["estimates"]
    by_reason: dict[str, dict[str, Entry]] = {}
    for key, written in estimates.items():
        head, _, name = key.partition(".")
        subject, _, reason = name.partition(".")
        if head == "failure_fraction" and subject in ("order", run.manifest.wanted) and reason not in NOT_A_FAILURE:
            by_reason.setdefault(reason, {})[subject] = Entry(**written)

    def weight(reason: str) -> float:
        return max(entry.mean or 0.0 for entry in by_reason[reason].values())

    worst = sorted((reason for reason in by_reason if weight(reason) > 0), key=lambda reason: (-weight(reason), reason))
    return [
        Failure(reason, by_reason[reason].get("order"), by_reason[reason].get(run.manifest.wanted))
        for reason in worst[:REASONS_SHOWN]
    ]


def _notes(run: RunFolder) -> list[str]:
    """What a reader has to know besides."""
    notes = [f"{note[0].upper()}{note[1:]}." for note in run.summary.get("notes", ())]
    if not run.manifest.pairs:
        notes.append("Point values were played (--fixed): what is not known about the facts is left out.")
    bare = run.manifest.grades.get("none", 0)
    if bare:
        every = sum(run.manifest.grades.values())
        notes.append(
            f"{bare:,} of {every:,} numbers have no evidence and were played as if known for certain: the ignorance is "
            "larger than shown. cipsc-sim validate names them."
        )
    unseen = run.summary["estimates"].get("order_open_fraction", {}).get("mean")
    if unseen is not None and unseen > OPEN_WORTH_A_WORD:
        notes.append(f"{100 * unseen:.0f} % of the orders were still open at the end of follow-up.")
    found = warm_up(run, run.manifest)
    if found is not None and not found.is_long_enough:
        notes.append(found.in_words())
    if run.replications < 10:
        notes.append("Fewer than ten replications: no intervals. Play more with --pairs.")
    return notes
