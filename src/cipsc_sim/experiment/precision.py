"""Playing until the answer is precise enough."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass

from cipsc_sim.analysis.estimates import Entry, together
from cipsc_sim.analysis.registry import indicator_of, split_quantile
from cipsc_sim.analysis.summary import summarise_only
from cipsc_sim.analysis.tallies.tally import Tally
from cipsc_sim.errors import RunError
from cipsc_sim.records.manifest import Manifest

FIRST_LOOK = 50
GROWTH = 1.5
MOST_REPLICATIONS = 2000
LOOKS_IN_A_ROW = 2
LEAST, MOST = 0.001, 0.5
LOOKS = "looks.csv"
WATCHED = ("order_success_fraction", "start_to_release_d.p90", "released_per_year")


def read_precision(text: str) -> float:
    """``2%`` or ``.02`` as a fraction. RunError if it is neither."""
    try:
        number = float(text.strip().removesuffix("%"))
    except ValueError:
        number = 0.0
    fraction = number / 100 if text.strip().endswith("%") else number
    if not LEAST <= fraction <= MOST:
        raise RunError(f'"{text}" is no precision. Write --precision 2%; from {LEAST:.1%} to {MOST:.0%}.')
    return fraction


@dataclass(frozen=True, slots=True)
class Look:
    """One estimate when it was looked at: its half width, and how small that should be."""

    replications: int
    indicator: str
    mean: float | None
    half_width: float | None
    wanted: float | None

    @property
    def reached(self) -> bool:
        """Whether it is precise enough: of what nothing was seen there is nothing to wait for; without an interval it is not."""
        if self.mean is None or self.wanted is None:
            return True
        return self.half_width is not None and self.half_width <= self.wanted


class Looks:
    """Looks after 50 replications, then after half as many again, until two in a row are precise enough.

    Precise enough: half widths of order success, of the 90 % lead time and of batches released a year at most
    ``precision`` of the mean, for the fraction half of ``precision`` is enough too; made so that the three hold together
    (Bonferroni). The intervals that are printed in the end are 95 % each.
    """

    def __init__(self, precision: float, manifest: Manifest) -> None:
        self.precision = precision
        self.looks: list[Look] = []
        self.reached = False
        self._manifest = manifest
        self._next = FIRST_LOOK
        self._in_a_row = 0

    def enough(self, tallies: Sequence[Tally]) -> bool:
        """Whether no more need be played; looks only when it is time."""
        replications = len(tallies)
        if replications < self._next:
            return False
        self._next = 2 * round(replications * GROWTH / 2)
        found = self._look(replications, tallies)
        self.looks += found
        self._in_a_row = self._in_a_row + 1 if all(look.reached for look in found) else 0
        self.reached = self._in_a_row >= LOOKS_IN_A_ROW
        return self.reached

    def as_csv(self) -> str:
        """Every look, for the run folder."""
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(["precision", "replications", "indicator", "mean", "half_width", "wanted", "reached"])
        for look in self.looks:
            values = (look.mean, look.half_width, look.wanted)
            numbers = ["" if value is None else f"{value:.9g}" for value in values]
            writer.writerow([self.precision, look.replications, look.indicator, *numbers, str(look.reached).lower()])
        return text.getvalue()

    def _look(self, replications: int, tallies: Sequence[Tally]) -> list[Look]:
        """Half widths that hold together for all that is watched, so that it is not one look too many that ends it."""
        entries = summarise_only(tallies, self._manifest, WATCHED, together(len(WATCHED)))
        return [self._of(name, replications, entry) for name, entry in entries.items()]

    def _of(self, name: str, replications: int, entry: Entry | None) -> Look:
        if entry is None or entry.mean is None:
            return Look(replications, name, None, None, None)
        is_fraction = indicator_of(split_quantile(name)[0])[0].in_percent
        wanted = max(self.precision * abs(entry.mean), self.precision / 2 if is_fraction else 0.0)
        return Look(replications, name, entry.mean, entry.half_width, wanted)
