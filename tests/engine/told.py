"""Tiny plants, played with a stated chance, and told as lines of text: one line for each row, times as day and clock."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from cipsc_sim.chance import pack, stream_number
from cipsc_sim.engine.drafting import draft
from cipsc_sim.engine.owner import SupplyEvent
from cipsc_sim.engine.replication import Played, Replication
from cipsc_sim.records.tables import TABLES
from cipsc_sim.scenario.load import load_scenario
from cipsc_sim.scenario.scenario import Scenario

HEADING = "title: a story\nquestion: What happens?\ngrade: choice\n"
CLOCK = "clock: {count_d: 30}\n"

Chance = Mapping[str, Mapping[str, float]]
"""By stream, the uniform number at ``owner:path#ordinal``; ``#0`` may be left out. Everywhere else it is ½.

An owner is the number of an order, or a lot of stock such as ``bank0``.
"""


class Stated:
    """Uniform numbers that a story states."""

    def __init__(self, chance: Chance) -> None:
        self._stated: dict[tuple[int, int, int, int], float] = {}
        for stream, numbers in chance.items():
            for where, u in numbers.items():
                lot, _, ordinal = where.partition("#")
                owner, _, path = lot.partition(":")
                packed = pack(tuple(map(int, path.split(".")))) if path else 0
                self._stated[stream_number(stream), _address(owner), packed, int(ordinal or 0)] = u

    def uniform(self, stream: int, owner: int, path: int = 0, ordinal: int = 0) -> float:
        """The number stated for the address, or ½."""
        return self._stated.get((stream, owner, path, ordinal), 0.5)

    def uniforms(self, stream: int, owner: int, path: int, first: int, n: int) -> list[float]:
        """The numbers of several ordinals."""
        return [self.uniform(stream, owner, path, ordinal) for ordinal in range(first, first + n)]


@dataclass(frozen=True)
class Told:
    """What happened in a plant, as lines."""

    played: Played
    replication: Replication

    def rows(self, name: str) -> list[dict[str, Any]]:
        """A table of the journal, each row by its columns."""
        table = next(table for table in TABLES if table.name == name)
        columns = (*table.names, *self.played.journal.families.get(name, ()))
        return [dict(zip(columns, row, strict=True)) for row in getattr(self.played.journal, name)]

    @property
    def steps(self) -> list[str]:
        """``lot procedure.step[.task#occurrence] asked begun ended outcome``, in the order of their rows."""
        lines = []
        for row in self.rows("steps"):
            task = f".{row['task']}#{row['occurrence']}" if row["task"] else ""
            times = " ".join(at(row[name]) for name in ("requested_at", "started_at", "ended_at"))
            lines.append(
                f"{row['lot']} {row['procedure']}.{row['step']}{task} {times} {row['outcome']}{' late' if row['late'] else ''}"
            )
        return lines

    @property
    def decisions(self) -> list[str]:
        """``at lot kind subject verdict reason rule``."""
        names = ("lot", "kind", "subject", "verdict", "reason", "rule")
        return [_line(at(row["at"]), *(row[name] for name in names)) for row in self.rows("decisions")]

    @property
    def results(self) -> list[str]:
        """``lot specification#run sampled begun reported value verdict``."""
        lines = []
        for row in self.rows("results"):
            times = (at(row[name]) for name in ("sampled_at", "started_at", "reported_at"))
            value = "-" if row["reported"] is None else f"{row['reported']:.6g}"
            lines.append(_line(row["lot"], f"{row['specification']}#{row['run']}", *times, value, row["verdict"]))
        return lines

    @property
    def lots(self) -> list[str]:
        """``lot begun made released ended end reason place``."""
        lines = []
        for row in self.rows("lots"):
            times = (at(row[name]) for name in ("begun_at", "made_at", "released_at", "ended_at"))
            lines.append(_line(row["lot"], *times, row["end"], row["reason"], row["place"]))
        return lines

    @property
    def orders(self) -> list[str]:
        """``order arrived treated closed outcome reason place lot``."""
        lines = []
        for row in self.rows("orders"):
            times = (at(row[name]) for name in ("arrived_at", "treated_at", "closed_at"))
            lines.append(_line(row["order"], *times, row["outcome"], row["reason"], row["place"], row["lot"]))
        return lines

    def resource(self, name: str) -> dict[str, Any]:
        """The row of a resource."""
        return next(row for row in self.rows("resources") if row["resource"] == name)

    def lot(self, label: str) -> dict[str, Any]:
        """The row of a lot."""
        return next(row for row in self.rows("lots") if row["lot"] == label)


def tell(text: str, chance: Chance | None = None) -> Told:
    """Play the plant that a text describes, 30 days unless it says otherwise, after every check that a file must pass."""
    return play(plant_of(text), chance)


def play(scenario: Scenario, chance: Chance | None = None) -> Told:
    """Play a plant, with the chance that is stated."""
    replication = Replication(draft(scenario), Stated(chance or {}), 0)
    return Told(replication.play(), replication)


def plant_of(text: str) -> Scenario:
    """The scenario of a text that leaves title, question and clock to be filled in."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "story.yaml"
        file.write_text(HEADING + ("" if "clock:" in text else CLOCK) + text, encoding="utf-8")
        return load_scenario(file).scenario


def lines(text: str) -> list[str]:
    """The lines of a text, however they are spaced."""
    return [" ".join(line.split()) for line in text.strip().splitlines()]


def at(minute: int | None) -> str:
    """A minute as day and clock: 1d08:30; a dash where there is none."""
    if minute is None:
        return "-"
    day, rest = divmod(minute, 1440)
    return f"{day}d{rest // 60:02}:{rest % 60:02}"


def _address(owner: str) -> int:
    material = owner.rstrip("0123456789")
    number = int(owner[len(material) :])
    return SupplyEvent(material, number).address if material else number


def _line(*words: Any) -> str:
    return " ".join("-" if word in (None, "") else str(word) for word in words)
