"""Samples, runs, results: what is reported, when, and what becomes of a lot that fails."""

from __future__ import annotations

from .told import Told, lines, tell

Chance = dict[str, dict[str, float]]


def plant(
    assay: str, more: str = "", release: str = "{needs: [potent]}", chance: Chance | None = None, **parts: str
) -> Told:
    """A dose of 1000 cells whose potency, 0.6 unless the chance says otherwise, is to be at least 0.5."""
    dose = parts.get("dose", "{}")
    people = parts.get("people", "{}")
    return tell(
        f"""
attributes: {{cells: {{kind: amount}}, potency: {{kind: property}}}}
materials: {{tissue: {{supply: {{with_order: 1}}, has: {{cells: 1000}}}}, dose: {dose}}}
procedures:
  make:
    takes: {{tissue: {{stays: true}}}}
    makes: {{dose: {{}}}}
    route: [make]
    steps:
      make:
        duration_d: 4
        effects: {{cells: {{set: 1000}}, potency: {{set: {{uniform: {{low: 0.2, high: 1}}}}}}}}
assays: {{potency: {{measures: {{potency: {{sd: 0.1}}}}, {assay}}}}}
specifications: {{potent: {{on: dose, assay: potency, at_least: 0.5, reason: potency}}}}
release: {{dose: {release}}}
facility: {{people: {people}}}
orders: {{arrive: {{at_d: [0]}}, wants: {{dose: {{lots: 1}}}}}}
{more}
""",
        chance,
    )


def test_a_sample_is_taken_from_the_whole_lot_and_the_lot_is_released_when_the_result_passes() -> None:
    told = plant("sample: {cells: 50}, turnaround_d: 2")
    assert told.results == lines(
        """
        0:dose:1.1 potent#1 4d00:00 4d00:00 6d00:00 0.6 pass
        """
    )
    assert told.decisions == lines(
        """
        6d00:00 0:dose:1.1 disposition dose released - -
        """
    )
    dose = told.lot("0:dose:1.1")
    assert (dose["produced"], dose["sampled"], dose["dosed"]) == (1000, 50, 950)
    assert dose["reported.potency"] == told.rows("results")[0]["reported"]


def test_a_run_waits_for_its_day_and_its_analyst_and_lasts_from_there() -> None:
    told = plant(
        "runs_on: [mon], by: analyst, hands_on_h: 3, turnaround_d: 1",
        people="{analyst: {count: 1, shifts: [{days: mon-fri, from_h: 8, hours_h: 8}]}}",
    )
    assert told.results == lines(
        """
        0:dose:1.1 potent#1 4d00:00 7d08:00 8d08:00 0.6 pass
        """
    )
    assert told.steps == lines(
        """
        0:dose:1.1 make.make 0d00:00 0d00:00 4d00:00 done
        0:dose:1.1 potency.potent.run#1 7d00:00 7d08:00 7d11:00 done
        """
    )


def test_the_noise_of_the_first_run_is_that_of_its_uniform_number() -> None:
    told = plant("turnaround_d: 2", chance={"assays.potency.noise.potent": {"0:1.1#0": 0.8413447460685429}})
    assert told.results == lines(
        """
        0:dose:1.1 potent#1 4d00:00 4d00:00 6d00:00 0.7 pass
        """
    )


def test_a_failed_result_rejects_the_lot() -> None:
    told = plant("turnaround_d: 2", chance={"assays.potency.noise.potent": {"0:1.1#0": 0.02}})
    assert told.results == lines(
        """
        0:dose:1.1 potent#1 4d00:00 4d00:00 6d00:00 0.394625 fail
        """
    )
    assert told.decisions == lines(
        """
        6d00:00 0:dose:1.1 disposition dose rejected potency -
        """
    )
    assert told.orders == lines(
        """
        0 0d00:00 - 6d00:00 untreated potency release -
        """
    )


def test_a_failed_result_is_retested_once_after_an_investigation_and_the_second_stands() -> None:
    told = plant(
        "turnaround_d: 2",
        release="{needs: [potent], retests: {potency: once}, investigation: {duration_d: 0.5}}",
        chance={"assays.potency.noise.potent": {"0:1.1#0": 0.02, "0:1.1#1": 0.7}},
    )
    assert told.results == lines(
        """
        0:dose:1.1 potent#1 4d00:00 4d00:00 6d00:00 0.394625 fail
        0:dose:1.1 potent#2 6d12:00 6d12:00 8d12:00 0.65244 pass
        """
    )
    assert told.decisions == lines(
        """
        6d00:00 0:dose:1.1 investigation potent begun potency once
        6d12:00 0:dose:1.1 retest potent begun potency once
        8d12:00 0:dose:1.1 disposition dose released - -
        """
    )


def test_a_second_failure_stands_too() -> None:
    told = plant(
        "turnaround_d: 2",
        release="{needs: [potent], retests: {potency: once}}",
        chance={"assays.potency.noise.potent": {"0:1.1#0": 0.02, "0:1.1#1": 0.1}},
    )
    assert told.results == lines(
        """
        0:dose:1.1 potent#1 4d00:00 4d00:00 6d00:00 0.394625 fail
        0:dose:1.1 potent#2 6d00:00 6d00:00 8d00:00 0.471845 fail
        """
    )
    assert told.decisions == lines(
        """
        6d00:00 0:dose:1.1 retest potent begun potency once
        8d00:00 0:dose:1.1 disposition dose rejected potency -
        """
    )


def test_the_mean_of_three_stands_after_two_more_runs() -> None:
    told = plant(
        "turnaround_d: 2, sample: {cells: 100}",
        release="{needs: [potent], retests: {potency: mean_of_three}, investigation: {by: analyst, hands_on_h: 12}}",
        chance={"assays.potency.noise.potent": {"0:1.1#0": 0.02, "0:1.1#1": 0.7, "0:1.1#2": 0.9}},
        people="{analyst: {count: 1}}",
    )
    assert told.results == lines(
        """
        0:dose:1.1 potent#1 4d00:00 4d00:00 6d00:00 0.394625 fail
        0:dose:1.1 potent#2 6d12:00 6d12:00 8d12:00 0.65244 pass
        0:dose:1.1 potent#3 8d12:00 8d12:00 10d12:00 0.728155 pass
        """
    )
    assert told.decisions == lines(
        """
        6d00:00 0:dose:1.1 investigation potent begun potency mean_of_three
        6d12:00 0:dose:1.1 retest potent begun potency mean_of_three
        10d12:00 0:dose:1.1 disposition dose released - -
        """
    )
    assert told.steps == lines(
        """
        0:dose:1.1 make.make 0d00:00 0d00:00 4d00:00 done
        0:dose:1.1 potent.investigation.investigation#1 6d00:00 6d00:00 6d12:00 done
        """
    )
    dose = told.lot("0:dose:1.1")
    assert dose["sampled"] == 300
    assert abs(dose["reported.potency"] - sum(row["reported"] for row in told.rows("results")) / 3) < 1e-12


def test_an_invalid_run_is_repeated_with_a_new_sample_and_the_same_noise() -> None:
    told = plant(
        "turnaround_d: 2, sample: {cells: 100}, invalid: 0.1",
        chance={
            "assays.potency.invalid.potent": {"0:1.1#1": 0.95, "0:1.1#2": 0.95},
            "assays.potency.noise.potent": {"0:1.1#0": 0.7},
        },
    )
    assert told.results == lines(
        """
        0:dose:1.1 potent#1 4d00:00 4d00:00 6d00:00 - invalid
        0:dose:1.1 potent#1 6d00:00 6d00:00 8d00:00 - invalid
        0:dose:1.1 potent#1 8d00:00 8d00:00 10d00:00 0.65244 pass
        """
    )
    assert told.lot("0:dose:1.1")["sampled"] == 300
    assert {row["noise"] for row in told.rows("results")} == {0.7}


def test_a_sample_larger_than_the_lot_fails_it() -> None:
    told = plant(
        "turnaround_d: 2, sample: {cells: 400}, invalid: 0.1",
        chance={"assays.potency.invalid.potent": {"0:1.1#1": 0.95, "0:1.1#2": 0.95}},
    )
    assert told.results == lines(
        """
        0:dose:1.1 potent#1 4d00:00 4d00:00 6d00:00 - invalid
        0:dose:1.1 potent#1 6d00:00 6d00:00 8d00:00 - invalid
        """
    )
    assert told.decisions == lines(
        """
        8d00:00 0:dose:1.1 repeat potent not_started sample_short -
        8d00:00 0:dose:1.1 disposition dose rejected sample_short -
        """
    )
    assert told.orders == lines(
        """
        0 0d00:00 - 8d00:00 untreated sample_short release -
        """
    )
    dose = told.lot("0:dose:1.1")
    assert (dose["produced"], dose["sampled"], round(dose["discarded"], 9)) == (1000, 800, 200)


def test_a_sample_of_packs_is_as_many_whole_packs_as_it_needs() -> None:
    told = tell(
        """
attributes: {cells: {kind: amount}, dna: {kind: amount}, potency: {kind: property}}
materials: {tissue: {supply: {with_order: 1}, has: {cells: 1050, dna: 20, potency: 1}}, dose: {pack: {cells: 100}}}
procedures:
  make:
    takes: {tissue: all}
    makes: {dose: {packs: 20}}
    route: [fill]
    steps: {fill: {duration_d: 1}}
assays:
  potency: {measures: {potency: {}}, sample: {cells: 250}, turnaround_d: 1}
  sequence: {measures: {potency: {}}, sample: {dna: 5}, turnaround_d: 1}
specifications:
  potent: {on: dose, assay: potency, at_least: 0.5, reason: potency}
  sequenced: {on: dose, assay: sequence, at_least: 0.5, reason: sequence}
release: {dose: {needs: [potent, sequenced]}}
orders: {arrive: {at_d: [0]}, wants: {dose: {packs: 1}}}
"""
    )
    dose = told.lot("0:dose:1.1")
    assert (dose["packs_made"], dose["packs_left"]) == (10, 10 - 3 - 3 - 1)
    assert (dose["produced"], dose["sampled"], dose["dosed"], dose["discarded"]) == (1050, 600, 100, 350)


REVIEWED = """
attributes: {{potency: {{kind: property}}}}
materials: {{tissue: {{supply: {{with_order: 1}}, has: {{potency: 0.45}}}}, dose: {{}}}}
procedures:
  make: {{takes: {{tissue: all}}, makes: {{dose: {{}}}}, route: [make], steps: {{make: {{duration_d: 4}}}}}}
assays: {{potency: {{measures: {{potency: {{}}}}, turnaround_d: 2}}}}
specifications:
  potent: {{on: dose, assay: potency, at_least: 0.5, review_at_least: 0.4, on_review: {on_review}, reason: potency}}
release: {{dose: {{needs: [potent], gate_review: {{by: reviewer, hands_on_h: 2, duration_d: 1}}}}}}
facility: {{people: {{reviewer: {{count: 1}}}}}}
orders: {{arrive: {{at_d: [0]}}, wants: {{dose: {{lots: 1}}}}}}
"""


def test_a_result_between_limit_and_review_limit_is_reviewed_and_then_goes_on() -> None:
    told = tell(REVIEWED.format(on_review="continue"))
    assert told.results == lines(
        """
        0:dose:1.1 potent#1 4d00:00 4d00:00 6d00:00 0.45 review
        """
    )
    assert told.decisions == lines(
        """
        7d00:00 0:dose:1.1 review potent pass potency continue
        7d00:00 0:dose:1.1 disposition dose released - -
        """
    )
    assert told.steps == lines(
        """
        0:dose:1.1 make.make 0d00:00 0d00:00 4d00:00 done
        0:dose:1.1 quality_assurance.review.review#0 6d00:00 6d00:00 6d02:00 done
        """
    )


def test_a_result_that_is_reviewed_may_also_stop_the_lot() -> None:
    told = tell(REVIEWED.format(on_review="stop"))
    assert told.decisions == lines(
        """
        7d00:00 0:dose:1.1 review potent fail potency stop
        7d00:00 0:dose:1.1 disposition dose rejected potency -
        """
    )


EARLY = """
attributes: {{cells: {{kind: amount}}, contaminated: {{kind: flag}}}}
materials: {{tissue: {{supply: {{with_order: 1}}}}, dose: {{shelf_life_d: 3}}}}
procedures:
  make:
    takes: {{tissue: {{stays: true}}}}
    makes: {{dose: {{}}}}
    route: [expand, mature, wash]
    steps:
      expand: {{duration_d: 5, effects: {{cells: {{set: 1000}}, contaminated: {{expose: {{chance: 0.2}}}}}}}}
      mature: {{duration_d: 10{mature}}}
      wash: {{duration_d: 0.5}}
assays:
  sterility: {{detects: {{contaminated: {{sensitivity: 0.9, false_positive: 0.1}}}}, sample: {{cells: 10}}, turnaround_d: 7}}
specifications: {{sterile: {{on: dose, after: mature, early_d: {early}, assay: sterility, at_most: 0, reason: contamination}}}}
release: {{dose: {{needs: [sterile]{release}}}}}
orders: {{arrive: {{at_d: [0]}}, wants: {{dose: {{lots: 1}}}}}}
"""


def test_an_early_test_that_passes_lets_the_lot_be_released_when_it_is_made() -> None:
    told = tell(EARLY.format(mature="", early=8, release=""))
    assert told.results == lines(
        """
        0:dose:1.1 sterile#1 7d00:00 7d00:00 14d00:00 0 pass
        """
    )
    assert told.lots == lines(
        """
        0:tissue:1 - 0d00:00 - 15d12:00 left_over - -
        0:dose:1.1 0d00:00 15d12:00 15d12:00 15d12:00 released - -
        """
    )


def test_what_follows_a_test_goes_on_at_risk_and_the_lot_is_released_with_the_later_of_both() -> None:
    told = tell(EARLY.format(mature="", early=5, release=""))
    assert told.steps == lines(
        """
        0:dose:1.1 make.expand 0d00:00 0d00:00 5d00:00 done
        0:dose:1.1 make.mature 5d00:00 5d00:00 15d00:00 done
        0:dose:1.1 make.wash 15d00:00 15d00:00 15d12:00 done
        """
    )
    assert told.lots == lines(
        """
        0:tissue:1 - 0d00:00 - 17d00:00 left_over - -
        0:dose:1.1 0d00:00 15d12:00 17d00:00 17d00:00 released - -
        """
    )


def test_an_early_test_that_fails_stops_the_lot_in_process() -> None:
    told = tell(
        EARLY.format(mature="", early=8, release=""),
        {"procedures.make.steps.expand.effects.contaminated.expose": {"0:1.1": 0.9}},
    )
    assert told.steps == lines(
        """
        0:dose:1.1 make.expand 0d00:00 0d00:00 5d00:00 done
        0:dose:1.1 make.mature 5d00:00 5d00:00 14d00:00 cancelled
        """
    )
    assert told.decisions == lines(
        """
        14d00:00 0:dose:1.1 gate sterile fail contamination -
        14d00:00 0:dose:1.1 disposition dose stopped_in_process contamination -
        """
    )
    assert told.lots == lines(
        """
        0:tissue:1 - 0d00:00 - 14d00:00 left_over - -
        0:dose:1.1 0d00:00 - - 14d00:00 stopped_in_process contamination mature
        """
    )


def test_a_step_goes_on_while_a_retest_of_its_early_test_is_awaited() -> None:
    told = tell(
        EARLY.format(mature=", ends_on: [mon, wed], at_most_d: 18", early=8, release=", retests: {sterility: once}"),
        {"assays.sterility.noise.sterile": {"0:1.1#0": 0.95, "0:1.1#1": 0.2}},
    )
    assert told.steps == lines(
        """
        0:dose:1.1 make.expand 0d00:00 0d00:00 5d00:00 done
        0:dose:1.1 make.mature 5d00:00 5d00:00 23d00:00 done
        0:dose:1.1 make.wash 23d00:00 23d00:00 23d12:00 done
        """
    )
    assert told.results == lines(
        """
        0:dose:1.1 sterile#1 8d00:00 8d00:00 15d00:00 1 fail
        0:dose:1.1 sterile#2 15d00:00 15d00:00 22d00:00 0 pass
        """
    )
    assert told.lots == lines(
        """
        0:tissue:1 - 0d00:00 - 23d12:00 left_over - -
        0:dose:1.1 0d00:00 23d12:00 23d12:00 23d12:00 released - -
        """
    )


def test_an_early_test_that_is_run_again_before_the_next_step_begins_sees_what_is_there() -> None:
    exposed = "starts_on: [mon], tasks: {fill: {at: end, hands_on_h: 1, openings: 2}}, effects: {contaminated: {expose: openings}}"
    scenario = EARLY.replace("contaminated: {{kind: flag}}", "contaminated: {{kind: flag, per_opening: 0.1}}")
    scenario = scenario.replace("shelf_life_d: 3", "shelf_life_d: 9")
    scenario = scenario.replace("duration_d: 0.5", f"duration_d: 0.5, {exposed.replace('{', '{{').replace('}', '}}')}")
    told = tell(
        scenario.format(mature="", early=3, release=", retests: {sterility: once}"),
        {"assays.sterility.noise.sterile": {"0:1.1#0": 0.95, "0:1.1#1": 0.2}},
    )
    assert told.results == lines(
        """
        0:dose:1.1 sterile#1 12d00:00 12d00:00 19d00:00 1 fail
        0:dose:1.1 sterile#2 19d00:00 19d00:00 26d00:00 0 pass
        """
    )


def test_a_step_goes_on_no_longer_than_it_may() -> None:
    told = tell(
        EARLY.format(mature=", ends_on: [mon, wed], at_most_d: 15", early=8, release=", retests: {sterility: once}"),
        {"assays.sterility.noise.sterile": {"0:1.1#0": 0.95, "0:1.1#1": 0.2}},
    )
    assert [line for line in told.steps if "mature" in line] == lines(
        """
        0:dose:1.1 make.mature 5d00:00 5d00:00 16d00:00 done
        """
    )
    assert told.lots == lines(
        """
        0:tissue:1 - 0d00:00 - 19d12:00 left_over - -
        0:dose:1.1 0d00:00 16d12:00 - 19d12:00 expired expired release
        """
    )


def test_a_step_goes_on_for_any_result_where_the_lot_is_held_in_culture() -> None:
    waits = tell(EARLY.format(mature=", at_most_d: 14", early=5, release=", hold: in_culture"))
    assert waits.steps == lines(
        """
        0:dose:1.1 make.expand 0d00:00 0d00:00 5d00:00 done
        0:dose:1.1 make.mature 5d00:00 5d00:00 18d00:00 done
        0:dose:1.1 make.wash 18d00:00 18d00:00 18d12:00 done
        """
    )
    fresh = tell(EARLY.format(mature=", at_most_d: 14", early=5, release=""))
    assert [line for line in fresh.steps if "mature" in line] == lines(
        """
        0:dose:1.1 make.mature 5d00:00 5d00:00 15d00:00 done
        """
    )


def test_the_results_of_lots_that_are_made_together_are_their_own() -> None:
    told = tell(
        """
attributes: {potency: {kind: property}}
materials: {tissue: {supply: {with_order: 1}}, line: {}, dose: {}}
traits: {aptitude: {line: 1}}
procedures:
  derive:
    takes: {tissue: all}
    makes: {line: {lots: 2}}
    route: [pick]
    steps: {pick: {duration_d: 2}}
  make:
    takes: {line: {waits_for: all, choose: {highest: trial}}}
    makes: {dose: {}}
    route: [make]
    steps: {make: {duration_d: 1}}
assays: {trial: {measures: {aptitude: {}}, turnaround_d: {uniform: {low: 0, high: 8}}}}
specifications: {apt: {on: line, assay: trial, at_least: 0.5, reason: aptitude}}
release: {line: {needs: [apt]}}
orders: {arrive: {at_d: [0]}, wants: {dose: {lots: 1}}}
""",
        {
            "traits.aptitude.line": {"0:1.1.1": 0.9, "0:1.1.2": 0.1},
            "assays.trial.turnaround_d.apt": {"0:1.1.1#1": 0.75, "0:1.1.2#1": 0.25},
        },
    )
    assert told.lots == lines(
        """
        0:tissue:1 - 0d00:00 - 0d00:00 used - -
        0:line:1.1.1 0d00:00 2d00:00 8d00:00 8d00:00 used - -
        0:line:1.1.2 0d00:00 2d00:00 - 4d00:00 rejected aptitude release
        0:dose:1.1.1.1 8d00:00 9d00:00 - 9d00:00 released - -
        """
    )
    reported = {row["lot"]: row["reported"] for row in told.rows("results")}
    assert {label: told.lot(label)["reported.aptitude"] for label in reported} == reported


def test_a_test_of_the_lot_in_process_counts_for_every_lot_that_it_is_split_into() -> None:
    told = tell(
        """
attributes: {contaminated: {kind: flag}}
materials: {tissue: {supply: {with_order: 1}, has: {contaminated: 1}}, line: {}, dose: {}}
procedures:
  derive:
    takes: {tissue: {stays: true}}
    makes: {line: {lots: 2}}
    route: [culture, pick]
    steps: {culture: {duration_d: 2}, pick: {duration_d: 1}}
  make:
    takes: {line: all}
    makes: {dose: {}}
    route: [make]
    steps: {make: {duration_d: 1}}
assays: {sterility: {detects: {contaminated: {}}, turnaround_d: 7}}
specifications: {sterile: {on: line, after: culture, assay: sterility, at_most: 0, reason: contamination}}
release: {line: {needs: [sterile]}}
orders: {arrive: {at_d: [0]}, wants: {dose: {lots: 1}}}
"""
    )
    assert told.lots == lines(
        """
        0:tissue:1 - 0d00:00 - 9d00:00 left_over - -
        0:line:1.1.1 0d00:00 3d00:00 - 9d00:00 rejected contamination culture
        0:line:1.1.2 0d00:00 3d00:00 - 9d00:00 rejected contamination culture
        """
    )
    assert told.decisions == lines(
        """
        9d00:00 0:line:1.1.1 gate sterile fail contamination -
        9d00:00 0:line:1.1.1 disposition line rejected contamination -
        9d00:00 0:line:1.1.2 gate sterile fail contamination -
        9d00:00 0:line:1.1.2 disposition line rejected contamination -
        """
    )
    assert told.orders == lines(
        """
        0 0d00:00 - 9d00:00 untreated contamination culture -
        """
    )


def test_a_failed_test_of_what_a_lot_was_made_of_stops_it_in_process() -> None:
    told = tell(
        """
attributes: {contaminated: {kind: flag}}
materials: {tissue: {supply: {with_order: 1}, has: {contaminated: 1}}, line: {}, dose: {}}
procedures:
  derive:
    takes: {tissue: all}
    makes: {line: {}}
    route: [pick]
    steps: {pick: {duration_d: 2}}
  make:
    takes: {line: all}
    makes: {dose: {}}
    route: [make]
    steps: {make: {duration_d: 10}}
assays: {sterility: {detects: {contaminated: {}}, turnaround_d: 7}}
specifications: {sterile: {on: line, assay: sterility, at_most: 0, reason: contamination}}
release: {dose: {needs: [sterile]}}
orders: {arrive: {at_d: [0]}, wants: {dose: {lots: 1}}}
"""
    )
    assert told.results == lines(
        """
        0:line:1.1 sterile#1 2d00:00 2d00:00 9d00:00 1 fail
        """
    )
    assert told.lots == lines(
        """
        0:tissue:1 - 0d00:00 - 0d00:00 used - -
        0:line:1.1 0d00:00 2d00:00 - 2d00:00 used - -
        0:dose:1.1.1 2d00:00 - - 9d00:00 stopped_in_process contamination release
        """
    )
    assert told.orders == lines(
        """
        0 0d00:00 - 9d00:00 untreated contamination release -
        """
    )


def test_a_lot_in_process_that_nobody_releases_is_stopped_by_a_failed_test_that_a_later_release_needs() -> None:
    told = tell(
        """
attributes: {contaminated: {kind: flag}}
materials: {tissue: {supply: {with_order: 1}, has: {contaminated: 1}}, line: {}, dose: {}}
procedures:
  derive:
    takes: {tissue: {stays: true}}
    makes: {line: {}}
    route: [culture, pick]
    steps: {culture: {duration_d: 2}, pick: {duration_d: 9}}
  make:
    takes: {line: all}
    makes: {dose: {}}
    route: [make]
    steps: {make: {duration_d: 10}}
assays: {sterility: {detects: {contaminated: {}}, turnaround_d: 7}}
specifications: {sterile: {on: line, after: culture, assay: sterility, at_most: 0, reason: contamination}}
release: {dose: {needs: [sterile]}}
orders: {arrive: {at_d: [0]}, wants: {dose: {lots: 1}}}
"""
    )
    assert told.steps == lines(
        """
        0:line:1.1 derive.culture 0d00:00 0d00:00 2d00:00 done
        0:line:1.1 derive.pick 2d00:00 2d00:00 9d00:00 cancelled
        """
    )
    assert told.lots == lines(
        """
        0:tissue:1 - 0d00:00 - 9d00:00 left_over - -
        0:line:1.1 0d00:00 - - 9d00:00 stopped_in_process contamination culture
        """
    )
    assert told.orders == lines(
        """
        0 0d00:00 - 9d00:00 untreated contamination culture -
        """
    )


def test_a_sample_that_is_larger_than_the_lot_in_process_stops_it_at_the_end_of_the_step() -> None:
    told = tell(
        """
attributes: {cells: {kind: amount}, potency: {kind: property}}
materials: {tissue: {supply: {with_order: 1}, has: {cells: 100, potency: 1}}, dose: {}}
procedures:
  make:
    takes: {tissue: all}
    makes: {dose: {}}
    route: [expand, wash]
    steps: {expand: {duration_d: 2, effects: {cells: {scale: {uniform: {low: 0, high: 2}}}}}, wash: {duration_d: 1}}
assays: {potency: {measures: {potency: {}}, sample: {cells: 50}, turnaround_d: 1}}
specifications: {potent: {on: dose, after: expand, assay: potency, at_least: 0.5, reason: potency}}
release: {dose: {needs: [potent]}}
orders: {arrive: {at_d: [0, 0]}, wants: {dose: {lots: 1}}}
""",
        {"procedures.make.steps.expand.effects.cells.scale": {"1:1.1": 0.125}},
    )
    assert told.steps == lines(
        """
        0:dose:1.1 make.expand 0d00:00 0d00:00 2d00:00 done
        1:dose:1.1 make.expand 0d00:00 0d00:00 2d00:00 done
        0:dose:1.1 make.wash 2d00:00 2d00:00 3d00:00 done
        """
    )
    assert told.lots == lines(
        """
        0:tissue:1 - 0d00:00 - 0d00:00 used - -
        0:dose:1.1 0d00:00 3d00:00 3d00:00 3d00:00 released - -
        1:tissue:1 - 0d00:00 - 0d00:00 used - -
        1:dose:1.1 0d00:00 - - 2d00:00 stopped_in_process sample_short expand
        """
    )
    assert told.orders == lines(
        """
        0 0d00:00 3d00:00 3d00:00 treated - - 0:dose:1.1
        1 0d00:00 - 2d00:00 untreated sample_short expand -
        """
    )


def test_a_retest_after_use_takes_nothing_from_what_was_used() -> None:
    told = plant(
        "turnaround_d: 2, sample: {cells: 100}",
        release="{needs: [], follows: [potent], retests: {potency: once}}",
        chance={"assays.potency.noise.potent": {"0:1.1#0": 0.02, "0:1.1#1": 0.1}},
    )
    assert told.results == lines(
        """
        0:dose:1.1 potent#1 4d00:00 4d00:00 6d00:00 0.394625 fail
        0:dose:1.1 potent#2 6d00:00 6d00:00 8d00:00 0.471845 fail
        """
    )
    assert told.decisions == lines(
        """
        4d00:00 0:dose:1.1 disposition dose released - -
        6d00:00 0:dose:1.1 retest potent begun potency once
        8d00:00 0:dose:1.1 action_plan potent begun potency -
        """
    )
    dose = told.lot("0:dose:1.1")
    assert (dose["sampled"], dose["dosed"]) == (100, 900)


def test_growth_that_is_seen_stops_the_lot() -> None:
    told = tell(
        """
attributes: {contaminated: {kind: flag, shows: {chance: 0.6, after_d: 3, reason: contamination}}}
materials: {tissue: {supply: {with_order: 1}}, dose: {}}
procedures:
  make:
    takes: {tissue: all}
    makes: {dose: {}}
    route: [open, grow]
    steps: {open: {duration_d: 1, effects: {contaminated: {expose: {chance: 0.6}}}}, grow: {duration_d: 9}}
orders: {arrive: {at_d: [0, 0, 0]}, wants: {dose: {lots: 1}}}
""",
        {
            "procedures.make.steps.open.effects.contaminated.expose": {"0:1.1": 0.1},
            "attributes.contaminated.shows.chance": {"1:1.1": 0.1},
        },
    )
    assert told.steps == lines(
        """
        0:dose:1.1 make.open 0d00:00 0d00:00 1d00:00 done
        1:dose:1.1 make.open 0d00:00 0d00:00 1d00:00 done
        2:dose:1.1 make.open 0d00:00 0d00:00 1d00:00 done
        2:dose:1.1 make.grow 1d00:00 1d00:00 4d00:00 cancelled
        0:dose:1.1 make.grow 1d00:00 1d00:00 10d00:00 done
        1:dose:1.1 make.grow 1d00:00 1d00:00 10d00:00 done
        """
    )
    assert told.decisions == lines(
        """
        4d00:00 2:dose:1.1 gate contaminated seen contamination -
        """
    )
    assert told.orders == lines(
        """
        0 0d00:00 10d00:00 10d00:00 treated - - 0:dose:1.1
        1 0d00:00 10d00:00 10d00:00 treated - - 1:dose:1.1
        2 0d00:00 - 4d00:00 untreated contamination culture -
        """
    )


def test_an_early_sample_that_is_taken_again_in_the_next_step_sees_the_lot_as_it_is() -> None:
    told = tell(
        """
attributes: {cells: {kind: amount}}
materials: {tissue: {supply: {with_order: 1}}, dose: {}}
procedures:
  make:
    takes: {tissue: {stays: true}}
    makes: {dose: {}}
    route: [grow, wash]
    steps:
      grow: {duration_d: 4, effects: {cells: {set: 1000}}}
      wash: {duration_d: 4, effects: {cells: {scale: 0.5}}}
assays: {count: {measures: {cells: {}}, turnaround_d: 3, invalid: 0.1}}
specifications: {enough: {on: dose, after: grow, early_d: 1, assay: count, at_least: 800, reason: dose}}
release: {dose: {needs: [enough]}}
orders: {arrive: {at_d: [0]}, wants: {dose: {lots: 1}}}
""",
        {"assays.count.invalid.enough": {"0:1.1#1": 0.95}},
    )
    assert told.results == lines(
        """
        0:dose:1.1 enough#1 3d00:00 3d00:00 6d00:00 - invalid
        0:dose:1.1 enough#1 6d00:00 6d00:00 9d00:00 1000 pass
        """
    )
