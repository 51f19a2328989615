"""Compiles the engine when the package is installed, where there is a C compiler; without one it is played from its sources.

``CIPSC_SIM_COMPILE=0`` leaves it uncompiled. Run by itself it compiles into the source tree: ``python hatch_build.py``.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

ROOT = Path(__file__).parent
sys.path.insert(0, str(ROOT / "src"))

from cipsc_sim import compiled  # noqa: E402

HOW = """
[mypy]
follow_imports = silent
strict = true
"""

NOT_READ = ("numpy", "scipy", "pandas", "pyarrow", "plotly", "pydantic", "ruamel", "typer", "rich")
OTHER_ROOMS = ("analysis", "cli", "experiment", "export", "report", "scenario")
"""What the engine's modules do not need to be compiled: the compiler takes it for granted."""


class CompiledEngine(BuildHookInterface[Any]):
    """Puts the compiled engine into what is installed; without a compiler it says so and goes on."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if self.target_name != "wheel" or os.environ.get("CIPSC_SIM_COMPILE") == "0":
            return
        if not compiled.is_current():
            self.app.display_info("compiling the engine: about a minute")
            problem = compile_engine()
            if problem:
                self.app.display_warning(
                    f"the engine is not compiled and will play from its sources, at half the speed: {problem}"
                )
                return
        build_data["artifacts"].append("src/cipsc_sim/engine/compiled/*")
        build_data["pure_python"] = False
        build_data["infer_tag"] = True


def compile_engine() -> str:
    """Compile into the source tree; what went wrong, if anything did."""
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        command = [sys.executable, str(Path(__file__).resolve()), "--into", folder]
        done = subprocess.run(command, cwd=ROOT / "src", capture_output=True, text=True, check=False)
        if done.returncode:
            said = (done.stdout + done.stderr).strip().splitlines() or [f"exit status {done.returncode}"]
            return next((line for line in said if "error" in line.lower()), said[-1])
        compiled.FOLDER.mkdir(exist_ok=True)
        compiled.stamp().unlink(missing_ok=True)
        for library in (work / "built").rglob(f"*{compiled.SUFFIX}"):
            shutil.copy(library, compiled.FOLDER / library.name)
        compiled.stamp().write_text(f"{compiled.digest()}\n", encoding="ascii")
    return ""


def build_into(work: Path) -> None:
    """Translate the sources to C and compile that."""
    from mypyc.build import mypycify
    from setuptools import Distribution

    config = work / "mypy.ini"
    skipped = [*NOT_READ, *(f"cipsc_sim.{room}" for room in OTHER_ROOMS)]
    config.write_text(
        HOW
        + "".join(
            f"[mypy-{each},{each}.*]\nfollow_imports = skip\nignore_missing_imports = true\n" for each in skipped
        ),
        encoding="utf-8",
    )
    sources = [str(file.relative_to(Path.cwd())) for file in compiled.modules()]
    extensions = mypycify(
        ["--config-file", str(config), "--cache-dir", str(work / "cache"), *sources],
        opt_level="1",
        debug_level="0",
        group_name=compiled.SHARED.removesuffix("__mypyc"),
        target_dir=str(work / "c"),
    )
    build = Distribution({"name": "cipsc-sim", "ext_modules": extensions}).get_command_obj("build_ext")
    build.build_lib, build.build_temp = str(work / "built"), str(work / "objects")
    build.ensure_finalized()
    build.run()


if __name__ == "__main__":
    if sys.argv[1:2] == ["--into"]:
        build_into(Path(sys.argv[2]))
    else:
        sys.exit(compile_engine() or None)
