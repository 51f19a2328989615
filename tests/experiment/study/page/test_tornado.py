"""The tornado: a row for each level, the factor that moves most first."""

from __future__ import annotations

import pandas as pd

from cipsc_sim.experiment.study.page.figures import tornado

LONG = "{mixture: [{weight: 1, lognormal: {median: 1, cv: 2}}"
VALUES = pd.DataFrame(
    [
        ("little", 1, -1.0, -2.0, 0.0),
        ("little", 2, 2.0, 1.0, 3.0),
        ("much", f"{LONG}, 1]", -9.0, -11.0, -7.0),
        ("much", f"{LONG}, 2]", 3.0, 2.0, 4.0),
    ],
    columns=["factor", "level", "mean", "low", "high"],
)


def test_every_level_has_a_row_of_its_own_even_if_its_name_is_cut() -> None:
    figure = tornado("Cost", "USD", VALUES)
    (bars,) = figure.data
    assert list(bars.x) == [-9.0, 3.0, -1.0, 2.0]
    assert list(bars.y) == [0, 1, 2, 3]
    assert [name.split(" ")[0] for name in figure.layout.yaxis.ticktext] == ["much", "much", "little", "little"]


def test_its_whiskers_are_those_of_the_level() -> None:
    (bars,) = tornado("Cost", "USD", VALUES).data
    assert list(bars.error_x.array) == [2.0, 1.0, 1.0, 1.0]
    assert list(bars.error_x.arrayminus) == [2.0, 1.0, 1.0, 1.0]


def test_colours_tell_more_from_less() -> None:
    (bars,) = tornado("Cost", "USD", VALUES).data
    less, more = bars.marker.color[0], bars.marker.color[1]
    assert less != more
    assert list(bars.marker.color) == [less, more, less, more]
