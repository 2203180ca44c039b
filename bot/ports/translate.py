"""Where GitHub's JSON ends: one function from a delivery to events."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from bot.core.events import ForgeEvent


class Translate(Protocol):
    def __call__(self, event: str, payload: bytes) -> Sequence[ForgeEvent]:
        """The events in a delivery, none where it concerns nothing of ours. Raises `ValueError` on nonsense."""
        ...
