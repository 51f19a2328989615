"""A crew of worker processes that take any task of one kind, in any number, and never outlive their parent."""

from __future__ import annotations

import os
import queue
import subprocess
import sys
from collections import deque
from collections.abc import Generator, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Generic, TypeVar, cast

import cipsc_sim
from cipsc_sim.errors import RunError
from cipsc_sim.experiment.workers.messages import receive, send
from cipsc_sim.experiment.workers.serving import FAILED

AHEAD = 2
"""Tasks beyond one for each worker that are under way or finished before the result of the first is taken."""

FRUGAL = {"ARROW_DEFAULT_MEMORY_POOL": "system", "MALLOC_TRIM_THRESHOLD_": "131072"}
"""Lets a worker give back what it has freed, where its C library can (glibc); elsewhere it changes nothing."""

Task = TypeVar("Task")
Result = TypeVar("Result")


class Crew(Generic[Task, Result]):
    """Some processes that run ``module``, which serves tasks. They are in a session of their own: Ctrl-C is for the
    parent, which ends them.
    """

    def __init__(self, count: int, module: str) -> None:
        self._count = count
        self._processes = [_start(module) for _ in range(count)]
        self._idle: queue.Queue[subprocess.Popen[bytes]] = queue.Queue()
        for process in self._processes:
            self._idle.put(process)
        self._threads = ThreadPoolExecutor(count)

    def __enter__(self) -> Crew[Task, Result]:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for process in self._processes:
            process.kill()
        self._threads.shutdown(wait=True, cancel_futures=True)
        for process in self._processes:
            process.wait()
            for stream in (process.stdin, process.stdout):
                if stream is not None:
                    with suppress(OSError):
                        stream.close()

    def results(self, tasks: Iterable[Task]) -> Generator[Result, None, None]:
        """The result of each task, in order."""
        ahead: deque[Future[Result]] = deque()
        for task in tasks:
            ahead.append(self._threads.submit(self._ask, task))
            if len(ahead) >= self._count + AHEAD:
                yield ahead.popleft().result()
        while ahead:
            yield ahead.popleft().result()

    def _ask(self, task: Task) -> Result:
        process = self._idle.get()
        try:
            send(cast(BinaryIO, process.stdin), task)
            verdict, result = receive(cast(BinaryIO, process.stdout))
        except (EOFError, OSError) as error:
            found = "A worker process ended unexpectedly. Is there enough memory? Try fewer with --workers 1."
            raise RunError(found) from error
        finally:
            self._idle.put(process)  # a dead one too: who asks it next is told at once, and nobody waits for ever
        if verdict == FAILED:
            raise result
        answered: Result = result
        return answered


def _start(module: str) -> subprocess.Popen[bytes]:
    home = str(Path(cipsc_sim.__file__).parent.parent)
    path = os.pathsep.join(filter(None, (home, os.environ.get("PYTHONPATH"))))
    return subprocess.Popen(
        [sys.executable, "-m", module],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**FRUGAL, **os.environ, "PYTHONPATH": path},
        start_new_session=True,
    )
