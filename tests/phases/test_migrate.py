"""Every table is protected; given SQL stays word for word, and what it lacks is added."""

from __future__ import annotations

import re

from tests.phases.trees import changes_of, plan_of, text_of

INIT, RLS = "db/migrations/0001_init.sql", "db/migrations/0002_row_level_security.sql"


def test_given_sql_is_laid_word_for_word() -> None:
    """The SQL decides: the first migration is the plan's own text."""
    written = text_of(changes_of("migrate", "restaurant-booking").writes, INIT)
    assert written.strip() == (plan_of("restaurant-booking").database.sql or "").strip()


def test_what_given_policies_lack_is_added() -> None:
    """WITH CHECK, FORCE and the role come as a second migration."""
    added = text_of(changes_of("migrate", "restaurant-booking").writes, RLS)
    assert 'alter table "Reservation" force row level security;' in added
    assert (
        'alter policy tenant_isolation on "Reservation" to authenticated with check (user_id = auth.uid());'
        in added
    )


def test_every_table_is_protected() -> None:
    """Row-level security is enabled and forced on each table of each plan."""
    for name in ("help-desk", "shop", "clinic", "hostile", "unsound"):
        files = changes_of("migrate", name).writes
        tables = set(re.findall(r"create table (\S+) \(", text_of(files, INIT)))
        for verb in ("enable", "force"):
            assert tables == set(
                re.findall(rf"alter table (\S+) {verb} row level security", text_of(files, RLS))
            )


def test_policies_follow_from_operations() -> None:
    """An operation for admins opens a table to admins, one for all opens it to all, and no more."""
    added = text_of(changes_of("migrate", "help-desk").writes, RLS)
    assert (
        "create policy admins_update on tickets for update to authenticated using (app.is_admin())" in added
    )
    assert (
        "create policy public_insert on messages for insert to anon, authenticated with check (true);"
        in added
    )
    assert "reads on messages" not in added
    assert "create policy public_select on articles for select to anon, authenticated using (true);" in added


def test_entities_become_tables_with_all_that_the_plan_says() -> None:
    """Types, defaults, checks, keys, references and indexes."""
    written = text_of(changes_of("migrate", "shop").writes, INIT)
    assert "price numeric(10, 2) not null check (price > 0)" in written
    assert "sku varchar(255) not null unique" in written
    assert "product uuid not null references products (id) on delete restrict" in written
    assert "create type order_status as enum ('NEW', 'PAID', 'SHIPPED', 'CANCELLED');" in written
    assert '"default" varchar(255) not null' in written


def test_seed_rows_are_those_that_no_user_owns() -> None:
    """The demo has tables to book; nobody's reservations are made up."""
    seed = text_of(changes_of("migrate", "restaurant-booking").writes, "db/seed.sql")
    assert 'insert into "Table"' in seed
    assert "Reservation" not in seed


def test_the_platforms_stand_in_gives_no_role_a_password() -> None:
    """A login with a known password would be a hole on a real database."""
    assert b"password" not in changes_of("migrate", "help-desk").writes["db/platform/0000_platform.sql"]
