"""From a scenario to the answer about its release: the run, its rows judged again, the variants, the folder."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from cipsc_sim.analysis.release.answer import STATIC, VARIANTS, Asked, ReleaseAnswer, asked_from_json
from cipsc_sim.errors import RunError
from cipsc_sim.experiment.obtain import obtain_run
from cipsc_sim.experiment.release.dynamic import variants_table
from cipsc_sim.experiment.release.question import Question
from cipsc_sim.experiment.release.static import JudgedAgain
from cipsc_sim.experiment.release.variants import variants
from cipsc_sim.experiment.run import Progress
from cipsc_sim.experiment.study.sweep import sweep
from cipsc_sim.experiment.study.written import Tree, written_study
from cipsc_sim.records.answer_folder import ASKED, AnswerFolder, asked_in, table_in
from cipsc_sim.records.folder import REPORT, SCENARIO, RunFolder
from cipsc_sim.records.folder import open_run as open_folder
from cipsc_sim.records.manifest import manifest_from_json

RUN = "run.json"
"""The manifest of the run whose rows were judged."""

Watch = Callable[[str], AbstractContextManager[Progress | None]]
"""Something that shows the progress of what is named."""


@dataclass(frozen=True, slots=True)
class Answered:
    """The answer, where it is, and whether it was there before."""

    answer: ReleaseAnswer
    folder: Path
    before: bool


def answer_release(
    asked: Question,
    run_folder: Path | None = None,
    *,
    folder: Path | None = None,
    workers: int | None = None,
    force: bool = False,
    watch: Watch,
) -> Answered:
    """Answer, unless the folder holds just this answer: play what is not there, judge again, write the folder.

    The run lies where ``run`` puts it and is taken from there; the study of the variants goes on where it was stopped.
    """
    where = folder if folder is not None else asked.folder
    if not force:
        earlier = open_answer(where) if (where / ASKED).is_file() else None
        if earlier is not None and asked.is_answered_by(earlier.asked):
            return Answered(earlier, where, True)
    with AnswerFolder(where, force) as writer:
        run = _obtain(asked, run_folder, workers, watch)
        judged = JudgedAgain(run, asked.loaded)
        tables = dict(judged.tables)
        played = _play_variants(asked, workers, watch) if asked.variant_pairs else None
        if played is not None:
            tables[VARIANTS] = played.table
        answer = ReleaseAnswer(judged.manifest, tables, _asked(asked, judged, played))
        _write(answer, run, played, writer)
    return Answered(answer, where, False)


def _write(answer: ReleaseAnswer, run: RunFolder, played: _Played | None, writer: AnswerFolder) -> None:
    from cipsc_sim.report.release.page import release_page

    for name, table in answer.tables.items():
        writer.write_table(name, table)
    for name, text in (played.texts if played else {}).items():
        writer.write(f"study/{name}", text)
    writer.write(SCENARIO, run.scenario_text)
    writer.write(RUN, answer.manifest.as_json())
    writer.write(REPORT, release_page(answer))
    writer.finish(answer.asked.as_json())


def open_answer(folder: Path) -> ReleaseAnswer:
    """The answer in a folder. RunError if it is not whole."""
    written = asked_in(folder)
    if written is None:
        raise RunError(f"{folder} holds no whole answer about a release. Ask again.")
    asked = asked_from_json(written)
    names = (*STATIC, *((VARIANTS,) if asked.variant_pairs else ()))
    try:
        text = (folder / RUN).read_text(encoding="utf-8")
    except OSError as error:
        raise RunError(f"{folder} is damaged: {RUN} cannot be read. Replace it with --force.") from error
    manifest = manifest_from_json(text, str(folder / RUN))
    return ReleaseAnswer(manifest, {name: table_in(folder, name) for name in names}, asked)


def _obtain(asked: Question, run_folder: Path | None, workers: int | None, watch: Watch) -> RunFolder:
    if run_folder is not None:
        return open_folder(run_folder)
    with watch(f"playing {asked.name}") as told:
        obtained = obtain_run(
            asked.loaded, pairs=asked.pairs, seed=asked.seed, fixed=asked.fixed, workers=workers, progress=told
        )
        return obtained.run


@dataclass(frozen=True, slots=True)
class _Played:
    """The variants that were played: their table, those that cannot be, the study folder, and the files of the study."""

    table: pd.DataFrame
    skipped: Mapping[str, str]
    folder: str
    texts: Mapping[str, str]


def _play_variants(asked: Question, workers: int | None, watch: Watch) -> _Played:
    found = variants(asked.loaded, upstream=asked.upstream)
    tree: Tree = {**found.tree, "pairs": asked.variant_pairs, "seed": asked.seed, "fixed": asked.fixed}
    with ExitStack() as open_files:
        with watch("checking variants") as told:
            written = written_study(asked.loaded, f"variants-{asked.name}", tree, found.files, told)
            study = open_files.enter_context(written)
        with watch(f"playing {len(study.points)} variants") as told:
            swept = sweep(study, workers=workers, progress=told)
        texts = {file.name: file.read_text(encoding="utf-8") for file in sorted(study.file.parent.iterdir())}
    return _Played(variants_table(swept, found.every), found.skipped, str(swept.folder), texts)


def _asked(asked: Question, judged: JudgedAgain, played: _Played | None) -> Asked:
    specifications = asked.loaded.scenario.specifications
    prices = {
        name: (price.of_release(specifications[name].concerns), price.false_reject)
        for name, price in judged.prices.items()
    }
    return Asked(
        scenario_hash=asked.loaded.hash,
        seed=asked.seed,
        fixed=asked.fixed,
        replications=judged.run.replications,
        batches=len(judged.batches),
        variant_pairs=asked.variant_pairs,
        upstream=asked.upstream,
        run=str(judged.run.path),
        study=played.folder if played else "",
        prices=prices,
        skipped=dict(played.skipped) if played else {},
        versions=dict(judged.run.manifest.versions),
    )
