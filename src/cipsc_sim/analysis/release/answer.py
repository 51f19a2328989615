"""The answer about a release: its tables, and what was played for them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import pandas as pd

from cipsc_sim.records.manifest import Manifest

STATIC = ("panel", "errors", "curves", "seen", "marginal", "limits", "best")
VARIANTS = "variants"


@dataclass(frozen=True, slots=True)
class Asked:
    """What was played: the run whose rows were judged again, and the study of its variants (no pairs: none was played).

    ``skipped``: variants that cannot be played, with the reason. ``prices``: by specification, of a wrong release and a
    wrong rejection.
    """

    scenario_hash: str
    seed: int
    fixed: bool
    replications: int
    batches: int
    variant_pairs: int
    upstream: bool
    run: str
    study: str
    prices: Mapping[str, tuple[float, float]]
    skipped: Mapping[str, str]
    versions: Mapping[str, str]

    def as_json(self) -> dict[str, Any]:
        """As JSON values."""
        return asdict(self)


def asked_from_json(written: Mapping[str, Any]) -> Asked:
    """What was asked, back from its JSON values."""
    prices = {name: (float(one), float(other)) for name, (one, other) in written["prices"].items()}
    return Asked(**{**written, "prices": prices})


@dataclass(frozen=True, slots=True)
class ReleaseTables:
    """Tables by name (``STATIC``, and ``VARIANTS`` where variants were played), and the manifest of the run they are of."""

    manifest: Manifest
    tables: Mapping[str, pd.DataFrame]

    def of(self, table: str, specification: str) -> pd.DataFrame:
        """The rows of a table that speak of one specification."""
        found = self.tables[table]
        return found[found["specification"] == specification].reset_index(drop=True)

    def title_of(self, specification: str) -> str:
        """How a specification is called."""
        limits = self.manifest.specifications.get(specification)
        return (limits.title if limits else "") or specification.replace("_", " ")


@dataclass(frozen=True, slots=True)
class ReleaseAnswer(ReleaseTables):
    """The whole answer: the tables, and what was asked."""

    asked: Asked
