"""What limits of a study look like."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cipsc_sim.experiment.study.reading.problems import StudyProblems

LIMITS = ("at_least", "at_most")


def check_limits(targets: Mapping[str, Any], at: tuple[str, ...], problems: StudyProblems) -> None:
    """Note limits that are none."""
    for name, limits in targets.items():
        if not is_limits(limits):
            right = "Write {at_least: 0.8}, {at_most: 200}, or both; .05 for five percent."
            problems.refuse((*at, name), "not limits", right)


def is_limits(value: Any) -> bool:
    """Whether it states at least one limit, and nothing else."""
    if not isinstance(value, dict) or not value or not value.keys() <= set(LIMITS):
        return False
    return all(is_number(limit) for limit in value.values())


def is_number(value: Any) -> bool:
    """Whether it is a number that a study may state."""
    return isinstance(value, int | float) and not isinstance(value, bool)
