"""The one error that a call to the forge ends in, with the bodies GitHub gives."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.localforge.records import Json

DOCS = "https://docs.github.com/rest"


class ApiError(Exception):
    """An answer other than success: status, message, `errors`, headers."""

    def __init__(
        self,
        status: int,
        message: str,
        errors: Sequence[Json | str] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.errors = list(errors)
        self.headers = dict(headers or {})

    def body(self) -> Json:
        """The JSON body as GitHub shapes it."""
        shape: Json = {"message": self.message, "documentation_url": DOCS, "status": str(self.status)}
        if self.errors:
            shape["errors"] = self.errors
        return shape


def not_found() -> ApiError:
    """What GitHub says both for things that are not there and for things one may not see."""
    return ApiError(404, "Not Found")


def forbidden_to_app() -> ApiError:
    """An installation lacks the permission."""
    return ApiError(403, "Resource not accessible by integration")


def invalid(resource: str, field: str, code: str, message: str | None = None) -> ApiError:
    """422 with one error on one field."""
    error: Json = {"resource": resource, "field": field, "code": code}
    if message is not None:
        error["message"] = message
    return ApiError(422, "Validation Failed", [error])


def refused(resource: str, message: str) -> ApiError:
    """422 with a custom error that belongs to no single field."""
    return ApiError(422, "Validation Failed", [{"resource": resource, "code": "custom", "message": message}])


def unprocessable(message: str, *details: str) -> ApiError:
    """422 with plain sentences."""
    return ApiError(422, message, list(details))
