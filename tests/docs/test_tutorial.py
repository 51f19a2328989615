"""The tutorial is typed as it stands, in an empty folder, and prints what it shows."""

from __future__ import annotations

from pathlib import Path

import pytest
from making.outputs import shown_again
from making.typed import NotAsTold, Typed, blocks, pattern, type_page

ROOT = Path(__file__).parents[2]
TUTORIAL = (ROOT / "docs" / "tutorial.md").read_text(encoding="utf-8")
INSTALLS = ("python3 -m venv ", ". .venv/", "python -m pip install ")


@pytest.fixture(scope="module")
def typed(tmp_path_factory: pytest.TempPathFactory) -> list[Typed]:
    """Every command of the tutorial with what it printed."""
    return list(type_page(TUTORIAL, tmp_path_factory.mktemp("my_site")))


def test_the_tutorial_reaches_its_end(typed: list[Typed]) -> None:
    commands = [each.block.text.split()[1] for each in typed]
    assert commands == ["--version", "new", "validate", "validate", "plan", "run", "compare", "sweep"]


def test_what_is_printed_is_what_the_tutorial_shows(typed: list[Typed]) -> None:
    for each in typed:
        assert each.shown is not None, f"{each.block.text}shows nothing"
        assert each.as_shown, (
            f"{each.block.text}prints:\n{each.printed}\nShow it: python docs/making/outputs.py docs/tutorial.md"
        )


def test_only_the_installation_is_not_typed() -> None:
    kinds = {block.kind for block in blocks(TUTORIAL)}
    assert kinds == {"sh", "bash", "text", "diff", "yaml"}
    lines = [line for block in blocks(TUTORIAL) if block.kind == "sh" for line in block.text.splitlines()]
    assert lines
    assert all(line.startswith(INSTALLS) for line in lines)


PAGE = """
```bash
echo one; echo two
```

```text
{shown}
```

```yaml
# a.yaml
n: 1
```

```diff
--- a.yaml
-n: {there}
+n: 2
```

```bash
cat a.yaml{exits}
```
"""


@pytest.mark.parametrize(
    ("shown", "fits"), [("one\ntwo", True), ("o…e\ntwo", True), ("one\n…", True), ("two", False), ("one", False)]
)
def test_an_output_fits_what_is_shown(shown: str, fits: bool, tmp_path: Path) -> None:
    first, second = type_page(PAGE.format(shown=shown, there=1, exits=""), tmp_path)
    assert first.as_shown is fits
    assert second.printed == "# a.yaml\nn: 2\n"


def test_an_edit_of_what_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NotAsTold, match=r"a\.yaml has 0 times"):
        list(type_page(PAGE.format(shown="…", there=3, exits=""), tmp_path))


def test_a_command_that_ends_otherwise_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NotAsTold, match="exits with 0"):
        list(type_page(PAGE.format(shown="…", there=1, exits="  # exits with 1"), tmp_path))


def test_what_is_printed_now_is_shown_again(tmp_path: Path) -> None:
    page = PAGE.format(shown="o…e\nthree", there=1, exits="")
    again = shown_again(page, tmp_path)
    assert again == page.replace("three", "two")
    assert pattern(blocks(again)[1].text).fullmatch("one\ntwo\n")


@pytest.mark.slow
@pytest.mark.parametrize("page", ["who_is_where", "defending_an_answer"])
def test_a_page_that_is_quickly_typed_prints_what_it_shows(page: str, tmp_path: Path) -> None:
    (tmp_path / "scenarios").symlink_to(ROOT / "scenarios")
    told = (ROOT / "docs" / "how_to" / f"{page}.md").read_text(encoding="utf-8")
    assert [each.printed for each in type_page(told, tmp_path) if not each.as_shown] == []
