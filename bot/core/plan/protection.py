"""Who may see and change which rows: the plan's policies, and those that follow from its operations.

In force for every table: row-level security is enabled and forced, and what no policy allows is denied.
- An owned table (`multiTenant`): its rows belong to the signed-in user.
- A shared table is read by those whom the plan's operations let read it: by everyone where none says so,
  by admins alone where people who are not signed in write it. Users write what their operations write.
- `auth: admin` operations let admins (and only them) do that to everyone's rows.
- `auth: public` operations let everyone do that, and so see the rows that they may change.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Final

from bot.core.plan import access, naming
from bot.core.plan.app import Entity, Operation, Policy
from bot.core.plan.lookup import grouped
from bot.core.plan.model import Plan
from bot.core.plan.model import Policy as PlanPolicy
from bot.core.plan.names import Names
from bot.core.plan.sql import SqlPolicy, with_columns

SIGNED_IN: Final = ("authenticated",)
EVERYONE: Final = ("anon", "authenticated")
_ACTIONS: Final = {
    "create": ("INSERT",),
    "update": ("UPDATE",),
    "change": ("UPDATE",),
    "delete": ("DELETE",),
    "get": ("SELECT",),
    "list": ("SELECT",),
    "open": (),
}


def protected(
    entity: Entity, own: Sequence[Operation], given: Sequence[Policy], *, multi_tenant: bool
) -> Entity:
    """The entity with its policies: the plan's, or those that follow from its operations."""
    kept = list(given) or _default(entity, own, multi_tenant=multi_tenant)
    added = [*_for_admins(own, kept), *_for_public(entity, own, kept)]
    return replace(entity, policies=tuple(_distinct([*kept, *added])))


def given_policies(plan: Plan, names: Names, entities: Iterable[Entity]) -> Mapping[str, Sequence[Policy]]:
    """The plan's own policies, by entity."""
    if plan.database.source == "sql":
        tables = {entity.name: names.given.table(entity.table) for entity in entities}
        return {name: [_read(policy) for policy in table.policies] for name, table in tables.items() if table}
    named = grouped(plan.database.policies, lambda one: names.types.get(names.entity(one.entity) or ""))
    return {
        entity.name: [_written(one, entity) for one in named[entity.name]]
        for entity in entities
        if entity.name in named
    }


def _written(one: PlanPolicy, entity: Entity) -> Policy:
    using = with_columns(one.using, {column.key: column.sql for column in entity.columns})
    roles = SIGNED_IN if "auth." in using else EVERYONE
    return policy(naming.snake(one.policy), one.action, roles, using)


def _read(given: SqlPolicy) -> Policy:
    kept = {"given": True, "restrictive": given.restrictive}
    return Policy(given.name, given.action, given.roles, given.using, given.check, **kept)


def policy(name: str, action: str, roles: tuple[str, ...], condition: str) -> Policy:
    """A policy with one condition for what is seen and what is written."""
    using = "" if action == "INSERT" else condition
    check = condition if action in ("ALL", "INSERT", "UPDATE") else ""
    return Policy(name, action, roles, using, check)


def _default(entity: Entity, own: Sequence[Operation], *, multi_tenant: bool) -> list[Policy]:
    owner = entity.owner
    mine = f"{naming.quoted(owner.sql)} = auth.uid()" if owner else ""
    if multi_tenant and mine:
        return [policy("tenant_isolation", "ALL", SIGNED_IN, mine)]
    policies = [policy(f"{name}_reads", "SELECT", roles, "true") for name, roles in _readers(own)]
    if mine:
        policies += [policy(f"own_{a.lower()}", a, SIGNED_IN, mine) for a in ("INSERT", "UPDATE", "DELETE")]
    else:
        written = [a for a in _actions(own, "user") if a != "SELECT"]
        policies += [policy(f"users_{a.lower()}", a, SIGNED_IN, "true") for a in written]
    policies.append(policy("admins_write", "ALL", SIGNED_IN, access.IS_ADMIN))
    return policies


def _readers(own: Sequence[Operation]) -> list[tuple[str, tuple[str, ...]]]:
    """Who reads a shared table, as a name and roles; nobody but admins where the list is empty."""
    readers = {one.auth for one in own if one.kind == "query" or one.by_key}
    written_by_anyone = any(one.meaning == "create" and one.auth == "public" for one in own)
    if "public" in readers or not (readers or written_by_anyone):
        return [("everyone", EVERYONE)]
    return [("users", SIGNED_IN)] if "user" in readers else []


def _actions(own: Iterable[Operation], auth: str) -> list[str]:
    return sorted({a for operation in own if operation.auth == auth for a in _ACTIONS[operation.meaning]})


def _for_admins(own: Sequence[Operation], kept: Sequence[Policy]) -> list[Policy]:
    """An UPDATE or DELETE finds its row, and RETURNING reads it, through the policies for SELECT."""
    actions = _actions(own, "admin")
    wanted = sorted({*actions, "SELECT"}) if actions else []
    known = {one.action for one in kept if access.IS_ADMIN in (one.using, one.check)}
    missing = [] if "ALL" in known else [action for action in wanted if action not in known]
    return [policy(f"admins_{action.lower()}", action, SIGNED_IN, access.IS_ADMIN) for action in missing]


def _for_public(entity: Entity, own: Sequence[Operation], kept: Sequence[Policy]) -> list[Policy]:
    actions = _actions(own, "public")
    reads = {"SELECT"} if {"SELECT", "UPDATE", "DELETE"} & set(actions) else set()
    readable = any(one.action in ("ALL", "SELECT") and one.using == "true" for one in kept)
    added = []
    for action in sorted({*actions, *reads}):
        condition = "true"
        if action == "INSERT" and entity.owner:
            condition = access.claimed(naming.quoted(entity.owner.sql))
        if action != "SELECT" or not readable:
            added.append(policy(f"public_{action.lower()}", action, EVERYONE, condition))
    return added


def _distinct(policies: Sequence[Policy]) -> list[Policy]:
    named: list[Policy] = []
    for one in policies:
        named.append(replace(one, name=naming.unique(one.name, {other.name for other in named})))
    return named
