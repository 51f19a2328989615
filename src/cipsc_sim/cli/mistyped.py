"""What was mistyped on the command line, in words that say what to type."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

PAIRED = ("--set", "--margin")
"""Options whose value is ``NAME=VALUE``."""
_EXTRA, _SHOULD_BE = "Got unexpected extra argument", "Input should be "
_KINDS = {"a valid integer": "a whole number", "a valid number": "a number"}


def explain(error: Any, words: Sequence[str], command: Any) -> None:
    """Make an error of the parser say what to type; ``words`` are those that follow the command."""
    message = str(getattr(error, "message", ""))
    param = getattr(error, "param", None)
    if message.startswith(_EXTRA):
        error.message = _one_too_many(words, command, message)
    elif hasattr(error, "possibilities"):
        error.message, error.possibilities = _no_option(error, words, command), None
    elif message.startswith(_SHOULD_BE) and param is not None:
        what = message.removeprefix(_SHOULD_BE).partition(",")[0]
        error.message = f"must be {_KINDS.get(what, what)}{_found(words, param.opts)}."
    elif message.endswith("requires an argument."):
        metavar = next(
            (each.metavar for each in command.params if getattr(error, "option_name", "") in each.opts), None
        )
        error.message = f"{message} Write {error.option_name} {metavar or 'VALUE'}."
    elif not message and param is not None and getattr(param, "help", None):
        error.message = str(param.help)


def explain_command(error: Any, words: Sequence[str], commands: Sequence[str]) -> None:
    """The same where the command itself is not known."""
    from cipsc_sim.scenario.problems import suggestion

    word = words[0] if words else ""
    if word in commands or "Did you mean" in str(error.message):
        return
    if Path(word).suffix in (".yaml", ".yml") or Path(word).exists():
        error.message = f'"{word}" is no command. Write cipsc-sim run {word}, or another command before it.'
    else:
        error.message = f"{str(error.message).rstrip('.')}. {suggestion(word, commands)}"


def assignment(written: str) -> str:
    """``a.b=3`` of what was written as ``a.b: 3``, ``a.b 3`` or ``a.b==3``; nothing if it is nothing of the kind."""
    for divider in ("=", ":", " "):
        name, found, value = written.partition(divider)
        name, value = name.strip(" :="), value.strip(" :=")
        if found and name and value:
            return f"{name}={value}"
    return ""


def _one_too_many(words: Sequence[str], command: Any, message: str) -> str:
    flags = {name for each in command.params if getattr(each, "is_flag", False) for name in each.opts}
    for place, word in enumerate(words):
        after = [each for each in words[place + 1 : place + 4]]
        if word in PAIRED and len(after) > 1 and not after[1].startswith("-") and not Path(after[1]).exists():
            meant = assignment(" ".join(after if after[1] == "=" else after[:2]))
            if meant and ("=" not in after[0] or after[0].endswith("=")):
                return f'"{after[-1] if after[1] == "=" else after[1]}" stands apart. Write {word} {meant}, without blanks.'
        if word in flags and after and after[0] in message and not after[0].startswith("-"):
            return f'{word} takes no value. Leave out "{after[0]}".'
    takes = [each.metavar or each.name for each in command.params if each.param_type_name == "argument"]
    extra = message.removeprefix(_EXTRA).removeprefix("(s)").strip(" ()")
    return f'"{extra}" is too much: {command.name} takes {" ".join(takes) or "options only"}. What has blanks stands in quotes.'


def _no_option(error: Any, words: Sequence[str], command: Any) -> str:
    from cipsc_sim.scenario.problems import either, suggestion

    for name, other in getattr(command, "commands", {}).items():
        if any(error.option_name in each.opts for each in other.params):
            return f"No such option: {error.option_name}. Options stand behind the command: cipsc-sim {name} … {error.option_name}."
    known = [name for each in command.params for name in (*each.opts, *each.secondary_opts) if name.startswith("--")]
    known.append("--help")
    for word in words:
        name = f"-{word.partition('=')[0]}"
        if word.startswith("-") and name in known:
            return f"No such option: {word}. Write it with two dashes: {name}."
    said = f"No such option: {error.option_name}."
    if error.possibilities:
        return f"{said} Did you mean {either(sorted(error.possibilities))}?"
    return f"{said} {suggestion(error.option_name, known)}"


def _found(words: Sequence[str], names: Sequence[str]) -> str:
    """``, found "ten"``."""
    for place, word in enumerate(words):
        name, equals, value = word.partition("=")
        if name in names and (equals or place + 1 < len(words)):
            return f', found "{value if equals else words[place + 1]}"'
    return ""
