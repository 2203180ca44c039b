"""A plan resolved: tables, owners, enums, policies, routes and pages."""

from __future__ import annotations

import pytest

from bot.core.plan.resolve import resolve
from bot.errors import UserError
from tests.phases.trees import plan_of


def test_given_sql_decides_columns_owner_and_enums() -> None:
    """`enum(Status)` is `reservation_status`, the owner is the column that the policy asks for."""
    app = resolve(plan_of("restaurant-booking"))
    reservation = app.entity("Reservation")
    assert reservation.table == "Reservation"
    assert reservation.owner
    assert reservation.owner.sql == "user_id"
    assert reservation.status
    assert reservation.status.enum
    assert reservation.status.enum.values == ("PENDING", "CONFIRMED", "CANCELLED")
    assert reservation.column("createdAt")
    assert app.entity("Table").owner is None


def test_a_table_of_one_tenant_gets_an_owner() -> None:
    """`multiTenant` is the default, and means an owner and a policy."""
    ticket = resolve(plan_of("help-desk")).entity("Ticket")
    assert ticket.owner
    assert ticket.owner.key == "userId"
    assert ticket.policies[0].using == '"user_id" = auth.uid()'


def test_the_signed_in_user_owns_what_points_to_users() -> None:
    """`fk(users.id)` is the owner, under the name that the plan gives it."""
    article = resolve(plan_of("help-desk")).entity("Article")
    assert article.owner
    assert article.owner.key == "authorId"


def test_a_booking_lies_ahead_and_fits_in() -> None:
    """Rules of bookings: a time in the future, a party no larger than its table."""
    create = resolve(plan_of("restaurant-booking")).operations[0]
    assert [one.key for one in create.future] == ["time"]
    assert create.capacity
    assert (create.capacity.asked.key, create.capacity.seats.key) == ("partySize", "seats")


def test_each_entity_can_be_listed() -> None:
    """Pages show rows: where the plan has no list, data access gives one, and no route."""
    app = resolve(plan_of("restaurant-booking"))
    derived = [operation for operation in app.operations if operation.derived]
    assert {operation.entity for operation in derived} == {"Reservation", "Table"}
    assert not {operation.name for operation in derived} & {route.operation for route in app.routes}


def test_a_page_is_about_what_it_is_called_after() -> None:
    """By its name or route; else about what its users make."""
    pages = {page.route: page.entities for page in resolve(plan_of("help-desk")).pages}
    assert pages["/tickets"] == ("Ticket",)
    assert pages["/admin/tickets"] == ("Ticket",)
    assert resolve(plan_of("restaurant-booking")).pages[1].entities == ("Reservation",)


def test_what_anyone_may_send_only_admins_read() -> None:
    """A table that people write without signing in is not read by everyone."""
    message = resolve(plan_of("help-desk")).entity("Message")
    assert not any(
        policy.action in ("SELECT", "ALL") and policy.using == "true" for policy in message.policies
    )


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("create table other (id uuid primary key);", "no table for the entity"),
        ("create table doctors (id serial primary key);", "no column for fullName"),
        ("create table doctors (", "Reading `database.sql`"),
    ],
)
def test_sql_that_does_not_fit_the_entities_is_refused(sql: str, said: str) -> None:
    """The message names what is missing, and where to add it."""
    with pytest.raises(UserError, match=said):
        resolve(plan_of("clinic", database={"source": "sql", "sql": sql}))


def test_a_policy_holds_for_an_entity_that_code_calls_otherwise() -> None:
    """`Error` is `ErrorRecord` in TypeScript; its policy in the plan is still its policy."""
    error = resolve(plan_of("shop")).entity("ErrorRecord")
    assert [policy.name for policy in error.policies] == ["own_errors"]
