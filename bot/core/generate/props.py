"""What a component's props are called, what they take and what they are for, as its source says.

Reads the one form in which the library's components are written: `type Props = … & { /** … */ name?: type; }`,
a doc comment before `export function Name({ name = default, … }: Props)`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from bot.core.generate.library import Component, resolved

_DOC: Final = r"/\*\*(?P<doc>(?:[^*]|\*(?!/))*)\*/\s*"
_MEMBER: Final = re.compile(rf"(?:{_DOC})?(?P<name>[A-Za-z_$][\w$]*)(?P<optional>\??):\s*")
_ELEMENT: Final = re.compile(r'ComponentProps<"(\w+)">')
_NAMED: Final = re.compile(r"(?:Partial<)?([A-Z]\w+)>?")
_OPEN, _CLOSE = "{([<", "})]>"


@dataclass(frozen=True)
class Prop:
    """One prop. `default` is its default as code, empty where it has none or one too long to tell."""

    name: str
    type: str
    doc: str
    default: str
    is_optional: bool


@dataclass(frozen=True)
class Props:
    """A component's props. `element` is the HTML element whose attributes it takes too, `takes_rows` whether
    pages give it an entity's rows."""

    doc: str
    props: tuple[Prop, ...]
    element: str
    takes_rows: bool


def props_of(one: Component, library: Mapping[str, bytes]) -> Props:
    """The props of a component of the library."""
    text = library[one.path].decode()
    signature = re.search(rf"(?:{_DOC})?export (?:async )?function {one.name}\b", text)
    given = _after(text, signature.end(), "(") if signature else ""
    defaults = dict(_defaults(given[1:-1] if given.startswith("{") else _after(given, 0, "{")))
    members: list[Prop] = []
    element, takes_rows = "", False
    for part in _split(_type(text, "Props"), "&"):
        if found := _ELEMENT.search(part):
            element = found[1]
        elif part.startswith("{"):
            members += _members(part, defaults, text)
        elif found := _NAMED.fullmatch(part):
            takes_rows |= found[1] == "ResourceProps"
            members += _members(_elsewhere(found[1], one.path, library), defaults, text)
    return Props(_prose(signature["doc"] or "") if signature else "", tuple(members), element, takes_rows)


def _type(text: str, name: str) -> str:
    found = re.search(rf"^(?:export )?type {name} =\s*", text, re.MULTILINE)
    return next(iter(_split(text[found.end() :], ";")), "") if found else ""


def _elsewhere(name: str, path: str, library: Mapping[str, bytes]) -> str:
    """A type that a component has beside its own, or takes from a file beside it."""
    text = library[path].decode()
    if here := _type(text, name):
        return here
    found = re.search(rf'import [^;]*\b{name}\b[^;]*from "(\.[^"]+)"', text)
    target = resolved(found[1], path, library) if found else None
    return _type(library[target].decode(), name) if target else ""


def _members(block: str, defaults: Mapping[str, str], text: str) -> Iterator[Prop]:
    for part in _split(block.strip()[1:-1], ";"):
        if found := _MEMBER.match(part):
            kind = _spelt_out(part[found.end() :], text)
            doc, default = _prose(found["doc"] or ""), defaults.get(found["name"], "")
            yield Prop(found["name"], kind, doc, default, bool(found["optional"]))


def _spelt_out(kind: str, text: str) -> str:
    """A type with the file's own types and the keys of its tables put in their places."""

    def keys(match: re.Match[str]) -> str:
        table = _after(text, text.find(f"const {match[1]} = "), "{")
        names = (part.partition(":")[0].strip().strip('"') for part in _split(table, ","))
        return " | ".join(f'"{name}"' for name in names)

    def own(match: re.Match[str]) -> str:
        return _spelt_out(_type(text, match[0]), text) if f"type {match[0]} =" in text else match[0]

    kind = re.sub(r"keyof typeof (\w+)", keys, re.sub(r"/\*.*?\*/", "", kind, flags=re.DOTALL))
    kind = re.sub(r"\b[A-Z]\w+\b", own, kind)
    return " ".join(kind.split()).replace("; }", " }")


def _defaults(parameters: str) -> Iterator[tuple[str, str]]:
    """The defaults of destructured parameters that are literals, or lead to one."""
    for part in _split(parameters, ","):
        name, _, value = (piece.strip() for piece in part.partition("="))
        if re.fullmatch(r'"[^"]*"|-?[\d.]+|true|false', value):
            yield name, value


def _prose(comment: str) -> str:
    return " ".join(line.strip().removeprefix("*").strip() for line in comment.splitlines()).strip()


def _after(text: str, at: int, opening: str) -> str:
    """What stands in the next pair of brackets."""
    start = text.find(opening, at)
    if start < 0:
        return ""
    depth = 0
    for place, mark in _marks(text, start):
        depth += (mark in _OPEN) - (mark in _CLOSE)
        if depth == 0:
            return text[start + 1 : place].strip()
    return ""


def _split(text: str, separator: str) -> Iterator[str]:
    """The parts of a text between separators that stand in no bracket, text or comment; a `;` at the end is one."""
    depth, begin = 0, 0
    for place, mark in _marks(text, 0):
        depth += (mark in _OPEN) - (mark in _CLOSE)
        if depth == 0 and mark == separator:
            yield text[begin:place].strip()
            begin = place + 1
    if rest := text[begin:].strip():
        yield rest


def _marks(text: str, at: int) -> Iterator[tuple[int, str]]:
    """Characters that may mean something: not within texts and comments, and no arrow's head."""
    for found in re.finditer(r'"[^"\n]*"|/\*.*?\*/|//[^\n]*|=>|.', text[at:], re.DOTALL):
        if len(found[0]) == 1:
            yield at + found.start(), found[0]
