"""What a plan comes to, for the people who are to say yes to it: Markdown of bounded size, all names inert."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from bot.core.plan.checks.base import View
from bot.core.plan.model import Plan
from bot.core.plan.naming import plural
from bot.core.plan.resolve import resolve
from bot.core.text import code, cut, fence, inert, table

LONGEST: Final = 25_000
_MOST_ROWS: Final = 40
_MOST_ENTITIES: Final = 25
_MOST_FIELDS: Final = 20
_CHECKPOINTS: Final = {
    "afterScaffold": "after the scaffold",
    "afterDomains": "after the domains",
    "beforeDeploy": "before anything is deployed",
}


def plan_summary(plan: Plan) -> str:
    """Entities with a diagram, operations' routes, pages, checkpoints, and what will be created."""
    view = View(plan)
    parts = [
        _overview(plan, view),
        _left_open(plan),
        _entities(view),
        _routes(plan),
        _pages(plan),
        _checkpoints(plan),
        _hooks(plan),
    ]
    return cut("\n\n".join(part.rstrip("\n") for part in parts if part), LONGEST)


def _overview(plan: Plan, view: View) -> str:
    targets = plan.targets
    used = [targets.infra, targets.database, targets.auth, targets.payments, targets.email, targets.storage]
    services = ", ".join(name for name in used if name != "none")
    counted = (
        _count(len(view.entities), "entity"),
        _count(len(view.operations), "operation"),
        _count(len(plan.api.routes), "route"),
        _count(len(plan.components.pages), "page"),
    )
    project = plan.project
    return (
        f"**{inert(_cut(project.name))}**: an application on {project.stack} ({project.packageManager}, "
        f"{project.runtime}) with {', '.join(counted)}.\n\nIt stands on {services}; "
        f"unit tests cover at least {plan.testing.coverageTarget} % of its lines."
    )


def _left_open(plan: Plan) -> str:
    """What the plan does not say enough about to be built: it answers 501 until somebody fills it in."""
    said = [point for points in resolve(plan).open_points.values() for point in points.split("; ")]
    if not said:
        return ""
    rows = [f"- {inert(_cut(point, 300))}" for point in said[:_MOST_ROWS]]
    rows += [f"- … and {len(said) - _MOST_ROWS} more"] if len(said) > _MOST_ROWS else []
    return (
        "### Left open\n\nThe plan does not say what these should do. The app answers **501** there, or leaves the "
        "value out, until the plan says more or somebody writes it:\n\n" + "\n".join(rows)
    )


def _count(number: int, word: str) -> str:
    return f"{number} {word if number == 1 else plural(word)}"


def _entities(view: View) -> str:
    if not view.entities:
        return ""
    lines = ["erDiagram"]
    for at in view.entities[:_MOST_ENTITIES]:
        fields = at.entity.fields[:_MOST_FIELDS]
        lines.append(f"    {_word(at.entity.name)} {{")
        lines += [f"        {_word(one.type)} {_word(one.name)}" for one in fields]
        lines.append("    }")
    shown = {at.entity.name for at in view.entities[:_MOST_ENTITIES]}
    for one in view.fields:
        target = view.entity(one.type.table or "") if one.type and one.type.kind == "fk" else None
        if target and {target.entity.name, one.owner.entity.name} <= shown:
            lines.append(
                f"    {_word(target.entity.name)} ||--o{{ {_word(one.owner.entity.name)} : {_word(one.field.name)}"
            )
    more = len(view.entities) - _MOST_ENTITIES
    note = f"\n… and {more} more.\n" if more > 0 else ""
    return "### Entities\n\n" + fence("\n".join(lines), "mermaid") + note


def _word(text: str) -> str:
    """A word that Mermaid takes as it stands."""
    return re.sub(r"[^A-Za-z0-9_]+", "_", _cut(text)).strip("_") or "_"


def _routes(plan: Plan) -> str:
    auth = {f"{d.name}.{o.name}": o.auth for d in plan.components.domains for o in d.operations}
    rows = [
        [route.method, code(_cut(route.path)), code(_cut(route.operation)), auth.get(route.operation, "")]
        for route in plan.api.routes
    ]
    return _section("Routes", ["method", "path", "operation", "for"], rows)


def _pages(plan: Plan) -> str:
    rows = [
        [inert(_cut(page.name)), code(_cut(page.route)), page.layout, str(len(page.sections) or "")]
        for page in plan.components.pages
    ]
    return _section("Pages", ["page", "route", "layout", "sections"], rows)


def _section(title: str, heads: list[str], rows: Sequence[list[str]]) -> str:
    if not rows:
        return ""
    more = len(rows) - _MOST_ROWS
    note = f"\n… and {more} more.\n" if more > 0 else ""
    return f"### {title}\n\n{table([heads, *rows[:_MOST_ROWS]])}{note}"


def _checkpoints(plan: Plan) -> str:
    named = dict.fromkeys(plan.humanCheckpoints)
    if not named:
        return "### Checkpoints\n\nNone: a person merges the build pull request."
    said = "\n".join(f"- {_CHECKPOINTS[name]} (`{name}`)" for name in named)
    return f"### Checkpoints\n\nThe build waits for a person's approval\n\n{said}"


def _hooks(plan: Plan) -> str:
    commands = [*plan.hooks.pre, *plan.hooks.post]
    if not commands:
        return ""
    listed = "\n".join(_cut(command, 400) for command in commands[:_MOST_ROWS])
    more = len(commands) - _MOST_ROWS
    note = f"\n… and {more} more.\n" if more > 0 else ""
    return "### Commands that this plan runs\n\n" + fence(listed, "sh") + note


def _cut(text: str, most: int = 80) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"
