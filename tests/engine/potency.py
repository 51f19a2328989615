"""A dose whose potency is tested when it is whole: what the stories of the laboratory are told of."""

from __future__ import annotations

from .told import Told, tell

Chance = dict[str, dict[str, float]]


def potency(assay: str, release: str = "{needs: [potent]}", chance: Chance | None = None, **parts: str) -> Told:
    """A dose of 1000 cells after four days, whose potency, 0.6 unless the chance says otherwise, is to be at least 0.5."""
    return tell(
        f"""
{parts.get("clock", "")}
attributes: {{cells: {{kind: amount}}, potency: {{kind: property}}}}
materials: {{tissue: {{supply: {{with_order: 1}}}}, dose: {parts.get("dose", "{}")}}}
procedures:
  make:
    takes: {{tissue: {{stays: true}}}}
    makes: {{dose: {{}}}}
    route: [make]
    steps: {{make: {{duration_d: 4, effects: {{cells: {{set: 1000}}, potency: {{set: {{uniform: {{low: 0.2, high: 1}}}}}}}}}}}}
assays: {{potency: {{measures: {{potency: {{sd: 0.1}}}}, {assay}}}}}
specifications: {{potent: {{on: dose, assay: potency, at_least: 0.5, reason: potency}}}}
release: {{dose: {release}}}
facility: {{people: {parts.get("people", "{}")}}}
orders: {{arrive: {{at_d: [0]}}, wants: {{dose: {{lots: 1}}}}}}
""",
        chance,
    )


def noise(*of_valid_runs: float) -> Chance:
    """The uniform numbers of the noise of the first, second … valid run."""
    return {"assays.potency.noise.potent": {f"0:1.1#{k}": u for k, u in enumerate(of_valid_runs)}}


def invalid(*tries: int) -> Chance:
    """Which tries, from 1, are invalid where the chance is a tenth."""
    return {"assays.potency.invalid.potent": {f"0:1.1#{k}": 0.95 for k in tries}}
