"""The pages on the numbers of each scenario that stands alone: every fact with its grade and source, every source in full."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from cipsc_sim.experiment.ignorance.facts import Fact, facts, grade_counts
from cipsc_sim.scenario.evidence import evidence_of
from cipsc_sim.scenario.load import LoadedScenario, load_scenario
from cipsc_sim.scenario.paths import show
from cipsc_sim.scenario.scenario import Reference
from making.markdown import code, plain, table

_LONGEST = 110


def number_pages(scenarios: Path) -> dict[str, str]:
    """By file name, the Markdown of every page."""
    alone = [file for file in sorted(scenarios.glob("*.yaml")) if "\nextends:" not in file.read_text(encoding="utf-8")]
    made = {f"{file.stem}.md": scenario_page(load_scenario(file), file.name) for file in alone}
    return {"index.md": _index(sorted(made)), **made}


def scenario_page(loaded: LoadedScenario, file: str) -> str:
    """What a scenario rests on."""
    counts = ", ".join(
        f"{n:,} {'decisions' if grade == 'choice' else grade}" for grade, n in grade_counts(loaded).items()
    )
    parts = [f"# {plain(loaded.scenario.title)}", f"{plain(loaded.scenario.question)}"]
    parts.append(
        f"`{file}`. Numbers by grade: {counts}. A distribution stands in one row, though it has several numbers."
    )
    by_section: dict[str, list[Fact]] = {}
    for fact in facts(loaded):
        by_section.setdefault(str(fact.path[0]), []).append(fact)
    for section, found in by_section.items():
        parts += [f"## {section.replace('_', ' ').capitalize()}", _facts(loaded, found)]
    return "\n\n".join([*parts, "## Sources", _sources(loaded)]) + "\n"


def _facts(loaded: LoadedScenario, found: list[Fact]) -> str:
    rows = []
    for fact in found:
        source = _source_of(loaded, fact)
        rows.append((code(show(fact.path)), code(_value(loaded.resolved.tree, fact)), fact.grade, plain(source or "")))
    return table(("fact", "value", "grade", "source"), rows)


def _value(tree: Any, fact: Fact) -> str:
    for key in fact.path:
        # A single effect is written without its list.
        tree = tree[0][key] if isinstance(tree, list) and not isinstance(key, int) else tree[key]
    text = str(tree).replace("'", "")
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def _source_of(loaded: LoadedScenario, fact: Fact) -> str | None:
    evidence = evidence_of(fact.path, loaded.resolved.evidence)
    return evidence.source if evidence is not None else None


def _sources(loaded: LoadedScenario) -> str:
    rest_on = Counter(key for fact in facts(loaded) for key in (_source_of(loaded, fact) or "").split(", "))
    rows = [
        (code(key), " ".join(_cited(reference)), str(rest_on[key]))
        for key, reference in sorted(loaded.scenario.references.items())
    ]
    return table(("key", "source", "facts"), rows)


def _cited(reference: Reference) -> Iterator[str]:
    yield plain(reference.cite)
    if reference.doi:
        yield f"[doi:{plain(reference.doi)}](<https://doi.org/{reference.doi}>)"
    if reference.pmid:
        yield f"PMID {plain(reference.pmid)}"
    if reference.note:
        yield f"*{plain(reference.note)}*"


def _index(names: list[str]) -> str:
    listed = "\n".join(name.removesuffix(".md") for name in names)
    return f"""# The numbers and their sources

Every fact of the shipped scenarios that stand alone, with its grade and its source; and every source in full, with how many facts
rest on it. Decisions (`grade: choice`) are not listed: nobody can look them up. A to D: measured on this product, a close analogue,
derived, judgement. What the numbers do together, with the formulas, is told in [the model of the baseline](../../model.md) and
under [other systems](../../systems.md).

```{{toctree}}
:maxdepth: 1

{listed}
```
"""
