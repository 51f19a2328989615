"""The page about a release: one HTML file, everything in it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from cipsc_sim.analysis.estimates.clusters import MINIMUM_REPLICATIONS
from cipsc_sim.analysis.release.answer import ReleaseAnswer
from cipsc_sim.report.markup import tag
from cipsc_sim.report.numerals import count
from cipsc_sim.report.release import characteristics, each_test, losses, marginal, panel, unknown, variants
from cipsc_sim.report.section import Section
from cipsc_sim.report.sheet import Heading, sheet

SECTIONS: tuple[Callable[[ReleaseAnswer], Section | None], ...] = (
    panel.section,
    each_test.section,
    characteristics.section,
    marginal.section,
    losses.section,
    variants.days,
    variants.tests,
    unknown.section,
)


def release_page(answer: ReleaseAnswer) -> str:
    """The text of the page."""
    made = [each for each in (section(answer) for section in SECTIONS) if each is not None]
    banners = tuple(tag("p", note, class_="banner") for note in notes(answer))
    return sheet(_heading(answer), [replace(made[0], lead=banners), *made[1:]])


def notes(answer: ReleaseAnswer) -> list[str]:
    """What a reader has to know before he reads on."""
    said = []
    if not answer.asked.batches:
        material = answer.manifest.title_of("material", answer.manifest.wanted)
        said.append(f"No batch of {material} came to judgement here, so there is no table of all tests together.")
    if answer.asked.replications < MINIMUM_REPLICATIONS:
        said.append("Fewer than ten replications: no intervals. Play more with --pairs.")
    if answer.asked.fixed:
        said.append("Point values were played: what is not known about the facts is left out.")
    return said


def _heading(answer: ReleaseAnswer) -> Heading:
    asked, manifest = answer.asked, answer.manifest
    played = f"{count(asked.batches)} batches of {count(asked.replications)} replications judged again"
    facts = [played, f"seed {asked.seed}", f"scenario {asked.scenario_hash[:8]}"]
    if asked.variant_pairs:
        facts.insert(1, f"variants played {count(2 * asked.variant_pairs)} times each on the same random numbers")
    if asked.fixed:
        facts.append("point values of all facts")
    question = "Who is wrongly released, who wrongly rejected, and what is a test or a day worth?"
    return Heading(f"{manifest.name} · the release in question", manifest.title, question, tuple(facts))
