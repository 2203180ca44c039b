"""What a text may not hold although it is YAML: turns the reader's faults into problems with corrections."""

from __future__ import annotations

from bot.core.plan.problems import Path, Problem, pointer
from bot.core.plan.reader import Document, Fault
from bot.core.plan.schema import Schema
from bot.core.plan.text import line_with, quoted


def fault_problems(document: Document, content: str, file: str, schema: Schema) -> list[Problem]:
    """The faults of a document, and whether it is a mapping at all."""
    problems = [_problem(fault, content, file, schema) for fault in document.faults]
    if document.is_whole and not isinstance(document.value, dict):
        place = document.place_of(())
        is_empty = document.value is None
        code = "yaml.empty" if is_empty else "yaml.mapping"
        message = (
            "The text is empty." if is_empty else "This has to be a mapping of keys to values, and is not."
        )
        allowed = ", ".join(schema["required"] if "required" in schema else schema["properties"])
        problems.append(Problem("error", code, message, file, place.line, place.column, allowed=allowed))
    return problems


def _problem(fault: Fault, content: str, file: str, schema: Schema) -> Problem:
    place = fault.place
    suggestion, is_certain = _correction(fault, schema)
    return Problem(
        "error",
        fault.code,
        fault.message,
        file,
        place.line,
        place.column,
        pointer(fault.path),
        fault.found,
        suggestion=suggestion,
        end_column=place.end_column if place.end_line == place.line else None,
        fix=line_with(content, place, suggestion) if is_certain else None,
    )


def _correction(fault: Fault, schema: Schema) -> tuple[str, bool]:
    """What to write instead, and whether there is no doubt about it."""
    if fault.code == "yaml.key" and fault.found:
        return quoted(fault.found), True
    if fault.code != "yaml.ambiguous":
        return "", False
    kinds = kinds_at(fault.path, schema)
    if kinds == {"string"} or (kinds - {"boolean"} and fault.other_reading == "a date"):
        return quoted(fault.found), True
    if kinds == {"boolean"} and fault.other_reading in ("true", "false"):
        return fault.other_reading, True
    if "string" in kinds and fault.other_reading in ("true", "false"):
        return f"{quoted(fault.found)} or {fault.other_reading}", False
    return quoted(fault.found) if "string" in kinds else "", False


def kinds_at(path: Path, schema: Schema) -> set[str]:
    """The JSON types that the schema allows at a path; scalars of all kinds where it says nothing."""
    rules: Schema | bool = schema
    for step in path:
        if not isinstance(rules, dict):
            break
        inside = rules.get("items") if isinstance(step, int) else rules.get("properties", {}).get(step)
        rules = rules.get("additionalProperties", True) if inside is None else inside
    if not isinstance(rules, dict) or "type" not in rules:
        return {"string", "number", "boolean", "null"}
    kinds = rules["type"]
    return {kinds} if isinstance(kinds, str) else set(kinds)
