"""A procedure: takes lots of some materials and makes lots of another along a route of steps."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from cipsc_sim.scenario.effect import Effects
from cipsc_sim.scenario.noun import Name, NonNegative, Noun, Positive, Probability, Weekdays
from cipsc_sim.scenario.quantity import AtLeastZero, Chance

Number = Annotated[int, Field(ge=1)]


class Best(Noun):
    """Choose the lot with the highest, or lowest, reported result of an assay; lots without one come last."""

    highest: Name | None = Field(default=None, description="the assay whose highest result is preferred")
    lowest: Name | None = Field(default=None, description="the assay whose lowest result is preferred")

    @model_validator(mode="after")
    def _one_of_them(self) -> Best:
        if (self.highest is None) == (self.lowest is None):
            raise ValueError("write either highest or lowest, and the assay")
        return self


class Take(Noun):
    """How much of a material a procedure takes."""

    packs: Number | None = Field(default=None, description="so many packs of one lot")
    lots: Number | None = Field(default=None, description="so many whole lots, pooled")
    stays: bool = Field(default=False, description="used, not used up: a donor can be harvested again")
    before_release: bool = Field(default=False, description="at risk, before the release decision on the lot")
    choose: Literal["oldest"] | Best = Field(default="oldest", description="which of several usable lots is taken")
    waits_for: Literal["first", "all"] = Field(
        default="first", description="begin with the first usable lot, or when all lots in the making are decided"
    )

    @model_validator(mode="after")
    def _one_amount(self) -> Take:
        if sum((self.packs is not None, self.lots is not None, self.stays)) > 1:
            raise ValueError("write one of packs, lots, stays")
        return self


class LotsFrom(Noun):
    """As many lots as an amount says, rounded down; none is a failure."""

    amount: Name = Field(description="the attribute that says how many")
    at_most: Number = Field(description="never more than so many")
    reason: Name = Field(description="the reason of failure when there is none")


class Make(Noun):
    """What a procedure makes."""

    lots: Number | LotsFrom = Field(default=1, description="how many lots come of one making")
    packs: Number = Field(default=1, description="how many packs each lot is divided into")


class Task(Noun):
    """Attended work in a step."""

    at: Literal["start", "end"] | None = Field(default=None, description="done when the step starts, or when it ends")
    every_d: Positive | None = Field(default=None, description="due every so many days after the step's start")
    on_d: list[NonNegative] | None = Field(default=None, description="due on these days after the step's start")
    at_h: Annotated[float, Field(ge=0, lt=24)] | None = Field(
        default=None,
        description="hour of the day at which it is due on its days; absent: at the time of day of the start",
    )
    hands_on_h: AtLeastZero = Field(description="hours of attended work")
    people: dict[Name, Number] = Field(default={}, description="how many of one staff group")
    beside: dict[Name, Number] = Field(
        default={}, description="how many of which other groups are there the whole time too: a witness, a second trade"
    )
    alternatively: dict[Name, Number] = Field(
        default={}, description="how many of which other group may do it instead, the preferred first"
    )
    skilled: dict[Name, Number] = Field(
        default={}, description="in place of people: how many with a skill, of the first group that has it and is free"
    )
    equipment: dict[Name, Number] = Field(default={}, alias="with", description="equipment held during the task")
    late_after_h: NonNegative | None = Field(default=None, description="later than this is late: a deviation")
    late_costs: dict[Name, Probability] = Field(default={}, description="fraction of an amount a late task costs")
    missed_costs: dict[Name, Probability] = Field(
        default={}, description="fraction of an amount that a missed task costs: a deviation"
    )
    openings: AtLeastZero | None = Field(default=None, description="open manipulations in each task")
    cost: NonNegative = Field(default=0.0, description="consumables of each task")

    model_config = {**Noun.model_config, "populate_by_name": False}

    @model_validator(mode="before")
    @classmethod
    def _with_may_be_a_name(cls, written: object) -> object:
        if isinstance(written, dict) and isinstance(written.get("with"), str):
            return {**written, "with": {written["with"]: 1}}
        return written

    @model_validator(mode="after")
    def _one_time(self) -> Task:
        written = [name for name in ("at", "every_d", "on_d") if getattr(self, name) is not None]
        if len(written) != 1:
            raise ValueError(f"write one of at, every_d, on_d; found {' and '.join(written) or 'none'}")
        if self.at is not None and self.at_h is not None:
            raise ValueError("at_h: a task at the start or end of a step is due then, not at an hour of the day")
        if len(self.people) > 1:
            raise ValueError(
                "people: a task is done by one staff group; another that may do it instead stands under alternatively, one "
                "that is there at the same time under beside"
            )
        self._who_does_it()
        return self

    def _who_does_it(self) -> None:
        if len(self.skilled) > 1:
            raise ValueError("skilled: a task asks for one skill; a group that has both has a skill of its own")
        if self.skilled and (self.people or self.alternatively):
            raise ValueError("write people, or the skill they need under skilled, not both")
        if self.beside and not (self.people or self.skilled):
            raise ValueError("beside: who does the task stands under people, or under skilled")
        for group in self.beside:
            if group in self.people or group in self.alternatively:
                raise ValueError(f"beside: {group} does the task itself; ask for more of it there")
        if self.alternatively and not self.people:
            raise ValueError("alternatively: who is asked first stands under people")
        if self.missed_costs and self.at is not None:
            raise ValueError("missed_costs: a task at the start or end of a step is never missed")


class Step(Noun):
    """Lasts, occupies equipment, has tasks, changes attributes."""

    title: str = Field(default="", description="how reports call it")
    phase: str = Field(default="", description="the phase of the lead time that reports count this step in")
    duration_d: AtLeastZero | None = Field(default=None, description="days; a growth effect may make it longer")
    starts_on: Weekdays | None = Field(default=None, description="the step may begin on these weekdays only")
    ends_on: Weekdays | None = Field(default=None, description="the step goes on until one of these weekdays")
    at_most_d: Positive | None = Field(
        default=None, description="how long the step may go on while results of its specifications are awaited"
    )
    occupies: dict[Name, Number | Literal["same"]] = Field(
        default={}, description="equipment held from start to end; same: what the step before held is kept"
    )
    consumes: dict[Name, Number] = Field(
        default={}, description="packs of stocked materials that the step uses up; it begins when they are there"
    )
    holds: bool = Field(default=False, description="keeps its equipment until the next step has begun")
    tasks: dict[Name, Task] = Field(default={}, description="attended work, by name")
    effects: Effects = Field(
        default={}, description="by attribute: what the step does to it, at its end and in the order written"
    )
    may_fail: dict[Name, Chance] = Field(default={}, description="by reason: chance that the lot is lost in this step")
    cost: NonNegative = Field(default=0.0, description="consumables of the step")
    medium_l: NonNegative = Field(default=0.0, description="litres of medium, paid at costs.medium_per_l")


class Procedure(Noun):
    """Takes lots of some materials and makes lots of another along a route of steps."""

    title: str = Field(default="", description="how reports call it")
    takes: dict[Name, Literal["all"] | Take] = Field(description="the first is the primary parent")
    makes: dict[Name, Make] = Field(description="the one material that it makes")
    in_parallel: Number = Field(default=1, description="how many lots of the primary material are carried at once")
    route: list[Name] = Field(min_length=1, description="the steps in the order in which they are done")
    transitions_on: Weekdays | None = Field(
        default=None,
        description="begin on the weekdays from which, as planned, the fewest changes of step fall on others than these; "
        "left out: any day",
    )
    steps: dict[Name, Step] = Field(description="the steps, by name")

    @model_validator(mode="after")
    def _whole(self) -> Procedure:
        if len(self.makes) != 1:
            raise ValueError(f"a procedure makes one material, found {len(self.makes)}")
        if not self.takes:
            raise ValueError("takes: a procedure takes at least one material")
        return self
