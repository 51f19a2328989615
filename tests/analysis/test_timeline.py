from __future__ import annotations

from collections.abc import Callable

import pytest

from cipsc_sim.analysis.timeline import timeline
from cipsc_sim.records.manifest import Manifest
from cipsc_sim.records.rows import HeldRows

DAY = 1440


def test_what_happened_to_one_order_in_time_order(rows_of: Callable[..., HeldRows], manifest: Manifest) -> None:
    of_order = {"order": 7, "lot": "7.1"}
    step = of_order | {"procedure": "differentiation", "step": "thaw", "outcome": "done"}
    tables = {
        "orders": [{"order": 7, "arrived_at": 100 * DAY}, {"order": 8, "arrived_at": 0}],
        "lots": [of_order | {"material": "dose", "begun_at": 102 * DAY, "end": "open"}, {"order": 8, "lot": "8.1"}],
        "steps": [
            step | {"requested_at": 101 * DAY, "started_at": 102 * DAY, "ended_at": 106 * DAY},
            step
            | {"task": "feed_cells", "requested_at": 103 * DAY, "started_at": 103 * DAY, "ended_at": 103 * DAY + 60},
            step | {"task": "feed_cells", "requested_at": 104 * DAY, "outcome": "missed"},
            step | {"step": "stages", "requested_at": 106 * DAY, "outcome": "open"},
        ],
        "results": [
            of_order | {"assay": "sterility", "specification": "sterile", "sampled_at": 105 * DAY, "verdict": "pass"}
        ],
        "decisions": [of_order | {"at": 110 * DAY, "kind": "gate", "subject": "sterile", "verdict": "passed"}],
    }

    table = timeline(rows_of({}, tables), manifest, replication=1, order=7)

    shown = table[["kind", "title", "from_d", "waited_d", "outcome"]].astype(object).where(table.notna(), None)
    assert shown.to_numpy().tolist() == [
        ["lot", "Dose", 2, 0, "open"],
        ["step", "thaw", 2, 1, "done"],
        ["task", "thaw: feed cells", 3, 0, "done"],
        ["test", "sterility", None, None, "pass"],
        ["step", "stages", None, None, "open"],
        ["decision", "gate sterile", 10, 0, "passed"],
    ]
    assert table["to_d"].tolist()[1:3] == pytest.approx([6, 3 + 60 / DAY])


def test_an_order_that_is_not_there_is_named(rows_of: Callable[..., HeldRows], manifest: Manifest) -> None:
    with pytest.raises(KeyError, match="replication 0 has no order 3"):
        timeline(rows_of({"orders": [{"order": 1, "arrived_at": 0}]}), manifest, 0, 3)
