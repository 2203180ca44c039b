"""Plans as data, made from a JSON Schema: valid ones, and ones that are wrong in one keyword."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

from hypothesis import strategies as st

Path = tuple[str | int, ...]
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 200) | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner, max_size=2),
    max_leaves=4,
)
TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=12)


def documents(schema: dict[str, Any]) -> st.SearchStrategy[Any]:
    """Documents that the schema accepts."""
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    kinds = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    return st.one_of([_of_kind(kind, schema) for kind in kinds])


def _of_kind(kind: str, schema: dict[str, Any]) -> st.SearchStrategy[Any]:
    match kind:
        case "object":
            return _objects(schema)
        case "array":
            return st.lists(documents(schema["items"]), min_size=schema.get("minItems", 0), max_size=2)
        case "integer":
            low, high = schema.get("minimum", 0), schema.get("maximum", 1000)
            return st.integers(low, high) | st.integers(low, high).map(float)
        case "number":
            return st.integers(-(10**9), 10**9) | st.floats(allow_nan=False, allow_infinity=False)
        case "boolean":
            return st.booleans()
        case "null":
            return st.none()
    if "pattern" in schema:
        return st.from_regex("\\A" + schema["pattern"].strip("^$") + "\\Z")
    return TEXT if not schema.get("minLength") else TEXT.filter(bool)


def _objects(schema: dict[str, Any]) -> st.SearchStrategy[Any]:
    properties = schema.get("properties", {})
    if not properties:
        values = schema["additionalProperties"]
        return st.dictionaries(TEXT, ANYTHING if values is True else documents(values), max_size=2)
    required = {key: documents(properties[key]) for key in schema.get("required", [])}
    optional = {key: documents(rules) for key, rules in properties.items() if key not in required}
    return st.fixed_dictionaries(required, optional=optional)


def largest(schema: dict[str, Any]) -> Any:
    """One document with every key of the schema."""
    if "enum" in schema:
        return schema["enum"][0]
    kind = schema["type"] if isinstance(schema["type"], str) else schema["type"][0]
    if kind == "object":
        known = {key: largest(rules) for key, rules in schema.get("properties", {}).items()}
        values = schema["additionalProperties"]
        return known or {"KEY": "text" if values is True else largest(values)}
    if kind == "array":
        return [largest(schema["items"])]
    if kind == "string":
        return _text_for(schema.get("pattern", ""))
    return {"integer": schema.get("minimum", 0) + 1, "boolean": True}[kind]


def least(schema: dict[str, Any], document: Any) -> Any:
    """The document with the keys alone that the schema requires."""
    if isinstance(document, list):
        return [least(schema["items"], one) for one in document]
    if not isinstance(document, dict) or "properties" not in schema:
        return document
    required = schema.get("required", document)
    return {
        key: least(schema["properties"][key], inner) for key, inner in document.items() if key in required
    }


def _text_for(pattern: str) -> str:
    return next((text for text in ("1.0.0", "/api/a", "/a") if pattern and _accepts(pattern, text)), "text")


def _accepts(pattern: str, text: str) -> bool:
    starts = {"^[0-9]+": "1.", "^/api": "/api", "^/([": "/a"}
    return any(pattern.startswith(head) and text.startswith(start) for head, start in starts.items())


def places(schema: Any, document: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """Every place in a document with the schema that stands for it."""
    yield path, schema
    if not isinstance(schema, dict):
        return
    if isinstance(document, dict):
        for key, value in document.items():
            rules = schema.get("properties", {}).get(key, schema.get("additionalProperties", True))
            yield from places(rules, value, (*path, key))
    elif isinstance(document, list):
        for index, value in enumerate(document):
            yield from places(schema.get("items", True), value, (*path, index))


def mutations(document: Any, path: Path) -> Iterator[Any]:
    """The document with the value at `path` changed, in every way that a keyword could object to."""
    value = at(document, path)
    for other in (None, True, 0, 1, -1, 0.5, 70.0, 101, 10**30, "", "text", "1.0", [], [None], {}, {"x": 1}):
        yield with_value(document, path, other)
    if isinstance(value, str):
        for text in (
            value + "\n",
            value.upper(),
            value + " ",
            "/" + value,
            value + "é",
            value[:-1],
            value * 2,
        ):
            yield with_value(document, path, text)
    if isinstance(value, dict):
        yield with_value(document, path, {**value, "extra": "text"})
        for key in value:
            yield with_value(document, path, {name: inner for name, inner in value.items() if name != key})
            yield with_value(
                document, path, {name.upper() if name == key else name: i for name, i in value.items()}
            )
    if isinstance(value, list):
        yield with_value(document, path, [*value, *value])
        yield with_value(document, path, [*value, "text"])


def at(document: Any, path: Path) -> Any:
    """The value at a path."""
    for step in path:
        document = document[step]
    return document


def with_value(document: Any, path: Path, value: Any) -> Any:
    """A copy with another value at a path."""
    if not path:
        return value
    changed = copy.deepcopy(document)
    at(changed, path[:-1])[path[-1]] = value
    return changed
