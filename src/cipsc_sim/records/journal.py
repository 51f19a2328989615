"""The journal of one replication: rows appended as tuples, table by table, in the order of ``tables``."""

from __future__ import annotations

from typing import Any

from cipsc_sim.records.tables import TABLES

Row = tuple[Any, ...]


class Journal:
    """What happened, as rows. Columns of a family follow the fixed ones, in the order of ``families``."""

    __slots__ = ("decisions", "families", "links", "lots", "orders", "replication", "resources", "results", "steps")

    def __init__(self, replication: int, families: dict[str, tuple[str, ...]]) -> None:
        self.replication = replication
        self.families = families
        """By table, the names of the columns beyond the fixed ones, such as ``true.ieq``."""
        self.orders: list[Row] = []
        self.lots: list[Row] = []
        self.links: list[Row] = []
        self.decisions: list[Row] = []
        self.steps: list[Row] = []
        self.results: list[Row] = []
        self.resources: list[Row] = []

    def rows(self) -> dict[str, list[Row]]:
        """The rows of every table, by its name."""
        return {table.name: getattr(self, table.name) for table in TABLES}
