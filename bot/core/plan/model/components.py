"""What an application consists of: pages, components, domains with their entities and operations, routes."""

from __future__ import annotations

from typing import Any, Literal

from bot.core.plan.model.part import AtLeastOne, Limit, Many, Maybe, Part, Scalar, like, said
from bot.core.plan.types import FORMS

Method = Literal["GET", "POST", "PUT", "PATCH", "DELETE"]
Auth = Literal["public", "user", "admin"]
_FORM: str = "packages/platform/ui/src/features/resource/ResourceManager.tsx"
_BUTTON: str = "packages/platform/ui/src/primitives/buttons/PrimaryButton.tsx"
_HOME = {"name": "Home", "route": "/", "layout": "marketing"}
_ENTITY = {"name": "Category", "fields": [{"name": "title", "type": "string"}]}
_DOMAIN = {"name": "catalog", "entities": [], "operations": []}
_ROUTE = {"method": "POST", "path": "/api/products", "operation": "catalog.createProduct"}


class Section(
    Part,
    json_schema_extra=like(
        component="packages/platform/ui/src/primitives/heroes/hero-fullscreen/component.tsx"
    ),
):
    """One component on a page."""

    component: str = said(
        "Path of the component in the library. The repository's own `packages/**` goes before Drystone's.",
        _FORM,
    )
    props: dict[str, Any] = said(
        "Properties given to the component. `{{NAME}}` stands for the variable of that name.",
        {"title": "Corner Shop"},
        default_factory=dict,
    )


class Page(Part, json_schema_extra=like(**_HOME)):
    """One page of the application."""

    name: str = said("Name of the page, shown as its title and in the navigation.", "Products")
    route: str = said("Path of the page.", "/products", pattern=r"^/([a-z0-9-_/]*)$")
    layout: Literal["marketing", "app", "admin"] = said(
        "Frame around the page: `marketing` is open to all, `app` asks to sign in, `admin` for an admin."
    )
    sections: Many[Section] = said(
        "The components of the page, from top to bottom. Without any, it offers what its domain can do.",
        [{"component": _FORM}],
        default=(),
    )


class UiComponent(Part, json_schema_extra=like(name="PrimaryButton", from_=_BUTTON)):
    """One component to bring from the library into the application."""

    name: str = said("Name of the component.", "PrimaryButton")
    from_: str = said("Path in the library.", _BUTTON, alias="from")
    as_: Maybe[str] = said(
        "Name under which the application imports it; without it, `name`.",
        "PrimaryButton",
        default=None,
        alias="as",
    )


class EntityField(Part, json_schema_extra=like(name="stock", type="int", check="stock > 0")):
    """One field of an entity: a column of its table."""

    name: str = said("Name of the field, in camelCase. The column is its snake_case.", "stock")
    type: str = said(
        f"Type of the field: {', '.join(f'`{form}`' for form in FORMS)}. `fk(users.id)` is the signed-in user.",
        "uuid",
        "decimal(10,2)",
        "enum(Status: OPEN|CLOSED)",
        "fk(Category.id)",
    )
    nullable: bool = said("Whether the field may be empty.", default=False)
    unique: bool = said("Whether no two rows may have the same value.", default=False)
    default: Scalar = said(
        "Value of the field where none is given, of the field's type.",
        "PENDING",
        0,
        True,
        None,
        default=None,
    )
    check: Maybe[str] = said(
        "Condition in SQL that each row holds to; it names fields as the plan does.",
        "stock > 0",
        default=None,
    )
    index: bool = said("Whether the column is indexed, so that lists can be filtered by it.", default=False)


class Entity(Part, json_schema_extra=like(**_ENTITY)):
    """One kind of thing that the application keeps: a table."""

    name: str = said("Name of the entity, in PascalCase and singular.", "Product")
    multiTenant: bool = said(
        "Whether each row belongs to the user who made it: an owner column, and row-level security by it.",
        default=True,
    )
    fields: AtLeastOne[EntityField] = said("The fields of the entity.", [{"name": "id", "type": "uuid"}])


class Operation(
    Part,
    json_schema_extra=like(name="createProduct", kind="command", input={"stock": "int"}, output="Product"),
):
    """One thing that the application does: a typed function, with its form, its action and its route."""

    name: str = said(
        "What it does, as a verb and an entity: `create`, `get`, `list`, `update`, `delete`, or a change of "
        "state such as `cancel`.",
        "createProduct",
    )
    kind: Literal["query", "command"] = said("`query` reads, `command` changes.")
    input: dict[str, str] = said(
        "What it is given: name to type, in the order in which a form shows them.",
        {"stock": "int", "since": "date"},
    )
    output: str = said("Entity that it returns; a list operation returns a page of them.", "Product")
    auth: Auth = said("Who may call it.", default="user")
    sideEffects: Many[str] = said(
        "What else it brings about: `send-email`, `stripe-charge`.", ["send-email"], default=()
    )


class Domain(Part, json_schema_extra=like(**_DOMAIN)):
    """A group of entities and operations that belong together: a folder of the application."""

    name: str = said("Name of the domain, in lower case.", "catalog")
    entities: Many[Entity] = said("What the domain keeps.", [_ENTITY])
    operations: Many[Operation] = said(
        "What the domain does.",
        [{"name": "listCategories", "kind": "query", "input": {}, "output": "Category"}],
    )


class Components(Part, json_schema_extra=like(pages=[_HOME], ui=[], domains=[])):
    """Pages, library components and domains of the application."""

    pages: AtLeastOne[Page] = said("The pages.", [_HOME])
    ui: Many[UiComponent] = said(
        "Library components to copy into the application beside those that pages name.", []
    )
    domains: AtLeastOne[Domain] = said("The domains.", [_DOMAIN])


class Route(Part, json_schema_extra=like(**_ROUTE)):
    """One HTTP route of the application's API."""

    method: Method = said("HTTP method.")
    path: str = said(
        "Path of the route. `{name}` is an input of the operation.",
        "/api/products/{id}",
        pattern=r"^/api(/[a-z0-9-{}:_]+)+$",
    )
    operation: str = said("Operation that answers: domain and operation.", "catalog.createProduct")
    validate_: bool = said(
        "Whether the input is checked before the operation sees it. It is in any case: `false` has no effect.",
        default=True,
        alias="validate",
    )
    rateLimit: Maybe[Limit] = said(
        "Requests a minute that one caller may make; 0 is no limit.", 60, default=None
    )


class Api(Part, json_schema_extra=like(routes=[])):
    """The HTTP API."""

    routes: Many[Route] = said("The routes.", [_ROUTE])
