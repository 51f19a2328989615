"""Where Arrow takes its memory from while a page is made."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pyarrow as pa


@contextmanager
def given_back() -> Iterator[None]:
    """Let Arrow give memory back to the system at once.

    A page reads thousands of small tables; Arrow's own pool keeps what each of them took, a hundred megabytes in all.
    """
    usual = pa.default_memory_pool()
    pa.set_memory_pool(pa.system_memory_pool())
    try:
        yield
    finally:
        pa.set_memory_pool(usual)
