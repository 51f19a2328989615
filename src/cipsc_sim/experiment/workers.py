"""Worker processes: they play pairs side by side, and never outlive their parent."""

from __future__ import annotations

import os
import queue
import subprocess
import sys
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from types import TracebackType
from typing import Any

import cipsc_sim
from cipsc_sim.errors import RunError
from cipsc_sim.experiment.messages import receive, send
from cipsc_sim.experiment.pair import PairPlayer, PlayedPair, play_here
from cipsc_sim.records.manifest import Manifest
from cipsc_sim.scenario.load import LoadedScenario

AHEAD = 2
"""Pairs under way or finished for each worker, before the first of them is taken."""


def usable_cores() -> int:
    """How many processor cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def played_pairs(
    loaded: LoadedScenario, manifest: Manifest, pairs: Sequence[int], *, workers: int | None, keep_rows: bool
) -> Iterator[PlayedPair]:
    """Play the pairs, in worker processes if more than one, and give them in order. The workers never change a result."""
    count = min(workers or usable_cores(), len(pairs))
    if count <= 1:
        player = PairPlayer(loaded, manifest, keep_rows=keep_rows)
        for pair in pairs:
            yield player.play(pair)
        return
    with Workers(count, (loaded, manifest, keep_rows)) as crew:
        yield from crew.play(pairs)


class Workers:
    """Some worker processes, each told once what to play."""

    def __init__(self, count: int, task: Any) -> None:
        self._count = count
        self._processes = [self._start(task) for _ in range(count)]
        self._idle: queue.Queue[subprocess.Popen[bytes]] = queue.Queue()
        for process in self._processes:
            self._idle.put(process)
        self._threads = ThreadPoolExecutor(count)

    def __enter__(self) -> Workers:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        for process in self._processes:
            process.kill()
        self._threads.shutdown(wait=True, cancel_futures=True)
        for process in self._processes:
            process.wait()
            for stream in (process.stdin, process.stdout):
                if stream is not None:
                    try:
                        stream.close()
                    except OSError:
                        pass

    def play(self, pairs: Sequence[int]) -> Iterator[PlayedPair]:
        """Play the pairs and give them in order."""
        ahead: deque[Future[PlayedPair]] = deque()
        waiting = iter(pairs)
        for pair in waiting:
            ahead.append(self._threads.submit(self._ask, pair))
            if len(ahead) >= AHEAD * self._count:
                yield ahead.popleft().result()
        while ahead:
            yield ahead.popleft().result()

    def _start(self, task: Any) -> subprocess.Popen[bytes]:
        home = str(Path(cipsc_sim.__file__).parent.parent)
        path = os.pathsep.join(filter(None, (home, os.environ.get("PYTHONPATH"))))
        process = subprocess.Popen(
            [sys.executable, "-m", "cipsc_sim.experiment.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": path},
        )
        assert process.stdin is not None
        send(process.stdin, task)
        return process

    def _ask(self, pair: int) -> PlayedPair:
        process = self._idle.get()
        assert process.stdin is not None and process.stdout is not None
        try:
            send(process.stdin, pair)
            verdict, result = receive(process.stdout)
        except (EOFError, OSError) as error:
            raise RunError(
                "A worker process ended unexpectedly. Is there enough memory? Try fewer with --workers 1."
            ) from error
        self._idle.put(process)
        if verdict == "failed":
            raise result
        played: PlayedPair = result
        return played


__all__ = ["Workers", "play_here", "played_pairs", "usable_cores"]
