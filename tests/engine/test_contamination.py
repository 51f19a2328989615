"""Stories of contamination: which opening it comes with, and when it is seen."""

from __future__ import annotations

from math import exp, log1p

from .told import lines, tell

OPENED_DAILY = """
attributes:
  contaminated: {kind: flag, per_opening: 0.01, shows: {chance: 0.9, after_d: 2.5, reason: contamination}}
materials: {tissue: {supply: {with_order: 1}}, dose: {}}
procedures:
  make:
    takes: {tissue: all}
    makes: {dose: {}}
    route: [grow, wash]
    steps:
      grow:
        duration_d: 9
        tasks: {feed: {every_d: 1, hands_on_h: 1, people: {operator: 1}, openings: 2}}
        effects: {contaminated: {expose: openings}}
      wash: {duration_d: 1}
facility: {people: {operator: {count: 9}}}
orders: {arrive: {at_d: [0, 0]}, wants: {dose: {lots: 1}}}
"""
EXPOSED = "procedures.make.steps.grow.effects.contaminated.expose"


def contaminated_at_opening(number: float) -> float:
    """The uniform number with which the flag is set as soon as so many openings were made."""
    return exp(number * log1p(-0.01))


def test_growth_is_seen_so_many_days_after_the_opening_that_brought_it() -> None:
    told = tell(OPENED_DAILY, {EXPOSED: {"0:1.1": contaminated_at_opening(5.5), "1:1.1": contaminated_at_opening(18)}})
    steps = [line for line in told.steps if ".feed#" not in line]
    assert steps == lines(
        """
        0:dose:1.1 make.grow 0d00:00 0d00:00 5d12:00 cancelled
        1:dose:1.1 make.grow 0d00:00 0d00:00 9d00:00 done
        1:dose:1.1 make.wash 9d00:00 9d00:00 10d00:00 done
        """
    )
    assert told.decisions == lines(
        """
        5d12:00 0:dose:1.1 gate contaminated seen contamination -
        """
    )
    assert told.lot("1:dose:1.1")["true.contaminated"] == 0


def test_what_the_last_openings_bring_is_not_seen_before_the_lot_is_whole() -> None:
    told = tell(OPENED_DAILY, {EXPOSED: {"0:1.1": contaminated_at_opening(15.5)}})
    assert told.decisions == []
    assert told.lot("0:dose:1.1")["true.contaminated"] == 1
    assert told.lot("1:dose:1.1")["true.contaminated"] == 0


def test_a_sample_taken_while_the_next_step_waits_sees_the_lot_as_it_is() -> None:
    """An invalid run is repeated with a new sample while the wash waits for its only room."""
    washed_at_the_weekend = """
      wash:
        duration_d: 1
        starts_on: sat-sun
        tasks: {wash: {at: start, hands_on_h: 1, people: {operator: 1}, openings: 6}}
        effects: {contaminated: {expose: openings}}
"""
    text = OPENED_DAILY.replace("\n      wash: {duration_d: 1}\n", washed_at_the_weekend).replace("[0, 0]", "[0]")
    told = tell(
        text
        + """
assays: {sterility: {detects: {contaminated: {sensitivity: 1}}, turnaround_d: 3.5, invalid: 0.3}}
specifications: {sterile: {on: dose, after: grow, early_d: 3, assay: sterility, at_most: 0, reason: contamination}}
release: {dose: {needs: [sterile]}}
""",
        {"assays.sterility.invalid.sterile": {"0:1.1#1": 0.9}},
    )
    assert told.results == lines(
        """
        0:dose:1.1 sterile#1 6d00:00 6d00:00 9d12:00 - invalid
        0:dose:1.1 sterile#1 9d12:00 9d12:00 13d00:00 0 pass
        """
    )
