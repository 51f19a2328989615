"""Prints a digest of the rows of one short replication of each file that is named: ``python played_rows.py FILE …``."""

from __future__ import annotations

import hashlib
import json
import sys
from pathlib import Path

from cipsc_sim import engine
from cipsc_sim.engine.drafting import draft
from cipsc_sim.engine.replication import play
from cipsc_sim.records.tables import TABLES
from cipsc_sim.scenario.load import load_scenario

SHORT = {"warm_up_d": 0, "count_d": 300, "run_out_d": 200}
"""What the window of a file is set to, where it states one."""


def main() -> None:
    """One JSON object: whether the engine is compiled, and by file the digest of all its rows."""
    found = {}
    for file in sys.argv[1:]:
        states = load_scenario(Path(file)).scenario.clock.model_fields_set
        short = {f"clock.{name}": days for name, days in SHORT.items() if name in states}
        journal = play(draft(load_scenario(Path(file), short).scenario), 7, 0).journal
        rows = repr([(table.name, getattr(journal, table.name)) for table in TABLES])
        found[file] = hashlib.sha256(rows.encode()).hexdigest()
    print(json.dumps({"compiled": engine.COMPILED, "digests": found}))


if __name__ == "__main__":
    main()
