"""Rows of a scenario played at its point values, and what they predict for a small trial."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from cipsc_sim.engine.drafting import draft
from cipsc_sim.engine.replication import play
from cipsc_sim.records.tables import TABLES
from cipsc_sim.scenario.load import load_scenario

SCENARIOS = Path(__file__).parents[2] / "scenarios"
Floats = npt.NDArray[np.float64]


def rows_of(path: Path, name: str, replications: int) -> pd.DataFrame:
    """One table of all replications, seed 1, no prior drawn."""
    table = next(table for table in TABLES if table.name == name)
    drafted = draft(load_scenario(path).scenario)
    parts = []
    for replication in range(replications):
        journal = play(drafted, 1, replication).journal
        columns = [*table.names, *journal.families.get(name, ())]
        parts.append(pd.DataFrame(getattr(journal, name), columns=columns))
    return pd.concat(parts, ignore_index=True)


def doses_given(path: Path, replications: int) -> Floats:
    """The true dose of every treated order of the cohort, all that it was given together."""
    orders = rows_of(path, "orders", replications)
    treated = orders["in_cohort"].astype(bool) & (orders["outcome"] == "treated")
    return orders.loc[treated, "amount"].to_numpy(np.float64)


def responses_of(path: Path, replications: int) -> Floats:
    """The extrapolated chance of the wished outcome of every treated order of the cohort."""
    orders = rows_of(path, "orders", replications)
    treated = orders["in_cohort"].astype(bool) & (orders["outcome"] == "treated")
    return orders.loc[treated, "response"].to_numpy(np.float64)


def successes(chances: Floats, patients: int) -> tuple[float, float]:
    """The 95 % predictive interval of how many of so many patients succeed: who is in the trial is drawn, and then the outcome."""
    chance = np.random.default_rng(1)
    drawn = chance.binomial(1, chance.choice(chances, size=(20_000, patients))).sum(axis=1)
    low, high = np.quantile(drawn, [0.025, 0.975])
    return float(low), float(high)
