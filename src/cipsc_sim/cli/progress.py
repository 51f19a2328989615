"""Progress on standard error, where that is a terminal."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def progress(what: str) -> Iterator[Callable[[int, int], None]]:
    """Something to tell how many are done of how many; it disappears when it ends. It raises KeyboardInterrupt if the program was
    asked to end meanwhile.
    """
    from rich.console import Console

    from cipsc_sim.cli.stopping import look

    console = Console(stderr=True)
    if not console.is_terminal:
        yield lambda done, total: look()
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
    from rich.text import Text

    from cipsc_sim.cli.failure import readable

    columns = (TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task(Text(readable(what)).plain, total=None)

        def told(done: int, total: int) -> None:
            bar.update(task, completed=done, total=total)
            look()

        yield told
