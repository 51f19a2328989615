"""A Dask cluster that plays parts: the same parts, through its executor interface (extra ``cluster``)."""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Generator, Iterable
from concurrent.futures import CancelledError, Future
from concurrent.futures import TimeoutError as NotYet
from time import monotonic
from types import TracebackType
from typing import Any

from cipsc_sim.analysis.tallies.tally import Tally
from cipsc_sim.errors import RunError
from cipsc_sim.experiment.study.playing.parts import PartTask

AHEAD = 2
"""Parts under way or finished for each thread of the cluster, before the first of them is taken."""
PATIENCE_S = 15.0
"""How long a scheduler may take to answer, or be without workers at the start."""
SILENCE_S = 15.0
"""How long it may be out of reach while it plays."""


class Cluster:
    """The workers of a Dask scheduler. Where one of them dies, what it was playing is played by another.

    RunError if the scheduler cannot be reached, goes away, or has no workers.
    """

    def __init__(self, address: str) -> None:
        try:
            from distributed import Client
        except ImportError as error:
            right = 'Install it with: python -m pip install "cipsc-sim[cluster]"'
            raise RunError(f"--cluster needs dask.distributed, which is not installed. {right}") from error
        _let_only_us_speak()
        self._address = address
        try:
            self._client: Any = Client(address, timeout=PATIENCE_S, set_as_default=False)  # type: ignore[no-untyped-call]
        except (OSError, TimeoutError, ValueError) as error:
            right = "Start one with: dask scheduler, and dask worker ADDRESS beside it."
            raise RunError(f"No scheduler answers at {address} ({_first_line(error)}). {right}") from error

    def __enter__(self) -> Cluster:
        try:
            self._client.wait_for_workers(1, timeout=PATIENCE_S)
        except TimeoutError as error:
            self._client.close(timeout=1)
            right = f"Start some with: dask worker {self._address}"
            raise RunError(f"The scheduler at {self._address} has no workers. {right}") from error
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._client.close(timeout=1)

    def results(self, tasks: Iterable[PartTask], many: int) -> Generator[list[Tally], None, None]:
        """The tallies of each part, in order."""
        executor = self._client.get_executor(pure=False)
        ahead: deque[Future[list[Tally]]] = deque()
        most = AHEAD * max(1, sum(self._client.nthreads().values()))
        try:
            for task in tasks:
                ahead.append(executor.submit(play_here, task))
                if len(ahead) >= most:
                    yield self._result(ahead.popleft())
            while ahead:
                yield self._result(ahead.popleft())
        finally:
            for future in ahead:
                future.cancel()

    def _result(self, future: Future[list[Tally]]) -> list[Tally]:
        silent_since: float | None = None
        while True:
            try:
                return future.result(timeout=1)
            except NotYet:
                if self._client.status == "running":
                    silent_since = None
                    continue
                silent_since = silent_since or monotonic()
                if monotonic() - silent_since > SILENCE_S:
                    raise self._gone() from None
            except CancelledError:
                raise self._gone() from None
            except Exception as error:
                if type(error).__module__.startswith("distributed"):
                    found = f"The cluster at {self._address} gave up a part ({_first_line(error)})."
                    raise RunError(f"{found} The parts that were played are kept; the same command goes on.") from error
                raise

    def _gone(self) -> RunError:
        kept = "The parts that were played are kept; the same command goes on from there."
        return RunError(f"The scheduler at {self._address} went away. {kept}")


def _let_only_us_speak() -> None:
    """When a scheduler goes away Dask logs pages of tracebacks; what it means for a study is said here in a sentence."""
    for name in ("distributed", "distributed.client"):
        logging.getLogger(name).setLevel(logging.CRITICAL)


def play_here(task: PartTask) -> list[Tally]:
    """Play a part in a worker of the cluster. RunError if other versions are installed there than here."""
    from cipsc_sim.experiment.describe import versions

    there, here = versions(), dict(task.manifest.versions)
    if there != here:
        parted = ", ".join(
            f"{name} {there.get(name)} (here {here[name]})" for name in here if there.get(name) != here[name]
        )
        raise RunError(f"A worker of the cluster has other versions: {parted}. Install the same ones there.")
    return task.carry_out()


def _first_line(error: BaseException) -> str:
    return (str(error) or type(error).__name__).splitlines()[0]
