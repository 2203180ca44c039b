"""The limits that all texts of people and bots have."""

from __future__ import annotations

from bot.localforge.errors import ApiError, invalid

BODY_LIMIT = 65_536
TITLE_LIMIT = 256


def check_body(resource: str, body: str | None, *, required: bool = False) -> None:
    """Refuse a body that is too long, or blank where there has to be one."""
    if required and not (body or "").strip():
        raise invalid(resource, "body", "missing_field")
    if body is not None and len(body) > BODY_LIMIT:
        message = f"body is too long (maximum is {BODY_LIMIT} characters)"
        raise ApiError(
            422,
            "Validation Failed",
            [{"resource": resource, "field": "body", "code": "custom", "message": message}],
        )


def check_title(resource: str, title: str) -> None:
    """Refuse a blank or overlong title."""
    if not title.strip():
        raise invalid(resource, "title", "missing_field")
    if len(title) > TITLE_LIMIT:
        message = f"title is too long (maximum is {TITLE_LIMIT} characters)"
        raise invalid(resource, "title", "custom", message)
