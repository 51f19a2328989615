"""A small scenario to begin with, written out with comments."""

from __future__ import annotations

import re
from importlib.resources import files
from pathlib import Path

from cipsc_sim.errors import RunError
from cipsc_sim.scenario.scalar import written

_NAME = re.compile(r"[\w][\w .-]*")


def starter_text(name: str) -> str:
    """The text of the scenario, called ``name``."""
    text = files(__package__).joinpath("starter.yaml").read_text(encoding="utf-8")
    return text.replace("{title}", written(name.replace("_", " "))).replace("{name}", name)


def write_starter(name: str, folder: Path | None = None) -> Path:
    """Write ``name``.yaml into the folder (default: here). RunError if it is there, or the name is no file name."""
    name = name.removesuffix(".yaml")
    if not _NAME.fullmatch(name):
        raise RunError(f'"{name}" is no name for a scenario. Use letters, digits, _ and -, such as my_product.')
    path = (folder or Path()) / f"{name}.yaml"
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(starter_text(name))
    except FileExistsError:
        raise RunError(f"{path} is there already, and is not overwritten. Choose another name.") from None
    except OSError as error:
        raise RunError(f"{path} cannot be written: {error.strerror}.") from error
    return path
