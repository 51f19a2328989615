"""Every figure has the same frame, whether it has one panel or several."""

from __future__ import annotations

from plotly.subplots import make_subplots

from cipsc_sim.report.appearance import INK, SERIES, framed


def test_panels_stand_where_plotly_puts_them_and_look_as_a_single_one_does() -> None:
    shape = {"rows": 2, "cols": 2, "subplot_titles": ["a", "b", "c", "d"], "shared_xaxes": True}
    alone, several, bare = framed("t", 300), framed("t", 300, **shape), make_subplots(**shape)
    looks = alone.layout.xaxis.to_plotly_json()
    for axis in ("xaxis", "xaxis4", "yaxis", "yaxis3"):
        placed = bare.layout[axis].to_plotly_json()
        assert several.layout[axis].to_plotly_json() == placed | looks
    assert [each.text for each in several.layout.annotations] == ["a", "b", "c", "d"]
    assert {each.font.color for each in several.layout.annotations} == {INK}
    assert several.layout.annotations[3].x == bare.layout.annotations[3].x
    assert several.layout.margin.t > alone.layout.margin.t


def test_the_frame_keeps_what_plotly_has_by_default_but_the_colours_of_series() -> None:
    for figure in (framed("a < b", 300, legend=True), framed("a < b", 300, rows=1, cols=2)):
        template = figure.layout.template.layout
        assert template.colorway == SERIES and template.hovermode == "closest"
        assert figure.layout.title.text == "<b>a &lt; b</b>" and figure.layout.height == 300
