"""Routes as files: Next has one file for all methods of a path."""

from __future__ import annotations

from dataclasses import dataclass

from bot.core.plan import naming
from bot.core.plan.app import AppModel, Operation, Route
from bot.errors import UserError


@dataclass(frozen=True)
class RouteFile:
    """All methods of one path, each with its operation."""

    folder: str
    handlers: tuple[tuple[Route, Operation], ...]

    @property
    def has_commands(self) -> bool:
        return any(operation.kind == "command" for _, operation in self.handlers)

    @property
    def imports(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """Domain folder -> import specifiers; two operations of the same name are told apart."""
        folders = sorted({operation.domain for _, operation in self.handlers})
        return tuple((folder, self._specifiers(folder)) for folder in folders)

    def _specifiers(self, folder: str) -> tuple[str, ...]:
        own = {
            operation.name: self.name_of(operation)
            for _, operation in self.handlers
            if operation.domain == folder
        }
        return tuple(name if name == alias else f"{name} as {alias}" for name, alias in sorted(own.items()))

    def name_of(self, operation: Operation) -> str:
        """What the file calls an operation."""
        rivals = {one.domain for _, one in self.handlers if one.name == operation.name}
        return operation.name if len(rivals) == 1 else f"{operation.name}Of{naming.pascal(operation.domain)}"


def route_files(app: AppModel) -> tuple[RouteFile, ...]:
    """The files of the API, by path. Raises `UserError` where two routes are the same."""
    by_folder: dict[str, list[tuple[Route, Operation]]] = {}
    for route in app.routes:
        handlers = by_folder.setdefault(route.folder, [])
        if any(other.method == route.method for other, _ in handlers):
            raise UserError(
                f"Two routes are {route.method} {route.path}.", "Give one of them another path or method."
            )
        handlers.append((route, app.operation(route.domain, route.operation)))
    return tuple(RouteFile(folder, tuple(by_folder[folder])) for folder in sorted(by_folder))
