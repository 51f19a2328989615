"""A crew of worker processes that take any task of one kind, in any number, and never outlive their parent."""

from __future__ import annotations

import queue
from collections import deque
from collections.abc import Generator, Iterable, Iterator
from concurrent.futures import Future
from itertools import islice
from types import TracebackType
from typing import Generic, TypeVar

from cipsc_sim.experiment.workers.messages import FAILED, Answer
from cipsc_sim.experiment.workers.worker import Packets, Worker

AHEAD = 2
"""Packets for each worker that are under way or finished before the results of the first are taken."""

PACKET_S = 0.5
"""How long a packet is to take: what it costs to hand one over is a hundredth of that, and more would be lost at a kill."""

Task = TypeVar("Task")
Result = TypeVar("Result")


class Crew(Generic[Task, Result]):
    """Some processes that run ``module``, which serves tasks."""

    def __init__(self, count: int, module: str) -> None:
        self._packets: Packets = queue.SimpleQueue()
        self._workers = [Worker(module, self._packets) for _ in range(count)]
        self._seconds: float | None = None

    def __enter__(self) -> Crew[Task, Result]:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for worker in self._workers:
            worker.kill()
            self._packets.put(None)
        for worker in self._workers:
            worker.join()

    def results(self, tasks: Iterable[Task], many: int | None = None) -> Generator[Result, None, None]:
        """The result of each task, in order. If it is known how ``many`` there are, short ones are handed over in packets."""
        ahead: deque[Future[Answer]] = deque()
        source, left = iter(tasks), many
        while packet := tuple(islice(source, self._size(left))):
            ahead.append(self._hand(packet))
            left = None if left is None else left - len(packet)
            if len(ahead) > AHEAD * len(self._workers):
                yield from self._taken(ahead.popleft())
        while ahead:
            yield from self._taken(ahead.popleft())

    def _size(self, left: int | None) -> int:
        """How many tasks make the next packet; the last ones are small, so that the workers end together."""
        if left is None or not self._seconds:
            return 1
        most = left // (2 * len(self._workers))
        return max(1, min(most, int(PACKET_S / self._seconds)))

    def _hand(self, packet: tuple[Task, ...]) -> Future[Answer]:
        asked: Future[Answer] = Future()
        self._packets.put((packet, asked))
        return asked

    def _taken(self, asked: Future[Answer]) -> Iterator[Result]:
        answer = asked.result()
        self._seconds = answer.seconds / len(answer.verdicts)
        for verdict, result in answer.verdicts:
            if verdict == FAILED:
                raise result
            answered: Result = result
            yield answered
