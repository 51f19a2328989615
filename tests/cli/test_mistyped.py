"""Slips of typing: each is told with what to type, and ends with exit code 1 or 2."""

from __future__ import annotations

import pytest

from cipsc_sim.cli.mistyped import assignment

from .conftest import Typed

RATE = "orders.arrive.poisson.per_year"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("run", "product.yaml", "--set", RATE, "3"), f'"3" stands apart. Write --set {RATE}=3, without blanks.'),
        (("run", "product.yaml", "--set", RATE, "=", "3"), f'"3" stands apart. Write --set {RATE}=3, without blanks.'),
        (("run", "product.yaml", "--set", f"{RATE}=", "3"), f'"3" stands apart. Write --set {RATE}=3, without blanks.'),
        (("run", "product.yaml", "--set", f"{RATE}:", "3"), f'"3" stands apart. Write --set {RATE}=3, without blanks.'),
        (("run", "product.yaml", "--set", f"{RATE}: 3"), f"is not PATH=VALUE. Write --set {RATE}=3."),
        (("run", "product.yaml", "--set", f"{RATE}:3"), f"is not PATH=VALUE. Write --set {RATE}=3."),
        (("run", "product.yaml", "--set", f"{RATE}==3"), f"is not PATH=VALUE. Write --set {RATE}=3."),
        (("run", "product.yaml", "--set"), "Write --set PATH=VALUE."),
        (("run", "product.yaml", "--pairs=ten"), 'found "ten"'),
        (("run", "product.yaml", "--pairs", "0"), 'found "0"'),
        (("run", "product.yaml", "--pair", "1"), "No such option: --pair. Did you mean --pairs?"),
        (("run", "product.yaml", "-pairs", "1"), "Write it with two dashes: --pairs."),
        (("run", "product.yaml", "--zzz"), "No such option: --zzz. Known: --pairs, "),
        (("--pairs", "3", "run", "product.yaml"), "Options stand behind the command: cipsc-sim run … --pairs."),
        (("run",), "Missing argument 'SCENARIO'. A scenario file (YAML)."),
        (("run", "product.yaml", "other.yaml"), '"other.yaml" is too much: run takes SCENARIO.'),
        (("schema", "product.yaml"), '"product.yaml" is too much: schema takes options only.'),
        (("run", "product.yaml", "--fixed", "yes"), '--fixed takes no value. Leave out "yes".'),
        (("product.yaml",), '"product.yaml" is no command. Write cipsc-sim run product.yaml, or another'),
        (("rum", "product.yaml"), "Did you mean 'run'?"),
        (("zzz",), "No such command 'zzz'. Known: new, validate, plan, run, "),
        (("run", "product"), "product: no such file. Did you mean product.yaml?"),
    ],
)
def test_a_slip_of_typing_is_told_with_what_to_type(typed: Typed, words: tuple[str, ...], said: str) -> None:
    result = typed(*words)
    assert result.exit_code in (1, 2)
    assert said in " ".join(result.stderr.split())


@pytest.mark.parametrize("written", ["a.b=3", "a.b = 3", "a.b: 3", "a.b 3", "a.b==3", "a.b:= 3"])
def test_what_was_to_be_set_is_understood(written: str) -> None:
    assert assignment(written) == "a.b=3"


@pytest.mark.parametrize("written", ["a.b", "=3", "a.b=", ""])
def test_what_sets_nothing_is_not(written: str) -> None:
    assert assignment(written) == ""
