"""Operations that do what they say: those whose meaning cannot be told, and those that hand out something else."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from bot.core.plan import naming
from bot.core.plan.app import Operation
from bot.core.plan.candidates import output_name
from bot.core.plan.checks.base import Check, Finding, OperationAt, View
from bot.core.plan.checks.examples import domain, entity


def _built(view: View) -> Iterator[tuple[OperationAt, Operation]]:
    """The operations of the plan, each with what it means in the app."""
    if view.app is None:
        return
    for at in view.operations:
        operation = view.app.written.get(f"{at.domain.name}.{at.operation.name}")
        if operation is not None:
            yield at, operation


def _open_operations(view: View) -> Iterator[Finding]:
    for at, one in _built(view):
        if one.meaning == "open":
            message = (
                f"What `{at.operation.name}` does cannot be told: {one.reason}. It answers 501 until it is."
            )
            yield Finding((*at.path, "name"), message, at.operation.name, one.remedy)


def _unused_inputs(view: View) -> Iterator[Finding]:
    for at, one in _built(view):
        if one.meaning == "open":
            continue
        stray = {naming.key(name): name for name in at.operation.input}
        for name in (stray[key] for key in one.strays if key in stray):
            message = (
                f"`{at.operation.name}` does nothing with `{name}`: no field of `{one.entity}` is called so."
            )
            yield Finding((*at.path, "input", name), message, name, f"a field of `{one.entity}`", at_key=True)


def _other_outputs(view: View) -> Iterator[Finding]:
    for at, one in _built(view):
        declared = view.app and view.app.entity_called(output_name(at.operation.output))
        if declared and declared.name != one.entity and one.meaning != "open":
            thing = _entity(view, one)
            message = f"`{at.operation.name}` works on `{thing}` and hands that out."
            yield Finding((*at.path, "output"), message, at.operation.output, thing, thing)


def _entity(view: View, one: Operation) -> str:
    """What the plan calls the entity of an operation."""
    return naming.pascal(view.app.entity(one.entity).phrase) if view.app else one.entity


_BOOKS: Final = entity("Book", "name: title, type: string") + entity(
    "Loan", "name: bookId, type: fk(Book.id)", "name: dueAt, type: datetime"
)
_LEND: Final = "- {name: lendBook, kind: command, input: {bookId: uuid%s}, output: Loan}"
_MAKE: Final = "- {name: createBook, kind: command, input: {title: string%s}, output: %s}"

CHECKS: Final = (
    Check(
        "plan.open-operation",
        "warning",
        "What an operation does cannot be told from its name, its input and its output, or a row that it would make "
        "lacks something. It is an open point: its route answers 501 until the plan says more, or until somebody "
        "writes the file that the message of the pull request names.",
        "Say what the problem names, or leave it to be written.",
        domain(_BOOKS, _LEND % ""),
        domain(_BOOKS, _LEND % ", dueAt: datetime"),
        _open_operations,
    ),
    Check(
        "plan.unused-input",
        "warning",
        "An operation takes an input that is no field of the entity that it works on: what is given there is checked "
        "and dropped.",
        "Call it as the field is called, add the field, or leave the input out.",
        domain(_BOOKS, _MAKE % (", shelf: string", "Book")),
        domain(_BOOKS, _MAKE % ("", "Book")),
        _unused_inputs,
    ),
    Check(
        "plan.other-output",
        "warning",
        "The `output` of an operation declares another entity than the one that it works on by its name and input.",
        "Declare the entity that it works on.",
        domain(_BOOKS, _MAKE % ("", "Loan")),
        domain(_BOOKS, _MAKE % ("", "Book")),
        _other_outputs,
    ),
)
