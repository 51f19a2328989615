"""Each scenario under cases/invalid that reads well is refused, by one stage, with exactly the message beside it."""

from __future__ import annotations

from pathlib import Path

import pytest

from cipsc_sim.errors import ScenarioError
from cipsc_sim.scenario.load import load_scenario

FOLDER = Path(__file__).parents[1] / "cases" / "invalid"
REFUSED = sorted(path.stem for path in FOLDER.glob("*.yaml"))
JARGON = ("Input should", "validation error", "pydantic", "function-", "literal[", "Extra inputs", "Value error")


@pytest.mark.parametrize("name", REFUSED)
def test_a_scenario_that_cannot_be_played_is_refused_with_all_that_is_wrong(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(FOLDER)
    expected = Path(f"{name}.expected").read_text(encoding="utf-8")
    with pytest.raises(ScenarioError) as refused:
        load_scenario(f"{name}.yaml")
    assert str(refused.value) + "\n" == expected.replace("{file}", f"{name}.yaml")


def test_every_refused_scenario_has_its_message_and_every_message_its_scenario() -> None:
    assert len(REFUSED) >= 90
    assert sorted(path.stem for path in FOLDER.glob("*.expected")) == REFUSED


@pytest.mark.parametrize("name", REFUSED)
def test_a_message_says_where_and_uses_no_jargon(name: str) -> None:
    for line in (FOLDER / f"{name}.expected").read_text(encoding="utf-8").splitlines():
        file, number, message = line.split(":", 2)
        assert file == "{file}" or (FOLDER / file).exists()
        assert int(number) > 0
        assert message.endswith((".", "?"))
        assert not [word for word in JARGON if word in message]
