"""Reads given SQL: its tables, enums and policies. Never runs it and never rewrites it.

What it does not know (functions, grants, triggers) it passes over: the database has the last word.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from typing import Final

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError
from sqlglot.optimizer.normalize_identifiers import normalize_identifiers
from sqlglot.tokenizer_core import Token, TokenType

from bot.core.plan import naming
from bot.core.plan.lookup import ByName, grouped
from bot.core.plan.types import Kind
from bot.errors import UserError

_KINDS: Final[Mapping[str, Kind]] = {
    "UUID": "uuid",
    "VARCHAR": "string",
    "CHAR": "string",
    "NCHAR": "string",
    "NVARCHAR": "string",
    "NAME": "string",
    "TEXT": "text",
    "CITEXT": "text",
    "SMALLINT": "int",
    "INT": "int",
    "SERIAL": "int",
    "SMALLSERIAL": "int",
    "BIGINT": "bigint",
    "BIGSERIAL": "bigint",
    "DECIMAL": "decimal",
    "FLOAT": "float",
    "DOUBLE": "float",
    "BOOLEAN": "boolean",
    "DATE": "date",
    "TIMESTAMP": "datetime",
    "TIMESTAMPTZ": "datetime",
    "JSON": "json",
    "JSONB": "json",
}
_OWNER: Final = re.compile(
    r"""(?P<quote>"?)(?P<left>[A-Za-z_][A-Za-z0-9_]*)(?P=quote)\s*=\s*\(?\s*(?:select\s+)?auth\.uid\(\)"""
    r"""|auth\.uid\(\)\s*\)?\s*=\s*(?P<quote2>"?)(?P<right>[A-Za-z_][A-Za-z0-9_]*)(?P=quote2)""",
    re.IGNORECASE,
)
_POLICY: Final = re.compile(
    r"create\s+policy\s+(?P<name>\"(?:[^\"]|\"\")+\"|\w+)\s+on\s+(?P<table>[\w\".]+)"
    r"(?:\s+as\s+(?P<permissive>permissive|restrictive))?"
    r"(?:\s+for\s+(?P<action>all|select|insert|update|delete))?"
    r"(?:\s+to\s+(?P<roles>[\w\",\s]+?))?\s*(?P<rest>(?:using|with\s+check)\s*\(.*)?\s*\Z",
    re.IGNORECASE | re.DOTALL,
)
_UNIQUE_INDEX: Final = re.compile(
    r"create\s+unique\s+index\s+(?:concurrently\s+)?(?:if\s+not\s+exists\s+)?[\w\".]*\s*on\s+(?:only\s+)?"
    r"(?P<table>[\w\".]+)\s*(?:using\s+btree\s*)?\((?P<columns>[\w\",\s]+)\)\s*\Z",
    re.IGNORECASE,
)
_ROW_LEVEL: Final = re.compile(
    r"alter\s+table\s+(?:if\s+exists\s+)?(?:only\s+)?(?P<table>[\w\".]+)\s+(?P<verb>enable|force)\s+row\s+level\s+security",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class SqlColumn:
    """A column as given. `kind` is None for a type that plans do not have; `enum` names its enum type."""

    name: str
    kind: Kind | None
    sql_type: str
    nullable: bool = True
    primary: bool = False
    unique: bool = False
    default: str = ""
    check: str = ""
    enum: str = ""
    references: tuple[str, str] | None = None
    on_delete: str = "no action"
    precision: int | None = None
    scale: int | None = None


@dataclass(frozen=True)
class SqlPolicy:
    name: str
    table: str
    action: str
    roles: tuple[str, ...]
    using: str
    check: str
    restrictive: bool = False

    @property
    def owner(self) -> str | None:
        """The column that the policy compares with the signed-in user."""
        found = _OWNER.search(self.using) or _OWNER.search(self.check)
        if found is None:
            return None
        quote, name = found["quote"] or found["quote2"] or "", found["left"] or found["right"]
        return _bare(f"{quote}{name}{quote}")


@dataclass
class SqlTable:
    name: str
    columns: dict[str, SqlColumn] = field(default_factory=dict)
    rls: bool = False
    forced: bool = False
    policies: list[SqlPolicy] = field(default_factory=list)
    checks: list[str] = field(default_factory=list)
    uniques: list[tuple[str, ...]] = field(default_factory=list)


@dataclass
class GivenSql:
    """What given SQL declares, by name. Once it is read, it is not changed."""

    tables: dict[str, SqlTable] = field(default_factory=dict)
    enums: dict[str, tuple[str, ...]] = field(default_factory=dict)

    @cached_property
    def _tables(self) -> ByName[SqlTable]:
        return ByName((table for table in self.tables.values() if table.columns), lambda table: table.name)

    @cached_property
    def _endings(self) -> dict[str, tuple[str, ...]]:
        """The enums by what follows any `_` in their names."""
        ends = ((at.end(), name) for name in sorted(self.enums) for at in re.finditer("_", name))
        named = grouped(ends, lambda end: end[1][end[0] :])
        return {ending: tuple(name for _, name in found) for ending, found in named.items()}

    def table(self, entity: str) -> SqlTable | None:
        """The table of an entity: its name as written, in snake case, or in the plural."""
        exact = self.tables.get(entity)
        return exact if exact and exact.columns else self._tables.first(entity)

    def enums_called(self, name: str, entity: str) -> tuple[str, ...]:
        """The types that `enum(name)` may mean in an entity: one, or several that only end in it.

        A type answers to its own name, to its snake case, and to `<entity>_<name>` (the entity as it is called,
        or in the singular) or any `<…>_<name>`.
        """
        snake, singular = naming.snake(name), "_".join(naming.stem(entity))
        for candidate in (name, snake, f"{naming.snake(entity)}_{snake}", f"{singular}_{snake}"):
            if candidate in self.enums:
                return (candidate,)
        return self._endings.get(snake, ())


@lru_cache(maxsize=8)
def read_sql(text: str) -> GivenSql:
    """The tables, enums and policies in `text`; not to be changed. Raises `UserError` for what cannot be read.

    Each phase resolves the plan anew, so the last few texts are remembered.
    """
    given = GivenSql()
    for statement in statements(text):
        _take(given, statement)
    return given


def statements(text: str) -> Iterator[str]:
    """The statements of `text`, without their semicolons and without comments around them."""
    try:
        tokens = sqlglot.tokenize(text, read="postgres")
    except SqlglotError as error:
        raise UserError(f"Reading `database.sql`: {error}", "Check quotes and brackets in it.") from error
    run: list[Token] = []
    for token in [*tokens, None]:
        if token is not None and token.token_type is not TokenType.SEMICOLON:
            run.append(token)
        elif run:
            yield text[run[0].start : run[-1].end + 1]
            run = []


def _take(given: GivenSql, statement: str) -> None:
    if found := _POLICY.match(statement):
        policy = _policy(found)
        given.tables.setdefault(policy.table, SqlTable(policy.table)).policies.append(policy)
    elif found := _ROW_LEVEL.match(statement):
        table = given.tables.setdefault(_bare(found["table"]), SqlTable(_bare(found["table"])))
        table.rls = table.rls or found["verb"].lower() == "enable"
        table.forced = table.forced or found["verb"].lower() == "force"
    elif found := _UNIQUE_INDEX.match(statement):
        table = given.tables.setdefault(_bare(found["table"]), SqlTable(_bare(found["table"])))
        _unique(table, tuple(_bare(name) for name in found["columns"].split(",")))
    elif re.match(r"(create\s+(table|type|unlogged)|alter\s+table)\b", statement, re.IGNORECASE):
        _declare(given, _parsed(statement))


def _parsed(statement: str) -> exp.Expr:
    try:
        # As PostgreSQL reads names: in small letters, unless they are quoted.
        return normalize_identifiers(sqlglot.parse_one(statement, read="postgres"), dialect="postgres")
    except SqlglotError as error:
        first = statement.strip().splitlines()[0]
        raise UserError(
            f"Reading `database.sql` at `{first}`: {error}", "Write it as PostgreSQL 15 takes it."
        ) from error


def _declare(given: GivenSql, tree: exp.Expr) -> None:
    if isinstance(tree, exp.Create) and tree.kind == "TYPE" and isinstance(tree.expression, exp.DataType):
        values = tuple(str(value.this) for value in tree.expression.expressions)
        given.enums[tree.this.name] = values
    elif isinstance(tree, exp.Create) and tree.kind == "TABLE" and isinstance(tree.this, exp.Schema):
        table = given.tables.setdefault(tree.this.this.name, SqlTable(tree.this.this.name))
        for part in tree.this.expressions:
            _part(table, part)
    elif isinstance(tree, exp.Alter):
        table = given.tables.setdefault(tree.this.name, SqlTable(tree.this.name))
        for action in tree.args.get("actions") or []:
            parts = action.expressions if isinstance(action, exp.AddConstraint) else [action]
            for part in parts:
                _part(table, part)


def _part(table: SqlTable, part: exp.Expr) -> None:
    if isinstance(part, exp.ColumnDef):
        table.columns[part.name] = _column(part)
    elif isinstance(part, exp.Constraint):
        for inner in part.expressions:
            _part(table, inner)
    elif isinstance(part, exp.PrimaryKey) and len(part.expressions) == 1:
        _change(table, part.expressions[0].name, primary=True, nullable=False)
    elif isinstance(part, exp.UniqueColumnConstraint) and isinstance(part.this, exp.Schema):
        _unique(table, tuple(one.name for one in part.this.expressions))
    elif isinstance(part, exp.ForeignKey) and len(part.expressions) == 1:
        reference = part.args["reference"]
        _change(
            table, part.expressions[0].name, references=_target(reference), on_delete=_on_delete(reference)
        )
    elif isinstance(part, exp.CheckColumnConstraint):
        named = {column.name for column in part.this.find_all(exp.Column)}
        if len(named) == 1:
            _change(table, named.pop(), check=_sql(part.this))
        else:
            table.checks.append(_sql(part.this))


def _unique(table: SqlTable, columns: tuple[str, ...]) -> None:
    """By itself a column is unique; of several, only together."""
    if len(columns) == 1:
        _change(table, columns[0], unique=True)
    else:
        table.uniques.append(columns)


def _change(table: SqlTable, column: str, **changes: object) -> None:
    if column in table.columns:
        table.columns[column] = replace(table.columns[column], **changes)  # type: ignore[arg-type]  # checked by the callers above


def _column(node: exp.ColumnDef) -> SqlColumn:
    kind = node.kind
    name = kind.this.name if isinstance(kind, exp.DataType) and hasattr(kind.this, "name") else "UNKNOWN"
    column = SqlColumn(node.name, _KINDS.get(name), kind.sql("postgres").lower() if kind else "text")
    if name == "USERDEFINED" and isinstance(kind, exp.DataType):
        column = replace(column, enum=_bare(str(kind.args.get("kind") or "")))
    if name == "DECIMAL" and isinstance(kind, exp.DataType):
        sizes = [int(size.name) for size in kind.expressions]
        column = replace(
            column, precision=sizes[0] if sizes else None, scale=sizes[1] if len(sizes) > 1 else None
        )
    if name.endswith("SERIAL"):
        column = replace(column, default="serial", nullable=False)
    for constraint in node.constraints:
        column = _constrained(column, constraint.kind)
    return column


def _constrained(column: SqlColumn, kind: exp.Expr) -> SqlColumn:  # noqa: PLR0911  # one per constraint
    match kind:
        case exp.PrimaryKeyColumnConstraint():
            return replace(column, primary=True, nullable=False)
        case exp.NotNullColumnConstraint():
            return replace(column, nullable=bool(kind.args.get("allow_null")))
        case exp.UniqueColumnConstraint():
            return replace(column, unique=True)
        case exp.DefaultColumnConstraint():
            return replace(column, default=_sql(kind.this))
        case exp.GeneratedAsIdentityColumnConstraint() | exp.ComputedColumnConstraint():
            return replace(column, default="generated", nullable=False)
        case exp.CheckColumnConstraint():
            return replace(column, check=_sql(kind.this))
        case exp.Reference():
            return replace(column, references=_target(kind), on_delete=_on_delete(kind))
    return column


def _target(reference: exp.Expr) -> tuple[str, str]:
    this = reference.this
    if isinstance(this, exp.Schema):
        table = f"{this.this.db}.{this.this.name}".lstrip(".")
        return table, this.expressions[0].name if this.expressions else "id"
    return f"{this.db}.{this.name}".lstrip("."), "id"


def _on_delete(reference: exp.Expr) -> str:
    for option in reference.args.get("options") or []:
        found = re.match(r"on\s+delete\s+(.+)", str(option), re.IGNORECASE)
        if found:
            return found.group(1).lower()
    return "no action"


def _policy(found: re.Match[str]) -> SqlPolicy:
    using, check = _clauses(found["rest"] or "")
    roles = tuple(role.strip().strip('"') for role in (found["roles"] or "public").split(","))
    return SqlPolicy(
        name=_bare(found["name"]),
        table=_bare(found["table"]),
        action=(found["action"] or "all").upper(),
        roles=roles,
        using=using,
        check=check,
        restrictive=(found["permissive"] or "").lower() == "restrictive",
    )


def _clauses(rest: str) -> tuple[str, str]:
    parts = re.split(r"\bwith\s+check\b", rest, maxsplit=1, flags=re.IGNORECASE)
    using = re.sub(r"^\s*using\b", "", parts[0], flags=re.IGNORECASE)
    return _unwrapped(using), _unwrapped(parts[1]) if len(parts) > 1 else ""


def _unwrapped(text: str) -> str:
    """Without the brackets around the whole."""
    stripped = text.strip()
    depth = 0
    for position, char in enumerate(stripped):
        depth += {"(": 1, ")": -1}.get(char, 0)
        if depth == 0 and position < len(stripped) - 1:
            return stripped
    return stripped[1:-1].strip() if stripped.startswith("(") and stripped.endswith(")") else stripped


def _bare(name: str) -> str:
    """A name without its schema; PostgreSQL reads it in small letters unless it is quoted."""
    last = name.rsplit(".", maxsplit=1)[-1].strip()
    return last.strip('"') if last.startswith('"') else last.lower()


def _sql(node: exp.Expr) -> str:
    return node.sql("postgres", normalize_functions=False, comments=False)


@lru_cache(maxsize=1 << 12)
def columns_in(text: str) -> frozenset[str]:
    """The names of the columns in an SQL expression."""
    return frozenset(column.name for column in sqlglot.parse_one(text, read="postgres").find_all(exp.Column))


def with_columns(text: str, names: Mapping[str, str]) -> str:
    """An SQL expression with the plan's field names turned into column names.

    Always written anew from its parsed form, so that a comment or a second statement in it is gone.
    Raises `UserError` where it is no expression.
    """
    try:
        tree = sqlglot.parse_one(f"select {text}", read="postgres")
    except SqlglotError as error:
        raise UserError(
            f"Reading the SQL expression `{text}`: {error}", "Write it as PostgreSQL takes it."
        ) from error
    chosen = tree.expressions if isinstance(tree, exp.Select) else []
    others = [
        name for name, part in tree.args.items() if part and name not in ("expressions", "kind", "hint")
    ]
    if len(chosen) != 1 or others:
        raise UserError(f"`{text}` is not one SQL expression.", "Write a condition such as `seats > 0`.")
    folded = {key.lower(): value for key, value in names.items()}
    for column in list(chosen[0].find_all(exp.Column)):
        wanted = names.get(column.name) or folded.get(column.name.lower())
        if wanted and not column.table:
            column.set("this", exp.to_identifier(wanted, quoted=column.this.quoted))
    return _sql(chosen[0])
