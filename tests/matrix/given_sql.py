"""The database that a plan gives itself: SQL for its entities in the ways that people write it, policies, indexes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from random import Random
from typing import Final

from bot.core.plan import naming
from bot.core.plan.types import FieldType, parse_type
from tests.matrix import words
from tests.matrix.choices import Choices
from tests.matrix.tables import Table, Written

TYPES: Final = {
    "uuid": ("uuid",),
    "string": ("varchar(255)", "text", "character varying(80)"),
    "text": ("text",),
    "int": ("int", "integer", "int4", "smallint"),
    "bigint": ("bigint", "int8"),
    "float": ("double precision", "real", "float8"),
    "boolean": ("boolean", "bool"),
    "date": ("date",),
    "datetime": ("timestamptz", "timestamp with time zone", "timestamp"),
    "json": ("jsonb",),
}
KEYS: Final = {
    "": "uuid primary key default gen_random_uuid()",
    "uuid": "uuid default gen_random_uuid() primary key",
    "int": "int generated always as identity primary key",
    "bigint": "bigserial primary key",
    "string": "text primary key",
}


def database(rng: Random, choices: Choices, tables: Sequence[Table]) -> Written:
    """The plan's `database`."""
    if choices.source == "sql":
        return {"source": "sql", "sql": _Sql(rng, choices, tables).text()}
    written: Written = {"source": "fromEntities"}
    if choices.policies == "given":
        written["policies"] = [policy for table in tables for policy in _policies(rng, table)]
    indexes = [index for table in tables if rng.random() < 0.3 for index in _indexes(rng, table)]
    return {**written, **({"indexes": indexes} if indexes else {})}


def _policies(rng: Random, table: Table) -> list[Written]:
    if rng.random() < 0.4:
        return []
    given = [("everyone_reads", "SELECT", "true")]
    if table.owned:
        given += [("own_rows", "ALL", "user_id = auth.uid()"), ("own_rows", "", "userId = auth.uid()")]
        given += [
            ("own_insert", "INSERT", "auth.uid() = user_id"),
            ("own_delete", "DELETE", "user_id = auth.uid()"),
        ]
    booleans = [
        one["name"] for one in table.fields if one["type"] == "boolean" and one["name"] in words.FIELDS
    ]
    given += [(f"shown_{naming.snake(name)}", "SELECT", f"{name} = true") for name in booleans[:1]]
    chosen = {
        name: (name, action, using) for name, action, using in rng.sample(given, rng.randint(1, len(given)))
    }
    if table.owned and any(one["type"].startswith("fk(user") for one in table.fields):
        chosen = {name: one for name, one in chosen.items() if "user" not in one[2]}
    return [
        {"entity": table.name, "policy": name, **({"action": action} if action else {}), "using": using}
        for name, action, using in chosen.values()
    ]


def _indexes(rng: Random, table: Table) -> list[Written]:
    usable = [one["name"] for one in table.fields if one["type"] not in ("json", "text")]
    if not usable:
        return []
    columns = rng.sample(usable, rng.randint(1, min(3, len(usable))))
    is_unique = {"unique": True} if rng.random() < 0.1 and len(columns) > 1 else {}
    named = rng.choice((table.name, naming.snake(naming.plural(naming.phrase(table.name)))))
    named = named if naming.same(named, table.name) else table.name
    return [{"table": named, "columns": columns, **is_unique}]


class _Sql:
    """Writes one plan's SQL, in one hand: quoted names as the entities have them, or plain plurals."""

    def __init__(self, rng: Random, choices: Choices, tables: Sequence[Table]) -> None:
        self._rng = rng
        self._tables = tables
        self._quoted = rng.random() < 0.5
        self._guarded = choices.policies == "given"
        self._enums: dict[str, tuple[str, ...]] = {}
        self._values = {**words.ENUMS, **words.ODD_ENUMS}

    def text(self) -> str:
        bodies: list[str] = []
        late: list[str] = []
        rules: list[str] = []
        for position, table in enumerate(self._tables):
            earlier = {one.name for one in self._tables[: position + 1]}
            bodies.append(self._table(table, earlier, late))
            rules += self._rules(table)
        enums = [
            f"create type {name} as enum ({', '.join(naming.literal(value) for value in values)});"
            for name, values in sorted(self._enums.items())
        ]
        return "\n".join([*enums, *bodies, *late, *rules]) + "\n"

    def _name(self, table: Table) -> str:
        plural = naming.snake(naming.plural(naming.phrase(table.name)))
        plain = naming.snake(table.name) if not naming.same(plural, table.name) else plural
        return f'"{table.name}"' if self._quoted else f'"{plain}"'

    def _table(self, table: Table, earlier: set[str], late: list[str]) -> str:
        lines = [f"id {KEYS[table.key]}"]
        for one in table.fields:
            if one["name"] != "id":
                lines.append(self._column(table, one, earlier, late))
        if table.owned and not self._owner(table):
            lines.append("user_id uuid not null")
        return f"create table {self._name(table)} (\n  " + ",\n  ".join(lines) + "\n);"

    def _column(self, table: Table, one: Written, earlier: set[str], late: list[str]) -> str:
        kind = parse_type(one["type"])
        column = f'"{naming.snake(one["name"])}"'
        parts = [column, self._type(table, kind)]
        parts += [] if one.get("nullable") else ["not null"]
        parts += ["unique"] if one.get("unique") else []
        parts += [f"default {self._default(one['default'])}"] if one.get("default") is not None else []
        if check := one.get("check"):
            parts.append(f"check ({_in_columns(check, table)})")
        target = self._target(kind)
        if target is not None:
            rule = self._rng.choice(("", " on delete restrict", " on delete cascade"))
            pointed = naming.quoted(naming.snake(kind.column or "id"))
            referred = f"references {self._name(target)} ({pointed}){rule}"
            if target.name in earlier:
                parts.append(referred)
            else:
                late.append(f"alter table {self._name(table)} add foreign key ({column}) {referred};")
        return " ".join(parts)

    def _target(self, kind: FieldType) -> Table | None:
        if kind.kind != "fk" or (kind.table or "") in ("user", "users"):
            return None
        return next((one for one in self._tables if naming.same(one.name, kind.table or "")), None)

    def _type(self, table: Table, kind: FieldType) -> str:
        if kind.kind == "fk":
            target = self._target(kind)
            return self._referred(target, kind) if target else "uuid"
        if kind.kind == "decimal":
            return f"numeric({kind.precision},{kind.scale})"
        if kind.kind == "enum":
            name = f"plan_{naming.snake(kind.enum or '')}"
            self._enums[name] = kind.values or self._values[kind.enum or ""]
            return name
        return self._rng.choice(TYPES[kind.kind])

    def _referred(self, target: Table, kind: FieldType) -> str:
        column = kind.column or "id"
        wanted = target.unique.get(column) or target.key or "uuid"
        return {"string": "text", "int": "int", "bigint": "bigint"}.get(wanted, "uuid")

    def _default(self, value: object) -> str:
        if isinstance(value, bool):
            return str(value).lower()
        if isinstance(value, int | float):
            return str(value)
        text = str(value)
        return text if re.fullmatch(r"[a-z_]+\(\)|current_date", text) else naming.literal(text)

    def _owner(self, table: Table) -> str:
        named = [one["name"] for one in table.fields if one["type"].startswith("fk(user")]
        return naming.snake(named[0]) if named else ""

    def _rules(self, table: Table) -> list[str]:
        name, owner = self._name(table), self._owner(table) or ("user_id" if table.owned else "")
        if not self._guarded:
            return []
        guard = f"alter table {name} enable row level security;"
        if owner:
            return [guard, f'create policy own_rows on {name} for all using ("{owner}" = auth.uid());']
        return [guard, f"create policy anyone_reads on {name} for select using (true);"]


def _in_columns(check: str, table: Table) -> str:
    names = {one["name"]: naming.snake(one["name"]) for one in table.fields}
    return re.sub(
        r"(?<!')\b[A-Za-z_][A-Za-z0-9_]*\b(?!')", lambda found: names.get(found[0], found[0]), check
    )
