"""A study is played in parts; what is there whole is not played again."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest

from cipsc_sim.analysis.tallies.tally import OrderEnds, Tally
from cipsc_sim.errors import RunError
from cipsc_sim.experiment.study import sweep as sweeping
from cipsc_sim.experiment.study.playing.hands import POINTS_FOR_WORKERS, Alone, team
from cipsc_sim.experiment.study.playing.parts import Part
from cipsc_sim.experiment.study.results.point_estimates import base_tallies
from cipsc_sim.experiment.study.study import Point, Study
from cipsc_sim.experiment.study.sweep import Swept, sweep
from cipsc_sim.experiment.workers.crew import Crew
from cipsc_sim.records.folder import content_hash
from cipsc_sim.records.manifest import Manifest

from ..small import play, write_product

STUDY = """\
title: <script>alert("How many")</script>
question: How many incubators?
scenario: product.yaml
pairs: 6
factors:
  incubators: {path: facility.equipment.incubator.count, values: [1, 4]}
  demand: {path: orders.arrive.poisson.per_year, values: [20, 40]}
design: {grid: all}
margins: {released_per_year: 3, order_success_fraction: 1}
"""


@pytest.fixture
def study(product: Path) -> Path:
    path = product.with_name("study.yaml")
    path.write_text(STUDY)
    return path


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Swept:
    """The study, played once; its folder is only read."""
    folder = tmp_path_factory.mktemp("whole")
    write_product(folder)
    (folder / "study.yaml").write_text(STUDY)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sweeping, "_page", lambda swept: "page")
        return sweep(folder / "study.yaml", folder / "out", workers=1)


@pytest.fixture
def copy(whole: Swept, study: Path, tmp_path: Path) -> Path:
    """A copy of its folder that may be spoilt."""
    return Path(shutil.copytree(whole.folder, tmp_path / "out"))


@pytest.fixture(autouse=True)
def quick_page(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """The page takes most of the time; one test makes it."""
    if "page" not in request.node.name:
        monkeypatch.setattr(sweeping, "_page", lambda swept: "page")


def hashes(folder: Path) -> dict[str, str]:
    """What the tables of a study hold."""
    return {name: content_hash(folder / name) for name in ("points.parquet", "estimates.parquet")}


def test_a_point_of_a_study_gives_the_estimates_of_a_run_of_its_own(whole: Swept, product: Path) -> None:
    run = play(product, product.with_name("run"), pairs=6)
    assert whole.points["label"].iloc[3] == "incubators 4, demand 40"
    mine = whole.estimates[whole.estimates["point"] == 3].set_index("key")
    for key, entry in run.summary["estimates"].items():
        assert mine.loc[key, "mean"] == pytest.approx(entry["mean"], nan_ok=True) or entry["mean"] is None, key
    for key, quantiles in run.summary["quantiles"].items():
        for name, entry in quantiles.items():
            assert mine.loc[f"{key}.{name}", "mean"] == pytest.approx(entry["mean"]) or entry["mean"] is None


def test_differences_are_to_the_point_that_leaves_the_scenario_as_it_is(whole: Swept) -> None:
    swept = whole
    rate = swept.estimates[swept.estimates["key"] == "released_per_year"].set_index("point")
    assert swept.study.base == 3
    assert rate["difference"].isna().tolist() == [False, False, False, True]
    assert rate.loc[0, "difference"] == pytest.approx(rate.loc[0, "mean"] - rate.loc[3, "mean"])
    assert rate.loc[2, "verdict"] == "worse"  # half the demand
    success = swept.estimates[swept.estimates["key"] == "order_success_fraction"].set_index("point")
    assert success.loc[2, "verdict"] == "no difference that matters"  # within a margin of everything
    assert swept.estimates.loc[swept.estimates["key"] == "treated_per_year", "verdict"].fillna("").eq("").all()


def test_the_workers_do_not_change_the_tables(whole: Swept, study: Path, tmp_path: Path) -> None:
    two = sweep(study, tmp_path / "two", workers=2)
    assert hashes(two.folder) == hashes(whole.folder)
    assert two.played == whole.played == 8


def test_parts_that_are_there_are_not_played_again(copy: Path) -> None:
    before = hashes(copy)
    (copy / "estimates.parquet").unlink()
    lost = sorted((copy / "parts").iterdir())[0]
    lost.unlink()
    assert sweep("study.yaml", copy, workers=1).played == 1
    assert lost.exists()
    assert hashes(copy) == before


def test_a_part_that_is_damaged_is_played_again(copy: Path) -> None:
    damaged = sorted((copy / "parts").iterdir())[0]
    damaged.write_bytes(damaged.read_bytes()[:100])
    assert sweep("study.yaml", copy, workers=1).played == 1


def test_a_part_with_another_bit_is_named_and_what_to_do(copy: Path) -> None:
    damaged = sorted((copy / "parts").iterdir())[0]
    content = bytearray(damaged.read_bytes())
    values = pq.ParquetFile(damaged).metadata.row_group(0).column(3)
    content[values.dictionary_page_offset + values.total_compressed_size // 2] ^= 1
    damaged.write_bytes(content)
    with pytest.raises(RunError, match=rf"{damaged.name} is damaged\. Remove it: the same command plays it again"):
        sweep("study.yaml", copy, workers=1)
    damaged.unlink()
    assert sweep("study.yaml", copy, workers=1).played == 1


def test_a_part_that_another_version_played_is_not_there(product: Path) -> None:
    from cipsc_sim.experiment.study.playing.folder import StudyFolder

    with StudyFolder(Path("out"), "hash") as folder:
        Part("point", 1, False, range(5), {"cipsc-sim": "1"}).write(folder, [Tally() for _ in range(10)])
        assert Part("point", 1, False, range(5), {"cipsc-sim": "1"}).is_whole(folder)
        assert not Part("point", 1, False, range(5), {"cipsc-sim": "2"}).is_whole(folder)
        assert not Part("point", 1, False, range(5, 10), {"cipsc-sim": "1"}).is_whole(folder)


def test_a_part_gives_back_its_tallies(product: Path) -> None:
    from cipsc_sim.experiment.study.playing.folder import StudyFolder

    ends = OrderEnds(np.array([3.25, 7.0]), ("success", ""))
    tallies = [
        Tally({"a": 1.5}, {"b": 2.0}, {"c": np.array([1.0, 0.1]), "d": np.empty(0)}, ends),
        Tally({}, {}, {}, OrderEnds(np.empty(0), ())),
    ]
    part = Part("point", 1, False, range(1), {})
    with StudyFolder(Path("out"), "hash") as folder:
        part.write(folder, tallies)
        first, second = part.read(folder.path)
    assert (first.counts, first.bases) == ({"a": 1.5}, {"b": 2.0})
    assert {key: values.tolist() for key, values in first.samples.items()} == {"c": [1.0, 0.1], "d": []}
    assert (first.order_ends.after_d.tolist(), first.order_ends.ends) == ([3.25, 7.0], ("success", ""))
    assert (second.counts, second.samples, second.order_ends.ends) == ({}, {}, ())


def test_points_that_play_the_same_share_their_parts(copy: Path) -> None:
    without_factors = STUDY.replace(STUDY[STUDY.index("factors:") : STUDY.index("design:")], "")
    Path("study.yaml").write_text(without_factors.replace("{grid: all}", "{listed: [product.yaml, {same: {}}]}"))
    swept = sweep("study.yaml", copy, workers=1, force=True)
    assert swept.played == 0
    difference = swept.estimates.query("key == 'order_success_fraction' and point == 1")["difference"]
    assert difference.tolist() == [0.0]


def test_a_folder_that_holds_something_else_is_not_touched(study: Path, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "mine.txt").write_text("mine")
    with pytest.raises(RunError, match="not a study"):
        sweep(study, tmp_path / "out")
    assert [each.name for each in (tmp_path / "out").iterdir()] == ["mine.txt"]


def test_another_study_in_the_folder_is_only_replaced_when_asked_for(copy: Path) -> None:
    Path("study.yaml").write_text(STUDY.replace("values: [20, 40]", "values: [20, 40, 60]"))
    with pytest.raises(RunError, match="another study"):
        sweep("study.yaml", copy, workers=1)
    assert sweep("study.yaml", copy, workers=1, force=True).played == 4


def test_what_breaks_in_a_worker_says_where(study: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from cipsc_sim.errors import InvariantError
    from cipsc_sim.experiment.study.playing.parts import PartTask

    def breaks(task: PartTask) -> None:
        raise KeyError("lot 7")

    monkeypatch.setattr(PartTask, "carry_out", breaks)
    with pytest.raises(
        InvariantError, match=r"KeyError: 'lot 7' \(point incubators 1, demand 20, hash .*, seed 1, repl"
    ):
        sweep(study, tmp_path / "out", workers=1)
    assert not (tmp_path / "out" / "estimates.parquet").exists()


def test_each_part_is_read_once(copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    reads, read = [], Part.read

    def counted(part: Part, folder: Path) -> list[Tally]:
        reads.append(part.name)
        return read(part, folder)

    monkeypatch.setattr(Part, "read", counted)
    sweep("study.yaml", copy, workers=1)
    assert len(reads) == len(set(reads)) == 8
    assert base_tallies.cache_info().currsize == 0


def test_many_points_are_worked_out_by_workers_and_few_are_not() -> None:
    with team(0, POINTS_FOR_WORKERS, 2) as few, team(3, 4, 1) as alone:
        assert isinstance(few.readers, Alone)
        assert isinstance(alone.players, Alone)
    with team(0, 2 * POINTS_FOR_WORKERS, 2) as many:
        assert isinstance(many.readers, Crew)


@pytest.mark.parametrize(
    "change", [("count: 4", "count: 5"), ("count: 4", "count: many"), ("count_d: 120", "count_d: -1")]
)
def test_a_scenario_that_is_changed_while_it_is_played_is_told(
    product: Path, tmp_path: Path, change: tuple[str, str]
) -> None:
    point = Point("as it is", product, {}, {})
    known = point.load().hash
    assert point.load_again(known) == point.load()
    text = product.read_text()
    assert change[0] in text
    product.write_text(text.replace(*change))
    with pytest.raises(RunError, match=r"product\.yaml was changed while the study was played\. Start it again\."):
        point.load_again(known)


def test_a_page_shows_text_as_it_is_written(copy: Path) -> None:
    sweep("study.yaml", copy, workers=1)
    page = (copy / "report.html").read_text()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(&quot;How many&quot;)&lt;/script&gt;" in page
    assert "incubators 4, demand 40" in page
    assert "src=" not in page.partition("<script>")[0]


def test_the_table_of_points_holds_the_value_of_every_factor(whole: Swept) -> None:
    assert whole.points[["label", "base", "incubators", "demand"]].to_numpy().tolist() == [
        ["incubators 1, demand 20", False, 1, 20],
        ["incubators 1, demand 40", False, 1, 40],
        ["incubators 4, demand 20", False, 4, 20],
        ["incubators 4, demand 40", True, 4, 40],
    ]


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
def test_a_study_that_was_killed_goes_on_and_gives_the_same_tables(whole: Swept, study: Path, tmp_path: Path) -> None:
    code = "import sys; from cipsc_sim.experiment.study.sweep import sweep; sweep('study.yaml', 'killed', workers=2)"
    process = subprocess.Popen([sys.executable, "-c", code], cwd=tmp_path)
    parts = tmp_path / "killed" / "parts"
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and process.poll() is None and len(list(parts.glob("*.parquet"))) < 2:
        time.sleep(0.005)
    process.kill()
    process.wait()
    there = len(list(parts.glob("*.parquet")))
    assert 2 <= there < 8
    assert not (tmp_path / "killed" / "estimates.parquet").exists()
    again = sweep(study, tmp_path / "killed", workers=1)
    assert again.played == 8 - there
    assert hashes(again.folder) == hashes(whole.folder)
    assert not [each for each in parts.parent.iterdir() if each.name.startswith(".")]


def test_what_a_study_gives_in_python_is_what_it_writes(whole: Swept) -> None:
    assert isinstance(whole.study, Study)
    assert isinstance(whole.manifest, Manifest)
    for name, table in (("estimates", whole.estimates), ("points", whole.points)):
        pd.testing.assert_frame_equal(pd.read_parquet(whole.folder / f"{name}.parquet"), table, check_dtype=False)


def test_pages_of_a_command_stand_beside_that_of_the_study(copy: Path) -> None:
    def page(swept: Swept) -> str:
        treated = sum(tally.counts["treated_per_year"] for tally in swept.tallies(3)) / (2 * swept.study.pairs)
        assert treated == pytest.approx(swept.values("treated_per_year").loc[3, "mean"])
        return f"{len(swept.points)} points"

    sweep("study.yaml", copy, workers=1, pages={"mine.html": page})
    assert (copy / "mine.html").read_text() == "4 points"
