"""Messages between a parent and its own worker processes: pickles, each preceded by its length."""

from __future__ import annotations

import pickle
import struct
from dataclasses import dataclass
from typing import IO, Any

_LENGTH = struct.Struct("<Q")

DONE, FAILED = "done", "failed"


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of the tasks of a packet, up to the first that failed: (verdict, result) of each; and how long it all took."""

    verdicts: tuple[tuple[str, Any], ...]
    seconds: float


def send(stream: IO[bytes], message: Any) -> None:
    """Write one message."""
    content = pickle.dumps(message, protocol=pickle.HIGHEST_PROTOCOL)
    stream.write(_LENGTH.pack(len(content)))
    stream.write(content)
    stream.flush()


def receive(stream: IO[bytes]) -> Any:
    """Read one message. EOFError if the other side is gone."""
    head = stream.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        raise EOFError
    (length,) = _LENGTH.unpack(head)
    content = stream.read(length)
    if len(content) < length:
        raise EOFError
    return pickle.loads(content)
