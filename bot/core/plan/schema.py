"""The JSON Schema (draft 2020-12) of a file, made from the model that reads it: for editors and docs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

Schema = dict[str, Any]
_ORDER: Final = (
    "type", "description", "minLength", "pattern", "enum", "minimum", "maximum", "required",
    "additionalProperties", "properties", "items", "minItems", "default", "examples",
)  # fmt: skip


class _Generate(GenerateJsonSchema):
    """Pydantic's generator, but that an optional key may be left out, not null, and that defaults say something."""

    def nullable_schema(self, schema: core_schema.NullableSchema) -> JsonSchemaValue:
        return self.generate_inner(schema["schema"])

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchemaValue:
        inner, default = self.generate_inner(schema["schema"]), schema.get("default")
        return {**inner, "default": default} if isinstance(default, str | int) else inner


def schema_of(model: type[BaseModel], name: str, title: str) -> Schema:
    """The JSON Schema of a file that `model` reads; `name` is the file's."""
    made = model.model_json_schema(schema_generator=_Generate)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:drystone:schema:{name}:1.0.0",
        "title": title,
        **_whole(made, made.get("$defs", {})),
    }


def _whole(rules: Schema, parts: Mapping[str, Schema]) -> Schema:
    """The rules of one value, with what they refer to written out."""
    if "$ref" in rules:
        return _whole(parts[rules["$ref"].rsplit("/", 1)[-1]], parts)
    whole: Schema = {key: rules[key] for key in _ORDER if key in rules}
    if "properties" in rules:
        whole["properties"] = {key: _whole(inner, parts) for key, inner in rules["properties"].items()}
    if "items" in rules:
        whole["items"] = _whole(rules["items"], parts)
    if "description" in rules:
        whole["description"] = " ".join(rules["description"].split())
        whole |= {} if "examples" in rules else _example(rules)
    return whole


def _example(rules: Schema) -> Schema:
    """An example where none is given: a choice's first value, the other value of a flag."""
    if "enum" in rules:
        return {"examples": rules["enum"][:1]}
    return {"examples": [not rules["default"]]} if rules["type"] == "boolean" else {}
