"""One worker process, and what was handed to it."""

from __future__ import annotations

import os
import queue
import subprocess
import sys
from collections import deque
from concurrent.futures import Future
from contextlib import suppress
from math import inf
from pathlib import Path
from threading import Thread
from typing import Any, BinaryIO, cast

import cipsc_sim
from cipsc_sim.errors import RunError
from cipsc_sim.experiment.workers.messages import Answer, receive, send

FRUGAL = {"ARROW_DEFAULT_MEMORY_POOL": "system", "MALLOC_TRIM_THRESHOLD_": "131072"}
"""Lets a worker give back what it has freed, where its C library can (glibc); elsewhere it changes nothing."""

SHORT_S = 1.0
"""A worker that takes no longer for a packet is handed the next one before it has answered, so that it never waits for us."""


Packets = queue.SimpleQueue[tuple[tuple[Any, ...], Future[Answer]] | None]
"""Packets of tasks, and who waits for their answers; None: there are no more."""


class Worker:
    """A process that runs ``module``, and a thread that hands it what stands in the queue.

    The process is in a session of its own: Ctrl-C is for the parent, which ends it.
    """

    def __init__(self, module: str, packets: Packets) -> None:
        self._process = _start(module)
        self._packets = packets
        self._handed: deque[Future[Answer]] = deque()
        self._seconds = inf
        self._thread = Thread(target=self._serve, daemon=True)
        self._thread.start()

    def kill(self) -> None:
        """End it, whatever it is doing."""
        self._process.kill()

    def join(self) -> None:
        """Wait until nothing of it is left; it was killed, and its queue ends."""
        self._thread.join()
        self._process.wait()
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                with suppress(OSError):
                    stream.close()

    def _serve(self) -> None:
        """A worker that died goes on to say so: who hands it a packet is told at once, and nobody waits for ever."""
        more = True
        while more or self._handed:
            if more and len(self._handed) <= (self._seconds <= SHORT_S):
                more = self._hand_next()
            else:
                self._take_answer()

    def _hand_next(self) -> bool:
        """Hand over the next packet, or take an answer if there is none yet; whether there may be more."""
        try:
            packet = self._packets.get(block=not self._handed)
        except queue.Empty:
            self._take_answer()
            return True
        if packet is None:
            return False
        tasks, asked = packet
        self._handed.append(asked)
        with suppress(OSError):
            send(cast(BinaryIO, self._process.stdin), tasks)
        return True

    def _take_answer(self) -> None:
        asked = self._handed.popleft()
        try:
            answer: Answer = receive(cast(BinaryIO, self._process.stdout))
        except (EOFError, OSError) as error:
            found = "A worker process ended unexpectedly. Is there enough memory? Try fewer with --workers 1."
            told = RunError(found)
            told.__cause__ = error
            asked.set_exception(told)
        else:
            self._seconds = answer.seconds
            asked.set_result(answer)


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
