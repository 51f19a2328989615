"""Requests: what somebody asks the dispatcher for."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from cipsc_sim.engine.pool import Bound, Option, Pool

if TYPE_CHECKING:
    from cipsc_sim.engine.attendance import TaskRun
    from cipsc_sim.engine.bench import AssayRun
    from cipsc_sim.engine.line import Line
    from cipsc_sim.engine.making import Making
    from cipsc_sim.engine.upkeep import Upkeep


WAITING, GRANTED, CANCELLED = 0, 1, 2


Key = tuple[int, ...]
"""In which order requests are met: class, requested at, order, path, step, task, occurrence."""

Wait = tuple[tuple[Pool, ...], int]
"""What was short, and for how many minutes."""


class Request:
    """Asks for units of several pools, all or nothing. ``granted`` is called in the instant in which it gets them.

    One that has ``options`` looks at them in turn; ``choice`` is the one that it got.
    """

    __slots__ = (
        "choice",
        "key",
        "line",
        "needs",
        "options",
        "owner",
        "planned_min",
        "state",
        "waited_before",
        "waits",
    )

    def __init__(
        self,
        key: Key,
        needs: Bound,
        owner: Any,
        planned_min: int = 0,
        options: tuple[Option, ...] | None = None,
    ) -> None:
        self.key = key
        self.needs = needs
        self.owner = owner
        self.planned_min = planned_min
        self.line: Line | None = None
        """Where it waits, once it was looked at."""
        self.waited_before: dict[tuple[Pool, ...], int] = {}
        """What its line had waited for when it joined."""
        self.waits: list[Wait] | None = None
        """What it waited for in lines that it left."""
        self.state = WAITING
        self.options = options
        self.choice = 0

    def __hash__(self) -> int:
        return id(self)

    def __eq__(self, other: object) -> bool:
        return self is other

    def __lt__(self, _other: Request) -> bool:
        """No request goes before one with its own key: that is the one it had before it was interrupted, which was met."""
        return False

    def granted(self) -> None:
        """It has what it asked for."""
        raise NotImplementedError

    @property
    def holder(self) -> TaskRun | Making | AssayRun | Upkeep | None:
        """Who will hold it."""
        return None

    @property
    def requested_at(self) -> int:
        """Since when it asks."""
        return self.key[1]

    @property
    def holds_something(self) -> bool:
        """Whether somebody else may wait for what is held while this waits."""
        return self.owner.holds_something or (self.holder is not None and self.holder.holds_something)


class RequestFor(Request):
    """A request in the name of a holder; what is to follow is called when it is granted."""

    __slots__ = ("_holder", "_then")

    def __init__(
        self,
        key: Key,
        needs: Bound,
        then: Callable[[], None],
        owner: Any,
        planned_min: int = 0,
        holder: TaskRun | Making | AssayRun | Upkeep | None = None,
        options: tuple[Option, ...] | None = None,
    ) -> None:
        super().__init__(key, needs, owner, planned_min, options)
        self._then = then
        self._holder = holder

    def granted(self) -> None:
        self._then()

    @property
    def holder(self) -> TaskRun | Making | AssayRun | Upkeep | None:
        return self._holder
