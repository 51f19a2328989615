"""Each broken file under cases/invalid/text is refused with exactly the message beside it."""

from __future__ import annotations

from pathlib import Path

import pytest

from cipsc_sim.errors import ScenarioError
from cipsc_sim.scenario.extends import resolve

FOLDER = Path(__file__).parents[2] / "cases" / "invalid" / "text"
BROKEN = sorted(path.name for path in FOLDER.glob("*.yaml"))


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_file_is_refused_with_all_that_is_wrong(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(FOLDER)
    expected = Path(name).with_suffix(".expected").read_text(encoding="utf-8")
    with pytest.raises(ScenarioError) as refused:
        resolve(Path(name))
    assert str(refused.value) + "\n" == expected.replace("{file}", name)


def test_every_broken_file_has_its_message_and_every_message_its_file() -> None:
    assert len(BROKEN) >= 40
    assert [Path(name).stem for name in BROKEN] == sorted(path.stem for path in FOLDER.glob("*.expected"))


def test_what_the_broken_files_extend_is_sound() -> None:
    assert resolve(FOLDER / "bases" / "queue.yaml").tree["title"] == "M/M/2"
