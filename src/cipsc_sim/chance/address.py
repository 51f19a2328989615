"""Addresses of uniform numbers: the number of a stream's name, and the path of a lot packed into one number."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import blake2b
from typing import Final

LEVELS: Final = 9
"""Most ordinals in a path."""

BITS: Final = 7
"""Bits of each ordinal in a packed path."""

LARGEST_ORDINAL: Final = 2**BITS - 1


def stream_number(name: str) -> int:
    """64-bit number of a stream, from its name alone: blake2b of its UTF-8 text, 8 bytes, most significant first."""
    return int.from_bytes(blake2b(name.encode("utf-8"), digest_size=8).digest(), "big")


def check_streams(names: Iterable[str]) -> None:
    """Refuse names that share a stream number; a name that comes twice is one name.

    Raises ValueError that states the two names.
    """
    named: dict[int, str] = {}
    for name in names:
        other = named.setdefault(stream_number(name), name)
        if other != name:
            raise ValueError(
                f'the streams "{other}" and "{name}" have the same number and would draw the same chance; rename one'
            )


def pack(path: tuple[int, ...]) -> int:
    """One number for the ordinals along the primary parents, such as (tissue 1, line 3, batch 2).

    Up to 9 ordinals from 1 to 127, 7 bits each, the first in the lowest bits. As no ordinal is 0, a path and its
    beginning have different numbers, and only the empty path is 0. Raises ValueError for what does not fit.
    """
    if len(path) > LEVELS:
        raise ValueError(f"the path {path} has {len(path)} levels; at most {LEVELS} can be addressed")
    packed = 0
    for ordinal in reversed(path):
        if not 1 <= ordinal <= LARGEST_ORDINAL:
            raise ValueError(f"the path {path} has the ordinal {ordinal}; ordinals go from 1 to {LARGEST_ORDINAL}")
        packed = packed << BITS | ordinal
    return packed
