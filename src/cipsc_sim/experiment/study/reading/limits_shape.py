"""What limits of a study look like."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cipsc_sim.experiment.study.reading.problems import StudyProblems

LIMITS = ("at_least", "at_most")


def check_limits(targets: Mapping[str, Any], at: tuple[str, ...], problems: StudyProblems) -> None:
    """Note limits that are none."""
    for name, limits in targets.items():
        good = isinstance(limits, dict) and limits and limits.keys() <= set(LIMITS)
        if not good or not all(is_number(limit) for limit in limits.values()):
            right = "Write {at_least: 0.8}, {at_most: 200}, or both; .05 for five percent."
            problems.refuse((*at, name), "not limits", right)


def is_number(value: Any) -> bool:
    """Whether it is a number that a study may state."""
    return isinstance(value, int | float) and not isinstance(value, bool)
