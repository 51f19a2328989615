"""The page on what a run gives: every estimate with its unit, every table with its columns."""

from __future__ import annotations

from cipsc_sim.analysis.indicator import CURRENCY, OF_ATTRIBUTE
from cipsc_sim.analysis.registry import INDICATORS
from cipsc_sim.records.tables import TABLES, Table
from making.markdown import code, plain, table

_UNITS = {CURRENCY: "currency", OF_ATTRIBUTE: "of the attribute", "1": "fraction"}

_INTRODUCTION = """# What a run gives

The keys below are the names of estimates wherever one is named: in `summary.json`, `run.estimates`, `--margin`, and under
`margins`, `targets`, `trade_off` and `best` of a study. `{name}` stands for a name of the scenario: of a step, a reason, a
resource.

An entry has `mean`, `low` and `high` (95 % of simulation error), `half_width`, `n`, `numerator`, `denominator`, `unit`, and
`ignorance_low` and `ignorance_high` (5–95 % over the priors). One without a denominator is null, with the reason; `rough` says
why its interval may hold the truth less often than it says. Days and
amounts have quantiles too: `.p10`, `.p50` and `.p90` behind the key.
"""


def results_page() -> str:
    """The Markdown of the page."""
    estimates = table(
        ("estimate", "called", "of what", "unit"),
        [
            (code(each.pattern), plain(each.title), plain(each.meaning), plain(_UNITS.get(each.unit, each.unit)))
            for each in INDICATORS
        ],
    )
    columns = "Columns may be empty. Minutes count from midnight of the start date; *truth* is true or false."
    parts = [_INTRODUCTION, "## Estimates", estimates, "## Tables", columns, *map(_table, TABLES)]
    return "\n\n".join(parts) + "\n"


def _table(kept: Table) -> str:
    rows = [(code(each.name), each.type, plain(each.meaning)) for each in kept.columns]
    rows += [(code(f"{each.name}.NAME"), each.type, plain(each.meaning)) for each in kept.families]
    said = f"{kept.meaning[:1].upper()}{kept.meaning[1:]}."
    return f"### {kept.name}.parquet\n\n{plain(said)}\n\n{table(('column', 'holds', 'means'), rows)}"
