"""What a worker process does: it answers the messages of its parent, and ends when the parent does."""

from __future__ import annotations

import os
import pickle
import queue
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from importlib import import_module
from importlib.abc import MetaPathFinder
from time import perf_counter
from typing import Any, BinaryIO

from cipsc_sim.experiment.workers.messages import DONE, FAILED, Answer, receive, send


class _NoPandas(MetaPathFinder):
    """Finds everything but pandas."""

    def find_spec(self, name: str, path: object, target: object = None) -> None:
        if name == "pandas":
            raise ModuleNotFoundError(name, name=name)


def without_pandas() -> None:
    """Let Arrow do without pandas in this process: a quarter of a second less to start, and less memory.

    Before it makes its first array pyarrow looks for pandas, to know a series when it is given one. Workers give it none.
    """
    import pyarrow as pa

    finder = _NoPandas()
    sys.meta_path.insert(0, finder)
    try:
        pa.array(())
    finally:
        sys.meta_path.remove(finder)


def serve(answer: Callable[[Any], Any], *needed: str) -> None:
    """Answer the packets of tasks that come on standard input, one after the other, on standard output.

    The modules ``needed`` for that are imported before the first has come.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    inbox: queue.SimpleQueue[tuple[Any, ...]] = queue.SimpleQueue()
    without_pandas()
    for module in needed:
        import_module(module)
    threading.Thread(target=_listen, args=(sys.stdin.buffer, inbox), daemon=True).start()
    out = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    sys.stdout = sys.stderr
    while True:
        tasks = inbox.get()
        began = perf_counter()
        verdicts = tuple(_until_one_fails(answer, tasks))
        try:
            send(out, Answer(verdicts, perf_counter() - began))
        except BrokenPipeError:
            os._exit(0)


def _until_one_fails(answer: Callable[[Any], Any], tasks: tuple[Any, ...]) -> Iterator[tuple[str, Any]]:
    for task in tasks:
        verdict = _verdict(answer, task)
        yield verdict
        if verdict[0] == FAILED:
            return


def _verdict(answer: Callable[[Any], Any], task: Any) -> tuple[str, Any]:
    try:
        return DONE, answer(task)
    except Exception as error:
        try:
            pickle.loads(pickle.dumps(error))
        except Exception:
            return FAILED, RuntimeError(f"{type(error).__name__}: {error}")
        return FAILED, error


def _listen(stream: BinaryIO, inbox: queue.SimpleQueue[tuple[Any, ...]]) -> None:
    """Pass messages on; when the parent is gone, so is the worker, whatever it is doing."""
    while True:
        try:
            inbox.put(receive(stream))
        except EOFError:
            os._exit(0)
