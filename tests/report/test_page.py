from __future__ import annotations

import base64
import hashlib
import json
import re
from dataclasses import replace
from pathlib import Path

from elements import Page

from cipsc_sim.analysis.rising import RISING
from cipsc_sim.analysis.summary import read_summary
from cipsc_sim.experiment.run import play_run
from cipsc_sim.records.folder import RunFolder
from cipsc_sim.records.manifest import Source
from cipsc_sim.report.contents import Contents
from cipsc_sim.report.figures import FIGURES
from cipsc_sim.report.numerals import quantity, span
from cipsc_sim.report.page import folder_page, run_page
from cipsc_sim.report.sections import inputs
from cipsc_sim.scenario.load import load_scenario

SECTIONS = (
    *("answer", "uncertainty", "losses", "failures", "recoveries", "dose", "weight", "response", "assays", "decisions"),
    *("leadtime", "timeline", "resources", "warm-up", "costs", "grades", "inputs", "provenance"),
)
CASES = Path(__file__).parent.parent / "cases" / "valid"
ASKS_FOR = ("src", "srcset", "poster", "data", "background", "action", "formaction", "manifest", "xlink:href", "ping")
MEGABYTE = 1e6


def sections(page: Page) -> list[str]:
    return [element.attributes["id"] for element in page.all("section")]


def whole_text(page: Page) -> str:
    return page.all("main")[0].text


def test_every_section_is_there_and_in_the_contents(page: Page) -> None:
    assert sections(page) == list(SECTIONS)
    links = [link.attributes["href"] for link in page.all("a")]
    assert links[: len(SECTIONS)] == [f"#{key}" for key in SECTIONS]


def test_every_section_says_how_to_read_it_and_which_rows_it_comes_from(page: Page) -> None:
    for kind, words in (("reading", "How to read it. "), ("origin", "From ")):
        said = [element.text for element in page.all("p", class_=kind)]
        assert len(said) == len(SECTIONS)
        assert all(each.startswith(words) and len(each) > len(words) + 20 for each in said)


def test_every_figure_is_on_the_page_once(page: Page) -> None:
    places = [element.attributes["id"] for element in page.all("div", class_="figure")]
    data = [each.attributes["data-figure"] for each in page.all("script", type="application/json")]
    assert sorted(places) == sorted(f"figure-{name}" for name in FIGURES)
    assert data == places


def test_the_page_written_with_the_run_is_that_of_the_folder(plant_run: RunFolder, page: Page) -> None:
    written = (plant_run.path / "report.html").read_text(encoding="utf-8")
    assert written == page.html
    assert all(content.sha256 in written for content in plant_run.manifest.tables.values())


def test_the_page_holds_plotly_once_and_stays_small(page: Page) -> None:
    assert page.html.count("plotly.js v") == 1
    assert len(page.html.encode()) < 8 * MEGABYTE


def test_nothing_is_asked_for_from_elsewhere(page: Page) -> None:
    assert not page.all("link") and not page.all("base") and not page.all("iframe") and not page.all("img")
    for element in page.elements:
        asked = {name: value for name, value in element.attributes.items() if name in ASKS_FOR}
        assert not asked, f"<{element.tag}> asks for {asked}"
        assert element.attributes.get("http-equiv", "").lower() != "refresh"
    for link in page.all("a"):
        address = link.attributes["href"]
        assert address.startswith(("#", "https://doi.org/", "https://pubmed.ncbi.nlm.nih.gov/"))
        assert address.startswith("#") or link.attributes["rel"] == "noopener noreferrer"
    styles = "".join(each.text for each in page.all("style"))
    assert styles and "url(" not in styles and "@import" not in styles and "@font-face" not in styles


def test_only_the_scripts_of_the_page_may_run_and_nothing_may_be_fetched(page: Page) -> None:
    (policy,) = [each.attributes["content"] for each in page.all("meta") if "http-equiv" in each.attributes]
    allowed = set(re.findall(r"'sha256-([^']+)'", policy))
    scripts = [each.text for each in page.all("script") if "type" not in each.attributes]
    assert {base64.b64encode(hashlib.sha256(each.encode()).digest()).decode() for each in scripts} == allowed
    assert "default-src 'none'" in policy and "http" not in policy
    script_rule = next(each for each in policy.split(";") if each.strip().startswith("script-src"))
    assert "unsafe" not in script_rule


def test_text_of_the_scenario_stays_text(contents: Contents) -> None:
    evil = "</script><script>document.title='x'</script><img src=x onerror=alert(1)>"
    manifest = contents.manifest
    hostile = replace(
        manifest,
        title=evil,
        question=evil,
        name=evil,
        currency=evil,
        material_titles=dict.fromkeys(manifest.material_titles, evil),
        titles={kind: dict.fromkeys(names, f"{evil} {kind}") for kind, names in manifest.titles.items()},
        phases=dict.fromkeys(manifest.phases, evil),
        attributes={name: replace(each, title=evil, unit=evil) for name, each in manifest.attributes.items()},
        specifications={name: replace(each, title=f"{evil} {name}") for name, each in manifest.specifications.items()},
        sources={"evil": Source(evil, evil, evil, evil)},
        versions={evil: evil},
        grades={evil: 1},
    )
    assert contents.scores is not None
    scores = replace(contents.scores, paths=tuple(f"{evil}.{path}" for path in contents.scores.paths))

    page = Page(run_page(contents.rows, hostile, contents.summary, scores, contents.scenario))

    assert sections(page) == list(SECTIONS)
    assert page.all("h1")[0].text == evil
    assert not page.all("img")
    kinds = [each.attributes.get("type") for each in page.all("script")]
    assert kinds.count(None) == 3 and set(kinds) == {None, "application/json"}
    for script in page.all("script", type="application/json"):
        figure = json.loads(script.text)
        assert "<" not in script.text
        assert "<script" not in json.dumps(figure) and "<img" not in json.dumps(figure)


def test_a_queue_has_no_dose_and_no_section_that_is_empty(tmp_path: Path) -> None:
    few = {"clock.warm_up_d": 0, "clock.count_d": 60, "clock.run_out_d": 30}
    run = play_run(load_scenario(CASES / "queue.yaml", few), tmp_path / "q", name="queue", pairs=1, workers=1)
    page = Page((run.path / "report.html").read_text(encoding="utf-8"))

    assert sections(page) == ["answer", "losses", "leadtime", "timeline", "resources", "provenance"]
    assert "IEQ" not in whole_text(page)
    assert "No intervals. 2 replications are too few" in whole_text(page)
    assert "2 replications in 1 pair, each with parameters of its own" in whole_text(page)


def test_a_run_of_point_values_says_so_and_gives_no_ignorance(plant_run: RunFolder) -> None:
    contents = replace(plant_run.manifest, pairs=False)
    page = Page(run_page(plant_run, contents, read_summary(plant_run.summary), None, plant_run.scenario_text))

    assert "Point values. Every uncertain input stands at its central value" in whole_text(page)
    assert "5–95 % ignorance range" not in [each.text for each in page.all("th")]
    assert not {"grades", "inputs"} & set(sections(page))


def test_numbers_without_evidence_are_told_before_the_answer(contents: Contents) -> None:
    def text_with(grades: dict[str, int]) -> str:
        return whole_text(Page(run_page(contents.rows, replace(contents.manifest, grades=grades), contents.summary)))

    assert "Numbers without evidence. 62 of 89 numbers of the scenario have none" in text_with({"D": 27, "none": 62})
    assert "Numbers without evidence" not in text_with({"D": 27, "choice": 62})


def test_intervals_of_few_pairs_are_marked_and_told_before_the_answer(page: Page, contents: Contents) -> None:
    text = "~ Rough intervals (few independent replications or pairs): they may miss the truth more often"
    cost = contents.estimate("cost_per_treated_order")
    plain = {key: replace(entry, rough=None) for key, entry in contents.summary.estimates.items()}
    sure = whole_text(Page(run_page(contents.rows, contents.manifest, replace(contents.summary, estimates=plain))))

    assert cost.rough is not None and text in whole_text(page)
    assert f"~{span(cost.low, cost.high, cost.unit)}" in whole_text(page)
    assert "Rough intervals" not in sure


def test_demand_above_capacity_is_said_and_no_wait_is_shown(contents: Contents) -> None:
    rising = replace(
        contents.summary,
        notes=(f"demand exceeds supply, not capacity: {RISING}; where they do, they wait for “Organs”",),
    )
    page = Page(run_page(contents.rows, contents.manifest, rising))

    said = "Demand exceeds supply, not capacity. Open orders rise throughout the count window; where they do, they wait"
    assert f"{said} for “Organs”; waiting times have no steady value" in whole_text(page)
    (data,) = page.all("script", data_figure="figure-resources")
    assert "waiting charged" not in data.text


def test_a_store_that_is_too_small_is_told_before_the_answer(contents: Contents) -> None:
    jam = "Freezer (freezer) too few: in 2 of 3 replications they kept each other waiting. Give it more"
    page = whole_text(Page(run_page(contents.rows, contents.manifest, replace(contents.summary, notes=(jam,)))))

    assert "Freezer (freezer) too few. In 2 of 3 replications they kept each other waiting. Give it more." in page


def test_a_page_without_scores_and_scenario_leaves_out_what_rests_on_them(contents: Contents) -> None:
    page = Page(run_page(contents.rows, contents.manifest, contents.summary))

    assert set(SECTIONS) - set(sections(page)) == {"grades", "inputs", "weight"}


def test_the_same_run_gives_the_same_page(plant_run: RunFolder, page: Page) -> None:
    assert folder_page(plant_run) == page.html


def test_sizes_of_errors_have_the_unit_of_what_is_reported(page: Page, contents: Contents) -> None:
    unit_of = {
        each.title: contents.manifest.unit_of(each.attribute) for each in contents.manifest.specifications.values()
    }
    rows = page.html.partition("Sd of error")[2].partition("</table>")[0].split("<tr>")
    cells = [re.findall(r"<td[^>]*>(.*?)</td>", row) for row in rows]
    measured = [row for row in cells if len(row) > 4 and row[4] not in ("", "—") and unit_of.get(row[0], "1") != "1"]

    assert measured
    assert all(row[3].endswith(f"\u00a0{unit_of[row[0]]}") and row[4].endswith(unit_of[row[0]]) for row in measured)


def test_what_is_only_paid_for_is_not_among_what_to_measure(contents: Contents) -> None:
    scores = contents.scores
    assert scores is not None
    before = str(inputs.figure(contents).to_plotly_json())
    strongest = max(scores.paths, key=lambda path: path in before)
    renamed = tuple("procedures.derive.cost" if path == strongest else path for path in scores.paths)
    after = str(inputs.figure(replace(contents, scores=replace(scores, paths=renamed))).to_plotly_json())

    assert strongest in before
    assert "procedures.derive.cost" not in after


def test_parts_of_uncertainty_have_the_unit_of_their_row(page: Page, contents: Contents) -> None:
    heads = {cell.text for cell in page.all("td")}
    for words in ("Start to release (d)", f"Cost per treated order ({contents.manifest.currency})"):
        assert words in heads
    assert (
        "Batches released a year" in heads and "Orders treated" in heads
    )  # a rate is named as one, a fraction has its %


def test_the_dose_is_told_by_its_mean_too_as_in_the_terminal(page: Page, contents: Contents) -> None:
    target = contents.manifest.target
    assert target is not None
    titles = [row.text for row in page.all("th", scope="row")]
    mean = contents.estimate(f"released.{target.attribute}")
    assert any(title.endswith(", meanof released batches") for title in titles)
    assert quantity(mean.mean, mean.unit) in [cell.text for cell in page.all("span", class_="estimate")]
