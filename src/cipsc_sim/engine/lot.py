"""A lot: what it is, where it came from, what is true of it, what became of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cipsc_sim.chance import pack

if TYPE_CHECKING:
    from cipsc_sim.engine.blueprint import MaterialPlan
    from cipsc_sim.engine.owner import Owner
    from cipsc_sim.engine.pool import Pool
    from cipsc_sim.engine.story import Story

OPEN, USED, LEFT_OVER, ABORTED = "open", "used", "left_over", "aborted"
RELEASED, BELOW_TARGET, OUT_OF_SPECIFICATION = "released", "released_below_target", "released_out_of_specification"
PENDING, RETEST, REPEAT, REQUESTED = "pending", "retest", "repeat", "requested"
"""What stands for a verdict until there is one: the first run, a retest, the repeat of an invalid run, a physician's answer."""
RUN_AGAIN = (RETEST, REPEAT)
ASKED_FOR = "out_of_specification"
"""The verdict of a specification that failed, where the lot may be given all the same because a physician asked for it."""
REJECTED, STOPPED, LOST, EXPIRED = "rejected", "stopped_in_process", "lost", "expired"


class Lot:
    """A lot of one material, in process or whole.

    ``state`` holds its attributes, flags as 0 and 1; ``traits`` the part of each trait drawn so far and its share of variance.
    """

    __slots__ = (
        "address",
        "aged_at",
        "amount_before_samples",
        "asked_at",
        "attempt",
        "batch_number",
        "begun_at",
        "below_target",
        "children",
        "cost_action_plans",
        "cost_consumables",
        "cost_equipment",
        "cost_labour",
        "cost_tests",
        "discarded",
        "dosed",
        "end",
        "ended_at",
        "expired",
        "expires_at",
        "failed_need",
        "forebears",
        "in_process",
        "label",
        "losing",
        "lost",
        "made_at",
        "material",
        "meets_target",
        "out_of_specification",
        "owner",
        "packed",
        "packs_left",
        "packs_made",
        "parent",
        "path",
        "place",
        "procedure",
        "produced",
        "promised",
        "reason",
        "release_story",
        "released_at",
        "reported",
        "reserves",
        "retained",
        "runs",
        "sampled",
        "sources",
        "state",
        "storage",
        "storage_since",
        "story",
        "tested_at",
        "tests_begun",
        "traits",
        "true_when_sampled",
        "truth",
        "truth_flags",
        "verdicts",
    )

    def __init__(
        self, material: MaterialPlan, owner: Owner, path: tuple[int, ...], parent: Lot | None, attempt: int
    ) -> None:
        self.material = material
        self.owner = owner
        self.path = path
        self.packed = pack(path)
        self.address = owner.address
        self.label = f"{owner.label}:{material.name}:{'.'.join(map(str, path))}"
        self.parent = parent
        self.forebears: dict[str, Lot] = (
            {**parent.forebears, parent.material.name: parent} if parent is not None else {}
        )
        """Along the primary parents, by material the nearest."""
        self.attempt = attempt
        self.procedure: str | None = None
        self.batch_number: int | None = None
        self.state: dict[str, float] = {}
        self.traits: dict[str, tuple[float, float]] = dict(parent.traits) if parent is not None else {}
        self.sources: list[tuple[Lot, int | None]] = []
        self.children: dict[str, int] = {}
        self.asked_at: int | None = None
        """When what it is made of was asked for from stock; None where none of it was."""
        self.begun_at: int | None = None
        self.made_at: int | None = None
        self.aged_at = 0
        self.expires_at: int | None = None
        self.tested_at: int | None = None
        self.released_at: int | None = None
        self.ended_at: int | None = None
        self.in_process = True
        self.end = OPEN
        self.reason: str | None = None
        self.place: str | None = None
        self.below_target = False
        self.out_of_specification = False
        self.failed_need: str | None = None
        self.packs_made: int | None = None
        self.packs_left = 0
        self.promised = 0
        self.losing: tuple[tuple[str, float], ...] = ()
        self.storage: Pool | None = None
        self.storage_since = 0
        self.story: Story | None = None
        self.release_story: Story | None = None
        self.tests_begun = False
        self.verdicts: dict[str, str] = {}
        self.reported: dict[str, float] = {}
        self.true_when_sampled: dict[str, float] = {}
        """By assay, what was true of the sample that it reported on, the last if of several."""
        self.runs: dict[str, int] = {}
        self.reserves: dict[str, dict[str, float]] = {}
        self.truth: dict[str, float] | None = None
        self.truth_flags: tuple[bool | None, ...] = (None, None, None, None)
        self.meets_target: bool | None = None
        self.amount_before_samples = 0.0
        self.produced = self.dosed = self.sampled = self.lost = 0.0
        self.retained = self.discarded = self.expired = 0.0
        self.cost_consumables = self.cost_labour = self.cost_tests = self.cost_equipment = 0.0
        self.cost_action_plans = 0.0

    @property
    def exists(self) -> bool:
        """Whether nothing ended it yet."""
        return self.end == OPEN

    @property
    def whole(self) -> bool:
        """Made, and not ended."""
        return not self.in_process and self.ended_at is None

    def ancestor(self, material: str) -> Lot | None:
        """The nearest lot of a material along the primary parents, itself included."""
        return self if self.material.name == material else self.forebears.get(material)

    def next_child(self, material: str) -> int:
        """The ordinal of the next child of that material: how often it was a primary parent of one, plus one."""
        k = self.children[material] = self.children.get(material, 0) + 1
        return k

    def pass_costs_on(self, to: Lot, packs: int) -> None:
        """What so many of its packs cost is a cost of what they are used for."""
        share = packs / self.packs_left if self.packs_left else 1.0
        for category in ("cost_consumables", "cost_labour", "cost_tests", "cost_equipment"):
            cost = share * getattr(self, category)
            setattr(self, category, getattr(self, category) - cost)
            setattr(to, category, getattr(to, category) + cost)

    def misread(self, assay: str) -> float:
        """What was reported of it over what was true of the sample; 1 where nothing was there to be read."""
        true = self.true_when_sampled.get(assay)
        return self.reported[assay] / true if true else 1.0

    def primary(self, amounts: tuple[str, ...]) -> float:
        """The first amount it has, in the order of the scenario's attributes; 0 if none."""
        state = self.state
        for name in amounts:
            if name in state:
                return state[name]
        return 0.0

    def value(self, name: str, ratios: dict[str, tuple[str, str | float]]) -> Any:
        """An attribute, a ratio of attributes, an attribute of the order, or the part of a trait drawn so far; None if unknown."""
        if name in self.state:
            return self.state[name]
        if name in ratios:
            of, by = ratios[name]
            over, under = self.value(of, ratios), self.divisor(by, ratios)
            return over / under if over is not None and under else None
        if name in self.owner.has:
            return self.owner.has[name]
        return self.traits[name][0] if name in self.traits else None

    def divisor(self, by: str | float, ratios: dict[str, tuple[str, str | float]]) -> Any:
        """What a ratio is divided by: a number, or the value of an attribute."""
        return self.value(by, ratios) if isinstance(by, str) else by
