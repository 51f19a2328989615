"""A fraction and its uncertainty drawn in a table cell."""

from __future__ import annotations

from cipsc_sim.analysis.estimates import Entry
from cipsc_sim.report.markup import Html

WIDTH, HEIGHT = 150, 16


def strip(entry: Entry) -> Html:
    """From 0 to 100 %: dot the estimate, thick bar the simulation interval, thin line the ignorance range."""
    if entry.mean is None:
        return Html("")
    parts = [f'<line class="scale" x1="3" x2="{WIDTH - 3}" y1="8" y2="8"/>']
    parts += [f'<line class="scale" x1="{_x(at)}" x2="{_x(at)}" y1="5" y2="11"/>' for at in (0.0, 0.5, 1.0)]
    if entry.ignorance_low is not None and entry.ignorance_high is not None:
        parts.append(_line("ignorance", entry.ignorance_low, entry.ignorance_high))
    if entry.low is not None and entry.high is not None:
        parts.append(_line("interval", entry.low, entry.high))
    parts.append(f'<circle cx="{_x(entry.mean)}" cy="8" r="3.2"/>')
    return Html(f'<svg width="{WIDTH}" height="{HEIGHT}" aria-hidden="true">{"".join(parts)}</svg>')


def _line(kind: str, low: float, high: float) -> str:
    return f'<line class="{kind}" x1="{_x(low)}" x2="{_x(high)}" y1="8" y2="8"/>'


def _x(fraction: float) -> str:
    return f"{3 + (WIDTH - 6) * min(max(fraction, 0.0), 1.0):.1f}"
