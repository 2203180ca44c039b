"""Random entities: fields of every type with all that a field can say, keys, owners, and links between them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any, Final

from bot.core.plan import naming
from tests.matrix import words
from tests.matrix.choices import LARGE, Choices

SIZES: Final = {"one": (1, 1), "few": (2, 4), "several": (5, 9), LARGE: (20, 60)}
KINDS: Final = (
    *("uuid", "string", "string", "text", "int", "bigint", "decimal", "float", "boolean", "date", "datetime"),
    *("json", "enum", "enum", "user"),
)
KEYS: Final = {"implicit": "", "int": "int", "string": "string"}
Written = dict[str, Any]


@dataclass
class Table:
    """An entity that is being made. `key` is the kind of its own key, empty for the one that every table has."""

    name: str
    domain: str
    owned: bool
    key: str = ""
    fields: list[Written] = field(default_factory=list)
    unique: dict[str, str] = field(default_factory=dict)
    """Unique fields, by name, with their types: what a foreign key may point to besides the key."""

    @property
    def taken(self) -> set[str]:
        return {naming.snake(one["name"]) for one in self.fields} | {"id", "user_id"}

    @property
    def written(self) -> Written:
        entity: Written = {"name": self.name, "fields": self.fields}
        return entity if self.owned else {**entity, "multiTenant": False}

    def add(self, name: str, kind: str, **more: object) -> Written:
        """Add a field; its name gets a number where it is taken."""
        while naming.snake(name) in self.taken:
            name += "2"
        one: Written = {"name": name, "type": kind, **more}
        self.fields.append(one)
        return one


class Enums:
    """Enums of one plan: a name's first use says its values, later ones may name it alone."""

    def __init__(self, rng: Random, *, is_odd: bool) -> None:
        self._rng = rng
        self._known = {**words.ENUMS, **words.ODD_ENUMS} if is_odd else dict(words.ENUMS)
        self._said: set[str] = set()

    def type_of(self, name: str) -> str:
        values = "|".join(self._known[name])
        is_known = name in self._said and self._rng.random() < 0.5
        self._said.add(name)
        return f"enum({name})" if is_known else f"enum({name}: {values})"

    def any(self) -> tuple[str, tuple[str, ...]]:
        name = self._rng.choice(sorted(self._known))
        return self.type_of(name), self._known[name]


def tables(rng: Random, choices: Choices) -> list[Table]:
    """All entities of a plan."""
    is_odd = choices.names == "odd"
    number = rng.randint(*SIZES[choices.size])
    names = _distinct(words.some(rng, words.THINGS, words.ODD_THINGS, is_odd=is_odd))[:number]
    domains = words.some(rng, words.DOMAINS, words.ODD_DOMAINS, is_odd=is_odd)
    domains = domains[: rng.randint(1, max(1, min(6, number // 2)))]
    enums = Enums(rng, is_odd=is_odd)
    made = [Table(name, rng.choice(domains), _is_owned(rng, choices)) for name in names]
    for table in made:
        _key(rng, table, choices)
        _fields(rng, table, enums, is_odd=is_odd)
    _open_users(made)
    _links(rng, made, choices)
    for table in made:
        rng.shuffle(table.fields)
    return made


def _open_users(made: Sequence[Table]) -> None:
    """Where users are an entity of the plan, what points to them may be empty: the first of them has to be made."""
    if any(naming.same(table.name, "users") for table in made):
        for one in (one for table in made for one in table.fields if one["type"].startswith("fk(user")):
            one["nullable"] = True


def _distinct(names: Sequence[str]) -> list[str]:
    """Names that a plan can have together: those of two tables differ in more than case and number."""
    stems = {naming.stem(name): name for name in reversed(names)}
    return [name for name in names if stems[naming.stem(name)] == name]


def _is_owned(rng: Random, choices: Choices) -> bool:
    return {"owned": True, "shared": False}.get(choices.tenancy, rng.random() < 0.5)


def _key(rng: Random, table: Table, choices: Choices) -> None:
    kinds = ("", "uuid", "uuid unique", "int", "bigint", "string")
    kind = KEYS.get(choices.keys, rng.choice(kinds))
    if kind:
        bare = kind.removesuffix(" unique")
        table.fields.append({"name": "id", "type": bare, **({"unique": True} if kind != bare else {})})
        table.key = bare


def _fields(rng: Random, table: Table, enums: Enums, *, is_odd: bool) -> None:
    names = words.some(rng, words.FIELDS, words.ODD_FIELDS, is_odd=is_odd)
    for name in names[: rng.randint(1, 9)]:
        _field(rng, table, name, rng.choice(KINDS), enums)
    if rng.random() < 0.5:
        status = enums.type_of(rng.choice(("Status", "State", "Stage")))
        table.add("status", status, **({"index": True} if rng.random() < 0.3 else {}))
    for stamp in ("createdAt", "updatedAt"):
        if rng.random() < 0.4:
            table.add(stamp, "datetime")


def _field(rng: Random, table: Table, name: str, kind: str, enums: Enums) -> None:
    if kind == "user":
        table.add(
            rng.choice(("authorId", "userId", "assignee", name)), rng.choice(("fk(users.id)", "fk(user.id)"))
        )
    elif kind == "enum":
        text, values = enums.any()
        one = table.add(name, text)
        _say(rng, one, default=rng.choice(values), can_be_unique=False)
    elif kind == "decimal":
        digits = rng.choice(((10, 2), (3, 1), (18, 0), (5, 5), (1, 0), (12, 4)))
        one = table.add(name, f"decimal({digits[0]},{digits[1]})")
        _say(
            rng,
            one,
            default="0.1" if digits[0] == digits[1] else rng.choice((1, "1")),
            can_be_unique=digits[0] > 9,
        )
        _check(rng, one, digits, table)
    else:
        one = table.add(name, kind)
        _say(rng, one, default=_default(rng, kind), can_be_unique=kind in _UNIQUE)
        _check(rng, one, None, table)
    if one_is_unique(table.fields[-1]):
        table.unique[table.fields[-1]["name"]] = table.fields[-1]["type"]


_UNIQUE: Final = ("uuid", "string", "text", "int", "bigint", "float", "date", "datetime")


def one_is_unique(one: Written) -> bool:
    """Whether a foreign key may point to a field."""
    return (
        bool(one.get("unique"))
        and not one.get("nullable")
        and one["type"] in ("uuid", "string", "int", "bigint")
    )


def _default(rng: Random, kind: str) -> object:
    return {
        "uuid": rng.choice(("gen_random_uuid()", "00000000-0000-4000-8000-000000000007")),
        "string": rng.choice(("new", 'it\'s `${x}` "so" \\ <b>', "")),
        "text": "some text",
        "int": 3,
        "bigint": rng.choice((3, 2**40)),
        "float": 1.5,
        "boolean": rng.random() < 0.5,
        "date": rng.choice(("current_date", "2031-12-31")),
        "datetime": rng.choice(("now()", "2031-12-31T18:00:00Z")),
        "json": rng.choice(("{}", '{"a": [1, "b"]}')),
    }[kind]


def _say(rng: Random, one: Written, *, default: object, can_be_unique: bool) -> None:
    if rng.random() < 0.3:
        one["nullable"] = True
        if rng.random() < 0.1:
            one["default"] = None
    if can_be_unique and rng.random() < 0.15:
        one["unique"] = True
    elif "default" not in one and rng.random() < 0.25:
        one["default"] = default
    if rng.random() < 0.15:
        one["index"] = True


def _check(rng: Random, one: Written, digits: tuple[int, int] | None, table: Table) -> None:
    if rng.random() >= 0.35 or "default" in one:
        return
    column = _in_sql(one["name"])
    kind = one["type"].split("(")[0]
    numbers = [
        f"{column} >= 0",
        f"{column} > 0 and {column} < 5",
        f"{column} between 1 and 5",
        f"{column} <= 4",
    ]
    forms = {
        "int": [*numbers, f"{column} > 10", f"{column} % 2 = 1", f"{column} >= -5"],
        "bigint": [*numbers, f"{column} >= 5000000000"],
        "decimal": numbers if digits and digits[0] > digits[1] else [f"{column} >= 0", f"{column} < 0.5"],
        "float": [*numbers, f"{column} > 0.5"],
        "string": [
            f"char_length({column}) between 3 and 12",
            f"length({column}) > 0",
            f"{column} in ('red', 'green', 'dark blue')",
            f"{column} ~ '^[A-Z]{{2}}-[0-9]+$'",
            f"char_length({column}) <= 2",
            f"{column} <> ''",
        ],
        "text": [f"char_length({column}) <= 5000", f"length(trim({column})) >= 1"],
        "date": [f"{column} > '2020-01-01'"],
        "datetime": [f"{column} > now() - interval '1 year'", f"{column} > '2020-01-01T00:00:00Z'"],
        "json": [f"jsonb_typeof({column}) = 'object'"],
        "boolean": [f"{column} in (true, false)"],
    }
    if kind in forms:
        one["check"] = rng.choice(forms[kind])
    sooner = next((f for f in table.fields if f["name"] == "startsAt" and f["type"] == one["type"]), None)
    if one["name"] == "endsAt" and sooner:
        one["check"] = "endsAt > startsAt"


def _in_sql(name: str) -> str:
    """A field's name as careful people write it within SQL: in quotes where it may be a word of SQL's own."""
    return name if name in words.FIELDS else f'"{name}"'


def _links(rng: Random, made: list[Table], choices: Choices) -> None:
    for position, table in enumerate(made):
        if choices.links == "none":
            continue
        if choices.links == "star" and position:
            _link(rng, table, made[0], nullable=rng.random() < 0.2)
        elif choices.links == "chain" and position:
            _link(rng, table, made[position - 1], nullable=rng.random() < 0.2)
        elif choices.links == "circle":
            _link(
                rng,
                table,
                made[(position + 1) % len(made)],
                nullable=position != len(made) - 1 or position == 0,
            )
        if rng.random() < 0.3:
            _link(rng, table, rng.choice(made[: position + 1]), nullable=True)


def _link(rng: Random, table: Table, target: Table, *, nullable: bool) -> None:
    column, written = "id", rng.choice((target.name, naming.plural(naming.snake(target.name))))
    if target.unique and rng.random() < 0.3:
        column = rng.choice(sorted(target.unique))
    name = naming.key(target.name) + rng.choice(("Id", "Id", ""))
    if naming.same(written, target.name):
        more = {"nullable": True} if nullable else {}
        table.add(name, f"fk({written}.{column})", **more, **({"index": True} if rng.random() < 0.2 else {}))
