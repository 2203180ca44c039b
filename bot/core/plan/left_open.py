"""Why the meaning of an operation cannot be told, and what the plan would have to say."""

from __future__ import annotations

from bot.core.plan import naming, verbs
from bot.core.plan.case import Case


def left_open(one: Case) -> tuple[str, str]:
    """Why no rule holds, and what the plan would have to say."""
    if one.operation.kind == "query":
        return _unread(one)
    if one.verb in verbs.OTHER:
        reason = f"“{one.verb}” neither makes, changes nor removes {naming.with_article(one.entity.phrase)}"
        return (reason, "say it by a verb that does")
    return _unchanged(one) if one.keys else _unmade(one)


def _unread(one: Case) -> tuple[str, str]:
    name = naming.pascal(one.entity.phrase)
    if kind := one.scalar:
        reason = f"its output is {naming.with_article(kind)}, and no row of {one.entity.phrase}"
        return (reason, f"declare `{name}` as `output`")
    reason = "it is neither the reading of one row by its key nor a list"
    return (reason, f"add the input `{_own_key(one)}` for one row, or declare `{name}[]` for a list")


def _unchanged(one: Case) -> tuple[str, str]:
    """Of a command that names a row."""
    thing, name = one.entity.phrase, naming.pascal(one.entity.phrase)
    if one.strays and one.verb not in verbs.DELETE:
        return (_no_field(one), f"add it to {name}, or declare as `output` the entity that has it")
    if one.verb in verbs.UPDATE:
        return ("its input names nothing to change", f"add the fields of {thing} that it changes as input")
    state = verbs.participles(one.verb)[0]
    reason = f"no state of {thing} answers to “{one.verb}”"
    value, flag = state.upper().replace(" ", "_"), naming.key(state)
    return (reason, f"give {name} an enum with the value `{value}`, or a boolean `{flag}`")


def _unmade(one: Case) -> tuple[str, str]:
    """Of a command that names no row."""
    thing, key = one.entity.phrase, one.entity.key.key
    if one.verb in verbs.KNOWN:
        return (f"its input does not name the {thing} by `{key}`", f"add the input `{_own_key(one)}`")
    more = f", and {_no_field(one)}" if one.strays else ""
    reason = f"“{one.verb}” is no verb that Drystone knows{more}"
    return (reason, "say `create`, `update` or `delete`, or declare as `output` the entity that it makes")


def _no_field(one: Case) -> str:
    listed = ", ".join(f"`{name}`" for name in one.strays)
    return f"{listed} {'is no field' if len(one.strays) == 1 else 'are no fields'} of {one.entity.phrase}"


def _own_key(one: Case) -> str:
    return naming.key(f"{one.entity.phrase} {one.entity.key.key}")
