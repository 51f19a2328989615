"""Whether a task that can begin may begin before one that asked earlier and cannot."""

from __future__ import annotations

from .told import Told, lines, tell


def plant(overtaking: str) -> Told:
    """Small things need one vessel, big things two; there are three."""
    return tell(
        f"""
materials: {{tissue: {{supply: {{with_order: 1}}}}, dose: {{}}}}
procedures:
  make:
    takes: {{tissue: all}}
    makes: {{dose: {{}}}}
    route: [small, big]
    steps: {{small: {{duration_d: 1, occupies: {{vessel: 1}}}}, big: {{duration_d: 2, occupies: {{vessel: 2}}}}}}
facility: {{overtaking: {overtaking}, equipment: {{vessel: {{count: 3}}}}}}
orders: {{arrive: {{at_d: [0, 0, 0, 1, 2, 3]}}, wants: {{dose: {{lots: 1}}}}}}
"""
    )


def test_who_can_begin_begins_where_overtaking_is_free() -> None:
    told = plant("free")
    assert told.steps == lines(
        """
        0:dose:1.1 make.small 0d00:00 0d00:00 1d00:00 done
        1:dose:1.1 make.small 0d00:00 0d00:00 1d00:00 done
        2:dose:1.1 make.small 0d00:00 0d00:00 1d00:00 done
        3:dose:1.1 make.small 1d00:00 1d00:00 2d00:00 done
        0:dose:1.1 make.big 1d00:00 1d00:00 3d00:00 done
        4:dose:1.1 make.small 2d00:00 2d00:00 3d00:00 done
        5:dose:1.1 make.small 3d00:00 3d00:00 4d00:00 done
        1:dose:1.1 make.big 1d00:00 3d00:00 5d00:00 done
        2:dose:1.1 make.big 1d00:00 5d00:00 7d00:00 done
        3:dose:1.1 make.big 2d00:00 7d00:00 9d00:00 done
        4:dose:1.1 make.big 3d00:00 9d00:00 11d00:00 done
        5:dose:1.1 make.big 4d00:00 11d00:00 13d00:00 done
        """
    )
    assert told.resource("vessel")["longest_overtaken_min"] == 5 * 1440


def test_nobody_is_overtaken_where_it_is_strict() -> None:
    told = plant("strict")
    assert told.steps == lines(
        """
        0:dose:1.1 make.small 0d00:00 0d00:00 1d00:00 done
        1:dose:1.1 make.small 0d00:00 0d00:00 1d00:00 done
        2:dose:1.1 make.small 0d00:00 0d00:00 1d00:00 done
        0:dose:1.1 make.big 1d00:00 1d00:00 3d00:00 done
        1:dose:1.1 make.big 1d00:00 3d00:00 5d00:00 done
        3:dose:1.1 make.small 1d00:00 5d00:00 6d00:00 done
        2:dose:1.1 make.big 1d00:00 5d00:00 7d00:00 done
        4:dose:1.1 make.small 2d00:00 7d00:00 8d00:00 done
        3:dose:1.1 make.big 6d00:00 7d00:00 9d00:00 done
        5:dose:1.1 make.small 3d00:00 9d00:00 10d00:00 done
        4:dose:1.1 make.big 8d00:00 9d00:00 11d00:00 done
        5:dose:1.1 make.big 10d00:00 11d00:00 13d00:00 done
        """
    )
    assert told.resource("vessel")["longest_overtaken_min"] == 0


def test_nobody_is_overtaken_who_waits_longer_than_some_days() -> None:
    told = plant("{after_d: 1.5}")
    assert told.steps == lines(
        """
        0:dose:1.1 make.small 0d00:00 0d00:00 1d00:00 done
        1:dose:1.1 make.small 0d00:00 0d00:00 1d00:00 done
        2:dose:1.1 make.small 0d00:00 0d00:00 1d00:00 done
        3:dose:1.1 make.small 1d00:00 1d00:00 2d00:00 done
        0:dose:1.1 make.big 1d00:00 1d00:00 3d00:00 done
        4:dose:1.1 make.small 2d00:00 2d00:00 3d00:00 done
        1:dose:1.1 make.big 1d00:00 3d00:00 5d00:00 done
        2:dose:1.1 make.big 1d00:00 5d00:00 7d00:00 done
        3:dose:1.1 make.big 2d00:00 7d00:00 9d00:00 done
        5:dose:1.1 make.small 3d00:00 9d00:00 10d00:00 done
        4:dose:1.1 make.big 3d00:00 9d00:00 11d00:00 done
        5:dose:1.1 make.big 10d00:00 11d00:00 13d00:00 done
        """
    )


def test_what_waits_strictly_for_the_shift_keeps_later_tasks_from_what_it_needs() -> None:
    told = tell(
        """
materials: {tissue: {supply: {with_order: 1}}, dose: {}}
procedures:
  make:
    takes: {tissue: all}
    makes: {dose: {}}
    route: [dry, seed]
    steps:
      dry: {duration_d: 0.5, occupies: {bench: 1}}
      seed: {tasks: {seed: {at: start, hands_on_h: 6, people: {operator: 1}, with: bench}}}
facility:
  overtaking: strict
  equipment: {bench: {count: 2}}
  people: {operator: {count: 1, shifts: [{days: mon-fri, from_h: 8, hours_h: 8}]}}
orders: {arrive: {at_d: [0, 1]}, wants: {dose: {lots: 1}}}
"""
    )
    assert told.steps == lines(
        """
        0:dose:1.1 make.dry 0d00:00 0d00:00 0d12:00 done
        0:dose:1.1 make.seed.seed#0 0d12:00 1d08:00 1d14:00 done
        0:dose:1.1 make.seed 0d12:00 1d08:00 1d14:00 done
        1:dose:1.1 make.dry 1d00:00 1d08:00 1d20:00 done
        1:dose:1.1 make.seed.seed#0 1d20:00 2d08:00 2d14:00 done
        1:dose:1.1 make.seed 1d20:00 2d08:00 2d14:00 done
        """
    )


def test_who_holds_something_is_not_kept_back_by_one_that_waits_for_it() -> None:
    told = tell(
        """
materials: {tissue: {supply: {with_order: 1}}, dose: {}}
procedures:
  make:
    takes: {tissue: all}
    makes: {dose: {}}
    route: [read]
    steps:
      read:
        duration_d: 1
        occupies: {reader: 1}
        tasks:
          load: {at: start, hands_on_h: 1, people: {operator: 1}}
          unload: {at: end, hands_on_h: 2, people: {operator: 1}}
facility: {overtaking: strict, equipment: {reader: {count: 1}}, people: {operator: {count: 1}}}
orders: {arrive: {at_d: [0, 0.5]}, wants: {dose: {lots: 1}}}
"""
    )
    assert told.steps == lines(
        """
        0:dose:1.1 make.read.load#0 0d00:00 0d00:00 0d01:00 done
        0:dose:1.1 make.read.unload#0 1d00:00 1d00:00 1d02:00 done
        0:dose:1.1 make.read 0d00:00 0d00:00 1d02:00 done
        1:dose:1.1 make.read.load#0 0d12:00 1d02:00 1d03:00 done
        1:dose:1.1 make.read.unload#0 2d02:00 2d02:00 2d04:00 done
        1:dose:1.1 make.read 0d12:00 1d02:00 2d04:00 done
        """
    )
