"""What a file says: values, types and lines; and files that cannot be kept as cases."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cipsc_sim.errors import ScenarioError
from cipsc_sim.scenario.scalar import meaning, written
from cipsc_sim.scenario.text import LARGEST_BYTES, parse_value, read


def _write(folder: Path, content: str | bytes) -> Path:
    path = folder / "plant.yaml"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def _refusal(path: Path) -> str:
    with pytest.raises(ScenarioError) as refused:
        read(path)
    return str(refused.value).replace(str(path), "{file}")


@pytest.mark.parametrize(
    ("written_as", "value"),
    [
        ("2026-01-05", "2026-01-05"),
        ("2026-01-05T12:00:00Z", "2026-01-05T12:00:00Z"),
        ("12:30", "12:30"),
        ("yes", "yes"),
        ("no", "no"),
        ("on", "on"),
        ("5e9", 5e9),
        ("1e-5", 1e-5),
        ("1.0e-05", 1e-5),
        (".05", 0.05),
        ("-3", -3),
        ("3.0", 3.0),
        ("007", 7),
        ("0x10", 16),
        ("1_000", "1_000"),
        ("true", True),
        ("null", None),
        ("~", None),
        ("", None),
        ('"5"', "5"),
        ("[1, a]", [1, "a"]),
        ("{a: {b: 2}}", {"a": {"b": 2}}),
    ],
)
def test_a_value_is_read_as_yaml_1_2(tmp_path: Path, written_as: str, value: object) -> None:
    found = read(_write(tmp_path, f"key: {written_as}\n")).tree["key"]
    assert found == value
    assert type(found) is type(value)


def test_every_path_knows_its_line(tmp_path: Path) -> None:
    document = read(
        _write(tmp_path, "# plant\ntitle: x\nsteps:\n  - {name: thaw}\n  -\n    name: wash\n    tasks: {a: 1}\n")
    )
    assert document.lines == {
        (): 2,
        ("title",): 2,
        ("steps",): 3,
        ("steps", 0): 4,
        ("steps", 0, "name"): 4,
        ("steps", 1): 6,
        ("steps", 1, "name"): 6,
        ("steps", 1, "tasks"): 7,
        ("steps", 1, "tasks", "a"): 7,
    }


def test_the_file_is_named_as_the_user_named_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _write(tmp_path, "title: x\n")
    monkeypatch.chdir(tmp_path)
    assert read(Path("plant.yaml")).file == "plant.yaml"


def test_a_byte_order_mark_and_windows_line_ends_do_no_harm(tmp_path: Path) -> None:
    document = read(_write(tmp_path, b"\xef\xbb\xbftitle: x\r\nquestion: y\r\n"))
    assert document.tree == {"title": "x", "question": "y"}
    assert document.lines[("question",)] == 2


def test_one_document_may_be_marked_as_such(tmp_path: Path) -> None:
    assert read(_write(tmp_path, "---\ntitle: x\n...\n")).tree == {"title": "x"}


def test_a_value_of_the_command_line_follows_the_rules_of_files() -> None:
    assert parse_value("{lognormal: {median: 2, cv: 1e-1}}", "--set") == {"lognormal": {"median": 2, "cv": 0.1}}
    with pytest.raises(ScenarioError, match=r"--set:1: a: an anchor"):
        parse_value("{a: &x 1}", "--set")


def test_a_missing_file_is_named_with_its_nearest_neighbour(tmp_path: Path) -> None:
    _write(tmp_path, "title: x\n")
    with pytest.raises(ScenarioError) as refused:
        read(tmp_path / "plent.yaml")
    assert str(refused.value) == f"{tmp_path}/plent.yaml: no such file. Did you mean {tmp_path}/plant.yaml?"


def test_a_file_that_shares_only_the_ending_is_not_suggested(tmp_path: Path) -> None:
    _write(tmp_path, "title: x\n")
    with pytest.raises(ScenarioError) as refused:
        read(tmp_path / "other.yaml")
    assert str(refused.value) == f"{tmp_path}/other.yaml: no such file. Check the name and the folder."


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    path = tmp_path / "nowhere" / "plant.yaml"
    assert _refusal(path) == f"{{file}}: no such file. There is no folder {tmp_path}/nowhere."


def test_a_folder_is_refused(tmp_path: Path) -> None:
    assert _refusal(tmp_path) == "{file}: a folder. Name a scenario file in it."


def test_a_binary_file_is_refused(tmp_path: Path) -> None:
    path = _write(tmp_path, b"title: x\n\x00\x01")
    assert _refusal(path) == "{file}:2: a binary file (it has a NUL byte). Name a YAML file."


def test_bytes_that_are_not_utf_8_are_named_with_their_lines(tmp_path: Path) -> None:
    path = _write(tmp_path, "title: x\nquestion: café\nnotes: naïve\n".encode("latin-1"))
    assert _refusal(path) == "{file}:2: not UTF-8: byte 0xe9; also on line 3. Save the file as UTF-8."


def test_utf_16_is_recognised(tmp_path: Path) -> None:
    path = _write(tmp_path, "title: x\n".encode("utf-16"))
    assert _refusal(path) == "{file}:1: UTF-16 text. Save the file as UTF-8."


def test_a_letter_that_cannot_be_seen_is_refused(tmp_path: Path) -> None:
    path = _write(tmp_path, "title: x\nquestion: y\x07\n")
    assert _refusal(path) == "{file}:2: an unprintable letter (U+0007). Take it out."


def test_an_empty_file_is_refused(tmp_path: Path) -> None:
    assert _refusal(_write(tmp_path, "")) == "{file}: nothing in it. Begin with title: and question:."


def test_one_mebibyte_is_read_and_one_byte_more_is_not(tmp_path: Path) -> None:
    largest = "title: x\n#" + "-" * (LARGEST_BYTES - 10)
    assert read(_write(tmp_path, largest)).tree == {"title": "x"}
    path = _write(tmp_path, largest + "-")
    assert _refusal(path) == "{file}: larger than 1 MiB. A scenario is text of a few thousand lines."


def test_forty_levels_are_read_and_one_more_is_not(tmp_path: Path) -> None:
    assert read(_write(tmp_path, "a: " + "[" * 39 + "]" * 39))
    assert "nested deeper than 40" in _refusal(_write(tmp_path, "a: " + "[" * 40 + "]" * 40))


def test_nine_hundred_lines_are_read_in_a_moment(tmp_path: Path) -> None:
    line = "  m{0}: {{pack: {{viable_cells: {0}e6}}, shelf_life_d: {{value: {0}, source: someone_2020, grade: C}}}}\n"
    path = _write(tmp_path, "title: x\nmaterials:\n" + "".join(line.format(number) for number in range(900)))
    started = time.process_time()
    read(path)
    assert time.process_time() - started < 1.0


@given(st.text(max_size=200))
def test_no_text_gets_past_or_breaks_the_reader(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    path = tmp_path_factory.getbasetemp() / "any.yaml"
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    try:
        assert isinstance(read(path).tree, dict)
    except ScenarioError as refused:
        assert all(problem.found and problem.right for problem in refused.problems)


@given(st.text(alphabet="ab12 :-,[]{}&*!|>%@`'\"#\\?<\n\t~.", max_size=60))
def test_no_heap_of_yaml_signs_breaks_the_reader(text: str) -> None:
    try:
        parse_value(text, "any")
    except ScenarioError as refused:
        assert all("\n" not in str(problem) for problem in refused.problems)


@given(
    st.text(st.characters(exclude_categories=["Cs"]))
    | st.integers(-(10**15), 10**15)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.booleans()
    | st.none()
)
def test_a_scalar_reads_back_as_it_was(value: str | int | float | bool | None) -> None:
    back = parse_value("[" + written(value) + "]", "any")[0]
    assert back == value
    assert type(back) is type(value)


@pytest.mark.parametrize("number", [".inf", "-.inf", ".nan", "inf", "NaN", "-Infinity", "1e999", "9" * 301])
def test_a_number_that_is_not_finite_has_no_meaning(number: str) -> None:
    with pytest.raises(ValueError):
        meaning(number)
