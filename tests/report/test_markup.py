from __future__ import annotations

import json

from cipsc_sim.report.markup import Html, escaped, in_script, joined, link, table, tag


def test_text_is_escaped_and_html_is_not() -> None:
    assert escaped('<b> & "it\'s"') == "&lt;b&gt; &amp; &quot;it&#x27;s&quot;"
    assert tag("p", "a < b", tag("b", "c > d")) == "<p>a &lt; b<b>c &gt; d</b></p>"
    assert joined(["<", Html("<hr>")], " & ") == "&lt; & <hr>"


def test_attributes_are_escaped_and_spelled_as_html_does() -> None:
    assert tag("a", "x", class_="q", aria_label='"><script>') == (
        '<a class="q" aria-label="&quot;&gt;&lt;script&gt;">x</a>'
    )
    assert 'href="https://doi.org/&quot;"' in link('https://doi.org/"', "doi")


def test_the_cells_of_a_table_are_escaped_and_numbers_flush_right() -> None:
    made = table(("<Name>", "n"), [("<i>", 3)], numeric=(1,))

    assert '<th scope="col">&lt;Name&gt;</th><th scope="col" class="number">n</th>' in made
    assert '<tr><td>&lt;i&gt;</td><td class="number">3</td></tr>' in made


def test_json_in_a_script_cannot_end_it_and_stays_the_same_json() -> None:
    written = {"title": "</script><!-- \u2028 & 'x'"}
    made = in_script(json.dumps(written, ensure_ascii=False))

    assert not set("<>&\u2028") & set(made)
    assert json.loads(made) == written
