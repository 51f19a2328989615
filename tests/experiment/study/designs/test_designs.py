"""Designs: grids without repeats, samples that fill the space, stars, conditions; and what is refused, with its line."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from cipsc_sim.errors import ScenarioError
from cipsc_sim.experiment.study.designs.sampling import unit_points
from cipsc_sim.experiment.study.factor import Factor, Span
from cipsc_sim.experiment.study.reading.file import read_study
from cipsc_sim.experiment.study.study import Study

from ...small import write_queue

HEAD = "title: t\nquestion: q\nscenario: queue.yaml\npairs: 1\n"
SERVERS = "servers: {path: facility.equipment.server.count, values: [1, 2, 3]}"
DEMAND = "demand: {path: orders.arrive.poisson.per_year, from: 100, to: 400}"
MEAN = "mean: {path: procedures.serve.steps.serve.duration_d.exponential.mean, from: 0.1, to: 10, scale: log}"


def study(folder: Path, factors: str, design: str, more: str = "") -> Study:
    written = "\n  ".join(["factors:", *factors.splitlines()])
    return read_study(write_queue(folder, f"{HEAD}{written}\ndesign: {design}\n{more}"))


def refused(folder: Path, factors: str, design: str, more: str = "") -> list[str]:
    with pytest.raises(ScenarioError) as error:
        study(folder, factors, design, more)
    return [str(each).replace(f"{folder}/", "") for each in error.value.problems]


def test_a_latin_hypercube_has_one_point_in_each_strip_of_each_factor(tmp_path: Path) -> None:
    found = study(tmp_path, f"{DEMAND}\n{MEAN}", "{latin_hypercube: {points: 20}}")
    assert found.points[0].label == "as it is"
    assert len(found.points) == 21
    for factor in found.factors:
        assert factor.span is not None
        shares = [factor.span.share_of(float(point.levels[factor.name])) for point in found.points[1:]]
        assert sorted(int(20 * share) for share in shares) == list(range(20)), factor.name


def test_a_sobol_sequence_is_even_at_powers_of_two_and_a_power_of_two_of_it_is_a_beginning_of_the_next() -> None:
    sixteen, thirty_two = (unit_points("sobol_sequence", n, 3, seed=5) for n in (16, 32))
    assert np.array_equal(sixteen, thirty_two[:16])
    for column in sixteen.T:
        assert sorted((16 * column).astype(int)) == list(range(16))
    assert not np.array_equal(sixteen, unit_points("sobol_sequence", 16, 3, seed=6))


def test_a_seed_as_large_as_any_gives_a_design() -> None:
    assert unit_points("latin_hypercube", 4, 2, seed=2**64 - 1).shape == (4, 2)


def test_a_span_is_even_by_factors_on_a_log_scale_and_whole_where_the_scenario_counts(tmp_path: Path) -> None:
    assert Span(0.1, 10, log=True).at(0.5) == pytest.approx(1.0)
    whole = Span(2, 5, whole=True)
    values = [whole.at((place + 0.5) / 400) for place in range(400)]
    assert {value: values.count(value) for value in set(values)} == {2: 100, 3: 100, 4: 100, 5: 100}
    counted = study(
        tmp_path, "servers: {path: facility.equipment.server.count, from: 1, to: 4}", "{sobol_sequence: {points: 8}}"
    )
    assert all(isinstance(point.levels["servers"], int) for point in counted.points[1:])


def test_a_factor_without_a_span_takes_each_of_its_values_equally_often() -> None:
    factor = Factor("f", "a.b", ("x", "y", "z"))
    found = [factor.at((place + 0.5) / 30) for place in range(30)]
    assert [found.count(value) for value in "xyz"] == [10, 10, 10]


def test_one_of_each_kind_is_added_by_a_star(tmp_path: Path) -> None:
    found = study(tmp_path, "more: {each: facility.equipment.*.count, add: [1]}", "{one_at_a_time: all}")
    assert [point.label for point in found.points] == ["as it is", "more.server 3", "more.spare 2"]
    assert [factor.path for factor in found.factors] == [
        "facility.equipment.server.count",
        "facility.equipment.spare.count",
    ]
    assert found.points[1].load().scenario.facility.equipment["server"].count == 3
    half = study(tmp_path, "more: {each: facility.equipment.*.count, times: [2]}", "{one_at_a_time: [more]}")
    assert [point.label for point in half.points][1:] == ["more.server 4", "more.spare 2"]


def test_a_factor_is_varied_only_where_its_condition_holds_and_what_is_the_same_is_played_once(tmp_path: Path) -> None:
    spare = "spare: {path: facility.equipment.spare.count, values: [2, 3], only_where: {servers: [1]}}"
    found = study(tmp_path, f"{SERVERS}\n{spare}", "{grid: all}")
    assert [point.label for point in found.points] == [
        "servers 1, spare 2",
        "servers 1, spare 3",
        "servers 2",
        "servers 3",
    ]
    assert found.points[found.base].label == "servers 2"  # as the scenario says
    alone = study(tmp_path, f"{SERVERS}\n{spare}", "{one_at_a_time: all}")
    assert not any("spare" in point.label for point in alone.points)  # the scenario has two servers


def test_a_condition_on_a_factor_that_is_not_varied_there_is_a_condition_on_what_the_scenario_says(
    tmp_path: Path,
) -> None:
    leaves = "leaves: {path: orders.leaves.per_month, values: [0.2, 0.3], only_where: {servers: [1]}}"
    spare = "spare: {path: facility.equipment.spare.count, values: [2, 3], only_where: {leaves: [0.3]}}"
    found = study(tmp_path, f"{SERVERS}\n{leaves}\n{spare}", "{grid: all}")
    assert [point.label for point in found.points] == [
        "servers 1, leaves 0.2",
        "servers 1, leaves 0.3, spare 2",
        "servers 1, leaves 0.3, spare 3",
        "servers 2",
        "servers 3",
    ]
    two = leaves.replace("servers: [1]", "servers: [2]")
    alone = study(tmp_path, f"{SERVERS}\n{two}", "{grid: [leaves]}")  # the scenario has two servers
    assert [point.label for point in alone.points] == ["leaves 0.2", "leaves 0.3"]


def test_no_two_points_of_a_sample_share_a_label(tmp_path: Path) -> None:
    found = study(tmp_path, SERVERS, "{latin_hypercube: {points: 12}}")
    assert len({point.label for point in found.points}) == 13


@pytest.mark.parametrize(
    ("factors", "design", "told"),
    [
        ("demand: {path: orders.arrive.poisson.per_year, from: 9, to: 9}", "{latin_hypercube: {points: 9}}",
         "study.yaml:6: factors.demand.to: an empty range, from 9 to 9. Write the lower end first."),
        ("demand: {path: orders.arrive.poisson.per_year, from: 0, to: 9, scale: log}", "{latin_hypercube: {points: 9}}",
         "study.yaml:6: factors.demand.from: 0 on a scale of factors. Begin above 0, or write scale: linear."),
        ("mean: {path: procedures.serve.steps.serve.duration_d, values: [1, 2]}", "{grid: all}",
         "study.yaml:6: procedures.serve.steps.serve.duration_d: a number in place of a distribution. Name the number in it "
         "(procedures.serve.steps.serve.duration_d.…), or write {constant: 0.5} to take the spread away."),
        ("wants: {path: orders.wants, times: [2]}", "{grid: all}",
         "study.yaml:6: orders.wants: times needs a number, and there is a mapping. Write values: […]."),
        ("more: {each: facility.equipment.*.cuont, add: [1]}", "{one_at_a_time: all}",
         'study.yaml:6: factors.more.each: nothing like "facility.equipment.*.cuont". Write a star for each name that may '
         "be any: facility.equipment.*.count."),
        ("more: {each: facility.equipment.server.count, add: [1]}", "{one_at_a_time: all}",
         "study.yaml:6: factors.more.each: no star in it. Write a star for each name that may be any: "
         "facility.equipment.*.count."),
        ("label: {path: facility.equipment.server.count, values: [1, 2]}", "{grid: all}",
         'study.yaml:6: factors: "label" is a column of the points already. Choose another name.'),
        (f"{SERVERS}\nspare: {{path: facility.equipment.spare.count, values: [2], only_where: {{servers: [7]}}}}", "{grid: all}",
         "study.yaml:7: factors.spare.only_where.servers: servers is never 7. It takes 1, 2, 3."),
        (f"{SERVERS}\nspare: {{path: facility.equipment.spare.count, values: [2], only_where: {{server: [1]}}}}", "{grid: all}",
         'study.yaml:7: factors.spare.only_where: no other factor "server". Known: servers. Did you mean servers?'),
        (f"{SERVERS}\n{DEMAND}", "{grid: all}",
         "study.yaml:7: factors.demand: a range in a grid. List its values, or choose latin_hypercube."),
        (SERVERS, "{latin_hypercube: {points: 1}}", "study.yaml:7: design.latin_hypercube.points: 1 points. A whole number from 2 on."),
        (SERVERS, "{latin_hypercube: {point: 9}}", 'study.yaml:7: design.latin_hypercube: no "point". Known: points, factors. '
         "Did you mean points?"),
        (SERVERS, "{latin_hypercube: {points: 1000000}}",
         "study.yaml:7: design.latin_hypercube: 1,000,000 points. Take fewer of them; with --yes it is played all the same."),
        (f"{SERVERS}\nother: {{path: facility.equipment.server.count, values: [4]}}", "{grid: all}",
         "study.yaml:7: facility.equipment.server.count: the path of factor servers too. Give one of them another path."),
        (f"{SERVERS}\nspare: {{path: facility.equipment.spare.count, values: [2], only_where: {{servers: []}}}}", "{grid: all}",
         "study.yaml:7: factors.spare.only_where: not a condition."),
        (f"{SERVERS.replace('3]', '3], only_where: {spare: [2]}')}\n"
         "spare: {path: facility.equipment.spare.count, values: [2], only_where: {servers: [1]}}", "{grid: all}",
         "study.yaml:6: factors.servers.only_where: each waits for the next: servers → spare → servers."),
        (f"{SERVERS}\nleaves: {{path: orders.leaves.per_month, values: [0.2, 0.3], only_where: {{servers: [1]}}}}", "{grid: [leaves]}",
         "study.yaml:8: design.grid: nothing to compare. Name factors, with two values at least that differ"),
        (SERVERS.replace("}", ", scale: log}"), "{grid: all}",
         "study.yaml:6: factors.servers.scale: a scale of values. It belongs to from … to. Leave it out."),
        ("servers: {values: [1, 2]}", "{grid: all}", "study.yaml:6: factors.servers: neither path nor each; a factor has one of them."),
        (f'{SERVERS}\n"": {{path: facility.equipment.spare.count, values: [2]}}', "{grid: all}",
         "study.yaml:7: factors: '' is no name."),
        (SERVERS, "{grid: [servers, servers]}", "study.yaml:7: design.grid: servers twice. Each factor once."),
        (SERVERS, "{grid: all, one_at_a_time: all}", "study.yaml:7: design: not one design but 2: grid, one_at_a_time."),
        (SERVERS, "{sobol_indices: {rows: 4}}", "study.yaml:5: factors: not varied by sobol_indices. Leave them out"),
        (SERVERS, "{listed: [{a: {}}, {b: {facility.equipment.server.count: 3}}]}",
         "study.yaml:5: factors: not varied by listed. Leave them out"),
        ("servers: {path: facility.equipment.server.count, values: [1], add: [2]}", "{grid: all}",
         "study.yaml:6: factors.servers: values and add. One of values, add, times, from … to. Write "),
    ],
)  # fmt: skip
def test_what_cannot_be_played_is_refused_with_its_line(tmp_path: Path, factors: str, design: str, told: str) -> None:
    assert refused(tmp_path, factors, design)[0].startswith(told)


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ("margins: {order_treated_fraction: 2}",
         "study.yaml:8: margins.order_treated_fraction: 2 of a fraction. A fraction lies between 0 and 1: 0.02 for 2 %."),
        ("targets: {order_treated_fraction: {at_least: 80}}",
         "study.yaml:8: targets.order_treated_fraction.at_least: 80 of a fraction. A fraction lies between 0 and 1: 0.8 for 80 %."),
        ("margins: {order_treated_fraction.p90: 0.1}", 'study.yaml:8: margins: no estimate "order_treated_fraction.p90".'),
        ("targets: {utilisation.sever: {at_most: 0.9}}",
         'study.yaml:8: targets."utilisation.sever": no resource "sever" in the scenario. Known: server, spare, job, done. '
         "Did you mean server?"),
        ("trade_off: [treated_per_year, treated_per_year]", "study.yaml:8: trade_off: treated_per_year twice. Each estimate once."),
        ("view: capacity", "study.yaml:8: view: nothing for the view capacity. Vary one number, the demand:"),
    ],
)  # fmt: skip
def test_estimates_that_cannot_be_meant_are_refused(tmp_path: Path, more: str, told: str) -> None:
    assert refused(tmp_path, SERVERS, "{grid: all}", more)[0].startswith(told)


def test_what_many_points_have_wrong_is_told_once_where_it_is_stated(tmp_path: Path) -> None:
    servers = SERVERS.replace("[1, 2, 3]", "[-1, 0, 2]")
    spare = "spare: {path: facility.equipment.spare.count, values: [1, 2, 3]}"
    assert refused(tmp_path, f"{servers}\n{spare}", "{grid: all}") == [
        "queue.yaml:12: procedures.serve.steps.serve.occupies: 1 server at once, and there is none (servers 0, spare 1; and 2 more "
        "points). Ask for less, or raise facility.equipment.server.count.",
        "study.yaml:6: facility.equipment.server.count: must be at least 0, found -1 (servers -1, spare 1; and 2 more points).",
    ]


def test_targets_margins_and_trade_offs_that_are_none_are_told_together(tmp_path: Path) -> None:
    more = (
        "margins: {order_treted_fraction: 0.1}\n"
        "targets: {released_per_yaer: {at_least: 3}, order_treated_fraction: {at_least: 0.9, at_most: 0.8}}\n"
        "trade_off: [order_treated_fraction, utilisation.server]\n"
    )
    found = refused(tmp_path, SERVERS, "{grid: all}", more)
    assert [each.partition(".yaml:")[2][:2] for each in found] == ["8:", "9:", "9:", "10"]
    assert "Did you mean order_treated_fraction?" in found[0]
    assert any("at_least above at_most" in each for each in found[1:3])
    assert "more of utilisation.server is neither better nor worse" in found[3]
