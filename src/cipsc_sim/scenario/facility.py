"""A resource: equipment or people, with count, calendar, ownership, clearance, breakdown and price."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from cipsc_sim.scenario.noun import Count, Name, NonNegative, Noun, Positive, Weekdays
from cipsc_sim.scenario.quantity import AtLeastZero, Chance

Number = Annotated[int, Field(ge=1)]


class Breakdown(Noun):
    """Units fail one by one, each at random while it is up, and are repaired.

    A task in a unit that fails gives back the rest of what it needs and asks again. A culture in it is moved to another unit
    and goes on meanwhile, or waits for one, or is lost.
    """

    every_d: AtLeastZero = Field(description="days a unit is up between failures")
    repair_d: AtLeastZero = Field(description="days until a failed unit is up again")
    on_interrupt: Literal["resume", "repeat", "lost"] = Field(
        default="resume",
        description="a task, or a culture that waits, goes on with what is left, begins again, or loses the lot",
    )
    culture: Literal["moved", "waits", "lost"] = Field(
        default="moved", description="what becomes of the culture in a unit that fails"
    )
    reason: Name = Field(default="equipment", description="the reason of a failure")
    repaired_by: dict[Name, Number] = Field(
        default={}, description="who repairs it, as many of one group: the repair waits for them and fits their shift"
    )

    @model_validator(mode="after")
    def _one_group(self) -> Breakdown:
        if len(self.repaired_by) > 1:
            raise ValueError("repaired_by: all of one staff group")
        return self


class Maintenance(Noun):
    """Each unit in turn is taken out of use, as soon as it is free after its time has come: nothing is interrupted."""

    every_d: Positive = Field(description="days between two times of one unit; those of several units are spread")
    lasts_h: AtLeastZero = Field(description="hours each time")
    by: dict[Name, Number] = Field(default={}, description="who does it, as many of one group; fits their shift")

    @model_validator(mode="after")
    def _one_group(self) -> Maintenance:
        if len(self.by) > 1:
            raise ValueError("by: all of one staff group")
        return self


class Equipment(Noun):
    """Rooms, cabinets, incubator positions, vessels, analysers."""

    title: str = Field(default="", description="how reports call it")
    count: Count = Field(description="how many units there are")
    ownership: Literal["step", "order", "campaign"] = Field(
        default="step",
        description="held by each step; shared by all steps of an order; or held by an order until it closes",
    )
    role: Literal["room", "suite", "cabinet", "incubator", "vessel", "instrument", "store"] | None = Field(
        default=None, description="what reports count it as: suite days and cabinet hours of each treated order"
    )
    clearance_h: NonNegative = Field(default=0.0, description="hours of line clearance after each use")
    cleared_by: dict[Name, Number] = Field(
        default={}, description="who clears it, as many of one group; absent: clearance needs nobody"
    )
    maintenance: dict[Name, Maintenance] = Field(default={}, description="what is done to each unit again and again")
    breaks: Breakdown | None = Field(default=None, description="how units fail and are repaired; left out: they do not")
    price_per_h: NonNegative = Field(default=0.0, description="money for each hour held")

    @model_validator(mode="after")
    def _cleared(self) -> Equipment:
        if len(self.cleared_by) > 1:
            raise ValueError("cleared_by: all of one staff group")
        if self.cleared_by and not self.clearance_h:
            raise ValueError("cleared_by: for how long? Write clearance_h too")
        return self


class Shift(Noun):
    """When how many of a staff group are on duty."""

    days: Weekdays = Field(description="the weekdays on which it begins")
    from_h: Annotated[float, Field(ge=0, lt=24)] = Field(description="hour of the day at which it begins")
    hours_h: Annotated[float, Field(gt=0, le=24)] = Field(description="how many hours it lasts")
    count: Count | None = Field(default=None, description="default: the count of the group; 0: nobody comes")

    def on_duty(self, of: int) -> int:
        """How many are on duty of a group of so many."""
        return of if self.count is None else self.count


class Leave(Noun):
    """Days on which some of a group are away, as planned."""

    first_day: str = Field(description="a date such as 2026-12-24")
    last_day: str = Field(description="the last day away")
    count: Annotated[int, Field(ge=1)] = Field(default=1, description="how many are away")


class People(Noun):
    """A staff group; without shifts it is there day and night."""

    title: str = Field(default="", description="how reports call it")
    count: Count = Field(description="how many people are in the group")
    shifts: list[Shift] = Field(default=[], description="when they are on duty; left out: day and night")
    holidays: list[str] = Field(default=[], description="dates on which nobody is on duty")
    leave: list[Leave] = Field(default=[], description="when some are away as planned")
    absent: Chance | None = Field(default=None, description="chance of each to be away for a whole shift, unplanned")
    skills: list[Name] = Field(default=[], description="what all of the group can do that a task may ask for")
    price_per_h: NonNegative = Field(default=0.0, description="money for each hour worked")
    overtime_price_per_h: NonNegative | None = Field(
        default=None,
        description="money for each hour that somebody works on after the shift, relieved by nobody on duty; left out: as any other",
    )

    @model_validator(mode="after")
    def _shifts_do_not_overlap(self) -> People:
        week = [0] * (7 * 1440 * 2)
        from cipsc_sim.scenario.noun import WEEKDAYS

        for shift in self.shifts:
            if shift.count is not None and shift.count > self.count:
                raise ValueError(f"shifts: {shift.count} on duty in a group of {self.count}")
            for day in shift.days:
                first = WEEKDAYS.index(day) * 1440 + round(shift.from_h * 60)
                for minute in range(first, first + round(shift.hours_h * 60)):
                    week[minute % (7 * 1440)] += 1
        both = [WEEKDAYS[minute // 1440] for minute in range(7 * 1440) if week[minute] > 1]
        if both:
            days = ", ".join(dict.fromkeys(both))
            raise ValueError(
                f"shifts: two overlap on {days}. Shifts of one group follow each other: take those days out of one, as in mon-fri and "
                "sat-sun, or make two groups"
            )
        return self


class AfterDays(Noun):
    """Nobody overtakes a task that has waited longer than this."""

    after_d: Positive = Field(description="days after which a task is no longer overtaken")


class Facility(Noun):
    """Equipment and people, and who may overtake whom."""

    equipment: dict[Name, Equipment] = Field(default={}, description="equipment, by name")
    people: dict[Name, People] = Field(default={}, description="staff groups, by name")
    overtaking: Literal["free", "strict"] | AfterDays = Field(
        default="free", description="who may begin before a request that stands before it"
    )
