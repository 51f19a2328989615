"""Whether a task that can begin may begin before one that asked earlier and cannot."""

from __future__ import annotations

import pytest

from .told import lines, tell

PLANT = """
materials: {{tissue: {{supply: {{with_order: 1}}}}, dose: {{}}}}
procedures:
  make:
    takes: {{tissue: all}}
    makes: {{dose: {{}}}}
    route: [small, big]
    steps:
      small: {{duration_d: 1, occupies: {{vessel: 1}}}}
      big: {{duration_d: 2, occupies: {{vessel: 2}}}}
facility: {{overtaking: {overtaking}, equipment: {{vessel: {{count: 3}}}}}}
orders: {{arrive: {{at_d: [0, 0, 0, 1, 2, 2, 3, 3, 4, 5]}}, wants: {{dose: {{lots: 1}}}}}}
"""


@pytest.mark.parametrize("overtaking", ["free", "strict", "{after_d: 1.5}"])
def test_x(overtaking: str) -> None:
    told = tell(PLANT.format(overtaking=overtaking))
    print(overtaking, *told.steps, told.resource("vessel"), sep="\n")
