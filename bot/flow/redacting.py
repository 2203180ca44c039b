"""What is kept and shown is without secrets, by value and by shape, wherever it came from."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, TypeVar, cast

from bot.app import App
from bot.core.redact import Redactor
from bot.core.text import cut

T = TypeVar("T")


def shown(app: App, text: str) -> str:
    """As people may see it: without secrets, and no longer than the forge takes."""
    return cut(redacted(app, text), app.settings.comment_characters)


def redacted(app: App, given: T) -> T:
    """A text, or JSON with texts in it, without secrets."""
    return cast(T, _clean(_redactor(app.settings.secrets), given))


def _clean(redact: Redactor, given: Any) -> Any:  # noqa: ANN401 - any JSON
    if isinstance(given, dict):
        return {name: _clean(redact, one) for name, one in given.items()}
    if isinstance(given, list | tuple):
        return [_clean(redact, one) for one in given]
    return redact(given) if isinstance(given, str) else given


@lru_cache(maxsize=1)
def _redactor(secrets: tuple[str, ...]) -> Redactor:
    return Redactor(secrets)
