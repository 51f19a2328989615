"""A worker process: plays pairs that its parent names, and ends when the parent does."""

from __future__ import annotations

import os
import queue
import signal
import sys
import threading
from typing import Any, BinaryIO

from cipsc_sim.experiment.messages import receive, send


def main() -> None:
    """Read messages from standard input, write results to standard output."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    inbox: queue.Queue[Any] = queue.Queue()
    threading.Thread(target=_listen, args=(sys.stdin.buffer, inbox), daemon=True).start()
    out = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    sys.stdout = sys.stderr
    play = None
    while True:
        message = inbox.get()
        try:
            if play is None:
                play = _player(message)
                continue
            send(out, ("played", play(message)))
        except BrokenPipeError:
            os._exit(0)
        except Exception as error:
            send(out, ("failed", error))


def _player(message: Any) -> Any:
    from cipsc_sim.experiment.pair import PairPlayer

    loaded, manifest, keep_rows = message
    return PairPlayer(loaded, manifest, keep_rows=keep_rows).play


def _listen(stream: BinaryIO, inbox: queue.Queue[Any]) -> None:
    """Pass messages on; when the parent is gone, so is the worker, whatever it is doing."""
    while True:
        try:
            inbox.put(receive(stream))
        except EOFError:
            os._exit(0)


if __name__ == "__main__":
    main()
