"""What the page of a study is made from."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from cipsc_sim.analysis.cells import Floats
from cipsc_sim.experiment.headline import Headline
from cipsc_sim.experiment.study.factor import Factor
from cipsc_sim.experiment.study.study import LATIN_HYPERCUBE, SOBOL_SEQUENCE, Study
from cipsc_sim.records.manifest import Manifest


@dataclass(frozen=True)
class StudyContents:
    """A study that was played: its points, the estimates that are looked at, and tables of its own kind by name."""

    study: Study
    points: pd.DataFrame
    estimates: pd.DataFrame
    manifest: Manifest
    headlines: tuple[Headline, ...]
    tables: dict[str, pd.DataFrame]

    def of(self, headline: Headline) -> pd.DataFrame:
        """One row for each point."""
        return self.estimates[self.estimates["key"] == headline.name].reset_index(drop=True)

    @cached_property
    def shown(self) -> tuple[Headline, ...]:
        """Those of which there is an estimate at all."""
        there = set(self.estimates.loc[self.estimates["mean"].notna(), "key"])
        return tuple(each for each in self.headlines if each.name in there)

    def unit(self, headline: Headline) -> str:
        """What the axis of an estimate says."""
        units = self.estimates.loc[self.estimates["key"] == headline.name, "unit"]
        unit = str(units.iloc[0]) if len(units) else "1"
        return "%" if headline.is_fraction else unit if unit != "1" else "value"

    @property
    def base(self) -> str:
        """What the point is called that the others are compared with."""
        return self.study.points[self.study.base].label

    @cached_property
    def varied(self) -> tuple[Factor, ...]:
        """The factors that differ between points."""
        return tuple(each for each in self.study.factors if self.points[each.name].astype(str).nunique() > 1)

    @cached_property
    def along(self) -> Factor | None:
        """The one factor that every point has a number of, if there is just one."""
        if len(self.varied) != 1 or self.is_sampled:
            return None
        column = self.points[self.varied[0].name]
        numeric = pd.api.types.is_numeric_dtype(column) and not column.duplicated().any()
        return self.varied[0] if numeric else None

    @cached_property
    def grid(self) -> tuple[Factor, Factor] | None:
        """The two factors that span the points, if each combination is there once."""
        if len(self.varied) != 2 or self.is_sampled:
            return None
        first, second = self.varied
        return None if self.points[[first.name, second.name]].astype(str).duplicated().any() else (first, second)

    @property
    def is_sampled(self) -> bool:
        """Whether the points fill a space."""
        return self.study.kind in (LATIN_HYPERCUBE, SOBOL_SEQUENCE)

    @cached_property
    def spanned(self) -> tuple[Factor, ...]:
        """The factors of a sampled space that have a span."""
        return tuple(each for each in self.study.factors if each.span is not None) if self.is_sampled else ()

    @cached_property
    def shares(self) -> Floats:
        """Where the sampled points lie in the spans, from 0 to 1; the scenario as it is left out."""
        rows = self.points.drop(index=self.study.base)
        columns = []
        for factor in self.spanned:
            assert factor.span is not None
            columns.append([factor.span.share_of(float(value)) for value in rows[factor.name]])
        return np.array(columns, dtype=np.float64).T
