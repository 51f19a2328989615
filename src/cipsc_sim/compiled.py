"""The compiled form of the engine: the same sources as machine code, for one kind of Python. It plays the same rows, in half the time.

It is made when the package is installed, where there is a C compiler; see ``hatch_build.py``. It is used only where it was
made of the very sources that stand beside it, so what somebody edits is what is played, compiled or not.
"""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import MutableSequence
from importlib.machinery import EXTENSION_SUFFIXES
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

PACKAGE = Path(__file__).parent
FOLDER = PACKAGE / "engine" / "compiled"
SUFFIX = EXTENSION_SUFFIXES[0]
"""How names of compiled modules end: it tells the Python and the machine they are for."""

SHARED = "cipsc_sim_engine__mypyc"
"""The library with the code of all modules; each module is only a door to it."""

SEEN = ("chance", "biology", "quality", "records", "engine")
"""The rooms whose sources the compiler reads."""

CHOICE = "CIPSC_SIM_ENGINE"
"""The environment variable that keeps the engine to its Python sources, with the value ``source``."""


def modules() -> list[Path]:
    """The sources that are compiled: all of the engine but the drafting, which has nothing to hurry for."""
    return sorted(file for file in (PACKAGE / "engine").glob("*.py") if file.name != "__init__.py")


def digest() -> str:
    """What the sources are now, as SHA-256."""
    made_of = hashlib.sha256()
    for room in SEEN:
        for file in sorted((PACKAGE / room).glob("*.py")):
            made_of.update(f"{room}/{file.name}\n".encode())
            made_of.update(file.read_bytes())
    return made_of.hexdigest()


def stamp() -> Path:
    """The file that says of which sources the compiled form for this Python was made."""
    return FOLDER / f"sources{SUFFIX}.sha256"


def is_current() -> bool:
    """Whether there is a compiled form for this Python, made of the sources as they are."""
    try:
        return stamp().read_text(encoding="ascii").strip() == digest()
    except OSError:
        return False


def state() -> str:
    """In what form the engine is played, and why not in the other."""
    if os.environ.get(CHOICE) == "source":
        return f"from its sources: {CHOICE}=source"
    if is_current():
        return "compiled"
    return "from its sources: " + ("compiled of other ones" if stamp().exists() else "not compiled")


def take(path: MutableSequence[str]) -> bool:
    """Let the engine's modules be found in their compiled form, if it is current and wanted; whether it is so."""
    if os.environ.get(CHOICE) == "source" or not is_current():
        return False
    spec = spec_from_file_location(SHARED, FOLDER / f"{SHARED}{SUFFIX}")
    if spec is None or spec.loader is None:
        return False
    try:
        library = module_from_spec(spec)
        spec.loader.exec_module(library)
    except ImportError:
        return False
    sys.modules[SHARED] = library
    path.insert(0, str(FOLDER))
    return True
