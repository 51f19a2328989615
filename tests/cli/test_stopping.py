"""A program that is asked to end does so, also where Python loses the exception that says so."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path
from time import monotonic, sleep

import pytest

from cipsc_sim.cli.stopping import Stopping, listen, look
from cipsc_sim.experiment.pair import PairPlayer

from .conftest import Typed


class Lost:
    """Something during whose clearing up the program is asked to end."""

    def __init__(self, ends: signal.Signals) -> None:
        self.ends = ends

    def __del__(self) -> None:
        os.kill(os.getpid(), self.ends)
        for _ in range(3):
            pass  # here Python hears of it, and here the exception is lost


@pytest.fixture(autouse=True)
def handlers(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Who heard signals before the test, hears them after it; what is lost in it is not told."""
    monkeypatch.setattr("sys.unraisablehook", lambda _: None)
    before = {each: signal.getsignal(each) for each in (signal.SIGTERM, signal.SIGINT, signal.SIGALRM)}
    signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    for each, heard in before.items():
        signal.signal(each, heard)


@pytest.fixture
def interrupted_play(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Which pairs are played, in a program that is asked to end while the first is cleared up."""
    played: list[int] = []
    play = PairPlayer.play

    def play_and_lose(player: PairPlayer, pair: int) -> object:
        played.append(pair)
        if len(played) == 1:
            Lost(signal.SIGTERM)
        return play(player, pair)

    monkeypatch.setattr(PairPlayer, "play", play_and_lose)
    return played


def test_a_run_that_did_not_hear_it_ends_with_the_pair_that_is_played(
    here: Path, typed: Typed, interrupted_play: list[int]
) -> None:
    listen()

    found = typed("run", "product.yaml", "--pairs", 5, "--workers", 1)

    assert (found.exit_code, interrupted_play) == (130, [0])
    assert list((here / "runs").iterdir()) == []


def test_twin_that_only_raises_plays_on(here: Path, typed: Typed, interrupted_play: list[int]) -> None:
    signal.signal(signal.SIGTERM, lambda *_: signal.default_int_handler(*_))

    assert typed("run", "product.yaml", "--pairs", 3, "--workers", 1).exit_code == 0
    assert interrupted_play == [0, 1, 2]


def test_what_was_lost_is_raised_again_in_the_midst_of_what_is_done() -> None:
    """A part of five pairs may take minutes on a loaded machine; nobody waits for its end."""
    listen()
    Lost(signal.SIGTERM)
    until = monotonic() + 2
    with pytest.raises(KeyboardInterrupt):
        while monotonic() < until:
            pass
    assert monotonic() < until


def test_it_is_not_raised_once_more_after_somebody_looked() -> None:
    """What clears up after the first would be interrupted by the second."""
    listen()
    Lost(signal.SIGTERM)
    with pytest.raises(KeyboardInterrupt):
        look()
    sleep(0.1)


def test_what_else_is_lost_is_told_as_ever(capfd: pytest.CaptureFixture[str]) -> None:
    class Careless:
        def __del__(self) -> None:
            raise ValueError("forgotten")

    listen()
    Careless()
    assert "forgotten" in capfd.readouterr().err


@pytest.mark.parametrize("ends", [signal.SIGTERM, signal.SIGINT])
def test_both_signals_are_kept_until_somebody_looks(ends: signal.Signals) -> None:
    listen()
    look()
    Lost(ends)
    with pytest.raises(KeyboardInterrupt):
        look()


def test_ctrl_c_that_is_ignored_stays_ignored() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    listen()
    assert signal.getsignal(signal.SIGINT) == signal.SIG_IGN
    assert isinstance(signal.getsignal(signal.SIGTERM), Stopping)
