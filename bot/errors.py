"""The kinds of failure: shown to people, tried again, or a bug.

`UserError` is a sentence and a next step, and is shown as it stands. `Retryable` is tried again later.
Everything else is a bug: logged with its context, shown as a short apology with a reference.
"""

from __future__ import annotations


class UserError(Exception):
    """What a person can mend: `message` says what is wrong, `next_step` what to do about it."""

    def __init__(self, message: str, next_step: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.next_step = next_step

    def __str__(self) -> str:
        return f"{self.message} {self.next_step}".strip()


class Retryable(Exception):
    """The world did not answer as it should: the same thing may work `after` seconds from now."""

    def __init__(self, message: str, after: float = 1.0) -> None:
        super().__init__(message)
        self.message = message
        self.after = after


class Conflict(Exception):
    """Somebody else saved a newer version first: read again and decide again."""
