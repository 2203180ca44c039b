"""What all values of the core have in common: frozen, closed, and the same after a trip through JSON."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Value(BaseModel):
    """An immutable record; refuses unknown keys, and survives a trip through JSON unchanged."""

    model_config = ConfigDict(frozen=True, extra="forbid")
