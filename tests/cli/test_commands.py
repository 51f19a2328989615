"""Each command, as it is typed."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pandas as pd
import pytest

from cipsc_sim.cli import app
from cipsc_sim.cli.options import MOST_PAIRS
from cipsc_sim.errors import InvariantError
from cipsc_sim.experiment.pair import PairPlayer
from cipsc_sim.experiment.study.reading import shape
from cipsc_sim.records.folder import open_run
from cipsc_sim.scenario.load import load_scenario

from .conftest import Typed

COMMANDS = (
    *("new", "validate", "plan", "run", "compare", "sweep"),
    *("release", "bottleneck", "report", "replay", "gantt", "export", "resolve", "schema"),
)
STUDY = """\
title: How many incubators
question: How many does it need?
scenario: product.yaml
pairs: 1
factors: {incubators: {path: facility.equipment.incubator.count, values: [1, 4]}}
design: {one_at_a_time: all}
margins: {order_treated_fraction: 0.01}
"""


def folders(here: Path) -> list[str]:
    """What stands in runs, hidden things too."""
    return sorted(path.name for path in (here / "runs").iterdir()) if (here / "runs").exists() else []


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_with_an_example(typed: Typed, command: str) -> None:
    shown = typed(command, "--help").output
    assert re.search(rf"Examples?:\n +cipsc-sim {command}", shown)
    assert all(len(line) <= 100 for line in shown.splitlines())


def test_the_program_names_its_commands_and_version(typed: Typed) -> None:
    shown = typed("--help").output
    assert all(re.search(rf"^  {command} ", shown, re.MULTILINE) for command in COMMANDS)
    assert [command.name or "" for command in app.registered_commands] == list(COMMANDS)
    assert typed("--version").output.startswith("cipsc-sim 0.")


def test_a_new_scenario_is_right_as_it_is_and_is_not_overwritten(typed: Typed, here: Path) -> None:
    assert typed("new", "mine").exit_code == 0
    checked = typed("validate", "mine.yaml")
    assert checked.exit_code == 0
    assert checked.output.startswith("mine.yaml: ok. ")
    assert "warning" not in checked.output
    (here / "mine.yaml").write_text("mine")
    again = typed("new", "mine")
    assert (again.exit_code, again.stdout) == (1, "")
    assert "not overwritten" in again.stderr
    assert (here / "mine.yaml").read_text() == "mine"


def test_a_name_with_a_space_is_quoted_in_what_to_type_next(typed: Typed) -> None:
    told = typed("new", "my product").output
    assert "cipsc-sim run 'my product.yaml'" in told
    assert typed("validate", "my product.yaml").exit_code == 0


@pytest.mark.parametrize("name", ["", "../up", "a/b", "-x", "c:\x1b[31m"])
def test_a_name_that_is_no_file_name_is_refused(typed: Typed, here: Path, name: str) -> None:
    result = typed("new", "--", name)
    assert result.exit_code == 1
    assert "is no name for a scenario" in result.stderr
    assert "\x1b" not in result.stderr
    assert [path.name for path in here.iterdir()] == ["product.yaml"]


def test_what_is_right_is_told_with_its_grades_and_what_is_wrong_with_every_line(typed: Typed, here: Path) -> None:
    (here / "study.yaml").write_text(STUDY)
    text = (here / "product.yaml").read_text()
    (here / "bare.yaml").write_text(
        text.replace('source: "judgement: example, replace by your own"\ngrade: D\n', "", 1)
    )
    (here / "wrong.yaml").write_text(
        text.replace("takes: {blood:", "takes: {blod:").replace("on: product", "on: produkt")
    )
    result = typed("validate", "product.yaml", "study.yaml", "bare.yaml", "wrong.yaml", "none.yaml")
    assert result.exit_code == 1
    lines = result.stdout.splitlines()
    assert re.fullmatch(r"product\.yaml: ok\. \d+ numbers: facts by grade \d+ D; \d+ decisions\.", lines[0])
    assert lines[1] == "study.yaml: ok. a study of 2 points, 2 replications each."
    assert lines[2].startswith("bare.yaml: ok.")
    assert re.fullmatch(r"  warning: bare\.yaml:\d+: [\w.]+: a number without evidence\. .*", lines[3])
    wrong = result.stderr.splitlines()
    assert sum(line.startswith("wrong.yaml:") for line in wrong) >= 4
    assert any('no material "blod"' in line and "Did you mean blood?" in line for line in wrong)
    assert any(line.startswith("none.yaml: no such file") for line in wrong)
    assert wrong[-1] == "2 of 5 files cannot be used."


def test_the_complete_scenario_is_the_same_scenario(typed: Typed, here: Path) -> None:
    (here / "less.yaml").write_text(
        "title: t\nquestion: q\nextends: product.yaml\nchanges: {facility.equipment.incubator.count: 1}\n"
    )
    result = typed("resolve", "less.yaml", "--set", "facility.people.analyst.count=2")
    (here / "whole.yaml").write_text(result.stdout)
    wanted = load_scenario(here / "less.yaml", {"facility.people.analyst.count": 2})
    assert load_scenario(here / "whole.yaml").hash == wanted.hash


def test_the_schema_is_json(typed: Typed) -> None:
    assert json.loads(typed("schema").stdout)["title"] == "cipsc-sim scenario"


def test_a_plan_follows_one_lot_and_goes_into_a_csv_file(typed: Typed, here: Path) -> None:
    result = typed("plan", "product.yaml", "--csv", "steps.csv")
    assert result.exit_code == 0
    for word in ("collect", "draw", "culture", "Balance", "Total", "steps.csv", "Cost in USD.", "cost of all of these"):
        assert word in result.stdout
    balances = pd.read_csv(here / "steps-balances.csv").set_index(["material", "attribute"])
    parts = ["dosed", "sampled", "lost", "retained", "discarded", "in_stock"]
    assert (balances["produced"] - balances[parts].sum(axis=1)).abs().max() < 1e-5 * balances["produced"].max()
    assert ("blood", "packs") in balances.index
    assert pd.read_csv(here / "steps.csv")["step"].tolist() == ["appointment", "draw", "select", "culture", "harvest"]


def test_a_plan_says_what_found_no_room_and_how_many_packs_there_are(
    typed: Typed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    narrow = typed("plan", "product.yaml").stdout
    assert "No room for equipment and hours of equipment: widen" in " ".join(narrow.split())
    assert re.search(r"^blood +0\.2 +— +2$", narrow, re.MULTILINE)
    monkeypatch.setenv("COLUMNS", "110")
    assert "No room" not in typed("plan", "product.yaml").stdout


def test_ignorance_that_cannot_be_told_from_chance_is_not_shown_as_certainty() -> None:
    from cipsc_sim.analysis.estimates import Entry
    from cipsc_sim.cli.answering import _row
    from cipsc_sim.experiment.headline import Headline

    headline, seen = Headline("released_per_year", "Batches released a year", "released"), Entry(20.0, 19.0, 21.0)
    assert _row(headline, seen.with_ignorance(20.0, 20.0))[3] == "not above chance"
    assert _row(headline, seen.with_ignorance(18.0, 22.0))[3] == "18.0–22.0"
    assert _row(headline, seen)[3] == "—"


def test_numbers_without_evidence_are_counted_beside_the_answer(typed: Typed, here: Path) -> None:
    text = (here / "product.yaml").read_text()
    bare = text.replace("\ngrade: D\n", "\n", 1).replace('\nsource: "judgement: example', '\nnotes: "example', 1)
    (here / "bare.yaml").write_text(bare)
    assert re.search(r"decisions; \d\d without evidence\.", typed("validate", "bare.yaml").stdout)
    told = " ".join(typed("run", "bare.yaml", "--pairs", 1, "--workers", 1).stdout.split())
    assert re.search(r"\d\d of \d\d\d? numbers have no evidence and were played as if known for certain", told)
    assert "no evidence" not in typed("run", "product.yaml", "--pairs", 1, "--workers", 1).stdout


def test_a_run_prints_the_answer_and_where_it_is(typed: Typed, here: Path) -> None:
    result = typed("run", "product.yaml", "--pairs", 5, "--workers", 1)
    assert result.exit_code == 0
    assert result.stderr == ""
    for row in ("Orders treated", "Treated with enough", "First batches released", "Dose released", "Cost per treated"):
        assert row in result.stdout
    run = open_run(here / "runs" / folders(here)[0], verify=True)
    success = run.summary["estimates"]["order_success_fraction"]
    assert re.search(rf"Treated with enough +{100 * success['mean']:.1f}", result.stdout)
    played = r"\d+ orders in 10 replications in 5 pairs, seed 1, in [\d.]+ s: [\d,]+ steps and tasks a second"
    assert re.search(played, result.stdout)
    assert f"Folder   runs/{run.path.name}\n" in result.stdout
    assert f"Report   runs/{run.path.name}/report.html\n" in result.stdout


def test_typed_twice_it_prints_the_answer_that_is_there(typed: Typed, here: Path) -> None:
    first = typed("run", "product.yaml", "--pairs", 1, "--workers", 1)
    run = here / "runs" / folders(here)[0]
    written = {path.name: path.stat().st_mtime_ns for path in run.iterdir()}
    second = typed("run", "product.yaml", "--pairs", 1, "--workers", 1)
    assert second.stdout.startswith("Played before; this is the answer that is there. --force plays it again.\n")
    table = first.stdout[: first.stdout.index("Played")]
    assert table in second.stdout
    assert {path.name: path.stat().st_mtime_ns for path in run.iterdir()} == written
    forced = typed("run", "product.yaml", "--pairs", 1, "--workers", 1, "--force")
    assert "Played before" not in forced.stdout
    assert (run / "manifest.json").stat().st_mtime_ns != written["manifest.json"]
    assert folders(here) == [run.name]


def test_a_run_of_few_replications_says_that_it_has_no_intervals(typed: Typed) -> None:
    told = typed("run", "product.yaml", "--pairs", 1, "--workers", 1).stdout

    assert "Fewer than ten replications: no intervals." in told
    assert "2 replications in 1 pair, seed 1" in told


def test_where_no_order_arrives_one_sentence_says_so(typed: Typed) -> None:
    days = ("clock.count_d=1", "clock.run_out_d=1", "orders.arrive.poisson.per_year=0.001")
    settings = [word for each in days for word in ("--set", each)]
    told = typed("run", "product.yaml", "--pairs", 5, "--workers", 1, *settings).stdout

    assert "No order arrives in the count window of 1 d, so nothing can be told" in " ".join(told.split())
    assert "there were no" not in told and "divide by" not in told


JAMMED = """
title: a store for six
question: Does it go on?
grade: choice
clock: {start_date: 2026-01-05, count_d: 60, run_out_d: 60}
materials: {tissue: {supply: {with_order: 1}}, bank: {kept_in: store}, line: {kept_in: store}, dose: {}}
procedures:
  freeze: {takes: {tissue: all}, makes: {bank: {packs: 9}}, route: [freeze], steps: {freeze: {duration_d: 1}}}
  derive:
    takes: {bank: {packs: 1}}
    makes: {line: {}}
    route: [grow, freeze]
    steps: {grow: {duration_d: 9}, freeze: {duration_d: 1}}
  make: {takes: {line: all}, makes: {dose: {}}, route: [thaw], steps: {thaw: {duration_d: 5}}}
facility: {equipment: {store: {title: Positions, count: 6, role: store}}}
orders: {arrive: {every_d: 1}, wants: {dose: {lots: 1}}}
"""


def test_a_plant_whose_store_is_too_small_says_what_to_change(typed: Typed, here: Path) -> None:
    (here / "jammed.yaml").write_text(JAMMED, encoding="utf-8")
    result = typed("run", "jammed.yaml", "--pairs", 1, "--workers", 1)
    told = " ".join(result.stdout.split())
    assert result.exit_code == 0
    assert "Positions (store) too few: in 2 of 2 replications" in told
    assert "Give it more (facility.equipment.store.count), let each order keep fewer lots there" in told
    larger = typed("run", "jammed.yaml", "--pairs", 1, "--workers", 1, "--set", "facility.equipment.store.count=200")
    assert "too few" not in larger.stdout


def test_point_values_are_told_as_such(typed: Typed, here: Path) -> None:
    result = typed("run", "product.yaml", "--pairs", 5, "--fixed", "--workers", 1)
    assert "Point values were played (--fixed)" in result.stdout
    assert "of point values" in result.stdout
    assert not open_run(here / "runs" / folders(here)[0]).manifest.pairs


def test_a_value_set_on_the_command_line_makes_another_run(typed: Typed, here: Path) -> None:
    typed("run", "product.yaml", "--pairs", 1, "--workers", 1)
    typed("run", "product.yaml", "--pairs", 1, "--workers", 1, "--set", "facility.equipment.incubator.count=1")
    assert len(folders(here)) == 2


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (("run", "none.yaml"), "none.yaml: no such file."),
        (("run", "product.yaml", "--set", "a"), '--set: "a" is not PATH=VALUE. Write --set'),
        (("run", "product.yaml", "--set", "orders.arive=1"), '--set: orders: no "arive". Known: '),
        (("run", "product.yaml", "--set", "costs=1", "--set", "costs=2"), "--set: costs: set twice."),
        (("run", "product.yaml", "--precision", "much"), '"much" is no precision.'),
        (("run", "product.yaml", "--out", "product.yaml"), "product.yaml is a file."),
        (("plan", "none.yaml"), "none.yaml: no such file."),
        (("resolve", "."), ".: a folder."),
        (("compare", "product.yaml"), "A comparison needs two"),
        (("compare", "product.yaml", "runs/none"), "runs/none: no such file."),
        (
            ("compare", "product.yaml", "product.yaml", "--margin", "released_per_year=1%"),
            "released_per_year is no fraction.",
        ),
        (("replay", "none"), "There is no run folder"),
        (("report", "."), "is not a whole run folder"),
        (("sweep", "product.yaml"), "a scenario, not a study. cipsc-sim run plays it"),
        (("sweep", "none.yaml"), "none.yaml: no such file."),
    ],
)
def test_bad_input_is_told_in_a_line_and_nothing_is_written(
    typed: Typed, here: Path, words: tuple[str, ...], found: str
) -> None:
    result = typed(*words)
    assert result.exit_code == 1
    assert result.stdout == ""
    assert found in result.stderr
    assert "Traceback" not in result.stderr
    assert [path.name for path in here.iterdir()] == ["product.yaml"]


def test_every_problem_of_a_scenario_is_told_and_nothing_is_written(typed: Typed, here: Path) -> None:
    text = (here / "product.yaml").read_text()
    (here / "wrong.yaml").write_text(
        text.replace("takes: {blood:", "takes: {blod:").replace("by: analyst", "by: nobody")
    )
    result = typed("run", "wrong.yaml")
    assert result.exit_code == 1
    assert len(result.stderr.splitlines()) >= 4
    assert all(re.match(r"wrong\.yaml:\d+: [\w.]+: ", line) for line in result.stderr.splitlines())
    assert folders(here) == []


def test_a_command_that_is_not_understood_exits_with_two(typed: Typed) -> None:
    assert typed("run").exit_code == 2
    assert typed("ran").exit_code == 2
    assert typed("run", "product.yaml", "--pairs", 0).exit_code == 2
    assert typed("run", "product.yaml", "--seed", -1).exit_code == 2


def test_a_folder_with_another_run_is_only_replaced_when_asked_for(typed: Typed, here: Path) -> None:
    typed("run", "product.yaml", "--pairs", 1, "--workers", 1, "--out", "mine")
    refused = typed("run", "product.yaml", "--pairs", 1, "--seed", 2, "--workers", 1, "--out", "mine")
    assert refused.exit_code == 1
    assert "already holds a run. Replace it with --force" in refused.stderr
    assert open_run(here / "mine").manifest.seed == 1
    typed("run", "product.yaml", "--pairs", 1, "--seed", 2, "--workers", 1, "--out", "mine", "--force")
    assert open_run(here / "mine").manifest.seed == 2


@pytest.mark.parametrize("error", [InvariantError("cells were lost"), KeyError("lot 7")])
def test_an_error_of_ours_says_so_and_what_it_takes_to_see_it_again(
    typed: Typed, here: Path, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def breaks(player: PairPlayer, pair: int, play: object = PairPlayer.play) -> object:
        if pair == 2:
            raise error
        return play(player, pair)  # type: ignore[operator]

    monkeypatch.setattr(PairPlayer, "play", breaks)
    result = typed("run", "product.yaml", "--pairs", 4, "--seed", 7, "--workers", 1)
    assert result.exit_code == 3
    assert "This is a bug in cipsc-sim" in result.stderr
    assert "cells were lost" in result.stderr or "KeyError: 'lot 7'" in result.stderr
    hash_ = load_scenario(here / "product.yaml").hash
    assert f"(scenario product, hash {hash_}, seed 7, replications 4 and 5)" in result.stderr
    assert "Traceback" not in result.stderr
    assert folders(here) == []


def test_stopped_from_the_keyboard_nothing_stays_behind(
    typed: Typed, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(player: PairPlayer, pair: int, play: object = PairPlayer.play) -> object:
        if pair == 1:
            raise KeyboardInterrupt
        return play(player, pair)  # type: ignore[operator]

    monkeypatch.setattr(PairPlayer, "play", stopped)
    result = typed("run", "product.yaml", "--pairs", 4, "--workers", 1)
    assert (result.exit_code, result.stderr) == (130, "stopped; nothing was written\n")
    assert folders(here) == []


def test_text_of_a_scenario_is_printed_as_it_is_and_cannot_steer_the_terminal(typed: Typed, here: Path) -> None:
    text = (here / "product.yaml").read_text().replace("title: product", 'title: "[red]a\\e[31m :smile: [/x]"', 1)
    (here / "odd.yaml").write_text(text)
    shown = typed("run", "odd.yaml", "--pairs", 1, "--workers", 1).stdout
    assert "[red]a\N{REPLACEMENT CHARACTER}[31m :smile: [/x]" in shown
    assert "\x1b" not in shown


def test_tables_fit_into_eighty_columns(typed: Typed, here: Path) -> None:
    (here / "study.yaml").write_text(STUDY)
    run = ("run", "product.yaml", "--pairs", "5", "--workers", "1")
    for words in (("plan", "product.yaml"), run, ("sweep", "study.yaml", "--workers", "1")):
        for line in typed(*words).stdout.splitlines():
            assert len(line) <= 80 or line.startswith(("Played", "Folder", "Report")), line


def test_names_of_steps_are_not_broken_where_there_are_many_columns(typed: Typed) -> None:
    baseline = Path(__file__).parents[2] / "scenarios" / "baseline.yaml"
    shown = typed("plan", baseline).stdout
    assert "  s4_pancreatic_progenitor " in shown
    assert re.search(r"s6_islet +[\d.]+ +[\d.]+ +\S+ ", shown)


def test_a_replay_is_identical_and_a_changed_row_is_named(typed: Typed, here: Path) -> None:
    typed("run", "product.yaml", "--pairs", 1, "--workers", 1, "--out", "mine")
    same = typed("replay", "mine", "--workers", 1)
    assert same.exit_code == 0
    assert re.fullmatch(r"identical: [\d,]+ rows\n", same.stdout)
    orders = pd.read_parquet(here / "mine" / "orders.parquet")
    import pyarrow as pa
    import pyarrow.parquet as pq

    table = pq.read_table(here / "mine" / "orders.parquet")
    place = table.schema.get_field_index("arrived_at")
    later = pa.array([int(at) + 1 for at in orders["arrived_at"]], pa.int64())
    pq.write_table(table.set_column(place, table.schema.field(place), later), here / "mine" / "orders.parquet")
    other = typed("replay", "mine", "--workers", 1)
    assert other.exit_code == 1
    assert other.stdout.startswith("different: orders, replication 0: row 0 differs in arrived_at: ")


def test_a_report_is_made_again_in_its_place(typed: Typed, here: Path) -> None:
    typed("run", "product.yaml", "--pairs", 1, "--workers", 1, "--out", "mine")
    (here / "mine" / "report.html").unlink()
    assert typed("report", "mine").stdout == "mine/report.html\n"
    assert (here / "mine" / "report.html").read_text() == "page"
    open_run(here / "mine", verify=True)


def test_variants_are_compared_side_by_side(typed: Typed, here: Path) -> None:
    (here / "less.yaml").write_text(
        "title: t\nquestion: q\nextends: product.yaml\nchanges: {facility.equipment.incubator.count: 1}\n"
    )
    result = typed("compare", "product.yaml", "less.yaml", "--pairs", 5, "--workers", 1)
    assert result.exit_code == 0
    assert "less beside product" in result.stdout
    assert "facility.equipment.incubator.count:\n  4 (decision) → 1 (decision, changed in less.yaml)" in result.stdout
    assert re.search(r"Start to release, P90 +[\d.]+ +[\d.]+ +\+[\d.]+ ", result.stdout)
    assert re.search(r"^Orders treated +[\d.]+.% +[\d.]+.% +[+−]?[\d.]+ .* pp", result.stdout, re.MULTILINE)
    assert len(folders(here)) == 2
    margin = ("--margin", "utilisation.nobody=0.1")
    few = typed("compare", "product.yaml", "less.yaml", "--pairs", 1, "--workers", 1, *margin).stdout
    assert "utilisation.nobody: not judged, neither has such an estimate." in few
    assert "Fewer than ten replications: no intervals." in few
    assert "Fewer than ten" not in result.stdout


def test_more_pairs_than_a_study_may_have_are_refused_on_the_command_line_too(typed: Typed, here: Path) -> None:
    (here / "study.yaml").write_text(STUDY)
    assert typed("sweep", "study.yaml", "--pairs", MOST_PAIRS + 1).exit_code == 2
    assert MOST_PAIRS == shape.MOST_PAIRS
    assert not folders(here)


def test_a_study_is_played_once_and_then_shown_again(typed: Typed, here: Path) -> None:
    (here / "study.yaml").write_text(STUDY)
    first = typed("sweep", "study.yaml", "--workers", 1)
    assert first.exit_code == 0
    assert "as it is" in first.stdout
    assert "incubators 1" in first.stdout
    assert "Paired differences to “as it is”" in first.stdout
    assert "Fewer than ten replications: no intervals." in first.stdout
    assert "± of differences" not in first.stdout
    assert "2 points, 2 replications each, seed 1; played now." in first.stdout
    (folder,) = folders(here)
    names = {"study.yaml", "scenario.yaml", "points.parquet", "estimates.parquet", "report.html", "parts"}
    assert {path.name for path in (here / "runs" / folder).iterdir()} == names
    second = typed("sweep", "study.yaml", "--workers", 1)
    assert second.stdout == first.stdout.replace("played now", "played before")


def test_a_difference_is_only_judged_where_a_margin_is_stated(typed: Typed, here: Path) -> None:
    (here / "study.yaml").write_text(STUDY)
    judged = typed("sweep", "study.yaml", "--workers", 1, "--pairs", 5).stdout
    assert re.search(r"[±\d] (\?|better|same|worse)(\s|$)", judged)
    values, differences = judged.split("Paired differences")
    assert "treated, %" in values and "treated, pp" in differences
    (here / "study.yaml").write_text(STUDY.replace("margins: {order_treated_fraction: 0.01}\n", ""))
    shown = typed("sweep", "study.yaml", "--workers", 1).stdout
    assert "No margins are stated, so no difference is judged." in shown
    assert not re.search(r"[±\d] (\?|better|same|worse)(\s|$)", shown)


def test_a_bottleneck_names_every_resource_and_goes_on_where_it_was(typed: Typed, here: Path) -> None:
    words = ("bottleneck", "product.yaml", "--pairs", 1, "--workers", 1, "--set", "orders.arrive.poisson.per_year=40")
    shown = typed(*words)
    assert shown.exit_code == 0, shown.output
    assert re.search(r"^Resource +units +used +waiting h/y +\+1: treated/y +\+1: P90, d$", shown.output, re.MULTILINE)
    assert "Fewer than ten replications" in shown.output
    assert "played before" in typed(*words).output
    wrong = typed("bottleneck", "product.yaml", "--bought", "incubater")
    assert (wrong.exit_code, "Did you mean incubator?" in wrong.output) == (1, True)


def test_an_event_log_is_written_into_the_run_folder_or_where_one_says(typed: Typed, here: Path) -> None:
    assert typed("run", "product.yaml", "--pairs", 1, "--workers", 1, "--out", "run").exit_code == 0
    shown = typed("export", "run").output
    assert re.fullmatch(r"[\d,]+ events of [\d,]+ objects: run/events-0\.json\n", shown)
    assert typed("export", "run", "--format", "csv", "--replication", 1, "--out", "log.csv").exit_code == 0
    assert (here / "log.csv").read_text().startswith("event,activity,time,order,lot,")
    assert typed("replay", "run", "--workers", 1).stdout.startswith("identical")
    again = typed("export", "run", "--format", "csv", "--out", "log.csv")
    assert (again.exit_code, "--force" in again.output) == (1, True)


def test_a_gantt_chart_is_a_page_in_the_run_folder(typed: Typed, here: Path) -> None:
    assert typed("run", "product.yaml", "--pairs", 1, "--workers", 1, "--out", "run").exit_code == 0
    assert typed("gantt", "run", "--days", 30, "--by", "order").output == "run/gantt-0-0-30.html\n"
    assert 'id="by-order"' in (here / "run" / "gantt-0-0-30.html").read_text()
    wrong = typed("gantt", "run", "--by", "analist")
    assert (wrong.exit_code, "There are order, incubator" in wrong.output) == (1, True)
