"""The page on quantities: every family of distributions with the ways to state it."""

from __future__ import annotations

from cipsc_sim.chance import FORMS


def quantity_page() -> str:
    """The Markdown of the page."""
    rows = "\n".join(f"| `{kind}` | {_ways(kind)} |" for kind in sorted(FORMS))
    return f"""# Quantity

A number, or a distribution written `{{kind: {{parameter: …}}}}`; beside the kind may stand `within` and `moved_by`.

| kind | stated by |
|---|---|
{rows}
| `constant` | a number: `{{constant: 0.5}}` takes the spread away on purpose |
| `mixture` | a list of quantities, each with its `weight` |

| beside it | means |
|---|---|
| `within: [low, high]` | cut to these bounds; what lies outside is not drawn, the rest keeps its proportions |
| `moved_by: {{trait: ρ}}` | shared by relatives: the stated distribution stays the whole spread (see [the language](../../language.md)) |
| `value` | the number itself, where its `source` and `grade` stand beside it |

The unit is that of the field in which the quantity stands.
"""


def _ways(kind: str) -> str:
    return " or ".join(" and ".join(f"`{name}`" for name in form.names) for form in FORMS[kind])
