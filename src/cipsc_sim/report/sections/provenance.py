"""Where the numbers come from: what was played, with what, and on which evidence."""

from __future__ import annotations

from urllib.parse import quote

from cipsc_sim.records.manifest import Manifest, Source
from cipsc_sim.report.contents import Contents
from cipsc_sim.report.markup import Html, details, joined, link, table, tag
from cipsc_sim.report.numerals import count
from cipsc_sim.report.section import Section

_GRADES = {
    "A": "A · measured on this product",
    "B": "B · on a close analogue",
    "C": "C · derived",
    "D": "D · judgement",
    "choice": "decisions",
    "none": "nothing said",
}


def section(contents: Contents) -> Section:
    """The run record, the evidence by grade, and the sources."""
    manifest = contents.manifest
    reading = "The same scenario, versions and seed give the same rows on any number of processors."
    origin = "manifest.json; the resolved scenario stands beside it in scenario.yaml."
    parts = [_record(manifest, contents.rows.replications), _evidence(manifest)]
    if manifest.tables:
        parts.append(_tables(manifest))
    if manifest.sources:
        parts.append(_sources(manifest))
    return Section("provenance", "Where this comes from", reading, origin, tuple(parts))


def _record(manifest: Manifest, replications: int) -> Html:
    versions = ", ".join(f"{name} {version}" for name, version in manifest.versions.items())
    parameters = "drawn once for each pair of replications" if manifest.pairs else "point values"
    facts = {
        "Scenario": manifest.name,
        "Scenario hash": tag("code", manifest.scenario_hash) if manifest.scenario_hash else "",
        "Seed": str(manifest.seed),
        "Replications": count(replications),
        "Uncertain inputs": parameters,
        "Minute 0": f"midnight of {manifest.start_date}",
        "Versions": versions,
    }
    return tag("dl", *(joined([tag("dt", name), tag("dd", said)]) for name, said in facts.items() if said))


def _evidence(manifest: Manifest) -> Html:
    if not manifest.grades:
        return Html("")
    numbers = sum(manifest.grades.values())
    rows = [(_GRADES.get(grade, grade), count(n), f"{100 * n / numbers:.0f} %") for grade, n in manifest.grades.items()]
    head = tag("h3", "Numbers of the scenario by evidence grade")
    return joined([head, table(("Grade", "Numbers", "Share"), rows, (1, 2))])


def _tables(manifest: Manifest) -> Html:
    rows = [(name, count(each.rows), tag("code", each.sha256)) for name, each in manifest.tables.items()]
    return details("Tables and their SHA-256", table(("Table", "Rows", "SHA-256"), rows, (1,)))


def _sources(manifest: Manifest) -> Html:
    listed = (tag("li", *_source(source)) for source in manifest.sources.values())
    return joined([tag("h3", "Sources"), tag("ol", *listed, class_="sources")])


def _source(source: Source) -> list[object]:
    said: list[object] = [source.cite]
    if source.doi:
        said += [" ", link(f"https://doi.org/{quote(source.doi, safe='/()')}", f"doi:{source.doi}")]
    if source.pmid:
        said += [" ", link(f"https://pubmed.ncbi.nlm.nih.gov/{quote(source.pmid, safe='')}/", f"PMID {source.pmid}")]
    if source.note:
        said += [" ", tag("span", source.note, class_="muted")]
    return said
