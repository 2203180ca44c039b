"""The table of meanings: verb x output x input, each row held to what it says."""

from __future__ import annotations

import re

import pytest

from bot.core.plan import naming
from bot.core.plan.app import AppModel, Operation
from bot.core.plan.candidates import Candidate
from bot.core.plan.case import Case
from bot.core.plan.checks.examples import EXAMPLE
from bot.core.plan.load import load
from bot.core.plan.meaning import RULES, Rule
from bot.core.plan.model import Operation as PlanOperation
from bot.core.plan.resolve import resolve
from tests.phases.trees import plan_of

BOOK = [{"name": "title", "type": "string"}, {"name": "lent", "type": "boolean"}]
LOAN = [
    {"name": "bookId", "type": "fk(Book.id)"},
    {"name": "dueAt", "type": "datetime"},
    {"name": "returnedAt", "type": "datetime", "nullable": True},
]
LINE = [
    {"name": "basketId", "type": "fk(Basket.id)"},
    {"name": "bookId", "type": "fk(Book.id)"},
    {"name": "count", "type": "int"},
]


def written(text: str) -> dict[str, object]:
    """`borrowBook(bookId: uuid) -> Loan` as the plan has it."""
    name, given, output = re.fullmatch(r"(\w+)\((.*)\) -> (\S+)", text).groups()  # type: ignore[union-attr]
    pairs = dict(pair.split(": ") for pair in given.split(", ") if pair)
    is_query = name.startswith(("get", "list", "search", "find", "count", "show"))
    return {"name": name, "kind": "query" if is_query else "command", "input": pairs, "output": output}


def library(*texts: str) -> AppModel:
    """An app that lends books, with these operations."""
    entities = [
        {"name": "Book", "fields": BOOK},
        {"name": "Loan", "fields": LOAN},
        {"name": "Basket", "fields": [{"name": "note", "type": "text", "nullable": True}]},
        {"name": "BasketLine", "fields": LINE},
    ]
    domain = {"name": "library", "entities": entities, "operations": [written(one) for one in texts]}
    page = {"name": "Books", "route": "/books", "layout": "app"}
    parts = {"pages": [page], "ui": [], "domains": [domain]}
    return resolve(plan_of("help-desk", components=parts, api={"routes": []}))


def told(text: str) -> Operation:
    """What an operation of the library means."""
    return next(one for one in library(text).operations if not one.derived)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: f"{rule.kind}, {rule.row}, {rule.verb}")
def test_each_rule_has_its_example(rule: Rule) -> None:
    """The example that the documentation shows has the meaning of its row, and no row above it holds."""
    one = told(rule.example)
    assert one.meaning == rule.meaning
    candidates = [
        Candidate(
            library().entity(one.entity), is_called=naming.stem(one.entity)[-1] in naming.stem(one.name)
        )
    ]
    case = Case(PlanOperation.model_validate(written(rule.example)), candidates[0])
    assert next(row for row in RULES if row.holds(case)) is rule


@pytest.mark.parametrize(
    ("text", "meaning", "entity"),
    [
        # The declared output goes before the name, where all that is given belongs to it.
        ("borrowBook(bookId: uuid, dueAt: datetime) -> Loan", "create", "Loan"),
        ("borrowBook(book: uuid, dueAt: datetime) -> Loan", "create", "Loan"),
        ("borrow(what: fk(Book.id), dueAt: datetime) -> Loan", "create", "Loan"),
        ("returnBook(loanId: uuid) -> Loan", "change", "Loan"),
        ("returnBook(loan: fk(Loan.id)) -> Loan", "change", "Loan"),
        ("extendLoan(loanId: uuid, dueAt: datetime) -> Loan", "update", "Loan"),
        ("getBookOfLoan(bookId: uuid) -> Book", "get", "Book"),
        ("listLoansOfBook(bookId: uuid) -> Loan[]", "list", "Loan"),
        ("addBookToBasket(basketId: uuid, bookId: uuid, count: int) -> BasketLine", "create", "BasketLine"),
        # A bare `id` is a row of what the operation is called after.
        ("lendBook(id: uuid) -> Loan", "change", "Book"),
        ("deleteBook(id: uuid) -> Loan", "delete", "Book"),
        # What the output lacks, the name may have: all that is given has to fit.
        ("createBook(title: string) -> Loan", "create", "Book"),
        ("addLineToBasket(basketId: uuid, bookId: uuid, count: int) -> Basket", "create", "BasketLine"),
        # What no rule says stays open.
        ("borrowBook(bookId: uuid) -> Loan", "open", "Loan"),
        ("validateBook(title: string) -> Book", "open", "Book"),
        ("rateBook(bookId: uuid, stars: int) -> Book", "open", "Book"),
        ("resetBook() -> Book", "open", "Book"),
        ("deleteBook(title: string) -> Book", "open", "Book"),
        ("approveBook(id: uuid, title: string) -> Book", "open", "Book"),
        ("updateBook(id: uuid) -> Book", "open", "Book"),
        ("removeBook(basketId: uuid) -> Basket", "open", "Book"),
        ("countBooks() -> int", "open", "Book"),
        ("getLoanFee(loanId: uuid) -> decimal", "open", "Loan"),
    ],
)
def test_name_input_and_output_agree(text: str, meaning: str, entity: str) -> None:
    """The entity that an operation declares, the one that it is called after, and what it is given, together."""
    one = told(text)
    assert (one.meaning, one.entity) == (meaning, entity)
    assert (one.meaning == "open") is bool(one.reason and one.remedy)


@pytest.mark.parametrize(
    ("text", "reason", "remedy"),
    [
        ("borrowBook(bookId: uuid) -> Loan", "a loan needs dueAt", "take `dueAt` as input"),
        ("rateBook(bookId: uuid, stars: int) -> Book", "`stars` is no field of book", "add it to Book"),
        ("approveBook(id: uuid) -> Book", "no state of book answers to “approve”", "the value `APPROVED`"),
        ("deleteBook(title: string) -> Book", "its input does not name the book", "add the input `bookId`"),
        ("rotateBook(angle: int) -> Book", "“rotate” is no verb that Drystone knows", "say `create`"),
        ("countBooks() -> int", "its output is an int", "declare `Book`"),
    ],
)
def test_what_is_open_says_why_and_how(text: str, reason: str, remedy: str) -> None:
    """An operation that cannot be told names what is missing, and what to write."""
    one = told(text)
    assert reason in one.reason
    assert remedy in one.remedy


def test_the_plan_is_told_of_it() -> None:
    """Each open operation is a warning on the line of its name."""
    rate = "        - {name: rotateItem, kind: command, input: {stars: int}, output: Item}\n"
    text = EXAMPLE.replace("api:\n", f"{rate}api:\n")
    [problem] = [one for one in load(text).problems if one.code == "plan.open-operation"]
    assert text.splitlines()[problem.line - 1].strip().startswith("- {name: rotateItem")
    assert problem.severity == "warning"
    assert "`stars` is no field of item" in problem.message
    assert problem.allowed
