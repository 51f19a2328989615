"""The manifest of a run folder: what is needed to read its rows without the simulator or the scenario."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from cipsc_sim.errors import RunError
from cipsc_sim.records.tables import SCHEMA_VERSION
from cipsc_sim.records.typed_json import read_as


@dataclass(frozen=True, slots=True)
class Window:
    """The count window [from_min, to_min) and the last minute played. Orders that arrive in it are the cohort."""

    from_min: int
    to_min: int
    horizon_min: int

    @property
    def minutes(self) -> int:
        """Length of the window."""
        return self.to_min - self.from_min


@dataclass(frozen=True, slots=True)
class Target:
    """The amount of the wanted material that is enough; an attribute in its own unit."""

    attribute: str
    amount: float


@dataclass(frozen=True, slots=True)
class AttributeLabel:
    """How an attribute is called and counted."""

    unit: str = "1"
    kind: str = "property"
    title: str = ""


@dataclass(frozen=True, slots=True)
class SpecificationLimits:
    """One specification: what it judges, within which limits, and what the release of the material makes of it.

    ``role``: needs (it gates the release), follows (it is reported later), none (in process, or for information).
    """

    on: str
    assay: str
    attribute: str
    title: str = ""
    after: str | None = None
    at_least: float | None = None
    at_most: float | None = None
    below: float | None = None
    review_at_least: float | None = None
    review_at_most: float | None = None
    true_limit: float | None = None
    tolerance: Literal["limit", "zero"] = "limit"
    concerns: Literal["safety", "quality"] = "quality"
    reason: str = ""
    role: Literal["needs", "follows", "none"] = "none"


@dataclass(frozen=True, slots=True)
class Source:
    """A reference that the scenario cites."""

    cite: str
    doi: str | None = None
    pmid: str | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class TableContent:
    """What one table file holds."""

    rows: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """All that readers of the rows need besides the rows; ``tables`` and ``files`` are filled in by the writer.

    ``pairs``: replications 2p and 2p + 1 share the parameters drawn for pair p; false when point values were played.
    ``chain``: the materials that an order makes for itself along the primary parents, the wanted one last; before them
    the stock that they are made of. ``shared``: the materials that are such stock, and no order's own.
    ``releases``: the materials that are released before they are used. ``made_by``: the procedure that makes each
    material. ``routes``: the steps of each procedure in order. ``phases``: by ``procedure.step``.
    ``grades``: how many numbers of the scenario have each grade. ``margins``: by estimate, the smallest difference
    that matters. ``reasons``: every reason a failure may have. ``titles``: by kind of name (``resource``, ``rung``,
    ``step`` as ``procedure.step``, ``assay``), then by name. ``ownership``: by resource, who keeps a unit of it, where that
    is not each step for itself. ``kept``: by ``procedure.step``, the resources that it takes over from the step before.
    """

    title: str
    question: str
    name: str
    seed: int
    pairs: bool
    replications: int
    window: Window
    wanted: str
    target: Target | None = None
    schema_version: int = SCHEMA_VERSION
    scenario_hash: str = ""
    versions: Mapping[str, str] = field(default_factory=dict)
    start_date: str = "2026-01-05"
    currency: str = "USD"
    fixed_per_year: float = 0.0
    chain: tuple[str, ...] = ()
    shared: tuple[str, ...] = ()
    releases: tuple[str, ...] = ()
    made_by: Mapping[str, str] = field(default_factory=dict)
    routes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    phases: Mapping[str, str] = field(default_factory=dict)
    attributes: Mapping[str, AttributeLabel] = field(default_factory=dict)
    specifications: Mapping[str, SpecificationLimits] = field(default_factory=dict)
    material_titles: Mapping[str, str] = field(default_factory=dict)
    titles: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    ownership: Mapping[str, str] = field(default_factory=dict)
    kept: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    reasons: tuple[str, ...] = ()
    grades: Mapping[str, int] = field(default_factory=dict)
    sources: Mapping[str, Source] = field(default_factory=dict)
    margins: Mapping[str, float] = field(default_factory=dict)
    tables: Mapping[str, TableContent] = field(default_factory=dict)
    files: Mapping[str, str] = field(default_factory=dict)

    def title_of(self, kind: str, name: str) -> str:
        """How reports call something; its name in words where it has no title."""
        if kind == "attribute":
            title = self.attributes[name].title if name in self.attributes else ""
        else:
            title = "" if kind == "material" else self.titles.get(kind, {}).get(name, "")
            if kind in ("material", "resource"):  # stock has a row among the resources
                title = title or self.material_titles.get(name, "")
        return title or name.split(".")[-1].replace("_", " ")

    def unit_of(self, attribute: str) -> str:
        """The unit in which an attribute is counted; 1 where it is not known."""
        label = self.attributes.get(attribute)
        return label.unit if label else "1"

    def as_json(self) -> str:
        """The manifest as text, keys in a fixed order."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def manifest_from_json(text: str, origin: str) -> Manifest:
    """The manifest back from its text; RunError naming ``origin`` where it is no manifest of this schema version."""
    try:
        written: Any = json.loads(text)
    except json.JSONDecodeError as error:
        raise RunError(f"{origin} is damaged (no JSON at line {error.lineno}). Run the scenario again.") from error
    version = written.get("schema_version") if isinstance(written, dict) else None
    if version != SCHEMA_VERSION:
        raise RunError(
            f"{origin} has schema version {version}; this version of cipsc-sim reads {SCHEMA_VERSION}. "
            "Open it with the version named in it, or run the scenario again."
        )
    try:
        manifest = read_as(Manifest, written)
    except (TypeError, ValueError) as error:
        raise RunError(f"{origin} is not whole: {error}. Run the scenario again.") from error
    return manifest
