"""What the answer rests on, and what it cannot say."""

from __future__ import annotations

from cipsc_sim.analysis.release.answer import ReleaseAnswer
from cipsc_sim.report.markup import Html, tag
from cipsc_sim.report.section import Section


def section(answer: ReleaseAnswer) -> Section:
    """Limits of judging again, and where the run is."""
    reading = "Judging again changes decisions, not the plant. What it leaves out is said here, so that nobody reads it as known."
    origin = "the run and the study named here; both open without the simulator."
    return Section("unknown", "What cannot be known from rows", reading, origin, (_list(), _where(answer)))


def _list() -> Html:
    said = (
        "A batch that a test stops has no later results, and no later truth: it is judged by what was true at the place of testing.",
        "A limit that lets more batches on also changes who is made again, who waits and what expires. That is in the variants "
        "that are played, not in the batches that are judged again.",
        "The true limit is where somebody said that harm or uselessness begins. Moved together with the limit, no batch would "
        "ever be wrongly released; so it stays.",
        "Prices are decisions of whoever bears the errors. The width of the band about the least loss says how much hangs on them.",
        "Most facts of a first scenario are judgement; the page of the run says which grade of evidence the answers rest on.",
    )
    return tag("ul", *(tag("li", each) for each in said))


def _where(answer: ReleaseAnswer) -> Html:
    asked = answer.asked
    versions = ", ".join(f"{name} {version}" for name, version in asked.versions.items())
    pairs = [("Run", asked.run), ("Variants", asked.study or "none were played"), ("Versions", versions)]
    return tag("dl", *(tag(kind, text) for name, value in pairs for kind, text in (("dt", name), ("dd", value))))
