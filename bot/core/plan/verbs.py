"""The verbs of operations: what each does to a row, and the words for what is so once it is done."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal

from bot.core.plan import naming

CREATE: Final = naming.word_set(
    """
    create add new make insert register book reserve schedule submit place post request send record
    log open start enroll enrol apply join invite order rate review report upload save import
    subscribe follow write publish propose raise issue set
    """
)
PLAIN: Final = frozenset(("create", "add", "new", "make", "insert", "register"))
GET: Final = naming.word_set(
    """
    get fetch read show view load find describe lookup retrieve
    """
)
LIST: Final = naming.word_set(
    """
    list search browse all query filter find get fetch show view
    """
)
UPDATE: Final = naming.word_set(
    """
    update edit change modify patch rename set revise amend adjust correct move reschedule assign
    save replace configure
    """
)
DELETE: Final = naming.word_set(
    """
    delete remove destroy erase discard drop unfollow unsubscribe leave withdraw
    """
)

LEADS_TO: Final[Mapping[str, tuple[str, ...]]] = {
    "accept": ("accepted",),
    "activate": ("active", "activated"),
    "archive": ("archived",),
    "begin": ("in progress", "begun", "started", "active"),
    "block": ("blocked",),
    "cancel": ("cancelled", "canceled"),
    "checkin": ("checked in", "arrived"),
    "checkout": ("checked out", "departed", "completed"),
    "close": ("closed", "resolved"),
    "complete": ("completed", "complete", "done", "finished"),
    "deactivate": ("inactive", "deactivated"),
    "decline": ("declined", "rejected"),
    "deliver": ("delivered",),
    "deny": ("denied", "rejected"),
    "disable": ("disabled", "inactive"),
    "enable": ("enabled", "active"),
    "finish": ("finished", "done", "completed", "complete"),
    "fulfil": ("fulfilled",),
    "fulfill": ("fulfilled",),
    "hide": ("hidden",),
    "freeze": ("frozen",),
    "hold": ("on hold", "held"),
    "lend": ("lent",),
    "lose": ("lost",),
    "pause": ("paused", "on hold"),
    "pay": ("paid",),
    "publish": ("published", "live"),
    "reopen": ("open", "reopened"),
    "resolve": ("resolved", "closed"),
    "restore": ("active", "restored"),
    "resume": ("active", "in progress"),
    "return": ("returned",),
    "sell": ("sold",),
    "send": ("sent",),
    "start": ("in progress", "started", "active"),
    "submit": ("submitted",),
    "suspend": ("suspended",),
    "unpublish": ("draft", "unpublished"),
    "win": ("won",),
}
_STATES: Final = naming.word_set(
    """
    approve reject confirm ban lock unlock pin unpin mute unmute expire refund ship acknowledge escalate
    """
)
STATE: Final = frozenset(LEADS_TO) | _STATES
"""Verbs by which a row comes to a state: where it has no such state they do nothing."""
OTHER: Final = naming.word_set(
    """
    validate verify check test count calculate compute estimate preview export download print sync notify
    login logout authenticate
    """
)
"""Verbs of work that is in no row: they neither make, change nor remove one."""
KNOWN: Final = CREATE | GET | LIST | UPDATE | DELETE | STATE | OTHER
_DANGER: Final = naming.word_set(
    """
    cancel delete remove reject decline deny block suspend discard erase destroy
    """
)


def verb_of(name: str) -> str:
    """The first word of an operation's name; `checkIn…` and `checkOut…` count as one."""
    parts = naming.words(name)
    if parts[0] == "check" and len(parts) > 1 and parts[1] in ("in", "out"):
        return parts[0] + parts[1]
    return parts[0]


def tone_of(name: str) -> Literal["primary", "danger"]:
    """Whether a button for the operation has to warn."""
    return "danger" if verb_of(name) in _DANGER else "primary"


def participles(verb: str) -> tuple[str, ...]:
    """The words for what is so once a verb is done: `archive` -> archived."""
    stems = [verb + "d", verb + "ed", verb] if verb.endswith("e") else [verb + "ed", verb + "d", verb]
    if verb.endswith("y"):
        stems.insert(0, verb[:-1] + "ied")
    if verb.endswith(("t", "p", "n", "l", "b", "g")):
        stems.append(verb + verb[-1] + "ed")
    return (*LEADS_TO.get(verb, ()), *stems)
