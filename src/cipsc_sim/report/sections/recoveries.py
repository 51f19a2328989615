"""What recovery takes and gives, rung by rung."""

from __future__ import annotations

from cipsc_sim.analysis.rescue import rescue
from cipsc_sim.report.contents import Contents
from cipsc_sim.report.markup import table
from cipsc_sim.report.numerals import count, number, percent, percent_span, quantity, span
from cipsc_sim.report.section import Section


def section(contents: Contents) -> Section | None:
    """The policy table: how often each rung was taken, what it gave, how long it took and what it cost."""
    taken = rescue(contents.quick_rows, contents.manifest)
    if taken.empty:
        return None
    reading = (
        "One line for each rung: how often it gave the order its lot without a further recovery, the median "
        "of the days from the failure to the release where it did, and the mean cost of the lots begun in that attempt."
    )
    heads = ["Recovery", "Taken", "Gave the order its lot", "95 % interval", "Days to release", "P10–P90"]
    heads.append("Cost of the attempt")
    rows = [
        (
            row["title"],
            count(row["recoveries"]),
            percent(row["success_fraction"]),
            percent_span(row["success_fraction_low"], row["success_fraction_high"]),
            number(row["p50_d"]),
            span(row["p10_d"], row["p90_d"]),
            quantity(row["cost_per_recovery"], contents.manifest.currency),
        )
        for row in taken.to_dict("records")
    ]
    origin = "decisions, orders and lots of the cohort; recoveries whose outcome is known; all replications."
    parts = (table(heads, rows, range(1, 7)),)
    return Section("recoveries", "What recovery takes and gives", reading, origin, parts)
