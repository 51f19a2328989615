"""What is printed of a run besides its numbers."""

from __future__ import annotations

from pathlib import Path

from cipsc_sim.experiment.answer import answer

from .small import QUEUE, play

SLOW = (
    ("warm_up_d: 0, count_d: 60", "warm_up_d: 10, count_d: 290"),
    ("duration_d: {exponential: {mean: 1.6}}", "duration_d: 100"),
    ("server: {count: 2}", "server: {count: 300}"),
    ("leaves: {per_month: 0.1}", "leaves: {per_month: 0}"),
)


def notes(folder: Path, *changes: tuple[str, str]) -> list[str]:
    """Of jobs that are in process for 100 days, without a queue."""
    text = QUEUE
    for old, new in (*SLOW, *changes):
        assert old in text, old
        text = text.replace(old, new)
    (folder / "slow.yaml").write_text(text, encoding="utf-8")
    return [note for note in answer(play(folder / "slow.yaml", folder / "run", pairs=3)).notes if "settle" in note]


def test_a_warm_up_that_is_too_short_is_told_with_what_to_write(tmp_path: Path) -> None:
    (note,) = notes(tmp_path)
    assert "but counting begins on day 10, from where its mean is" in note
    assert "% lower: set clock.warm_up_d to" in note and "--set clock.warm_up_d=" in note


def test_of_one_that_is_long_enough_nothing_is_said(tmp_path: Path) -> None:
    assert notes(tmp_path, ("warm_up_d: 10", "warm_up_d: 160")) == []
