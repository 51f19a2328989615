"""The command that questions a release."""

from __future__ import annotations

import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from cipsc_sim.experiment.release.answering import open_answer
from cipsc_sim.records.answer_folder import ASKED

from .conftest import Typed

ASK = ("release", "product.yaml", "--pairs", 6, "--variant-pairs", 1, "--workers", 1)


@pytest.fixture(autouse=True)
def plain_page(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """The page is looked at by one test."""
    if "page" not in request.node.name:
        monkeypatch.setattr("cipsc_sim.report.release.page.release_page", lambda _: "page")


def test_it_plays_judges_again_and_answers_at_once_when_it_is_asked_again(typed: Typed, here: Path) -> None:
    first = typed(*ASK)
    assert first.exit_code == 0, first.output
    shown = first.output
    assert "All tests together, per 1,000 batches that came to judgement" in shown
    assert "No prices are stated (release.product.prices)" in shown
    assert "−1 d Sterility" in shown
    assert " out viable" in shown
    assert "Not played without dose: the dose is decided by it." in shown
    said = " ".join(shown.split())
    assert "cost each, USD" in said
    assert "So few replications give no intervals: play more with --variant-pairs." in said
    assert "is it sure that they would be released" in said
    assert all(len(line) <= 80 for line in shown.splitlines() if "Folder" not in line and "Report" not in line)
    (folder,) = (here / "runs").glob("release-product-*")
    variants = pq.read_table(folder / "variants.parquet").to_pandas()
    told = variants.groupby("kind")["key"].agg(set)
    assert "false_release_per_1000" in told["a day sooner"]
    assert not {"false_release_per_1000", "false_reject_per_1000"} & told["left out"]
    again = typed(*ASK)
    assert again.exit_code == 0
    assert again.output.startswith("Answered before")
    assert again.output.split("Each test by itself")[1] == shown.split("Each test by itself")[1]
    assert sorted(path.name for path in (here / "runs").iterdir() if path.name.startswith(".")) == []
    assert {path.name for path in folder.iterdir()} >= {ASKED, "report.html", "scenario.yaml", "panel.parquet", "study"}


def test_the_study_in_the_folder_can_be_played_as_any_other(typed: Typed, here: Path) -> None:
    assert typed(*ASK, "--out", "answer").exit_code == 0
    checked = typed("validate", "answer/study/variants-product.yaml")
    assert checked.exit_code == 0, checked.output
    text = (here / "answer" / "study" / "without_sterile.yaml").read_text()
    assert "removes: [specifications.sterile]" in text
    assert "release.product.needs: [dose, viable]" in text


def test_it_judges_the_rows_of_a_run_folder_with_its_own_seed_and_pairs(typed: Typed, here: Path) -> None:
    assert typed("run", "product.yaml", "--pairs", 2, "--seed", 7, "--workers", 1, "--out", "mine").exit_code == 0
    shown = typed("release", "mine", "--variant-pairs", 0, "--out", "answer")
    assert shown.exit_code == 0, shown.output
    assert "4 replications judged again, seed 7" in " ".join(shown.output.split())
    assert "played again" not in shown.output
    refused = typed("release", "mine", "--pairs", 3)
    assert refused.exit_code == 1
    assert "was played already" in refused.output


def test_with_prices_limits_are_weighed(typed: Typed, here: Path) -> None:
    priced = (
        (here / "product.yaml")
        .read_text()
        .replace(
            "    retests: {flow: once}\n",
            "    retests: {flow: once}\n    prices: {false_release: 1000, false_reject: 100}\n",
        )
    )
    (here / "product.yaml").write_text(priced)
    shown = typed(
        "release", "product.yaml", "--pairs", 6, "--variant-pairs", 0, "--workers", 1, "--out", "answer"
    ).output
    assert "Limit against expected loss, USD per 1,000 lots tested" in shown
    best = pq.read_table(here / "answer" / "best.parquet").to_pandas().set_index("specification")
    assert best.at["viable", "limit_now"] == 0.75


def test_a_folder_with_another_answer_is_replaced_only_by_force(typed: Typed, here: Path) -> None:
    static = ("release", "product.yaml", "--variant-pairs", 0, "--workers", 1, "--out", "answer")
    assert typed(*static, "--pairs", 1).exit_code == 0
    refused = typed(*static, "--pairs", 2)
    assert refused.exit_code == 1
    assert "Replace it with --force" in refused.output
    assert json.loads((here / "answer" / ASKED).read_text())["replications"] == 2
    assert typed(*static, "--pairs", 2, "--force").exit_code == 0
    assert open_answer(here / "answer").asked.replications == 4


def test_what_is_no_answer_is_not_touched_and_what_has_no_release_is_refused(typed: Typed, here: Path) -> None:
    (here / "answer").mkdir()
    (here / "answer" / "thesis.txt").write_text("mine")
    refused = typed("release", "product.yaml", "--pairs", 1, "--variant-pairs", 0, "--out", "answer")
    assert (refused.exit_code, "not an answer" in refused.output) == (1, True)
    assert (here / "answer" / "thesis.txt").read_text() == "mine"
    queue = Path(__file__).parents[1] / "cases" / "valid" / "queue.yaml"
    none = typed("release", queue)
    assert (none.exit_code, "there is no release to ask about" in none.output) == (1, True)


def test_the_page_is_whole_and_shows_text_as_it_is_written(typed: Typed, here: Path) -> None:
    text = (here / "product.yaml").read_text().replace("{title: Viability,", "{title: '<img src=x>',")
    title = next(line for line in text.splitlines() if line.startswith("title:"))
    (here / "product.yaml").write_text(text.replace(title, "title: '<script>alert(1)</script>'"))
    asked = typed("release", "product.yaml", "--pairs", 5, "--variant-pairs", 1, "--workers", 1, "--out", "answer")
    assert asked.exit_code == 0, asked.output
    page = (here / "answer" / "report.html").read_text()
    assert page.startswith("<!DOCTYPE html>")
    assert "<script>alert" not in page
    assert "<img src=x>" not in page
    sections = ("panel", "tests", "characteristics", "marginal", "limits", "days", "without", "unknown")
    assert all(f'<section id="{key}">' in page for key in sections), [k for k in sections if f'id="{k}"' not in page]
    assert page.count("data-figure=") >= 3


def test_where_only_what_a_product_is_made_of_is_released_its_tests_are_judged(typed: Typed, here: Path) -> None:
    plant = Path(__file__).parents[1] / "report" / "plant.yaml"
    (here / "upstream.yaml").write_text(
        f"title: lines only\nquestion: Are they judged?\nextends: {plant}\n"
        "changes: {specifications.apt.on: line}\nadds: {release.line: {needs: [apt]}}\nremoves: [release.islets]\n"
    )
    shown = typed("release", "upstream.yaml", "--pairs", 1, "--variant-pairs", 0, "--workers", 1)
    assert shown.exit_code == 0, shown.output
    assert "so there is no table of all" in shown.output
    assert "Fewer than ten replications" in shown.output
    assert "Trial differentiation" in shown.output
