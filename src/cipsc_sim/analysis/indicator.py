"""What one estimate is called, counted in and means."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from cipsc_sim.analysis.estimates import ANYTHING, POSITIVE, SHARE, Bounds
from cipsc_sim.records.manifest import Manifest

Kind = Literal["fraction", "chance", "per_1000", "ratio", "mean"]
Good = Literal["", "more", "less"]
Named = Literal["", "attribute", "material", "resource", "rung"]

CURRENCY, OF_ATTRIBUTE = "currency", "attribute"
"""Units that only the manifest knows."""
_OF_KIND = {"amount": POSITIVE, "share": SHARE, "flag": SHARE}
"""Bounds of attributes; a property may be anything."""


@dataclass(frozen=True, slots=True)
class Indicator:
    """One estimate, or a family of them: ``pattern`` is its key, ``{name}`` in it what distinguishes the members.

    ``per`` names the base that its count is divided by; ``{subject}`` in it is the name without its last part. A mean
    has one value in each replication and no base; a chance is the mean of chances over its base. ``good`` says which of
    two values one would rather have, if one would; ``named``, of what kind the names are, if they are those of a scenario;
    ``bounds``, what it cannot reach beyond.
    """

    pattern: str
    title: str
    meaning: str
    kind: Kind
    per: str = ""
    unit: str = "1"
    good: Good = ""
    named: Named = ""
    bounds: Bounds = POSITIVE

    @property
    def in_percent(self) -> bool:
        """Whether it lies between 0 and 1 and is shown in percent."""
        return self.kind in ("fraction", "chance")

    def title_in(self, manifest: Manifest | None, name: str) -> str:
        """What the member called ``name`` is called, with the title that a run's scenario gives the name."""
        shown = manifest.title_of(self.named, name) if manifest and self.named else name.replace("_", " ")
        title = self.title.format(name=shown)
        return title[:1].upper() + title[1:]

    def base(self, name: str) -> str:
        """The base of the member called ``name``."""
        return self.per.format(name=name, subject=name.rpartition(".")[0])

    def unit_in(self, manifest: Manifest, name: str) -> str:
        """The unit of the member called ``name`` in a run."""
        if self.unit == CURRENCY:
            return manifest.currency
        return manifest.unit_of(name) if self.unit == OF_ATTRIBUTE else self.unit

    def bounds_in(self, manifest: Manifest, name: str) -> Bounds:
        """What the member called ``name`` cannot reach beyond in a run: of an attribute, by its kind."""
        label = manifest.attributes.get(name) if self.unit == OF_ATTRIBUTE else None
        return self.bounds if label is None else _OF_KIND.get(label.kind, ANYTHING)

    def is_flag_in(self, manifest: Manifest, name: str) -> bool:
        """Whether it is the value of a flag: its mean is a fraction."""
        label = manifest.attributes.get(name) if self.unit == OF_ATTRIBUTE else None
        return label is not None and label.kind == "flag"
