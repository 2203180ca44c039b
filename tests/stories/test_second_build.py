"""The restaurant's plan changes once its app is merged: another issue, and a reviewed change of that app."""

from __future__ import annotations

from tests.builders import restaurant
from tests.world import REPO, World

FIELD = "- { name: wishes, type: text, nullable: true }"
TIME = "- { name: time,      type: datetime"
WITH_WISHES = (
    restaurant()
    .replace(TIME, f"{FIELD}\n            {TIME}")
    .replace("      time timestamptz not null,", "      wishes text,\n      time timestamptz not null,")
    .replace("input: { partySize: int, time", "input: { partySize: int, wishes: text, time")
)
"""Guests may say what they wish for."""
LESS = (
    WITH_WISHES.replace("partySize", "guests")
    .replace("party_size", "guests")
    .replace("'PENDING',\n      created_at timestamptz not null default now()\n", "'PENDING'\n")
)
"""The party has another name, and when a table was booked is kept no more."""
RENAMES = "fields: {Reservation: {partySize: guests}}\n"
YES = "The data loss is meant."


async def test_a_changed_plan_becomes_a_reviewed_change(at_build_pull: World) -> None:
    """What was merged stays: migrations byte for byte, with more after them; people's edits are merged, all is gated.

    What is dropped is on the board and an approval has to say so; what has another name only is renamed.
    """
    world = at_build_pull
    first = await world.run()
    await world.approve("reviewer", first.build_pull)
    before = await world.tree("main")
    support = await world.forge.file(REPO, "app/not-found.tsx", "main")
    await world.push("second", "main", {"app/not-found.tsx": "// theirs\n" + support})
    await world.push("second", "main", {"buildplan.renames.yaml": RENAMES})

    await world.open_issue(plan=LESS)
    run = await world.run()
    assert run.id != first.id
    assert run.waiting_for, run.trouble
    pull = run.courses[0].pull
    assert "⚠ Reservation.created\\_at and all that is in it is dropped" in await world.body(pull)
    assert "**This takes data away for good**: Reservation.created\\_at." in await world.body(pull)
    await world.approve("reviewer", pull)
    assert not (await world.run()).courses[0].laid
    assert "does not count yet" in (await world.said(pull))[-1]
    await world.approve("reviewer", pull, body=YES)
    await world.approve("reviewer", (await world.run()).build_pull, body=YES)
    run = await world.run()
    assert run.status == "completed", run.trouble

    after = await world.tree("main")
    migrations = sorted(path for path in after if path.startswith("db/migrations/"))
    assert [path.rpartition("/")[2] for path in migrations] == [
        "0001_init.sql",
        "0002_row_level_security.sql",
        "0003_idempotency_keys.sql",
        "0004_expand.sql",
        "0005_contract.sql",
    ]
    assert [after[path] for path in migrations[:3]] == [before[path] for path in migrations[:3]]
    added = await world.forge.file(REPO, "db/migrations/0004_expand.sql", "main")
    assert 'alter table "Reservation" add column wishes text;' in added
    assert 'alter table "Reservation" rename column party_size to guests;' in added
    dropped = await world.forge.file(REPO, "db/migrations/0005_contract.sql", "main")
    assert 'alter table "Reservation" drop column created_at;' in dropped
    assert (await world.forge.file(REPO, "app/not-found.tsx", "main")).startswith("// theirs\n")
    assert "wishes" in await world.forge.file(REPO, "domains/reservation/schemas.ts", "main")
    assert world.target.deployed[-1] == ("staging", run.merged)
    gates = {"compile", "lint", "unit", "build", "e2e", "a11y"}
    assert gates <= {
        name for name, check in (await world.checks(run.head)).items() if check["conclusion"] == "success"
    }
