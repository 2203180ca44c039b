"""Who may do what with whose rows, as far as the policies of a table tell it.

A *stranger* is not signed in; the *maker* is the user whose row it is (or who is making it); an *other* is any
other user; an *admin* looks at rows of others. Answers are yes, no, or None where a policy's condition is the
plan's own and its meaning is left to the database.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final, Literal

from bot.core.plan.app import Entity, Operation, Policy

Who = Literal["stranger", "maker", "other", "admin"]
Action = Literal["SELECT", "INSERT", "UPDATE", "DELETE"]
Kind = Literal["", "all", "admin", "own", "claimed", "unknown"]

IS_ADMIN: Final = "app.is_admin()"
_ME: Final = r"\(?\s*(?:select\s+)?auth\.uid\(\)\s*\)?"
_OWN: Final = re.compile(rf'\s*\(?\s*(?:"?(\w+)"?\s*=\s*{_ME}|{_ME}\s*=\s*"?(\w+)"?)\s*\)?\s*', re.IGNORECASE)
_CLAIMED: Final = re.compile(r'"?(\w+)"? is not distinct from auth\.uid\(\)')
_ALLOWED: Final[dict[Kind, frozenset[Who]]] = {
    "all": frozenset(("stranger", "maker", "other", "admin")),
    "admin": frozenset(("admin",)),
    "own": frozenset(("maker",)),
    "claimed": frozenset(("stranger", "maker")),
}
_NEEDS: Final[dict[str, tuple[Action, ...]]] = {
    # A statement finds its row, and RETURNING reads it, through the policies for SELECT.
    "create": ("INSERT",),
    "get": ("SELECT",),
    "list": ("SELECT",),
    "update": ("UPDATE", "SELECT"),
    "change": ("UPDATE", "SELECT"),
    "delete": ("DELETE", "SELECT"),
}
_CALLERS: Final[dict[str, tuple[Who, ...]]] = {
    "public": ("stranger",),
    "user": ("maker",),
    "admin": ("admin",),
}


def claimed(column: str) -> str:
    """The condition for a row that belongs to whoever makes it: to nobody where nobody is signed in."""
    return f"{column} is not distinct from auth.uid()"


def may(entity: Entity, action: Action, who: Who) -> bool | None:
    """Whether someone may do this with a row."""
    role = "anon" if who == "stranger" else "authenticated"
    applying = [p for p in entity.policies if p.action in ("ALL", action) and {role, "public"} & set(p.roles)]
    kinds = [_kind(_condition(policy, action), entity) for policy in applying if not policy.restrictive]
    if any(who in _ALLOWED.get(kind, ()) for kind in kinds):
        return None if any(policy.restrictive for policy in applying) else True
    return None if "unknown" in kinds else False


def succeeds(operation: Operation, entity: Entity) -> bool | None:
    """Whether the policies let an operation's own caller do it, with a row of theirs."""
    callers = _CALLERS[operation.auth]
    if operation.auth == "admin" and operation.meaning == "create":
        callers = ("admin", "maker")
    answers = [_any(may(entity, action, who) for who in callers) for action in _NEEDS[operation.meaning]]
    return _all(answers)


def is_receipt(operation: Operation, entity: Entity) -> bool:
    """Whether the maker of a row may not read it back, so that it is not handed out."""
    if operation.meaning != "create":
        return False
    callers: tuple[Who, ...] = ("admin", "maker") if operation.auth == "admin" else _CALLERS[operation.auth]
    return _any(may(entity, "SELECT", who) for who in callers) is False


def _any(answers: Iterable[bool | None]) -> bool | None:
    given = list(answers)
    return True if True in given else None if None in given else False


def _all(answers: Iterable[bool | None]) -> bool | None:
    given = list(answers)
    return False if False in given else None if None in given else True


def _condition(policy: Policy, action: Action) -> str:
    return (policy.check or policy.using) if action == "INSERT" else policy.using


def _kind(condition: str, entity: Entity) -> Kind:
    """What a condition lets through."""
    text = condition.strip()
    if text.lower() in ("true", "(true)"):
        return "all"
    if text == IS_ADMIN:
        return "admin"
    owner = entity.owner.sql if entity.owner else None
    own, claim = _OWN.fullmatch(text), _CLAIMED.fullmatch(text)
    if own and owner in own.groups():
        return "own"
    return "claimed" if claim and owner in claim.groups() else "unknown"
