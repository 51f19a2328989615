"""Show again what pages print: ``python docs/making/outputs.py docs/tutorial.md``. Look at the difference before you commit it."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

if not __package__:  # as a program: not this folder, whose numbers.py would stand before Python's
    sys.path[0] = str(Path(__file__).parents[1])

from making.typed import pattern, type_page


def shown_again(page: str, folder: Path) -> str:
    """The page with what its commands print now; lines with ``…`` that still hold are kept."""
    for typed in reversed(list(type_page(page, folder))):
        if typed.shown is not None and not typed.as_shown:
            end = typed.shown.at + len(typed.shown.text)
            page = page[: typed.shown.at] + _kept(typed.shown.text, typed.printed) + page[end:]
    return page


def _kept(shown: str, printed: str) -> str:
    loose = [line for line in shown.splitlines() if "…" in line and line.strip() != "…"]
    lines = [
        next((each for each in loose if pattern(each).fullmatch(f"{line}\n")), line) for line in printed.splitlines()
    ]
    return "".join(f"{line}\n" for line in lines)


if __name__ == "__main__":
    for name in sys.argv[1:]:
        with tempfile.TemporaryDirectory() as scratch:
            (Path(scratch) / "scenarios").symlink_to(Path(__file__).parents[2] / "scenarios")
            again = shown_again(Path(name).read_text(encoding="utf-8"), Path(scratch))
        Path(name).write_text(again, encoding="utf-8")
