"""Says where and how a document breaks the schema: what was found, what is allowed, what was likely meant."""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Final

from jsonschema import Draft202012Validator

from bot.core.plan.problems import Path, Problem, pointer
from bot.core.plan.reader import Document, Json, Place
from bot.core.plan.schema import Schema
from bot.core.plan.text import line_with, quoted
from bot.core.plan.verdict import Broken, broken_rules, ecma

MOST_PROBLEMS: Final = 300
_MOST_CHOICES: Final = 1000

_KINDS: Final = {
    "string": "a text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "object": "a mapping",
    "array": "a list",
    "null": "null",
}
_BOOLEANS: Final = {
    "true": "true",
    "yes": "true",
    "on": "true",
    "false": "false",
    "no": "false",
    "off": "false",
}


@dataclass(frozen=True)
class _Words:
    """What one broken rule comes to, before it has a place."""

    message: str
    found: str = ""
    allowed: str = ""
    suggestion: str = ""
    quote: bool = False


@dataclass(frozen=True)
class Text:
    """A text that was read: `called` is how problems call all of it."""

    document: Document
    content: str
    file: str
    called: str


def schema_problems(text: Text, validator: Draft202012Validator) -> list[Problem]:
    """Every place at which the document breaks the schema, up to a bound that is told."""
    told = (
        problem for one in broken_rules(text.document.value, validator) for problem in _problems(one, text)
    )
    found = list(islice(told, MOST_PROBLEMS))
    wrong_kind = {problem.pointer for problem in found if problem.code == "schema.type"}
    kept = [
        problem for problem in found if problem.code == "schema.type" or problem.pointer not in wrong_kind
    ]
    if len(found) == MOST_PROBLEMS:
        message = f"There may be more problems than these {MOST_PROBLEMS}: correct them first."
        kept.append(Problem("error", "schema.more", message, text.file, found[-1].line, found[-1].column))
    return kept


def _problems(broken: Broken, text: Text) -> Iterator[Problem]:
    if broken.rule == "additionalProperties":
        yield from _unknown_keys(broken, text)
    elif broken.rule == "required":
        yield _missing_key(broken, text)
    else:
        words = _RULES.get(broken.rule, _other)(broken)
        place = text.document.place_of(broken.path)
        fix = line_with(text.content, place, words.suggestion) if words.quote else None
        yield _problem(broken, words, text.file, broken.path, place, fix=fix)


def _problem(
    broken: Broken, words: _Words, file: str, path: Path, place: Place, *, fix: str | None = None
) -> Problem:
    return Problem(
        "error",
        f"schema.{broken.rule}",
        words.message,
        file,
        place.line,
        place.column,
        pointer(path),
        words.found,
        words.allowed,
        words.suggestion,
        place.end_column if place.end_line == place.line else None,
        fix,
    )


def _unknown_keys(broken: Broken, text: Text) -> Iterator[Problem]:
    known = broken.schema["properties"]
    free = [name for name in known if name not in broken.instance]
    for key in broken.instance:
        if key not in known:
            message = f"{name_of(broken.path) or text.called} has no key `{shown(key)}`."
            words = _Words(message, shown(key), ", ".join(known), nearest(key, free))
            path = (*broken.path, key)
            yield _problem(broken, words, text.file, path, text.document.key_of(path))


def _missing_key(broken: Broken, text: Text) -> Problem:
    key = broken.missing
    rules = broken.schema["properties"][key]
    words = _Words(
        f"{name_of(broken.path) or text.called} lacks the key `{key}`.",
        shown(", ".join(islice(broken.instance, 20)), 200) or "nothing",
        _allowed(rules),
        f"{key}: {json.dumps(rules['examples'][0], ensure_ascii=False)}",
    )
    return _problem(broken, words, text.file, broken.path, text.document.key_of(broken.path))


def _enum(broken: Broken) -> _Words:
    found = shown_value(broken.instance)
    near = nearest(str(broken.instance), broken.limit)
    return _Words(f"{name_of(broken.path)} cannot be {found}.", found, ", ".join(broken.limit), near)


def _pattern(broken: Broken) -> _Words:
    found = shown_value(broken.instance)
    near = _matching(broken.instance, broken.limit)
    return _Words(f"{name_of(broken.path)} cannot be {found}.", found, f"what matches {broken.limit}", near)


def _empty(broken: Broken) -> _Words:
    what = "text" if broken.rule == "minLength" else "list"
    return _Words(f"{name_of(broken.path)} is an empty {what}.", "nothing", f"at least {broken.limit}")


def _bound(broken: Broken) -> _Words:
    than, allowed = ("less", "or more") if broken.rule == "minimum" else ("more", "or less")
    message = f"{name_of(broken.path)} is {than} than {broken.limit}."
    return _Words(message, shown_value(broken.instance), f"{broken.limit} {allowed}", str(broken.limit))


def _other(broken: Broken) -> _Words:
    return _Words(f"{name_of(broken.path)} breaks the rule `{broken.rule}`.", shown_value(broken.instance))


def _type(broken: Broken) -> _Words:
    wanted = broken.limit if isinstance(broken.limit, list) else [broken.limit]
    allowed = " or ".join(_KINDS[kind] for kind in wanted)
    name, instance, found = name_of(broken.path), broken.instance, shown_value(broken.instance)
    if instance is None:
        return _Words(f"{name} is empty: give {allowed}, or leave the key out.", found, allowed)
    message = f"{name} has to be {allowed}, and is {_kind(instance)}."
    if "string" in wanted and not isinstance(instance, dict | list):
        written = str(instance).lower() if isinstance(instance, bool) else str(instance)
        return _Words(message, found, allowed, quoted(written), quote=True)
    if "array" in wanted and not isinstance(instance, dict):
        return _Words(message, found, allowed, f"[{found}]")
    return _Words(message, found, allowed, _unquoted(instance, wanted))


_RULES: Final[dict[str, Callable[[Broken], _Words]]] = {
    "type": _type,
    "enum": _enum,
    "pattern": _pattern,
    "minLength": _empty,
    "minItems": _empty,
    "minimum": _bound,
    "maximum": _bound,
}


def _unquoted(instance: Json, wanted: Iterable[str]) -> str:
    """A number or boolean that was written as a text."""
    if not isinstance(instance, str):
        return ""
    if "boolean" in wanted:
        return _BOOLEANS.get(instance.lower(), "")
    return instance if re.fullmatch(r"[0-9]{1,15}", instance) else ""


def _kind(value: Json) -> str:
    kinds = {
        bool: "a boolean",
        int: "a number",
        float: "a number",
        dict: "a mapping",
        list: "a list",
        str: "a text",
    }
    return kinds.get(type(value), "null")


def _allowed(rules: Schema) -> str:
    if "enum" in rules:
        return ", ".join(rules["enum"])
    kinds = rules.get("type", [])
    return " or ".join(_KINDS[kind] for kind in ([kinds] if isinstance(kinds, str) else kinds))


def _matching(text: str, pattern: str) -> str:
    """The first simple change of the text that the pattern accepts, or nothing."""
    tidy = text.strip()
    snake = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", tidy).lower()
    plain = re.sub(r"[^a-z0-9/_{}:.-]+", "-", snake).strip("-").replace("/-", "/").replace("-/", "/")
    braces = re.sub(r"\[([a-z0-9_]+)\]", r"{\1}", snake)
    forms = [
        form for base in (tidy, snake, braces, plain) for form in (base, base.rstrip("/"), base.lstrip("v"))
    ]
    wrapped = [
        made
        for form in forms
        for made in (form, f"/{form}", f"/api{form}", f"/api/{form}", f"{form}.0", f"{form}.0.0")
    ]
    return next((form for form in wrapped if len(form) < 200 and ecma(pattern).search(form)), "")


def name_of(path: Path) -> str:
    """The words for a place: `components.pages[0].route`; none for the whole."""
    if not path:
        return ""
    text = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
    return f"`{shown(text.lstrip('.'), 120)}`"


def nearest(word: str, choices: Iterable[str]) -> str:
    """The choice that is likely meant, or nothing."""
    by_lower = {choice.lower(): choice for choice in islice(choices, _MOST_CHOICES)}
    close = difflib.get_close_matches(word.lower()[:80], by_lower, n=1, cutoff=0.6)
    if close:
        return by_lower[close[0]]
    same = [choice for lower, choice in by_lower.items() if len(word) > 2 and lower.startswith(word.lower())]
    return same[0] if len(same) == 1 else ""


def shown(text: object, most: int = 60) -> str:
    """A text on one line, cut."""
    line = str(text).replace("\n", "⏎")
    return line if len(line) <= most else line[: most - 1] + "…"


def shown_value(value: Json) -> str:
    """A value as JSON on one line, cut."""
    if isinstance(value, dict):
        return f"a mapping with {len(value)} keys"
    if isinstance(value, list):
        return f"a list of {len(value)}"
    return shown(json.dumps(value, ensure_ascii=False))
