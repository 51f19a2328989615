"""Which replication it was in which the simulator broke."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import suppress

from cipsc_sim.errors import InvariantError, RunError, ScenarioError
from cipsc_sim.experiment.pair import PlayedPair
from cipsc_sim.records.manifest import Manifest


def blamed(played: Iterator[PlayedPair], manifest: Manifest) -> Generator[PlayedPair, None, None]:
    """The pairs as they come. What breaks on the way is an InvariantError that says what it takes to see it again."""
    pair = 0
    try:
        for each in played:
            pair = each.pair + 1
            yield each
    except (ScenarioError, RunError, GeneratorExit):
        raise
    except Exception as error:
        raise InvariantError(f"{_in_words(error)} ({where(manifest, pair)})") from error
    finally:
        with suppress(AttributeError):
            played.close()  # type: ignore[attr-defined]


def where(manifest: Manifest, pair: int) -> str:
    """All that is needed to play the pair again."""
    return (
        f"scenario {manifest.name}, hash {manifest.scenario_hash}, seed {manifest.seed}, "
        f"replications {2 * pair} and {2 * pair + 1}"
    )


def _in_words(error: Exception) -> str:
    return str(error) if isinstance(error, InvariantError) else f"{type(error).__name__}: {error}"
