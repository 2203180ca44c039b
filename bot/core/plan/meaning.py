"""What an operation means, told from its name, its kind, its input and its output: `RULES` is the whole table.

Which entity it works on comes first. That is the one that `output` declares, where all that is given belongs to a
row of it; else the one that the name ends in, else the only entity of the domain. Of these the first counts for
which a rule holds. A bare `id` names a row of what the operation is called after, `loanId` one of the loans.

Then the first rule of the table that holds says the meaning. Where none does the operation stays open: it is never
guessed, and `reason` and `remedy` say what could not be told and how the plan can say it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Literal

from bot.core.plan import verbs
from bot.core.plan.app import Meaning, Setting
from bot.core.plan.candidates import Candidate
from bot.core.plan.case import Case
from bot.core.plan.left_open import left_open
from bot.core.plan.model import Operation as PlanOperation
from bot.core.plan.states import created_state


@dataclass(frozen=True)
class Told:
    """The meaning of an operation. `many` is set for lists; `reason` and `remedy` belong to an open one."""

    meaning: Meaning
    sets: tuple[Setting, ...] = ()
    many: bool = False
    reason: str = ""
    remedy: str = ""


@dataclass(frozen=True)
class Rule:
    """One row of the table: which kind, whether the input names the row, which verb, what more, and the meaning.

    `when` says the same as code; `example` is an operation of the meaning, on the entities of the documentation.
    """

    kind: Literal["command", "query"]
    row: Literal["named", "not named", "either"]
    verb: str
    more: str
    meaning: Meaning
    example: str
    when: Callable[[Case], bool]

    def holds(self, case: Case) -> bool:
        is_row = self.row == "either" or (self.row == "named") is bool(case.keys)
        return case.operation.kind == self.kind and is_row and self.when(case)


RULES: Final = (
    Rule(
        "command",
        "named",
        "leads to a state of the entity: an enum's value, a boolean, a time",
        "",
        "change",
        "returnLoan(id: uuid) -> Loan",
        lambda one: bool(one.sets) and one.suits,
    ),
    Rule(
        "command",
        "named",
        "removes: `delete`, `remove` …",
        "the operation is called after the entity",
        "delete",
        "deleteBook(id: uuid) -> Book",
        lambda one: one.verb in verbs.DELETE and one.is_called,
    ),
    Rule(
        "command",
        "named",
        "makes: `create`, `add` …",
        "the input has the key that the new row is to have",
        "create",
        "createBook(id: uuid, title: string) -> Book",
        lambda one: one.makes and one.suits,
    ),
    Rule(
        "command",
        "named",
        "changes: `update`, `edit`, `rename` …",
        "some other input is a field of the entity",
        "update",
        "renameBook(bookId: uuid, title: string) -> Book",
        lambda one: (
            one.verb in verbs.UPDATE and len(one.strays) < len(one.rest) and one.suits and one.has_state
        ),
    ),
    Rule(
        "command",
        "named",
        "any that neither makes, removes nor leads to a state that the entity lacks",
        "there are other inputs, and all are fields of the entity",
        "update",
        "relabelBook(bookId: uuid, title: string) -> Book",
        lambda one: bool(one.rest) and one.fits and one.has_state and _is_free(one),
    ),
    Rule(
        "command",
        "not named",
        "makes: `create`, `book`, `place` …",
        "all that a row needs is given or has a default",
        "create",
        "createBook(title: string) -> Book",
        lambda one: one.verb in verbs.CREATE and one.suits,
    ),
    Rule(
        "command",
        "not named",
        "any that neither changes nor removes",
        "`output` declares the entity, all inputs are fields of it, and all that a row needs is given",
        "create",
        "borrowBook(bookId: uuid, dueAt: datetime) -> Loan",
        lambda one: one.declares and bool(one.rest) and one.fits and _is_making(one),
    ),
    Rule(
        "query",
        "named",
        "any that reads",
        "`output` is one row",
        "get",
        "getBook(id: uuid) -> Book",
        lambda one: one.suits and _reads_one(one),
    ),
    Rule(
        "query",
        "either",
        "any that reads",
        "`output` is a list, or the name ends in the plural",
        "list",
        "listLoansOfBook(bookId: uuid) -> Loan[]",
        lambda one: one.suits and _reads_many(one),
    ),
)


def _is_free(one: Case) -> bool:
    """Whether a verb says nothing against writing what is given into the row."""
    return one.verb not in verbs.DELETE | verbs.OTHER and (one.is_called or one.verb not in verbs.CREATE)


def _is_making(one: Case) -> bool:
    """Whether an unknown verb may stand for making; a known one may where it is called after another entity."""
    against = verbs.UPDATE | verbs.DELETE | verbs.OTHER | verbs.GET | verbs.LIST
    return one.verb not in (verbs.KNOWN if one.is_called else against)


def _reads_one(one: Case) -> bool:
    """Whether a query hands out one row: by its verb, or because it declares it and is asked by the row's fields."""
    says_so = one.declares and one.fits and one.verb not in verbs.OTHER
    return not one.many and not one.scalar and (one.verb in verbs.GET or says_so)


def _reads_many(one: Case) -> bool:
    says_so = one.many or one.names_many or one.verb in ("list", "search", "browse")
    return says_so and not one.scalar and one.verb in verbs.LIST


def told(operation: PlanOperation, candidate: Candidate) -> Told:
    """The meaning of `operation` on an entity: the first rule that holds says it."""
    case = Case(operation, candidate)
    rule = next((one for one in RULES if one.holds(case)), None)
    match rule.meaning if rule else "open":
        case "open":
            reason, remedy = left_open(case)
            return Told("open", reason=reason, remedy=remedy)
        case "change":
            return Told("change", case.sets)
        case "create":
            return Told("create", created_state(case.verb, case.entity))
        case "list":
            return Told("list", many=True)
        case meaning:
            return Told(meaning)
