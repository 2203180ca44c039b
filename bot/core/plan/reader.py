"""Reads YAML into plain JSON values and remembers where each stood, in one pass over the parser's events.

Nothing is ever expanded or constructed: aliases, anchors, tags and merges are refused, so that time and
memory stay in proportion to the text.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

import yaml
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

from bot.core.plan.problems import Path
from bot.core.plan.scalars import loses_digits, other_reading, resolve

DEEPEST: Final = 200
MOST_VALUES: Final = 200_000
_MOST_FAULTS: Final = 200
_LOADER: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

Json = Any
_Stretch = tuple[int, int, int, int]
_Entries = dict[str | int, tuple[_Stretch, _Stretch]]


class Place(NamedTuple):
    """A stretch of the text. Lines and columns count from 1; `end_column` is the first one after it."""

    line: int
    column: int
    end_line: int
    end_column: int


@dataclass(frozen=True)
class Fault:
    """Something that a text may not hold."""

    code: str
    message: str
    place: Place
    path: Path = ()
    found: str = ""
    other_reading: str = ""


class Document:
    """The values of one text and their places; `syntax` is the fault that ended the reading."""

    def __init__(self) -> None:
        self.value: Json = None
        self.is_whole = True
        self.syntax: yaml.YAMLError | None = None
        self.faults: list[Fault] = []
        self._root: _Stretch = (0, 0, 0, 0)
        self._entries: dict[int, _Entries] = {}

    def set_root(self, stretch: _Stretch, value: Json) -> None:
        """Take the outermost value."""
        self._root, self.value = stretch, value

    def remember(self, container: Json, entries: _Entries) -> None:
        """Take the places of a list's or mapping's entries."""
        self._entries[id(container)] = entries

    def place_of(self, path: Path) -> Place:
        """Where the value at `path` stands, or the nearest one around it."""
        return self._find(path, 1)

    def key_of(self, path: Path) -> Place:
        """Where the key at `path` stands; for an item of a list, the item itself."""
        return self._find(path, 0)

    def _find(self, path: Path, which: int) -> Place:
        value, stretch = self.value, self._root
        for depth, step in enumerate(path, 1):
            entry = self._entries.get(id(value), {}).get(step)
            if entry is None:
                break
            stretch = entry[which if depth == len(path) else 1]
            value = value[step]
        return _place(stretch)


def _stretch(event: Event) -> _Stretch:
    """Where an event stands: of a block list or mapping, its first character. Plain numbers cost least to keep."""
    start: Any = event.start_mark
    end: Any = event.end_mark
    return start.line, start.column, end.line, end.column


def _place(stretch: _Stretch) -> Place:
    return Place(*(number + 1 for number in stretch))


def read(text: str) -> Document:
    """The document in `text`, with what it may not hold among its faults; without a value if unreadable."""
    reader = _Reader(text)
    try:
        reader.read()
    except _StopError:
        reader.document.is_whole = False
    except yaml.YAMLError as error:
        reader.document.is_whole = False
        reader.document.syntax = error
    return reader.document


class _StopError(Exception):
    """Reading on would cost too much, or make no sense."""


@dataclass
class _Frame:
    """A list or mapping that is being read. `key` is the event of a key whose value is awaited."""

    value: dict[str, Json] | list[Json]
    entries: _Entries = field(default_factory=dict)
    step: str | int | None = None
    key: _Stretch | None = None


class _Reader:
    def __init__(self, text: str) -> None:
        self.document = Document()
        self._text = text
        self._frames: list[_Frame] = []
        self._documents = 0
        self._values = 0

    def read(self) -> None:
        for event in self._events():
            if isinstance(event, ScalarEvent):
                self._scalar(event)
            elif isinstance(event, MappingStartEvent):
                self._open(event, {})
            elif isinstance(event, SequenceStartEvent):
                self._open(event, [])
            elif isinstance(event, MappingEndEvent | SequenceEndEvent):
                self._frames.pop()
            elif isinstance(event, AliasEvent):
                self._fault(
                    "yaml.alias", "Aliases are not allowed: write the value out.", event, f"*{event.anchor}"
                )
                self._put(event, None)
            elif isinstance(event, DocumentStartEvent):
                self._document(event)

    def _events(self) -> Iterator[Event]:
        loader = _LOADER(self._text)
        try:
            while not isinstance(event := loader.get_event(), StreamEndEvent):
                yield event
        finally:
            loader.dispose()

    def _fault(self, code: str, message: str, event: Event, found: str = "", other_reading: str = "") -> None:
        path = tuple(frame.step for frame in self._frames if frame.step is not None)
        self.document.faults.append(Fault(code, message, _place(_stretch(event)), path, found, other_reading))
        if len(self.document.faults) >= _MOST_FAULTS:
            raise _StopError

    def _document(self, event: Event) -> None:
        self._documents += 1
        if self._documents > 1:
            self._fault("yaml.documents", "One document is allowed, and a second one starts here.", event)
            raise _StopError

    def _open(self, event: NodeEvent, value: dict[str, Json] | list[Json]) -> None:
        self._refuse_extras(event)
        if len(self._frames) >= DEEPEST:
            self._fault("yaml.depth", f"At most {DEEPEST} levels are allowed, and this is deeper.", event)
            raise _StopError
        self._put(event, value)
        frame = _Frame(value)
        self.document.remember(value, frame.entries)
        self._frames.append(frame)

    def _scalar(self, event: ScalarEvent) -> None:
        if event.anchor is not None or event.tag is not None:
            self._refuse_extras(event)
        is_plain = event.implicit[0] and not event.style
        frame = self._frames[-1] if self._frames else None
        if frame is not None and frame.key is None and isinstance(frame.value, dict):
            self._key(frame, event, is_plain=is_plain)
            return
        value = resolve(event.value) if is_plain else event.value
        self._put(event, value)
        if is_plain:
            self._doubt(event, value)
        elif "\0" in event.value:
            self._fault("yaml.character", "NUL characters are not allowed.", event, "\\0")

    def _doubt(self, event: ScalarEvent, value: Json) -> None:
        """Refuse what readers differ over, and what JSON cannot say."""
        if isinstance(value, float) and not math.isfinite(value):
            self._fault("yaml.number", "Only finite numbers are allowed.", event, event.value)
        elif loses_digits(event.value):
            message = "Readers of YAML keep a part of this number's digits only: shorten it, or quote it."
            self._fault("yaml.number", message, event, event.value)
        elif isinstance(value, str) and (other := other_reading(value)):
            message = f"Some readers of YAML take `{value}` for a text, others for {other}: say which."
            self._fault("yaml.ambiguous", message, event, value, other)

    def _key(self, frame: _Frame, event: ScalarEvent, *, is_plain: bool) -> None:
        key = event.value
        frame.step, frame.key = key, _stretch(event)
        if is_plain and key == "<<":
            self._fault("yaml.merge", "Merge keys are not allowed: write the entries out.", event, key)
        elif is_plain and (resolve(key) is not key or other_reading(key)):
            message = f"Keys are texts, and readers of YAML take `{key}` for something else: quote it."
            self._fault("yaml.key", message, event, key)
        if key in frame.entries:
            first = _place(frame.entries[key][0]).line
            message = f"`{key}` is here twice: line {first} has it already."
            self._fault("yaml.duplicate-key", message, event, key)

    def _put(self, event: Event, value: Json) -> None:
        self._values += 1
        if self._values > MOST_VALUES:
            self._fault(
                "yaml.size", f"At most {MOST_VALUES:,} values are allowed, and this is one more.", event
            )
            raise _StopError
        if not self._frames:
            self.document.set_root(_stretch(event), value)
            return
        frame = self._frames[-1]
        if isinstance(frame.value, list):
            frame.step = len(frame.value)
            frame.value.append(value)
            stretch = _stretch(event)
            frame.entries[frame.step] = (stretch, stretch)
        elif frame.key is None:
            self._fault("yaml.key", "Keys are texts, and this one is not.", event)
            raise _StopError
        else:
            step = str(frame.step)
            frame.value[step] = value
            frame.entries[step] = (frame.key, _stretch(event))
            frame.key = None

    def _refuse_extras(self, event: NodeEvent) -> None:
        if event.anchor is not None:
            self._fault("yaml.anchor", "Anchors are not allowed: remove it.", event, f"&{event.anchor}")
        tag = getattr(event, "tag", None)
        if tag is not None:
            self._fault("yaml.tag", "Tags are not allowed: remove it.", event, str(tag))
