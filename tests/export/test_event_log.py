"""The event log of a replication, held against the standard's schema and against the rows."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter, defaultdict
from dataclasses import replace
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from cipsc_sim.analysis.units import numbered_uses
from cipsc_sim.errors import RunError
from cipsc_sim.experiment.run import play_run
from cipsc_sim.export.event_log import EventLog, Instant, LogEvent, LogObject
from cipsc_sim.export.flat import as_csv
from cipsc_sim.export.ocel import as_ocel
from cipsc_sim.export.replication import event_log
from cipsc_sim.export.write import write_log
from cipsc_sim.records.folder import RunFolder
from cipsc_sim.scenario.load import load_scenario

SCHEMA = json.loads((Path(__file__).parents[1] / "cases" / "ocel" / "ocel20-schema-json.json").read_text())
REPLICATION = 3


@pytest.fixture(scope="module")
def log(plant_run: RunFolder) -> EventLog:
    return event_log(plant_run, plant_run.manifest, REPLICATION)


@pytest.fixture(scope="module")
def ocel(log: EventLog) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(as_ocel(log))
    return document


def problems(document: dict[str, Any]) -> list[str]:
    checker = jsonschema.FormatChecker(formats=())
    checker.checks("date-time", raises=ValueError)(lambda text: datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ"))
    checked = jsonschema.Draft7Validator(SCHEMA, format_checker=checker)
    return [error.message for error in checked.iter_errors(document)]


def test_the_log_is_what_the_schema_of_the_standard_wants(ocel: dict[str, Any]) -> None:
    assert problems(ocel) == []
    assert {each["name"] for each in ocel["objectTypes"]} == {"order", "lot", "sample", "equipment", "person"}


@pytest.mark.parametrize(
    ("part", "wrong"),
    [
        ("events", {"id": "e1", "type": "x"}),
        ("objects", {"id": 7, "type": "order"}),
        ("events", {"id": "e", "type": "x", "time": "today"}),
    ],
)
def test_the_schema_refuses_what_is_wrong(ocel: dict[str, Any], part: str, wrong: dict[str, Any]) -> None:
    assert len(problems({**ocel, part: [wrong]})) == 1


def test_every_object_that_is_named_is_there_and_has_one_id(ocel: dict[str, Any]) -> None:
    ids = [each["id"] for each in ocel["objects"]]
    assert len(set(ids)) == len(ids)
    named = {one["objectId"] for each in (*ocel["events"], *ocel["objects"]) for one in each["relationships"]}
    assert named <= set(ids)


def test_every_type_and_attribute_is_declared(ocel: dict[str, Any]) -> None:
    for types, things in (("eventTypes", "events"), ("objectTypes", "objects")):
        declared = {each["name"]: {one["name"]: one["type"] for one in each["attributes"]} for each in ocel[types]}
        for thing in ocel[things]:
            for attribute in thing["attributes"]:
                kind = declared[thing["type"]][attribute["name"]]
                if kind in ("integer", "float"):
                    float(attribute["value"])
                assert kind != "boolean" or attribute["value"] in ("true", "false")


def test_the_log_tells_what_the_rows_tell(log: EventLog, plant_run: RunFolder) -> None:
    happened = Counter(event.type for event in log.events)
    orders = plant_run.table("orders", replications=[REPLICATION])
    steps = plant_run.table("steps", replications=[REPLICATION])
    results = plant_run.table("results", replications=[REPLICATION])
    assert happened["order arrived"] == len(orders)
    assert happened["order treated"] == orders["treated_at"].notna().sum()
    assert happened["sample taken"] == happened["result reported"] == len(results)
    fed = steps[(steps["procedure"] == "make") & (steps["step"] == "stage_6") & (steps["task"] == "feed")]
    assert happened["make.stage_6.feed"] == fed["started_at"].notna().sum() > 0
    whole = steps[(steps["procedure"] == "make") & (steps["step"] == "stage_6") & steps["task"].isna()]
    assert happened["make.stage_6 ended"] == whole["ended_at"].notna().sum() > 0
    assert Counter(each.type for each in log.objects)["sample"] == len(results)
    assert [event.minute for event in log.events] == sorted(event.minute for event in log.events)


def test_what_a_lot_was_made_of_and_what_it_was_split_from_can_be_followed(log: EventLog) -> None:
    related = {each.id: dict((how, other) for other, how in each.related) for each in log.objects}
    batch = next(
        each
        for each in log.objects
        if each.type == "lot"
        and (
            "material",
            "islets",
        )
        in [a[:2] for a in each.attributes]
    )
    bank = related[batch.id]["made of"]
    line = related[bank]["made of"]
    assert bank.startswith("lot:") and ":bank:" in bank and ":line:" in line
    assert related[line]["made for"] == related[batch.id]["made for"]


def test_no_unit_is_in_two_places_and_no_number_is_beyond_what_there_is(plant_run: RunFolder) -> None:
    uses = numbered_uses(plant_run, plant_run.manifest, REPLICATION)
    there = plant_run.table("resources", ["resource", "count"], [REPLICATION])
    count = dict(zip(there["resource"].astype(str), there["count"], strict=True))
    held = defaultdict(list)
    for row in uses.itertuples():
        assert row.unit <= count[row.resource]
        held[row.resource, row.unit].append((row.from_min, row.to_min))
    assert len(held) > 10
    for spans in held.values():
        spans.sort()
        assert all(a[1] <= b[0] for a, b in pairwise(spans))


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> RunFolder:
    """The plant with incubators that all steps of an order share."""
    file = Path(__file__).parents[1] / "report" / "plant.yaml"
    loaded = load_scenario(file, {"facility.equipment.incubator": "{count: 8, ownership: order, grade: choice}"})
    return play_run(loaded, tmp_path_factory.mktemp("runs") / "shared", name="shared", pairs=1, workers=1, report=False)


def test_the_uses_of_units_add_up_to_what_each_resource_worked_or_was_held(
    plant_run: RunFolder, shared: RunFolder
) -> None:
    for run, replication in ((plant_run, REPLICATION), (shared, 0), (shared, 1)):
        uses, window = numbered_uses(run, run.manifest, replication), run.manifest.window
        there = run.table("resources", replications=[replication]).set_index("resource")
        spent = uses.assign(
            begins=uses["from_min"].clip(lower=window.from_min), ends=uses["to_min"].clip(upper=window.to_min)
        )
        worked: Counter[str] = Counter()
        for (resource, _), unit in spent.groupby(["resource", "unit"]):
            until = -1.0
            for begins, ends in sorted(zip(unit["begins"], unit["ends"], strict=True)):
                worked[str(resource)] += max(0, int(ends - max(begins, until)))
                until = max(until, ends)
        for resource in ("operator", "analyst", "cabinet", "suspension", "incubator"):
            held = there.loc[resource, ["working_min", "held_waiting_min"]].sum()
            assert worked[resource] == held > 0, resource
            assert uses.loc[uses["resource"] == resource, "unit"].max() <= there.loc[resource, "count"]


def test_one_table_holds_the_same_events(log: EventLog) -> None:
    rows = list(csv.DictReader(io.StringIO(as_csv(log))))
    assert len(rows) == len(log.events)
    fed = next(row for row in rows if row["activity"] == "make.stage_6.feed")
    assert len(fed["person"].split("|")) == 2
    assert fed["equipment"].startswith("cabinet ")
    assert fed["lot"].startswith(f"{fed['order']}:islets:")
    assert fed["time"] < fed["ended"]


def test_values_are_written_in_words_that_fit_their_type() -> None:
    order = LogObject("order:1", "order", (("target", 1.5e6, 0), ("n", 1, 0), ("n", 0.5, 3)))
    event = LogEvent("fed", 1500, (("late", True), ("ended", Instant(1560)), ("n", 3)), (("order:1", "order"),))
    log = EventLog("2026-01-05", (order,), (event,), {"order:1": "order"})
    document = json.loads(as_ocel(log))
    assert document["events"][0]["time"] == "2026-01-06T01:00:00Z"
    values = {each["name"]: each["value"] for each in document["events"][0]["attributes"]}
    assert values == {"late": "true", "ended": "2026-01-06T02:00:00Z", "n": "3"}
    assert document["eventTypes"][0]["attributes"] == [
        {"name": "ended", "type": "time"},
        {"name": "late", "type": "boolean"},
        {"name": "n", "type": "integer"},
    ]
    assert {"name": "n", "type": "float"} in document["objectTypes"][0]["attributes"]
    assert as_csv(log).splitlines()[1] == "e1,fed,2026-01-06T01:00:00,1,,,,,2026-01-06T02:00:00,true,3"


def test_a_file_is_whole_and_nothing_is_replaced_unasked(plant_run: RunFolder, tmp_path: Path) -> None:
    file, log = write_log(plant_run, "csv", replication=1, file=tmp_path / "log.csv")
    assert [each.name for each in tmp_path.iterdir()] == ["log.csv"]
    assert file.read_text() == as_csv(log)
    with pytest.raises(RunError, match="is there already"):
        write_log(plant_run, "csv", file=file)
    with pytest.raises(RunError, match=r'no format "xes"\. There are ocel, csv'):
        write_log(plant_run, "xes", file=tmp_path / "x")
    with pytest.raises(RunError, match=r"no replication 20\. There are 0 to 19"):
        write_log(plant_run, replication=20, file=tmp_path / "x")
    with pytest.raises(RunError, match="There is no folder"):
        write_log(plant_run, file=tmp_path / "none" / "x.json")


def test_rows_that_do_not_say_what_was_held_are_refused(plant_run: RunFolder) -> None:
    class Old:
        replications = 1

        def column_names(self, name: str) -> tuple[str, ...]:
            return tuple(each for each in plant_run.column_names(name) if each != "uses")

    with pytest.raises(RunError, match="do not say what they held"):
        numbered_uses(Old(), replace(plant_run.manifest), 0)  # type: ignore[arg-type]
