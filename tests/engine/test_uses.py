"""What a step or task holds stands in its row."""

from __future__ import annotations

from collections import Counter

from cipsc_sim.records.uses import uses_as_text, uses_from_text

from .told import tell

PLANT = """
materials: {tissue: {supply: {with_order: 1}}, dose: {kept_in: store}}
procedures:
  make:
    takes: {tissue: all}
    makes: {dose: {}}
    route: [grow, wash]
    steps:
      grow: {duration_d: 2, occupies: {vessel: 3}, tasks: {feed: {every_d: 1, hands_on_h: 2, people: {operator: 2}, with: cabinet}}}
      wash: {duration_d: 1, occupies: {vessel: same}}
facility:
  equipment: {vessel: {count: 3}, cabinet: {count: 1}, store: {count: 9}}
  people: {operator: {count: 2}}
orders: {arrive: {at_d: [0, 0]}, wants: {dose: {lots: 1}}, leaves: {after_d: 4}}
"""


def test_what_a_step_holds_and_a_task_takes_stands_in_its_row() -> None:
    told = tell(PLANT)
    found = [(row["step"], row["task"], row["outcome"], row["uses"]) for row in told.rows("steps") if row["order"] == 0]
    assert found == [
        ("grow", "feed", "done", "operator:2 cabinet:1"),
        ("grow", "", "done", "vessel:3"),
        ("wash", "", "done", "vessel:3 store:1"),
    ]


def test_what_never_began_holds_nothing() -> None:
    late = tell(PLANT.replace("leaves: {after_d: 4}", "leaves: {after_d: 1}"))
    never = [row for row in late.rows("steps") if row["started_at"] is None]
    assert [row["outcome"] for row in never] == ["cancelled"]
    assert [row["uses"] for row in never] == [None]


def test_the_rows_add_up_to_what_each_resource_worked() -> None:
    told = tell(PLANT)
    worked: Counter[str] = Counter()
    for row in told.rows("steps"):
        for resource, units in uses_from_text(row["uses"] or "").items():
            worked[resource] += units * (row["ended_at"] - row["started_at"])
    for resource in ("vessel", "cabinet", "operator"):
        assert told.resource(resource)["working_min"] == worked[resource] > 0


def test_uses_are_read_as_they_were_written() -> None:
    units = {"operator": 2, "cabinet": 1}
    assert uses_from_text(uses_as_text(units)) == units
    assert uses_from_text("") == {}
