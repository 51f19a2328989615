"""The page on the keys of a study has those that the program reads, and what it says of them holds."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import cipsc_sim
from cipsc_sim.errors import ScenarioError
from cipsc_sim.experiment.study.reading import factor_shape, shape
from cipsc_sim.experiment.study.reading.design_shape import DESIGNS, WITHOUT_FACTORS
from cipsc_sim.experiment.study.reading.view_shape import VIEWS
from cipsc_sim.experiment.study.study import PAIRS, SEED, Study

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "reference" / "study.md").read_text(encoding="utf-8")
FILE, FACTOR, DESIGN = re.split(r"^## .+$", PAGE, flags=re.MULTILINE)[1:]
HEAD = "title: A study\nquestion: Which?\nscenario: queue.yaml\n"
FACTORS = "factors: {units: {path: facility.equipment.server.count, values: [4, 5]}}\n"
NEEDED = {
    "latin_hypercube": {"points": "4"},
    "sobol_sequence": {"points": "4"},
    "select": {"best": "order_success_fraction", "indifference": "0.1"},
    "sobol_indices": {"rows": "4"},
    "crossed": {"draws": "5"},
}


def keys(section: str, column: int = 0) -> list[str]:
    rows = [row.strip("|").split("|") for row in section.splitlines() if row.startswith("|")][2:]
    return [cell for row in rows if (cell := row[column].strip().strip("`"))]


def stated(design: str) -> dict[str, str]:
    """By key of the design, its default."""
    rows = [[cell.strip() for cell in row.strip("|").split("|")] for row in DESIGN.splitlines() if row.startswith("|")]
    of, found = "", {}
    for cells in rows[2:]:
        of = cells[0].strip("`") or of
        if of == design and cells[1]:
            found[cells[1].strip("`")] = cells[-1]
    return found


def read(design: str, tmp_path: Path) -> Study:
    file = tmp_path / "study.yaml"
    queue = (ROOT / "tests" / "theory" / "m_m_2.yaml").read_text(encoding="utf-8")
    unsure = queue.replace("\ngrade: choice\n", '\nsource: "judgement: a test"\ngrade: D\n')
    (tmp_path / "queue.yaml").write_text(unsure, encoding="utf-8")
    factors = "" if any(each in design for each in WITHOUT_FACTORS) else FACTORS
    file.write_text(f"{HEAD}{factors}design: {design}\n", encoding="utf-8")
    return cipsc_sim.read_study(file)


def test_the_page_has_every_key_of_a_study_a_factor_and_a_design() -> None:
    assert keys(FILE) == list(shape.KEYS)
    assert keys(FACTOR) == list(factor_shape.KEYS)
    assert sorted(keys(DESIGN)) == sorted(DESIGNS)
    assert " or ".join(f"`{view}`" for view in VIEWS) in FILE


def test_its_defaults_are_those_of_the_program(tmp_path: Path) -> None:
    study = read("{grid: all}", tmp_path)
    assert (study.seed, study.pairs, study.fixed) == (SEED, PAIRS, False)
    assert f"| `{SEED}` |" in FILE and f"| `{PAIRS}` |" in FILE and "| `false` |" in FILE


@pytest.mark.parametrize("design", NEEDED)
def test_what_a_design_needs_is_enough_and_all_of_it_is_needed(design: str, tmp_path: Path) -> None:
    needed = {key for key, default in stated(design).items() if default == "*needed*"}
    assert needed == NEEDED[design].keys()
    assert read(f"{{{design}: {{{', '.join(f'{k}: {v}' for k, v in NEEDED[design].items())}}}}}", tmp_path).points
    for left_out in needed:
        rest = ", ".join(f"{key}: {value}" for key, value in NEEDED[design].items() if key != left_out)
        with pytest.raises(ScenarioError, match=left_out):
            read(f"{{{design}: {{{rest}}}}}", tmp_path)


@pytest.mark.parametrize("design", NEEDED)
def test_a_design_states_no_other_keys(design: str, tmp_path: Path) -> None:
    with pytest.raises(ScenarioError) as refused:
        read(f"{{{design}: {{nonsense: 1}}}}", tmp_path)
    known = re.search(r'no "nonsense".*?Known: ([\w, ]+)\.', str(refused.value))
    assert known is not None
    assert known[1].split(", ") == list(stated(design))
