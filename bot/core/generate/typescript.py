"""Columns and inputs in TypeScript, zod and Drizzle, with sample values for tests."""

from __future__ import annotations

from typing import Final

from bot.core.generate.code import Code, js, key
from bot.core.generate.forms import filled, form_of
from bot.core.plan import naming
from bot.core.plan.app import AppModel, Bounds, Column, Entity, Input, Operation

_INT_MAX: Final = 2147483647
_COUNTED: Final = ("integer(", "bigint(")
_COUNTS: Final = ("identity", "serial", "generated")
_NOW: Final = ("now()", "current_timestamp", "current_timestamp()")


def ts(column: Column) -> Code:
    """The type of a column's value as the app hands it out: JSON all the way (times are ISO texts)."""
    base = filled(form_of(column).ts, column)
    return Code(f"{base} | null" if column.nullable else base)


def drizzle(column: Column, app: AppModel) -> Code:
    """The column's definition in the Drizzle schema."""
    text = filled(form_of(column).drizzle, column)
    if column.primary:
        text += ".primaryKey()"
    elif not column.nullable:
        text += ".notNull()"
    if column.default:
        text += _default(column, text)
    if column.reference:
        target = app.entity(column.reference.entity)
        referred = next(c for c in target.columns if c.sql == column.reference.column)
        rule = js(column.reference.on_delete)
        text += f".references((): AnyPgColumn => {target.const}.{referred.key}, {{ onDelete: {rule} }})"
    return Code(text)


def _default(column: Column, text: str) -> str:
    """What the database gives where a row is made without a value."""
    default = column.default.lower()
    if text.startswith(_COUNTED) and default in _COUNTS:
        return ".generatedByDefaultAsIdentity()"
    if text.startswith("uuid(") and default == "gen_random_uuid()":
        return ".defaultRandom()"
    if text.startswith("timestamp(") and default in _NOW:
        return ".defaultNow()"
    return f".default(sql.raw({js(column.default)}))"


def drizzle_imports(app: AppModel) -> tuple[str, ...]:
    """What the schema imports from `drizzle-orm/pg-core`, sorted."""
    names = {"pgTable"}
    for entity in app.entities:
        for column in entity.columns:
            names.add(drizzle(column, app).split("(", 1)[0])
            names |= {"type AnyPgColumn"} if column.reference else set()
    names -= {enum.const for enum in app.enums}
    if app.enums:
        names.add("pgEnum")
    return tuple(sorted(names, key=lambda name: name.removeprefix("type ").lower()))


def needs_sql(app: AppModel) -> bool:
    """Whether the schema writes SQL (defaults)."""
    return any("sql.raw(" in drizzle(column, app) for entity in app.entities for column in entity.columns)


def zod(one: Input, operation: Operation, *, coerce: bool) -> Code:
    """The zod schema of one input. `coerce` where it may come as text: from a path, a query or a form."""
    text = _zod(one.column, coerce=coerce)
    nullable = one.column.nullable and operation.meaning in ("create", "update", "change")
    if one.optional:
        text += ".nullish()" if nullable else ".optional()"
    return Code(text)


def _zod(column: Column, *, coerce: bool) -> str:
    form = form_of(column)
    base = filled(form.coerced if coerce and form.coerced else form.zod, column)
    match column.kind:
        case "string" | "text":
            return _zod_text(column, base)
        case "int" | "bigint":
            most = _INT_MAX if column.kind == "int" else 9007199254740991
            return base + _limits(column.bounds) + ("" if _has_top(column.bounds) else f".max({most})")
        case "float":
            return base + _limits(column.bounds)
        case "decimal":
            return _zod_decimal(column, base)
    return base


def _zod_text(column: Column, base: str) -> str:
    if column.bounds.options:
        return f"z.enum({js(list(column.bounds.options))})"
    longest = (
        column.bounds.longest
        if column.bounds.longest is not None
        else 255
        if column.kind == "string"
        else 20000
    )
    shortest = column.bounds.shortest if column.bounds.shortest is not None else 0 if column.nullable else 1
    checks = (
        f".min({shortest}, {js('Please fill this in' if shortest == 1 else f'At least {shortest} characters')})"
        if shortest
        else ""
    )
    checks += f".max({longest}, {js(f'At most {longest} characters')})"
    return f"{base}{checks}" + (".pipe(z.email())" if _is_email(column) and not column.nullable else "")


def _is_email(column: Column) -> bool:
    return naming.words(column.key)[-1] == "email"


def _zod_decimal(column: Column, base: str) -> str:
    precision, scale = column.precision or 18, column.scale if column.scale is not None else 2
    whole, part = max(precision - scale, 1), f"(?:\\.\\d{{1,{scale}}})?" if scale else ""
    bounds = column.bounds
    shape = f'z.string().regex(/^-?\\d{{1,{whole}}}{part}$/, "Not a number of this size")'
    text = f"{base}.pipe({shape}"
    for limit, sign, words in (
        (bounds.least, ">=", "at least"),
        (bounds.above, ">", "more than"),
        (bounds.most, "<=", "at most"),
        (bounds.below, "<", "less than"),
    ):
        if limit is not None:
            text += (
                f".refine((v) => Number(v) {sign} {number(limit)}, {js(f'Must be {words} {number(limit)}')})"
            )
    return text + ")"


def _has_top(bounds: Bounds) -> bool:
    return bounds.most is not None or bounds.below is not None


def _limits(bounds: Bounds) -> str:
    text = ""
    for limit, name, words in (
        (bounds.least, "gte", "at least"),
        (bounds.above, "gt", "more than"),
        (bounds.most, "lte", "at most"),
        (bounds.below, "lt", "less than"),
    ):
        if limit is not None:
            text += f".{name}({number(limit)}, {js(f'Must be {words} {number(limit)}')})"
    return text


def number(value: float) -> str:
    """A number as JavaScript writes it, without a needless `.0`."""
    return str(int(value)) if value == int(value) else repr(value)


def stored(column: Column, expression: str) -> Code:
    """What is written to the database for a valid value: times become Dates."""
    if column.kind != "datetime":
        return Code(expression)
    return Code(f"toDate({expression})")


def shown(column: Column, expression: str) -> Code:
    """What is handed out for a database value: Dates become ISO texts."""
    if column.kind == "datetime":
        return Code(
            f"{expression}?.toISOString() ?? null" if column.nullable else f"{expression}.toISOString()"
        )
    if column.kind == "json":
        return Code(f"{expression} as Json")
    return Code(expression)


def control(column: Column) -> Code:
    """The description of a form field for a column: an object literal of `FieldSpec`."""
    spec: dict[str, object] = {"kind": _control_kind(column)}
    bounds = column.bounds
    whole = column.kind in ("int", "bigint")
    least = (
        bounds.least
        if bounds.least is not None
        else bounds.above + 1
        if bounds.above is not None and whole
        else bounds.above
    )
    most = (
        bounds.most
        if bounds.most is not None
        else bounds.below - 1
        if bounds.below is not None and whole
        else bounds.below
    )
    spec |= {"min": _tidy(least)} if least is not None and not isinstance(least, str) else {}
    spec |= {"max": _tidy(most)} if most is not None else {}
    if column.kind in ("decimal", "float"):
        spec["step"] = (
            f"{10 ** -(column.scale if column.scale is not None else 2):.{max(column.scale or 2, 1)}f}"
            if column.kind == "decimal" and column.scale != 0
            else "any"
        )
    if column.reference and whole:
        spec = {"kind": "choice", "numeric": True}
    if column.bounds.options:
        spec["choices"] = [{"value": option, "label": option} for option in column.bounds.options]
    elif column.kind in ("string", "text"):
        spec["maxLength"] = bounds.longest or (255 if column.kind == "string" else 20000)
    return Code(", ".join(f"{key(name)}: {js(value)}" for name, value in spec.items()))


def _tidy(value: float) -> float:
    return int(value) if value == int(value) else value


def _control_kind(column: Column) -> str:
    if column.reference or column.enum or column.bounds.options:
        return "choice"
    if column.kind in ("int", "bigint", "decimal", "float"):
        return "decimal" if column.kind == "decimal" else "number"
    if column.kind == "string":
        return "email" if _is_email(column) else "text"
    return {"text": "longtext", "uuid": "text", "json": "json"}.get(column.kind, column.kind)


def order(entity: Entity) -> Code:
    """How rows are ordered: the next first where they have a time, else the newest first, else by name."""
    when = [
        c
        for c in entity.columns
        if (
            c.kind in ("datetime", "date")
            and set(naming.words(c.key)) & {"time", "date", "starts", "start", "begins", "due"}
            and not c.key.endswith("At")
        )
        or c.key in ("startsAt", "startAt", "dueAt", "scheduledAt")
    ]
    table = entity.const
    if when:
        first = f"asc({table}.{when[0].key})"
    elif made := entity.column("createdAt"):
        first = f"desc({table}.{made.key})"
    else:
        first = f"asc({table}.{naming_column(entity).key})"
    last = f"asc({table}.{entity.key.key})"
    return Code(first if first == last else f"{first}, {last}")


def naming_column(entity: Entity) -> Column:
    """The column by which people know a row: its name or title, else its first plain value."""
    plain = [
        c
        for c in entity.columns
        if not (c.primary or c.owner or c.reference) and c.kind not in ("json", "boolean", "uuid")
    ]
    called = [c for c in plain if c.key in ("name", "title", "label", "subject", "email")]
    called += [c for c in plain if naming.words(c.key)[-1] in ("name", "title")]
    texts = [c for c in plain if c.kind == "string"]
    return (
        called
        or texts
        or [c for c in plain if c.key not in ("createdAt", "updatedAt")]
        or plain
        or [entity.key]
    )[0]


def option_label(entity: Entity) -> Code:
    """How a row is called in a list of choices, as an expression over `row`: its name, or `4 seats`."""
    column = naming_column(entity)
    value = f"row.{column.key}"
    if column.kind in ("string", "text"):
        return Code(f'{value} ?? ""' if column.nullable else value)
    if column.kind in ("int", "bigint", "decimal", "float"):
        shown = f'{value} ?? "?"' if column.nullable else value
        return Code(f"`${{{shown}}} {naming.phrase(column.key)}`")
    if column.kind == "enum":
        return Code(f'words({value} ?? "")' if column.nullable else f"words({value})")
    return Code(f'String({value} ?? "")' if column.nullable else f"String({value})")
