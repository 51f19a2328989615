from __future__ import annotations

from collections.abc import Callable

import pyarrow as pa
import pytest

from cipsc_sim.records.columns import record_batch
from cipsc_sim.records.manifest import Manifest, Window
from cipsc_sim.records.tables import LINKS, LOTS

Batches = dict[str, pa.RecordBatch]


@pytest.fixture
def manifest() -> Manifest:
    return Manifest(
        title="t",
        question="q",
        name="n",
        seed=1,
        pairs=False,
        replications=3,
        window=Window(0, 10, 20),
        wanted="dose",
    )


@pytest.fixture
def batches() -> Callable[[int, int], Batches]:
    """So many links and as many lots of one replication; their materials are named after the replication."""

    def make(replication: int, number: int) -> Batches:
        lots = [
            (replication, i, f"{i}", f"material{replication}", *[None] * (len(LOTS.names) - 4), 0.5)
            for i in range(number)
        ]
        links = [(replication, f"{i}", f"{i}.1", None) for i in range(number)]
        return {"lots": record_batch(LOTS, lots, ["true.ieq"]), "links": record_batch(LINKS, links)}

    return make
