"""What a release says of the dose: what it is counted by, and whether what is enough can be given."""

from __future__ import annotations

from math import inf, isclose

from cipsc_sim.scenario.names.known import Names
from cipsc_sim.scenario.paths import TreePath
from cipsc_sim.scenario.problems import either
from cipsc_sim.scenario.release import Dose


def check_dose(names: Names, path: TreePath, dose: Dose) -> None:
    """The dose of a release, written at the path."""
    for key in ("target", "minimum", "cap"):
        for attribute in getattr(dose, key):
            names.attribute((*path, key), attribute, ("amount", "property"))
    for attribute in dose.target.keys() & dose.minimum.keys():
        if dose.minimum[attribute] > dose.target[attribute]:
            found = f"{dose.minimum[attribute]:g} {attribute} at least, and a target of only {dose.target[attribute]:g}"
            names.problems.refuse(
                (*path, "minimum"), found, "Below the minimum a lot is rejected: it is the lesser one."
            )
    if not names.assay((*path, "assay"), dose.assay):
        return
    _check_cap(names, path, dose)
    needed = names.scenario.release[str(path[1])].needs
    specifications = names.scenario.specifications
    if not any(each in specifications and specifications[each].assay == dose.assay for each in needed):
        found = f'no specification that the release needs is tested by "{dose.assay}"'
        names.problems.refuse((*path, "assay"), found, "Add one, without a limit if the dose rule is to decide alone.")
    _check_what_is_counted(names, path, dose)


def _check_what_is_counted(names: Names, path: TreePath, dose: Dose) -> None:
    """The report is held against target and minimum, so these are of what it reports on, or ratios of that."""
    attributes, subject = names.scenario.attributes, names.scenario.assays[dose.assay].subject
    of = {name: each.ratio.of if each.ratio else name for name, each in attributes.items()}
    counted = [name for name, whole in of.items() if whole == subject]
    for attribute in dose.target:
        if of.get(attribute) in attributes and attribute not in counted:
            found = f'"{dose.assay}" reports on {subject}, the target is of {attribute}'
            names.problems.refuse((*path, "assay"), found, "Name the assay that measures the dose.")
            return
    for attribute in dose.minimum:
        if of.get(attribute) in attributes and attribute not in counted:
            found = f'"{dose.assay}" reports on {subject}, this is a minimum of {attribute}'
            right = (
                f"A minimum is of what the dose is counted by: {either(counted)}. For anything else the release needs a "
                "specification with at_least."
            )
            names.problems.refuse((*path, "minimum"), found, right, beneath=(attribute,))


def _check_cap(names: Names, path: TreePath, dose: Dose) -> None:
    """What may be given at most is more than the target, as a site cuts off by a count, which errs."""
    want = names.scenario.orders.wants.get(str(path[1]))
    if want is None or want.lots is None:
        return
    lots = want.lots + (dose.top_ups if dose.rule == "release_and_top_up" else 0)
    for attribute, target in dose.target.items():
        most, noise = lots * dose.cap.get(attribute, inf), names.scenario.assays[dose.assay].measures.get(attribute)
        found = f"at most {most:g} {attribute} for an order, and a target of {target:g}"
        if most < target and not isclose(most, target):
            right = "No order could have enough: let the target be what is enough, or give more."
            names.problems.refuse((*path, "cap"), found, right, beneath=(attribute,))
        elif isclose(most, target) and noise is not None and (noise.sd or noise.cv):
            right = (
                "What is cut off by a count with its error truly holds less half of the time. Let the target be the least "
                f"that is still enough, such as a tenth less ({0.9 * target:g}), or the cap higher."
            )
            names.problems.refuse((*path, "cap"), found, right, beneath=(attribute,))
