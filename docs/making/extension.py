"""The step of the build that makes them: written before Sphinx looks for pages, and only where something changed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from cipsc_sim.scenario.schema import json_schema
from making.commands import commands_page
from making.nouns import pages
from making.numbers import number_pages
from making.results import results_page


def setup(app: Any) -> dict[str, bool]:
    """What Sphinx asks an extension for."""
    app.connect("builder-inited", lambda sphinx: write_reference(Path(sphinx.srcdir) / "reference"))
    return {"parallel_read_safe": True}


def write_reference(folder: Path) -> None:
    """Write the pages into the folder; those of nouns and scenarios that are gone are taken away."""
    made = {folder / "language" / name: text for name, text in pages(json_schema()).items()}
    made |= {folder / "numbers" / name: text for name, text in number_pages(folder.parents[1] / "scenarios").items()}
    made[folder / "commands" / "index.md"] = commands_page()
    made[folder / "results" / "index.md"] = results_page()
    for path, text in made.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.is_file() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")
    for path in {*(folder / "language").glob("*.md"), *(folder / "numbers").glob("*.md")} - made.keys():
        path.unlink()
