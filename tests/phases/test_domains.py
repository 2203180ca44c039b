"""Operations do what their names say; what cannot be told is an open point, never a stub."""

from __future__ import annotations

from bot.core.open_points import unwritten
from tests.phases.trees import changes_of, text_of, tree_of


def test_creating_confirms_where_nothing_else_would() -> None:
    """A confirmed booking is stored as CONFIRMED: nobody would ever confirm it later."""
    operations = text_of(tree_of("restaurant-booking"), "domains/reservation/operations.ts")
    assert 'status: "CONFIRMED" as const' in operations
    assert '"Reservation confirmed"' in text_of(
        tree_of("restaurant-booking"), "domains/reservation/actions.ts"
    )


def test_creating_waits_where_an_operation_confirms() -> None:
    """With `confirmAppointment` in the plan a new appointment is only requested."""
    operations = text_of(tree_of("clinic"), "domains/care/operations.ts")
    created = operations.split("bookAppointment(")[1].split("export async")[0]
    assert "confirmed" not in created


def test_queries_carry_no_user_filter() -> None:
    """The database's policies decide which rows exist for whom."""
    for name, domain in (("restaurant-booking", "reservation"), ("help-desk", "support")):
        operations = text_of(tree_of(name), f"domains/{domain}/operations.ts")
        assert "where(eq(" in operations
        assert ".userId, user" not in operations


def test_an_operation_that_cannot_be_told_is_an_open_point() -> None:
    """It has a typed file of its own, which answers 501 until somebody writes it, and the phase names it to people."""
    changes = changes_of("domains", "help-desk")
    path = "domains/support/open/escalateTicket.ts"
    assert "escalateTicket: no state of ticket answers to “escalate”" in changes.open_points[path]
    text = text_of(changes.writes, path)
    assert "escalateTicket(_given: EscalateTicketInput, _caller: Caller): Promise<Ticket> {" in text
    assert "give Ticket an enum with the value `ESCALATED`" in text
    first, second = unwritten(changes.writes)
    assert (first.path, second.path) == (path, "domains/support/open/ticketStatistics.ts")
    assert text.splitlines()[first.line - 1].startswith(
        '  throw openPoint("“Escalate ticket” is an open point'
    )
    operations = text_of(changes.writes, "domains/support/operations.ts")
    assert (
        "const user = signedIn(caller);\n  return writtenEscalateTicket(escalateTicketInput.parse(input), user);"
        in operations
    )


def test_an_input_without_a_column_is_named() -> None:
    """What an operation takes and cannot store is said, not dropped in silence."""
    assert (
        "cancelOrder takes reason" in changes_of("domains", "shop").open_points["domains/sales/operations.ts"]
    )


def test_roles_are_asked_for_in_the_operation_itself() -> None:
    """Routes, forms and pages all pass the same check."""
    operations = text_of(tree_of("help-desk"), "domains/support/operations.ts")
    assert "admin(caller);" in operations.split("resolveTicket(")[1].split("export async")[0]
    assert "signedIn(caller)" in operations.split("closeTicket(")[1].split("export async")[0]


def test_one_schema_serves_all() -> None:
    """What a check of the plan says, the schema and the form say too."""
    tree = tree_of("help-desk")
    assert 'z.string().trim().min(3, "At least 3 characters").max(120, "At most 120 characters")' in text_of(
        tree, "domains/support/schemas.ts"
    )
    assert 'name: "title", label: "Title", kind: "text", maxLength: 120, required: true' in text_of(
        tree, "domains/support/forms.ts"
    )
