"""The pages that are made from the plan's schema and checks: `docs/plan.md`, `docs/problems.md`, the schema."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any, Final

from bot.core.plan import verbs
from bot.core.plan.checks import CHECKS
from bot.core.plan.checks.examples import EXAMPLE
from bot.core.plan.checks.renames import RENAME_CODES
from bot.core.plan.formal import FORMAL, Formal
from bot.core.plan.load import PLAN
from bot.core.plan.meaning import RULES
from bot.core.plan.renames import FILE, RENAMES
from bot.core.plan.schema import Schema
from bot.core.plan.support import NO_EFFECT, REFUSED

_PROBLEMS_HEAD: Final = """# Problems of a plan

Every problem has a code. Errors keep a plan from being built; warnings do not. `drystone plan check FILE` lists
all problems of a plan with their lines, `drystone plan fix FILE` corrects what is only a matter of spelling. This
page is made from the code by `scripts/docs`.
"""

_CHANGES: Final = """
## Meaning

What the schema cannot say. The examples are parts of a plan, to be read into this one:

"""

_RENAMING: Final = f"""## Renames

What `{FILE}` cannot say. In the examples the plan is the one above, and what was built last had an entity `Product`
with the fields `label`, `caption` and `price`.

"""

_RENAMES: Final = f"""
## Renames

An entity or a field that has another name in a changed plan is, for all that a plan says, one thing gone and another
one new: its rows would go with it. `{FILE}` beside the plan says that it is the same. Its schema is
`workflows/schema/buildplan.renames.schema.json`:

```yaml
# yaml-language-server: $schema=workflows/schema/buildplan.renames.schema.json
entities:
  Booking: Reservation      # the entity Booking is called Reservation now
fields:
  Reservation:              # by the name that the entity has now
    partySize: guests       # its field partySize is called guests now
values:
  ReservationStatus:        # by the name that the enum has in code now
    PENDING: REQUESTED      # its value PENDING is called REQUESTED now
```

The plan itself has the new names alone. Names that are the same in code and SQL (`partySize` and `party_size`) need
no rename. The file may stay in the repository: what was built is remembered (in `db/schema.json`), is not renamed
again, and `plan.rename-done` says that it can go. Names may change places (`a: b, b: a`), and lead on (`a: b, b: c`)
for those who left out a build in between. `drystone generate` reads the file beside the plan; the bot reads it on the
branch that it builds on, when it lays the changed plan.

Everything has its new name at once, by `alter … rename` in the first of the new migrations: so rows stay where they
are, and what hangs on the name follows by PostgreSQL's own doing, also what a plan's own SQL added: policies,
indexes, constraints, types of values, sequences, foreign keys of other tables. Their own names follow too. For the
app that ran before, the old name goes on until the last migration: a renamed table's as a view with the old columns,
a renamed column's as a second column that a trigger keeps the same. Where the old name now belongs to something else,
where the column gets another type as well, and for values it cannot: the pull request says so. An enum itself needs no
rename: one whose columns are the same is the same; its values are then renamed with another build.

"""

_PLAN_HEAD: Final = """# The plan: `buildplan.yaml`

A plan says all of an application that Drystone needs to build it. This page is made from the schema by
`scripts/docs`; the schema itself, for editors, is `workflows/schema/buildplan.schema.json`. To have an editor
check a plan while it is written, put this into its first line:

```yaml
# yaml-language-server: $schema=workflows/schema/buildplan.schema.json
```

[problems.md](problems.md) lists what can be wrong with a plan.

A plan is YAML of which all readers understand the same: no aliases, anchors, tags and merge keys, each key once,
at most 2 MB and 200 levels. Values over which YAML 1.1 and 1.2 differ (`no`, `012`, `12:30`, `2026-12-31`) have
to be quoted or written plainly.

## Digest

A plan's digest is the SHA-256 of its canonical form: JSON with defaults filled in and known keys in the order of
the schema. Comments, quotes and the order of known keys make no difference to it.
"""


_TYPES: Final = """## Types

What a field or an input of each type becomes: a column in SQL and Drizzle, a value in TypeScript, an input in zod.
A field that may be empty has `| null` and no `.notNull()`; a simple `check` adds its bounds to zod and to the form.

- `enum(Name)` without values is an enum written elsewhere: inline as `enum(Name: A|B)`, or a type that
  `database.sql` creates: `Status` finds `Status`, `status`, `reservation_status` for the entity `Reservation`, and
  the only type that ends in `_status`. What could be several is an error, never a guess.
- `fk(Table.id)` points to an entity, whatever case and number it is written in, and has the type of what it points
  to. `fk(users.id)` is the signed-in user, who is no table: it owns the row, and row-level security asks for it.

"""


_WHETHER: Final = {"named": "yes", "not named": "no", "either": ""}

_OPERATIONS: Final = """## Operations

What an operation does is told from its name, kind, input and output. It works on the entity that `output` declares,
where all that is given belongs to one of its rows; else on the one that its name ends in, else on the only one of its
domain; of these on the first for which the table below has a row. An input names the row that is worked on by the
entity's key (`id`, for what the operation is called after), by `loanId` or by the type `fk(Loan.id)`; others go into
the field that is called so, with or without `Id` for a foreign key.

The first row that holds counts. Where none does, or a new row would lack something, the operation is an open point
(`plan.open-operation`): never guessed.

| kind | row named | verb | and | it does | example |
|---|---|---|---|---|---|
"""

_BESIDE: Final = """
A list takes, beside its inputs, one value of each indexed field, `limit` (100 where it is not given, at most 200) and
`offset`; pages show it a part at a time, as their address says. A command that has a route takes the header
`Idempotency-Key`: with the same key it is done once and answers the same, and another request with that key is refused.

An open operation has its form and its route, and a typed file of its own: `domains/<domain>/open/<operation>.ts`, which
answers 501 until somebody writes it there, on the pull request's branch or later. What is written stays as it is.
The check run `open points` names each that is left.
"""

_VERBS: Final = """
The verbs that are known, beside those of states (`cancel` leads to `CANCELLED`, `publish` to `published`, `archive` to
`archivedAt` …):

"""


def schema_text(schema: Schema = PLAN.schema) -> str:
    """A published schema, as its file in `workflows/schema`."""
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def problems_page() -> str:
    """`docs/problems.md`."""
    return (
        _PROBLEMS_HEAD
        + "\n## Text and shape\n\n"
        + "".join(_formal())
        + _CHANGES
        + yaml_block(EXAMPLE)
        + "".join(_checks())
        + _RENAMING
        + "".join(_formal(RENAME_CODES))
    )


def _formal(codes: Iterable[Formal] = FORMAL) -> Iterator[str]:
    for one in codes:
        yield f"### `{one.code}` ({one.severity})\n\n{one.meaning}\n\n"
        if one.shown:
            yield f"{one.shown}\n\n"
        elif isinstance(one.example, str) and one.example:
            yield yaml_block(one.example)
        yield f"**Cure:** {one.cure}\n\n"
        if one.cured:
            yield yaml_block(one.cured)


def _checks() -> Iterator[str]:
    for check in CHECKS:
        yield f"### `{check.code}` ({check.severity})\n\n{check.meaning}\n\n"
        yield f"{yaml_block(check.example)}**Cure:** {check.cure}\n\n{yaml_block(check.cured)}"


def yaml_block(text: str) -> str:
    """A piece of YAML on a page."""
    return f"```yaml\n{text.rstrip()}\n```\n\n"


def plan_page(types: str) -> str:
    """`docs/plan.md`; `types` is the table of what each type becomes."""
    support = f"## What can be built\n\n{_support()}"
    keys = f"## Keys\n\n{keys_of(PLAN.schema)}{_RENAMES}{keys_of(RENAMES.schema)}"
    return f"{_PLAN_HEAD}\n{support}\n{_TYPES}{types}\n{_operations()}\n{keys}".rstrip() + "\n"


def keys_of(schema: Schema) -> str:
    """Every key of a file, with what it does."""
    return "".join(_section("", name, rules) for name, rules in schema["properties"].items())


def _operations() -> str:
    """The table of meanings, as the code has it."""
    rows = [
        f"| {one.kind} | {_WHETHER[one.row]} | {one.verb} | {one.more} | {one.meaning} | `{one.example}` |\n"
        for one in RULES
    ]
    known = {
        "create": verbs.CREATE,
        "update": verbs.UPDATE,
        "delete": verbs.DELETE,
        "get": verbs.GET,
        "list": verbs.LIST,
        "none of these, so open": verbs.OTHER,
    }
    listed = [f"- {name}: {', '.join(sorted(words))}\n" for name, words in known.items()]
    return f"{_OPERATIONS}{''.join(rows)}{_VERBS}{''.join(listed)}{_BESIDE}"


def _support() -> str:
    rows = [
        f"| `{'.'.join(map(str, one.path))}: {one.value}` | {one.reason} | `{one.instead}` |"
        for one in REFUSED
    ]
    table = "\n".join(["| refused | reason | instead |", "|---|---|---|", *rows])
    idle = "\n".join(f"- `{'.'.join(one.path)}`: {one.reason}" for one in NO_EFFECT)
    note = (
        f"\n\nKeys without an effect:\n\n{idle}\n"
        if idle
        else "\n\nEvery key has the effect that stands beside it.\n"
    )
    return (
        f"The schema allows more than can be built yet. A plan with one of these is refused.\n\n{table}{note}"
    )


def _section(above: str, name: str, rules: Schema) -> str:
    """A key, its description and a table of the keys inside, then those that have keys of their own."""
    path = f"{above}.{name}" if above else name
    inside = _inside(rules)
    lines = [f"### `{path}`\n\n{rules['description']}\n\n"]
    if "properties" not in inside:
        return f"{lines[0]}{_facts(rules)}\n\n"
    if inside is not rules:
        lines.append(f"Each entry: {inside['description'][0].lower()}{inside['description'][1:]}\n\n")
    rows = [
        _row(key, one, is_required=key in inside.get("required", ()))
        for key, one in inside["properties"].items()
    ]
    lines.append("| key | value | default | what it does |\n|---|---|---|---|\n" + "\n".join(rows) + "\n\n")
    nested = [(key, one) for key, one in inside["properties"].items() if "properties" in _inside(one)]
    mark = f"{path}[]" if inside is not rules else path
    return "".join(lines) + "".join(_section(mark, key, one) for key, one in nested)


def _inside(rules: Schema) -> Schema:
    items: Schema = rules.get("items", rules)
    return items


def _facts(rules: Schema) -> str:
    """Value, default and example of a key that has none inside."""
    default = f" Default: {_default(rules)}." if "default" in rules else ""
    example = json.dumps(rules["examples"][0], ensure_ascii=False)
    return f"Value: {_value(rules)}.{default} Example: `{example}`"


def _row(key: str, rules: Schema, *, is_required: bool) -> str:
    default = "required" if is_required else _default(rules)
    text = rules["description"].replace("|", "\\|")
    examples = rules.get("examples", [])
    if (
        examples
        and "enum" not in rules
        and "properties" not in _inside(rules)
        and rules.get("type") != "boolean"
    ):
        text += " Example: " + ", ".join(f"`{_shown(one)}`" for one in examples[:4]) + "."
    return f"| `{key}` | {_value(rules)} | {default} | {text} |"


def _default(rules: Schema) -> str:
    return f"`{_shown(rules['default'])}`" if "default" in rules else ""


def _shown(value: Any) -> str:  # noqa: ANN401 (JSON)
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text.replace("|", "\\|")


def _value(rules: Schema) -> str:
    if "enum" in rules:
        return ", ".join(f"`{one}`" for one in rules["enum"])
    kinds = rules.get("type", [])
    kind = kinds if isinstance(kinds, str) else " or ".join(kinds)
    if kind == "array":
        return f"list of {_value(rules['items'])}"
    words = {"object": "mapping", "string": "text", "integer": "whole number", "boolean": "`true` or `false`"}
    bounds = [
        f"{word} {rules[key]}"
        for key, word in (("minimum", "at least"), ("maximum", "at most"))
        if key in rules
    ]
    return ", ".join([words.get(kind, kind), *bounds])
