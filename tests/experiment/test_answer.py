"""What is printed of a run besides its numbers."""

from __future__ import annotations

from pathlib import Path

from cipsc_sim.experiment.answer import answer
from cipsc_sim.experiment.starter import starter_text
from cipsc_sim.records.folder import RunFolder

from .small import QUEUE, SHORTER, play

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


RELEASE = ("First batches released", "Wrongly released", "Wrongly released, safety", "Wrongly rejected")


def test_what_few_pairs_cannot_show_is_told(played: RunFolder) -> None:
    assert played.replications < 40
    (rough,) = (note for note in answer(played).notes if note.startswith("~"))
    assert rough.startswith("~ Rough intervals (few independent replications or pairs)")
    assert any(entry.rough for _, entry in answer(played).rows)


def test_the_answer_tells_both_errors_of_the_release_decision(played: RunFolder) -> None:
    told = {headline.title: entry for headline, entry in answer(played).rows}
    estimates = played.summary["estimates"]
    assert [told[title].mean for title in RELEASE[1:]] == [
        estimates[key]["mean"]
        for key in ("false_release_fraction", "false_release_fraction.safety", "false_reject_fraction")
    ]
    assert "Released out of specification" not in told


def test_what_was_released_out_of_specification_is_told_where_it_was(tmp_path: Path) -> None:
    text = starter_text("asked").replace(*SHORTER[0])
    asked = "policy: on_medical_request\n    medical_request: {failed: [viable], granted: 1}\n    needs:"
    text = text.replace("needs:", asked, 1)
    (tmp_path / "asked.yaml").write_text(text, encoding="utf-8")
    rows = answer(play(tmp_path / "asked.yaml", tmp_path / "run", pairs=6)).rows
    told = {headline.title: entry.mean for headline, entry in rows}
    assert told["Released out of specification"] > 0


def test_a_plant_without_a_release_has_no_errors_of_it(tmp_path: Path) -> None:
    (tmp_path / "queue.yaml").write_text(QUEUE, encoding="utf-8")
    rows = answer(play(tmp_path / "queue.yaml", tmp_path / "run", pairs=3)).rows
    assert not [headline.title for headline, _ in rows if "rongly" in headline.title]
