"""Uniform numbers, addressed and not consumed: asking for one moves no other."""

from __future__ import annotations

from typing import Any, Final, Protocol

from numpy.random import Philox

WORD: Final = 2**64
"""Numbers below this fit one word of a key or a counter."""

LANES: Final = 4
"""Numbers in a block of Philox 4×64."""

STEP: Final = 2.0**-52
"""Uniform numbers are odd multiples of half of this."""

_LAST: Final = WORD - 1


class Uniforms(Protocol):
    """What gives a uniform number between 0 and 1, neither included, for every address."""

    def uniform(self, stream: int, owner: int, path: int = 0, ordinal: int = 0) -> float:
        """The uniform number at one address."""

    def uniforms(self, stream: int, owner: int, path: int, first: int, n: int) -> list[float]:
        """The ``n`` uniform numbers of the ordinals ``first`` to ``first + n - 1``."""


class Source:
    """Uniform numbers of one replication: the same address always gives the same number, in whatever order asked.

    Philox 4×64 with ten rounds (Salmon, Moraes, Dror & Shaw, SC11): key = (seed, replication), counter = (ordinal // 4,
    owner, path, stream) with the first word least significant, lane = ordinal % 4, and of the 64-bit number k there
    the uniform number ((k >> 12) + ½)·2⁻⁵². Seed and replication are 0 to 2⁶⁴ − 1 (else ValueError), and so are
    stream, owner and path; ordinals are 0 to 2⁶⁶ − 1 (else OverflowError). Not to be shared between threads.
    """

    __slots__ = ("_counter", "_philox", "_raw", "_state", "replication", "seed")

    def __init__(self, seed: int, replication: int) -> None:
        for noun, number in (("seed", seed), ("replication", replication)):
            if not 0 <= number < WORD:
                raise ValueError(f"the {noun} is {number}; it must be a whole number from 0 to 2^64 - 1 ({WORD - 1})")
        self.seed: Final = seed
        self.replication: Final = replication
        self._philox = Philox(0)
        self._raw = self._philox.random_raw
        self._counter = [0] * LANES
        # Plain lists: the setter of NumPy's state reads them twice as fast as arrays.
        self._state: Any = {
            "bit_generator": "Philox",
            "state": {"counter": self._counter, "key": [seed, replication]},
            "buffer": [0] * LANES,
            "buffer_pos": LANES,
            "has_uint32": 0,
            "uinteger": 0,
        }

    def uniform(self, stream: int, owner: int, path: int = 0, ordinal: int = 0) -> float:
        """The uniform number at one address."""
        if 0 <= ordinal < LANES and 0 < owner < WORD:
            # Nearly all: the block is 0, and the one before it borrows of the owner.
            counter = self._counter
            counter[0] = _LAST
            counter[1] = owner - 1
            counter[2] = path
            counter[3] = stream
            self._philox.state = self._state
        else:
            self._place(stream, owner, path, ordinal // LANES)
            ordinal %= LANES
        while ordinal:
            self._raw()
            ordinal -= 1
        return ((self._raw() >> 12) + 0.5) * STEP

    def uniforms(self, stream: int, owner: int, path: int, first: int, n: int) -> list[float]:
        """The ``n`` uniform numbers of the ordinals ``first`` to ``first + n - 1``."""
        self._place(stream, owner, path, first // LANES)
        lane = first % LANES
        return [((number >> 12) + 0.5) * STEP for number in self._raw(lane + n).tolist()[lane:]]

    def _place(self, stream: int, owner: int, path: int, block: int) -> None:
        """Set the counter one before the block, as NumPy counts up before it generates; refuse words that do not fit."""
        words = (block, owner, path, stream)
        for noun, word in zip(("ordinal // 4", "owner", "path", "stream"), words, strict=True):
            if not 0 <= word < WORD:
                raise OverflowError(f"{noun} is {word}; an address has whole numbers from 0 to 2^64 - 1")
        if block:
            self._counter[:] = block - 1, owner, path, stream
        else:
            before = sum(word << 64 * place for place, word in enumerate(words)) - 1
            self._counter[:] = [before >> 64 * place & _LAST for place in range(LANES)]
        self._philox.state = self._state


class Centre:
    """The middle at every address: every uniform number is ½, so nothing is left to chance."""

    __slots__ = ()

    def uniform(self, stream: int, owner: int, path: int = 0, ordinal: int = 0) -> float:
        """½, at every address."""
        return 0.5

    def uniforms(self, stream: int, owner: int, path: int, first: int, n: int) -> list[float]:
        """½, ``n`` times."""
        return [0.5] * n
