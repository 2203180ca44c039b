"""A renamed entity or field keeps its rows: the database becomes what a first build makes, under the new names."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from bot.core.generate.renaming import in_turn
from bot.errors import UserError
from tests.contract.postgres import postgres_cluster
from tests.phases.oracle import (
    ROWS,
    USER,
    Change,
    Database,
    adds,
    change_of,
    changed,
    connections,
    entity,
    fresh,
    help_desk,
    laid,
    sets,
    used,
)
from tests.phases.trees import plan_text

__all__ = ["connections", "fresh", "postgres_cluster", "used"]


def calls(of: str, **names: str) -> Change:
    """Fields by new names, all at once, in their checks too."""

    def change(plan: dict[str, Any]) -> None:
        for one in entity(plan, of)["fields"]:
            old = one["name"]
            one["name"] = names.get(old, old)
            if "check" in one:
                one["check"] = " ".join(names.get(word, word) for word in one["check"].split(" "))
            if old in names and "check" in one:
                one["check"] = one["check"].replace(f"({old})", f"({names[old]})")
        for index in plan["database"]["indexes"]:
            index["columns"] = [names.get(one, one) for one in index["columns"]]

    return change


def calls_entity(**names: str) -> Change:
    """Entities by new names, with what points to them."""

    def change(plan: dict[str, Any]) -> None:
        for domain in plan["components"]["domains"]:
            for one in domain["entities"]:
                one["name"] = names.get(one["name"], one["name"])
                for each in one["fields"]:
                    for old, new in names.items():
                        if each["type"] == f"fk({old}.id)":
                            each["type"] = f"fk({new}.id)"
                            break
            for operation in domain["operations"]:
                bare = operation["output"].removesuffix("[]")
                operation["output"] = names.get(bare, bare) + operation["output"][len(bare) :]

    return change


TWO_DATES = adds("Ticket", name="startDate", type="date", nullable=True, check="startDate <= dueDate")
NUMBERED = adds("Message", name="id", type="bigint")
Case = tuple[tuple[Change, ...], tuple[Change, ...], str, str, str]
RENAMED: dict[str, Case] = {
    "a field with a check": (
        (), (calls("Ticket", title="subject"),), "fields: {Ticket: {title: subject}}",
        "select title from tickets", "select subject from tickets",
    ),
    "a field with an index": (
        (), (calls("Ticket", status="state"),), "fields: {Ticket: {status: state}}",
        "select status from tickets", "select state from tickets",
    ),
    "a unique field with a default beside it": (
        (), (calls("Category", name="label", position="place"),),
        "fields: {Category: {name: label, position: place}}",
        "select id, name, position from categories", "select id, label, place from categories",
    ),
    "a foreign key": (
        (), (calls("Ticket", categoryId="topicId"),), "fields: {Ticket: {categoryId: topicId}}",
        "select category_id from tickets", "select topic_id from tickets",
    ),
    "the owner, whom policies ask for": (
        (), (calls("Article", authorId="writerId"),), "fields: {Article: {authorId: writerId}}",
        "select author_id from articles", "select writer_id from articles",
    ),
    "fields that one check names": (
        (TWO_DATES,), (TWO_DATES, calls("Ticket", startDate="since", dueDate="until")),
        "fields: {Ticket: {startDate: since, dueDate: until}}",
        "select start_date, due_date from tickets", "select since, until from tickets",
    ),
    "two fields that change places": (
        (), (calls("Ticket", createdAt="updatedAt", updatedAt="createdAt"),),
        "fields: {Ticket: {createdAt: updatedAt, updatedAt: createdAt}}",
        "select created_at, updated_at from tickets", "select updated_at, created_at from tickets",
    ),
    "a field that takes another's name": (
        (), (calls("Ticket", title="subject", body="title"),),
        "fields: {Ticket: {title: subject, body: title}}",
        "select title, body from tickets", "select subject, title from tickets",
    ),
    "a field of a wider type": (
        (), (calls("Article", title="headline"), sets("Article", "headline", type="text")),
        "fields: {Article: {title: headline}}",
        "select title from articles", "select headline from articles",
    ),
    "a field of a narrower type": (
        (), (calls("Article", views="hits"), sets("Article", "hits", type="int")),
        "fields: {Article: {views: hits}}",
        "select views from articles", "select hits from articles",
    ),
    "a field that is required now": (
        (), (calls("Ticket", dueDate="until"), sets("Ticket", "until", nullable=False)),
        "fields: {Ticket: {dueDate: until}}",
        "select due_date from tickets", "select until from tickets",
    ),
    "an entity that others point to": (
        (), (calls_entity(Category="Topic"),), "entities: {Category: Topic}",
        "select c.name, t.title from categories c join tickets t on t.category_id = c.id",
        "select c.name, t.title from topics c join tickets t on t.category_id = c.id",
    ),
    "an entity, its field and an index": (
        (), (calls_entity(Ticket="Case"), calls("Case", status="state", categoryId="topicId")),
        "entities: {Ticket: Case}\nfields: {Case: {status: state, categoryId: topicId}}",
        "select title, status, category_id from tickets", "select title, state, topic_id from cases",
    ),
    "an entity with a sequence": (
        (NUMBERED,), (NUMBERED, calls_entity(Message="Inquiry")), "entities: {Message: Inquiry}",
        "select id, email from messages", "select id, email from inquiries",
    ),
    "two entities that change places": (
        (), (calls_entity(Category="Message", Message="Category"),), "entities: {Category: Message, Message: Category}",
        "select id, name from categories union all select id, email from messages",
        "select id, name from messages union all select id, email from categories",
    ),
    "an entity that takes another's name": (
        (), (calls_entity(Message="Inquiry", Category="Message"),), "entities: {Message: Inquiry, Category: Message}",
        "select id, name from categories union all select id, email from messages",
        "select id, name from messages union all select id, email from inquiries",
    ),
    "a name that was left out in between": (
        (), (calls_entity(Message="Inquiry"),), "entities: {Message: Letter, Letter: Inquiry}",
        "select id, email from messages", "select id, email from inquiries",
    ),
    "values, one of which is a default, and one more beside them": (
        (), (sets("Ticket", "priority", type="enum(Priority: LOW|LATER|PLAIN|HIGH)", default="PLAIN"),),
        "values: {Priority: {NORMAL: PLAIN}}",
        "select replace(priority::text, 'NORMAL', 'PLAIN') from tickets", "select priority::text from tickets",
    ),
    "values that change places": (
        (), (sets("Ticket", "status", type="enum(TicketStatus: RESOLVED|IN_PROGRESS|OPEN|CLOSED)"),),
        "values: {TicketStatus: {OPEN: RESOLVED, RESOLVED: OPEN}}",
        "select replace(status::text, 'OPEN', 'RESOLVED') from tickets", "select status::text from tickets",
    ),
    "a type of values, which no file has to tell": (
        (), (sets("Ticket", "priority", type="enum(Urgency: LOW|NORMAL|HIGH|ALARM)"),), "",
        "select priority::text from tickets", "select priority::text from tickets",
    ),
}  # fmt: skip
"""How the plan was, how it is now, what the file says, and a query of the rows before and after."""


@pytest.mark.parametrize("name", RENAMED)
def test_all_follows_the_new_name(name: str, used: Database, fresh: Database) -> None:
    """Rows, policies, indexes, constraints, types of values, sequences and keys that point there."""
    was, now, told, before, after = RENAMED[name]
    first, plan = laid(changed(*was)), changed(*now)
    second = laid(plan, first, told)
    used.migrate(first)
    used.run(ROWS)
    rows = used.rows(before)
    assert rows
    used.migrate({path: data for path, data in second.items() if path not in first})
    fresh.migrate(laid(plan))
    assert used.catalog() == fresh.catalog()
    assert used.rows(after) == rows


TOLD = {
    "values, one of which is a default, and one more beside them": "priority: NORMAL is called PLAIN from now on",
    "values that change places": "ticket_status: OPEN is called RESOLVED, RESOLVED is called OPEN from now on",
    "two fields that change places": "tickets.created_at is the name of another column from now on",
    "a field that takes another's name": "tickets.title is the name of another column from now on",
    "a field of a wider type": "articles.title is called headline at once, as its type changes too",
    "a field of a narrower type": "articles.hits becomes integer",
    "a field that is required now": "tickets.until becomes required",
    "two entities that change places": "the table categories is the name of another table from now on",
    "an entity that takes another's name": "the table messages is the name of another table from now on",
}
"""What people have to know of some renames before they approve them."""


@pytest.mark.parametrize("name", RENAMED)
def test_a_rename_loses_nothing(name: str) -> None:
    """Nothing has to be known of it, but where the app that ran before cannot go on, or more changes than the name."""
    was, now, told, _, _ = RENAMED[name]
    warnings = change_of(changed(*now), laid(changed(*was)), told).warnings
    assert any(TOLD[name] in one for one in warnings) if name in TOLD else warnings == ()


def test_a_plan_with_sql_of_its_own(used: Database, fresh: Database) -> None:
    """What only its SQL knows of goes with the name: a check with a name of its own, columns unique together."""
    plan = yaml.safe_load(plan_text("restaurant-booking"))
    rules = "constraint few check (party_size < 9), unique (table_id, party_size), party_size int"
    plan["database"]["sql"] = plan["database"]["sql"].replace("party_size int", rules, 1)
    now = yaml.safe_load(yaml.safe_dump(plan).replace("partySize", "guests").replace("party_size", "guests"))
    first = laid(plan)
    second = laid(now, first, "fields: {Reservation: {partySize: guests}}")
    used.migrate(first)
    used.run('insert into "Table" (seats) values (4)')
    booked = 'insert into "Reservation" (user_id, table_id, party_size, time)'
    used.run(f"""{booked} select '{USER}', id, 3, now() from "Table" """)
    used.migrate({path: data for path, data in second.items() if path not in first})
    fresh.migrate(laid(now))
    for part, found in fresh.catalog().items():
        if part not in ("rules", "indexes"):
            assert used.catalog()[part] == found
    definitions = (
        "select pg_get_constraintdef(oid) from pg_constraint where connamespace = 'public'::regnamespace"
    )
    assert used.rows(definitions) == fresh.rows(definitions)
    assert used.rows('select guests from "Reservation"') == [(3,)]


def test_the_old_name_of_a_column_goes_on_for_a_while(used: Database) -> None:
    """Between the two steps both names hold the same, whichever the app before or after writes."""
    first = laid(help_desk())
    second = laid(changed(calls("Ticket", title="subject")), first, "fields: {Ticket: {title: subject}}")
    expand, _ = sorted(path for path in second if path not in first)
    used.migrate(first)
    used.run(ROWS)
    used.migrate({expand: second[expand]})
    insert = f"insert into tickets (user_id, body, status, {{}}) values ('{USER}', 'x', 'OPEN', 'New one')"
    used.run(insert.format("title"))
    used.run(insert.format("subject"))
    used.run("update tickets set title = 'By the old app' where title = 'Ticket 1'")
    used.run("update tickets set subject = 'By the new app' where subject = 'Ticket 2'")
    told = [("By the new app",), ("By the old app",), ("New one",), ("New one",), ("Ticket 3",)]
    assert used.rows("select title from tickets") == used.rows("select subject from tickets") == told


def test_the_old_name_of_a_table_goes_on_for_a_while(used: Database) -> None:
    """It is a view with the old columns on the same rows, under the same policies."""
    plan = changed(calls_entity(Message="Inquiry"), calls("Inquiry", handled="done"))
    first = laid(help_desk())
    second = laid(plan, first, "entities: {Message: Inquiry}\nfields: {Inquiry: {handled: done}}")
    expand, _ = sorted(path for path in second if path not in first)
    used.migrate(first)
    used.run(ROWS)
    used.migrate({expand: second[expand]})
    used.run("set role anon")
    used.run("insert into messages (email, text, handled) values ('b@example.com', 'Hi', false)")
    used.run("set role authenticated")
    assert used.rows("select email from messages") == []
    used.run("reset role")
    rows = [("a@example.com", True), ("b@example.com", False)]
    assert used.rows("select email, done from inquiries") == rows
    assert used.rows("select email, handled from messages") == rows


SWAP = "fields: {Ticket: {createdAt: updatedAt, updatedAt: createdAt}}"


def test_what_was_renamed_is_not_renamed_again() -> None:
    """The file stays in the repository: a later build leaves out what an earlier one did, and says so."""
    plan = changed(calls("Ticket", createdAt="updatedAt", updatedAt="createdAt"))
    second = laid(plan, laid(help_desk()), SWAP)
    third = change_of(plan, second, SWAP)
    assert third.writes.items() >= second.items()
    assert [path for path in third.writes if path.startswith("db/migrations/")] == sorted(second)[:-1]
    assert third.warnings == (
        "buildplan.renames.yaml, line 1: `createdAt` was renamed to `updatedAt` when it was built last: this can be "
        "taken out",
        "buildplan.renames.yaml, line 1: `updatedAt` was renamed to `createdAt` when it was built last: this can be "
        "taken out",
    )


def test_a_rename_of_what_is_gone_is_without_effect() -> None:
    """The old name is in no database any more: that is said, and nothing is refused."""
    told = "entities: {Enquiry: Letter}\nfields: {Ticket: {caption: title}}"
    made = change_of(help_desk(), laid(help_desk()), told)
    assert [one.partition(": ")[2] for one in made.warnings] == [
        "What was built last has no `Enquiry` any more: this has no effect, and can be taken out",
        "What was built last has no `caption` any more: this has no effect, and can be taken out",
    ]


def test_a_file_that_cannot_be_followed_stops_the_build() -> None:
    """A new field whose old name nobody knows would lose its data: the line and what is near are told."""
    plan = changed(calls("Ticket", title="subject"))
    with pytest.raises(UserError, match=r"(?s):1:19.*no `titel`.*perhaps: title"):
        laid(plan, laid(help_desk()), "fields: {Ticket: {titel: subject}}")


def test_a_first_build_renames_nothing() -> None:
    """There is nothing in use: the file changes only what is remembered of it."""
    first, told = laid(help_desk()), laid(help_desk(), None, "fields: {Ticket: {caption: title}}")
    assert {path for path in told if told[path] != first[path]} == {"db/schema.json"}


def test_names_make_way_for_each_other() -> None:
    """No new name is still another's when it is given; what goes round makes a detour."""
    names = {"a": "b", "b": "c", "d": "e", "e": "d", "f": "f"}
    state = {name: name for name in names}
    for one, two in in_turn(names):
        assert two not in state
        state[two] = state.pop(one)
    assert {was: name for name, was in state.items()} == names
