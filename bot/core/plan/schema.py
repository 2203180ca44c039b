"""The published JSON Schema (draft 2020-12) of `buildplan.yaml`: the source of its docs and editor support.

`workflows/schema/buildplan.schema.json` is this constant as a file. It accepts and rejects what the schema
of the seed does; descriptions say what each key brings about.
"""

from __future__ import annotations

from typing import Any, Final

from bot.core.plan.types import FORMS

Schema = dict[str, Any]


def _text(description: str, *examples: str, **more: object) -> Schema:
    return {"type": "string", "description": description, "examples": list(examples), **more}


def _choice(description: str, *values: str, default: str | None = None) -> Schema:
    given: Schema = {} if default is None else {"default": default}
    return {
        "type": "string",
        "description": description,
        "enum": list(values),
        **given,
        "examples": [values[0]],
    }


def _flag(description: str, *, default: bool) -> Schema:
    return {"type": "boolean", "description": description, "default": default, "examples": [not default]}


def _number(description: str, example: int, **more: object) -> Schema:
    return {"type": "integer", "description": description, "examples": [example], **more}


def _list(description: str, items: Schema, example: list[Any], **more: object) -> Schema:
    return {"type": "array", "description": description, "items": items, "examples": [example], **more}


def _texts(description: str, *example: str, **more: object) -> Schema:
    return _list(description, {"type": "string"}, list(example), **more)


def _object(description: str, required: str, example: Schema, **properties: Schema) -> Schema:
    """A closed object; `required` are its required keys, parted by spaces; `from_` stands for `from`."""
    needed: Schema = {"required": required.split()} if required else {}
    return {
        "type": "object",
        "description": description,
        **needed,
        "additionalProperties": False,
        "properties": {name.rstrip("_"): schema for name, schema in properties.items()},
        "examples": [example],
    }


def _map(description: str, values: Schema | bool, example: Schema) -> Schema:
    return {
        "type": "object",
        "description": description,
        "additionalProperties": values,
        "examples": [example],
    }


_PROJECT: Final = _object(
    "What is built, and with which tools.",
    "name stack packageManager runtime",
    {"name": "restaurant-booking", "stack": "nextjs-15", "packageManager": "pnpm", "runtime": "node"},
    name=_text(
        "Name of the application. It becomes the package's name, the branch's and the database's, "
        "so it is best written in lower case with hyphens.",
        "restaurant-booking",
        minLength=1,
    ),
    stack=_choice("The framework that the application is built on.", "nextjs-15", "nestjs", "expo", "remix"),
    packageManager=_choice("What installs dependencies and runs scripts.", "pnpm", "npm", "yarn"),
    runtime=_choice("What runs the application's server.", "node", "deno", "bun"),
    repo=_text(
        "Git remote of the application, written into package.json. Drystone always builds in the "
        "repository that holds the plan.",
        "https://github.com/acme/restaurant-booking",
    ),
)

_TARGETS: Final = _object(
    "The services that the application stands on.",
    "infra database auth",
    {"infra": "vercel", "database": "supabase", "auth": "clerk"},
    infra=_choice("Where the application is deployed.", "vercel", "railway", "flyio", "aws"),
    database=_choice(
        "Which PostgreSQL the application uses.", "supabase", "neon", "planetscale", "local-postgres"
    ),
    auth=_choice("Who signs people in.", "clerk", "authjs", "firebase-auth"),
    payments=_choice("Who takes payments.", "stripe", "none", default="none"),
    email=_choice("Who sends e-mail.", "resend", "postmark", "none", default="none"),
    storage=_choice(
        "Where uploaded files are kept.", "supabase-storage", "cloudinary", "none", default="none"
    ),
)

_SECTION: Final = _object(
    "One component on a page.",
    "component",
    {"component": "packages/platform/ui/src/primitives/heroes/hero-fullscreen/component.tsx"},
    component=_text(
        "Path of the component in the library. The repository's own `packages/**` goes before Drystone's.",
        "packages/restaurants/src/features/booking/BookingForm.tsx",
    ),
    props=_map(
        "Properties given to the component. `{{NAME}}` stands for the variable of that name.",
        True,
        {"title": "Bali Bites"},
    ),
)

_PAGE: Final = _object(
    "One page of the application.",
    "name route layout",
    {"name": "Home", "route": "/", "layout": "marketing"},
    name=_text("Name of the page, shown as its title and in the navigation.", "Bookings"),
    route=_text("Path of the page.", "/bookings", pattern="^/([a-z0-9-_/]*)$"),
    layout=_choice(
        "Frame around the page: `marketing` is open to all, `app` asks to sign in, `admin` for an admin.",
        "marketing",
        "app",
        "admin",
    ),
    sections=_list(
        "The components of the page, from top to bottom. Without any, it offers what its domain can do.",
        _SECTION,
        [{"component": "packages/restaurants/src/features/booking/BookingForm.tsx"}],
    ),
)

_UI: Final = _object(
    "One component to bring from the library into the application.",
    "name from",
    {"name": "PrimaryButton", "from": "packages/platform/ui/src/primitives/buttons/PrimaryButton.tsx"},
    name=_text("Name of the component.", "PrimaryButton"),
    from_=_text("Path in the library.", "packages/platform/ui/src/primitives/buttons/PrimaryButton.tsx"),
    as_=_text("Name under which the application imports it; without it, `name`.", "PrimaryButton"),
)

_FIELD: Final = _object(
    "One field of an entity: a column of its table.",
    "name type",
    {"name": "partySize", "type": "int", "check": "partySize > 0"},
    name=_text("Name of the field, in camelCase. The column is its snake_case.", "partySize"),
    type=_text(
        "Type of the field: "
        + ", ".join(f"`{form}`" for form in FORMS)
        + ". `fk(users.id)` is the signed-in user.",
        "uuid",
        "decimal(10,2)",
        "enum(Status: OPEN|CLOSED)",
        "fk(Table.id)",
    ),
    nullable=_flag("Whether the field may be empty.", default=False),
    unique=_flag("Whether no two rows may have the same value.", default=False),
    default={
        "type": ["string", "number", "boolean", "null"],
        "description": "Value of the field where none is given, of the field's type.",
        "examples": ["PENDING", 0, True, None],
    },
    check=_text(
        "Condition in SQL that each row holds to; it names fields as the plan does.", "partySize > 0"
    ),
    index=_flag("Whether the column is indexed, so that lists can be filtered by it.", default=False),
)

_ENTITY: Final = _object(
    "One kind of thing that the application keeps: a table.",
    "name fields",
    {"name": "Table", "fields": [{"name": "seats", "type": "int"}]},
    name=_text("Name of the entity, in PascalCase and singular.", "Reservation"),
    multiTenant=_flag(
        "Whether each row belongs to the user who made it: an owner column, and row-level security by it.",
        default=True,
    ),
    fields=_list("The fields of the entity.", _FIELD, [{"name": "id", "type": "uuid"}], minItems=1),
)

_OPERATION: Final = _object(
    "One thing that the application does: a typed function, with its form, its action and its route.",
    "name input output kind",
    {"name": "createReservation", "kind": "command", "input": {"partySize": "int"}, "output": "Reservation"},
    name=_text(
        "What it does, as a verb and an entity: `create`, `get`, `list`, `update`, `delete`, or a change of "
        "state such as `cancel`.",
        "createReservation",
    ),
    kind=_choice("`query` reads, `command` changes.", "query", "command"),
    input=_map(
        "What it is given: name to type, in the order in which a form shows them.",
        {"type": "string"},
        {"partySize": "int", "time": "datetime"},
    ),
    output=_text("Entity that it returns; a list operation returns a page of them.", "Reservation"),
    auth=_choice("Who may call it.", "public", "user", "admin", default="user"),
    sideEffects=_texts("What else it brings about: `send-email`, `stripe-charge`.", "send-email"),
)

_DOMAIN: Final = _object(
    "A group of entities and operations that belong together: a folder of the application.",
    "name entities operations",
    {"name": "reservation", "entities": [], "operations": []},
    name=_text("Name of the domain, in lower case.", "reservation"),
    entities=_list(
        "What the domain keeps.", _ENTITY, [{"name": "Table", "fields": [{"name": "seats", "type": "int"}]}]
    ),
    operations=_list(
        "What the domain does.",
        _OPERATION,
        [{"name": "listTables", "kind": "query", "input": {}, "output": "Table"}],
    ),
)

_COMPONENTS: Final = _object(
    "Pages, library components and domains of the application.",
    "pages ui domains",
    {"pages": [{"name": "Home", "route": "/", "layout": "marketing"}], "ui": [], "domains": []},
    pages=_list("The pages.", _PAGE, [{"name": "Home", "route": "/", "layout": "marketing"}], minItems=1),
    ui=_list("Library components to copy into the application beside those that pages name.", _UI, []),
    domains=_list(
        "The domains.", _DOMAIN, [{"name": "reservation", "entities": [], "operations": []}], minItems=1
    ),
)

_ROUTE: Final = _object(
    "One HTTP route of the application's API.",
    "method path operation",
    {"method": "POST", "path": "/api/reservations", "operation": "reservation.createReservation"},
    method=_choice("HTTP method.", "GET", "POST", "PUT", "PATCH", "DELETE"),
    path=_text(
        "Path of the route. `{name}` is an input of the operation.",
        "/api/reservations/{id}",
        pattern="^/api(/[a-z0-9-{}:_]+)+$",
    ),
    operation=_text("Operation that answers: domain and operation.", "reservation.createReservation"),
    validate=_flag(
        "Whether the input is checked before the operation sees it. `false` only leaves out the check at the "
        "door: the operation checks its input in any case.",
        default=True,
    ),
    rateLimit=_number("Requests a minute that one caller may make; 0 is no limit.", 60, minimum=0),
)

_API: Final = _object(
    "The HTTP API.",
    "routes",
    {"routes": []},
    routes=_list(
        "The routes.",
        _ROUTE,
        [{"method": "POST", "path": "/api/reservations", "operation": "reservation.createReservation"}],
    ),
)

_POLICY: Final = _object(
    "One policy of row-level security.",
    "entity policy using",
    {"entity": "Reservation", "policy": "tenant_isolation", "using": "user_id = auth.uid()"},
    entity=_text("Entity whose rows it guards.", "Reservation"),
    policy=_text("Name of the policy.", "tenant_isolation"),
    action=_choice("What it applies to.", "ALL", "SELECT", "INSERT", "UPDATE", "DELETE", default="ALL"),
    using=_text(
        "Condition in SQL that a row must meet; it also holds for rows that are written.",
        "user_id = auth.uid()",
    ),
)

_INDEX: Final = _object(
    "One index.",
    "table columns",
    {"table": "Reservation", "columns": ["time"]},
    table=_text("Entity or table.", "Reservation"),
    columns=_texts("Fields or columns, in this order.", "tableId", "time", minItems=1),
    unique=_flag("Whether no two rows may agree in all of them.", default=False),
)

_DATABASE: Final = _object(
    "The database's tables, policies and indexes.",
    "source",
    {"source": "fromEntities"},
    source=_choice(
        "Where tables come from: `fromEntities` writes the SQL, `sql` takes the SQL given here.",
        "fromEntities",
        "sql",
    ),
    sql=_text(
        "With `source: sql`, the SQL (PostgreSQL) that makes the tables.",
        'create table "Table" (id uuid primary key);',
    ),
    policies=_list(
        "Policies of row-level security, beside those that multi-tenant entities have.",
        _POLICY,
        [{"entity": "Reservation", "policy": "tenant_isolation", "using": "user_id = auth.uid()"}],
    ),
    indexes=_list(
        "Indexes beside those of single fields.", _INDEX, [{"table": "Reservation", "columns": ["time"]}]
    ),
)

_INTEGRATIONS: Final = _object(
    "Settings of the services that `targets` names.",
    "",
    {"clerk": {"roles": ["user", "admin"]}},
    supabase=_object(
        "Supabase.",
        "",
        {"projectRef": "abcdefghijklmnop"},
        projectRef=_text("Reference of the Supabase project, for its URL and CLI.", "abcdefghijklmnop"),
        edgeFunctions=_texts("Edge functions to lay out, one folder each.", "notify-reservation"),
    ),
    clerk=_object(
        "Clerk.",
        "",
        {"roles": ["user", "admin"], "protectedRoutes": ["/bookings"]},
        roles=_texts("Roles that a user may have.", "user", "admin"),
        protectedRoutes=_texts(
            "Paths that ask to sign in, beside those of `app` and `admin` pages.", "/bookings", "/api/*"
        ),
    ),
    stripe=_object(
        "Stripe.",
        "",
        {"mode": "test", "products": ["reservation-deposit"]},
        mode=_choice("Which keys the application expects.", "test", "live", default="test"),
        products=_texts("Products that can be paid for.", "reservation-deposit"),
        webhooks=_texts("Events that Stripe sends to the application.", "checkout.session.completed"),
    ),
    email=_object(
        "E-mail.",
        "",
        {"provider": "resend", "templates": ["booking-confirmation"]},
        provider=_choice("Who sends it; the same as `targets.email`.", "resend", "postmark"),
        templates=_texts("Messages that the application sends, one file each.", "booking-confirmation"),
    ),
)

_TESTING: Final = _object(
    "The application's tests.",
    "unit e2e",
    {"unit": ["domains/**/*.test.ts"], "e2e": "playwright", "coverageTarget": 70},
    framework=_choice("What runs the unit tests.", "vitest", "jest", default="vitest"),
    unit=_texts("Unit tests: globs of the files that count.", "domains/reservation/*.test.ts"),
    e2e=_choice("What runs the tests in a browser.", "playwright", "cypress", default="playwright"),
    gherkinFrom=_choice(
        "Where flows come from: the requirements in `prd.yaml`, or pages and operations.",
        "prd.requirements",
        "none",
        default="prd.requirements",
    ),
    coverageTarget=_number(
        "Least share of lines, in percent, that unit tests cover; less fails the `unit` gate.",
        70,
        minimum=0,
        maximum=100,
        default=70,
    ),
)

_ROLLOUT: Final = _object(
    "How a release reaches people.",
    "featureFlags stages",
    {"featureFlags": ["bookings-v2"], "stages": [10, 50, 100]},
    featureFlags=_texts("Flags that the application can ask for.", "bookings-v2"),
    stages=_list(
        "Shares of users, in percent, that see a flag, one after the other.",
        {"type": "integer", "minimum": 1, "maximum": 100},
        [10, 50, 100],
        minItems=1,
    ),
)

_HOOKS: Final = _object(
    "Shell commands around the build. They run in the sandbox, and only when all authors of the plan may "
    "write to the repository.",
    "",
    {"post": ["node scripts/seed-demo.mjs"]},
    pre=_texts("Before the first phase.", "node scripts/prepare.mjs"),
    post=_texts("After the last phase.", "node scripts/seed-demo.mjs"),
)

_CHECKPOINTS: Final = _list(
    "Points at which a person must approve what was built before it goes on.",
    {"type": "string", "enum": ["afterScaffold", "afterDomains", "beforeDeploy"]},
    ["afterDomains", "beforeDeploy"],
)

SCHEMA: Final[Schema] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "$id": "urn:drystone:schema:buildplan:1.0.0",
    "title": "Drystone build plan",
    **_object(
        "What an application is: Drystone builds it from this file alone.",
        "project targets components database api integrations testing rollout",
        {"version": "1.0.0"},
        version=_text(
            "Version of the plan format.", "1.0.0", default="1.0.0", pattern="^[0-9]+\\.[0-9]+\\.[0-9]+$"
        ),
        project=_PROJECT,
        targets=_TARGETS,
        variables=_map(
            "Texts that `{{NAME}}` stands for in properties and templates.",
            {"type": "string"},
            {"TENANT_NAME": "Bali Bites"},
        ),
        components=_COMPONENTS,
        api=_API,
        database=_DATABASE,
        integrations=_INTEGRATIONS,
        testing=_TESTING,
        rollout=_ROLLOUT,
        hooks=_HOOKS,
        humanCheckpoints=_CHECKPOINTS,
    ),
}
SCHEMA.pop("examples")
