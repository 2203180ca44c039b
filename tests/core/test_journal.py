"""What the journal keeps, for the audit log: who caused what, on which commit."""

from __future__ import annotations

from tests.builders import Desk, approval


def test_who_did_what_is_kept() -> None:
    """Who gave a command, who was refused one, and who approved which commit, each once."""
    desk = Desk()
    desk.until_first_checkpoint()
    desk.comment("reader", "/build cancel", **desk.pull())
    head = desk.the_run.head
    for _ in range(2):
        desk.wake(**desk.pull(approval("reviewer", head)))
    desk.comment("owner", "/build retry lint", **desk.pull(approval("reviewer", head)))
    kept = [(entry.actor, entry.what, entry.commit) for entry in desk.entries]
    assert ("reader", "/build cancel: refused, no write access", "") in kept
    assert kept.count(("", "afterDomains approved by reviewer", head)) == 1
    assert ("owner", "/build retry lint", "") in kept
