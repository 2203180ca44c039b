"""The OpenAPI 3.1 document of an app's API, from the same model as its schemas."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from bot.core.plan.app import AppModel, Bounds, Column, Entity, Input, Operation, Route

_FORMATS: Final[dict[str, dict[str, Any]]] = {
    "uuid": {"type": "string", "format": "uuid"},
    "string": {"type": "string"},
    "text": {"type": "string"},
    "int": {"type": "integer", "format": "int32"},
    "bigint": {"type": "integer", "format": "int64"},
    "decimal": {"type": "string", "format": "decimal"},
    "float": {"type": "number"},
    "boolean": {"type": "boolean"},
    "date": {"type": "string", "format": "date"},
    "datetime": {"type": "string", "format": "date-time"},
    "json": {},
}
_KEY: Final = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "description": "The same key again does nothing more and has the same answer",
    "schema": {"type": "string", "minLength": 1, "maxLength": 255},
}
_PROBLEMS: Final = {
    "400": "The input is not valid",
    "401": "Nobody is signed in",
    "403": "The caller may not do this",
    "404": "There is no such row for the caller",
    "409": "The row exists already, or is still referred to",
    "422": "The input breaks a rule",
    "429": "Too many requests",
}


def document(app: AppModel) -> dict[str, Any]:
    """The whole document."""
    paths: dict[str, Any] = {}
    for route in app.routes:
        operation = app.operation(route.domain, route.operation)
        paths.setdefault(path_of(route), {})[route.method.lower()] = _operation(app, route, operation)
    return {
        "openapi": "3.1.0",
        "info": {"title": app.title, "version": "0.1.0"},
        "paths": paths,
        "components": {
            "schemas": {**{e.name: _row(e) for e in app.entities}, "Problem": _problem()},
            "securitySchemes": {"session": {"type": "apiKey", "in": "cookie", "name": "session"}},
        },
    }


def path_of(route: Route) -> str:
    """The path of a route as the document has it."""
    return "/api/" + route.folder.replace("[", "{").replace("]", "}")


def _operation(app: AppModel, route: Route, operation: Operation) -> dict[str, Any]:
    entity = app.entity(operation.entity)
    in_path = {target: slug for slug, target in route.params}
    rest = [one for one in operation.inputs if one.key not in in_path]
    described: dict[str, Any] = {
        "operationId": f"{operation.domain}.{operation.name}",
        "summary": operation.title,
        "tags": [operation.domain],
    }
    parameters = [_parameter(in_path[one.key], one, "path") for one in operation.inputs if one.key in in_path]
    if route.method == "GET":
        parameters += [_parameter(one.key, one, "query") for one in rest]
    elif rest:
        described["requestBody"] = {"required": True, "content": _json(_object(rest))}
    if operation.kind == "command":
        parameters.append(_KEY)
    if parameters:
        described["parameters"] = parameters
    described["responses"] = _responses(route, operation, entity)
    described["security"] = [] if operation.auth == "public" else [{"session": []}]
    return described


def _parameter(name: str, one: Input, place: str) -> dict[str, Any]:
    required = place == "path" or not one.optional
    return {"name": name, "in": place, "required": required, "schema": schema(one.column)}


def _responses(route: Route, operation: Operation, entity: Entity) -> dict[str, Any]:
    if operation.meaning == "open":
        done = {"description": operation.title, "content": _json({})}
        return {str(route.status): done, "501": _refusal("An open point of the plan, until it is written")}
    row = {"$ref": f"#/components/schemas/{entity.name}"}
    answer = {"type": "array", "items": row} if operation.many else row
    problems = {status: _refusal(text) for status, text in _PROBLEMS.items() if _applies(status, operation)}
    return {
        str(route.status): {"description": operation.done or operation.title, "content": _json(answer)},
        **problems,
    }


def _applies(status: str, operation: Operation) -> bool:
    match status:
        case "401":
            return operation.auth != "public"
        case "403":
            return operation.auth == "admin"
        case "404":
            return operation.by_key or operation.capacity is not None
        case "409" | "422":
            return operation.kind == "command"
    return True


def _refusal(text: str) -> dict[str, Any]:
    content = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {"description": text, "content": content}


def _json(schema_: dict[str, Any]) -> dict[str, Any]:
    return {"application/json": {"schema": schema_}}


def _object(inputs: Iterable[Input]) -> dict[str, Any]:
    listed = list(inputs)
    properties = {one.key: schema(one.column) for one in listed}
    required = [one.key for one in listed if not one.optional]
    return {"type": "object", "properties": properties, "required": required, "additionalProperties": False}


def _row(entity: Entity) -> dict[str, Any]:
    properties = {column.key: schema(column) for column in entity.columns}
    return {"type": "object", "properties": properties, "required": [c.key for c in entity.columns]}


def schema(column: Column) -> dict[str, Any]:
    """The JSON Schema of a column's value."""
    base: dict[str, Any] = (
        {"type": "string", "enum": list(column.enum.values)} if column.enum else dict(_FORMATS[column.kind])
    )
    base |= _bounds(column.bounds, column)
    if column.nullable and "type" in base:
        base["type"] = [base["type"], "null"]
        if "enum" in base:
            base["enum"] = [*base["enum"], None]
    return base


def _bounds(bounds: Bounds, column: Column) -> dict[str, Any]:
    if column.kind == "decimal":
        return {}
    limits = {
        "minimum": bounds.least,
        "maximum": bounds.most,
        "exclusiveMinimum": bounds.above,
        "exclusiveMaximum": bounds.below,
        "minLength": bounds.shortest,
        "maxLength": bounds.longest,
    }
    return {
        name: int(limit) if limit == int(limit) else limit
        for name, limit in limits.items()
        if limit is not None
    }


def _problem() -> dict[str, Any]:
    return {
        "type": "object",
        "required": ["title", "status", "code"],
        "properties": {
            "type": {"type": "string"},
            "title": {"type": "string"},
            "status": {"type": "integer"},
            "code": {"type": "string"},
            "fields": {
                "type": "object",
                "additionalProperties": {"type": "array", "items": {"type": "string"}},
            },
        },
    }
