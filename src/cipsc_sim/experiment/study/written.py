"""A study that a command writes for a scenario, to be played like any other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from cipsc_sim.experiment.study.playing.folder import SCENARIO
from cipsc_sim.experiment.study.reading.checked_points import Progress
from cipsc_sim.experiment.study.reading.file import read_study
from cipsc_sim.experiment.study.study import Study
from cipsc_sim.scenario.load import LoadedScenario
from cipsc_sim.scenario.written import as_yaml

Tree = dict[str, object]


@contextmanager
def written_study(
    loaded: LoadedScenario,
    name: str,
    tree: Tree,
    variants: Mapping[str, str] | None = None,
    progress: Progress | None = None,
) -> Iterator[Study]:
    """The study of a scenario, read and checked; to be played before the context is left.

    ``tree`` is the study without its scenario; ``name`` is what its folder is called after. The study names the scenario
    as ``scenario.yaml``, and a study's folder holds that file beside ``study.yaml``: it can be played from there again.
    ``variants`` are further files, by name, that it lists.
    """
    with TemporaryDirectory(prefix="cipsc-sim-") as place:
        folder = Path(place)
        (folder / SCENARIO).write_text(loaded.resolved.as_text(), encoding="utf-8")
        for variant, text in (variants or {}).items():
            (folder / variant).write_text(text, encoding="utf-8")
        file = folder / f"{name}.yaml"
        file.write_text(as_yaml({"scenario": SCENARIO, **tree}, {}), encoding="utf-8")
        yield read_study(file, progress=progress)
