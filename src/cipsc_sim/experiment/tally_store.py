"""Tallies as text beside the tables of a run, so that runs can be compared without reading their rows."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import cast

import numpy as np

from cipsc_sim.analysis.summary import shared_out
from cipsc_sim.analysis.tallies.tally import Tally
from cipsc_sim.errors import RunError
from cipsc_sim.records.folder import RunFolder

TALLIES = "tallies.csv"
COUNT, BASE, SAMPLE = "count", "base", "sample"
SAMPLED = ("start_to_release_d", "order_to_treatment_d", "released.")
"""What quantiles are compared of."""


def tallies_as_csv(tallies: Sequence[Tally]) -> str:
    """By estimate and replication, what it counts and what that is divided by, and the samples of quantiles."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["replication", "kind", "key", "value"])
    for replication, tally in enumerate(shared_out(tallies)):
        for kind, values in ((COUNT, tally.counts), (BASE, tally.bases)):
            for key in sorted(values):
                writer.writerow([replication, kind, key, f"{values[key]:.9g}"])
        for key in sorted(tally.samples):
            if key.startswith(SAMPLED):
                writer.writerows([replication, SAMPLE, key, f"{value:.9g}"] for value in tally.samples[key])
    return text.getvalue()


def tallies_of(run: RunFolder) -> list[Tally]:
    """The tallies of a run, one for each replication, open orders shared out. RunError if they are not there."""
    import pandas as pd

    path = run.path / TALLIES
    kinds = {"replication": "int64", "kind": "category", "key": "category"}
    try:
        table = pd.read_csv(path, dtype=kinds, keep_default_na=False)
    except (OSError, ValueError) as error:
        raise RunError(f"{path} cannot be read ({error}). Run the scenario again.") from error
    tallies = [Tally() for _ in range(run.replications)]
    for place, values in table.groupby(["replication", "kind", "key"], observed=True)["value"]:
        replication, kind, key = cast(tuple[int, str, str], place)
        if kind == SAMPLE:
            tallies[replication].samples[key] = values.to_numpy(dtype=np.float64)
        else:
            (tallies[replication].counts if kind == COUNT else tallies[replication].bases)[key] = float(values.iloc[0])
    return tallies
