"""What all parts of a plan have in common, and the words with which each key is described.

A key's type, bounds, default, description and examples stand in one place: its line in the model. The JSON
Schema, the documentation and the reading of plans all follow from it.
"""

from __future__ import annotations

from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema
from pydantic.config import JsonDict

T = TypeVar("T")


class Part(BaseModel):
    """A closed mapping. Its docstring is its description in the schema."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


def said(description: str, *examples: object, **rules: Any) -> Any:  # noqa: ANN401 (a field, as pydantic's own)
    """A key with what it does. Without examples, a choice shows its first value and a flag the other one."""
    return Field(description=description, examples=list(examples) or None, **rules)


def like(**example: Any) -> JsonDict:  # noqa: ANN401 (JSON)
    """An example of a part; `from_` stands for `from`."""
    return {"examples": [{name.rstrip("_"): value for name, value in example.items()}]}


def _given(value: Any) -> Any:  # noqa: ANN401 (raw input)
    """Refuse an explicit null: an optional key may be left out, but not be null."""
    if value is None:
        raise ValueError("null is not allowed here")
    return value


def _whole(value: Any) -> Any:  # noqa: ANN401 (raw input)
    """JSON Schema calls 70.0 an integer too."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


Scalar = Annotated[
    str | bool | int | float | None, WithJsonSchema({"type": ["string", "number", "boolean", "null"]})
]
Maybe = Annotated[T | None, BeforeValidator(_given)]
Many = Annotated[tuple[T, ...], Field(strict=False)]
AtLeastOne = Annotated[tuple[T, ...], Field(strict=False, min_length=1)]
Percent = Annotated[int, Field(strict=True, ge=0, le=100), BeforeValidator(_whole)]
Stage = Annotated[int, Field(strict=True, ge=1, le=100), BeforeValidator(_whole)]
Limit = Annotated[int, Field(strict=True, ge=0), BeforeValidator(_whole)]
