"""What GitHub says when it says no, as the bot's own kinds of failure."""

from __future__ import annotations

import re
import time
from collections.abc import Mapping

from gidgethub import BadRequest, GitHubBroken, HTTPException, RateLimitExceeded

from bot.errors import Retryable, UserError

_SECONDARY = re.compile(r"secondary rate limit|abuse detection|too many requests", re.IGNORECASE)
A_MINUTE = 60.0
SUSPENDED = 75.0
"""Nothing can be said where the App may do nothing. Longer than the pauses after which a step counts as failed."""


class LostError(Retryable):
    """A write went out and no answer came back: it may have been done. What it makes is looked for."""


class PausedError(Retryable):
    """GitHub asked to slow down; nothing was done."""


class RefusedError(UserError):
    """GitHub understood and refused, with that HTTP status."""

    def __init__(self, status: int, said: str, message: str, next_step: str = "") -> None:
        super().__init__(message, next_step)
        self.status = status
        self.said = said


def pause_of(error: HTTPException, now: float | None = None) -> float | None:
    """Seconds to wait for, where this answer is one of GitHub's rate limits; else None."""
    headers = {name.lower(): value for name, value in (error.headers or {}).items()}
    status, said = int(error.status_code), str(error)
    wait = _seconds(headers.get("retry-after"))
    if isinstance(error, RateLimitExceeded) or (
        status in {403, 429} and headers.get("x-ratelimit-remaining") == "0"
    ):
        return wait if wait is not None else _until(headers.get("x-ratelimit-reset"), now)
    if status == 429 or (status == 403 and (wait is not None or _SECONDARY.search(said))):
        return wait if wait is not None else A_MINUTE
    return None


def told(doing: str, error: HTTPException, *, is_read: bool) -> Exception:
    """The bot's failure for an answer that is no rate limit. `doing` is the method and path."""
    status, said = int(error.status_code), _said(error)
    if isinstance(error, GitHubBroken) or status >= 500:
        kind = Retryable if is_read else LostError
        return kind(f"{doing}: GitHub answered {status}", after=2)
    if not isinstance(error, BadRequest) or status == 408:
        return Retryable(f"{doing}: GitHub answered {status}", after=5)
    if status == 403 and "suspended" in said:
        return PausedError(f"{doing}: the App's installation is suspended", after=SUSPENDED)
    return RefusedError(
        status, said, f"{doing}: GitHub answered {status}, “{said}”.", _next_step(status, said)
    )


def _next_step(status: int, said: str) -> str:
    if status == 401:
        return "Check the App's id and private key, and that it is still installed."
    if status == 403 and "not accessible" in said:
        return "Grant the App the permission that this needs, and accept it in the installation's settings."
    return ""


def _said(error: HTTPException) -> str:
    """GitHub's own words, in one short line."""
    return " ".join(str(error).split())[:300]


def _seconds(text: str | None) -> float | None:
    return float(text) if text and text.strip().isdigit() else None


def _until(reset: str | None, now: float | None) -> float:
    at = _seconds(reset)
    return A_MINUTE if at is None else min(max(at - (time.time() if now is None else now), 1.0), 3700.0)


def header(headers: Mapping[str, str], name: str) -> str:
    """A header's value, in whatever case it came."""
    return next((value for key, value in headers.items() if key.lower() == name), "")
