"""The typed form of a valid `buildplan.yaml`: the same names as its JSON Schema, defaults filled in.

It accepts exactly what the schema accepts (a test holds the two together).
"""

from __future__ import annotations

from typing import Annotated, Any, Literal, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

Stack = Literal["nextjs-15", "nestjs", "expo", "remix"]
PackageManager = Literal["pnpm", "npm", "yarn"]
Runtime = Literal["node", "deno", "bun"]
Checkpoint = Literal["afterScaffold", "afterDomains", "beforeDeploy"]
Method = Literal["GET", "POST", "PUT", "PATCH", "DELETE"]
Auth = Literal["public", "user", "admin"]


T = TypeVar("T")


def _given(value: Any) -> Any:  # noqa: ANN401 (raw input)
    """Refuse an explicit null: an optional key may be left out, but not be null."""
    if value is None:
        raise ValueError("null is not allowed here")
    return value


def _whole(value: Any) -> Any:  # noqa: ANN401 (raw input)
    """JSON Schema calls 70.0 an integer too."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


Maybe = Annotated[T | None, BeforeValidator(_given)]
Many = Annotated[tuple[T, ...], Field(strict=False)]
AtLeastOne = Annotated[tuple[T, ...], Field(strict=False, min_length=1)]
Percent = Annotated[int, Field(strict=True, ge=0, le=100), BeforeValidator(_whole)]
Stage = Annotated[int, Field(strict=True, ge=1, le=100), BeforeValidator(_whole)]
Limit = Annotated[int, Field(strict=True, ge=0), BeforeValidator(_whole)]
Version = Annotated[str, Field(pattern=r"^[0-9]+\.[0-9]+\.[0-9]+$")]
PagePath = Annotated[str, Field(pattern=r"^/([a-z0-9\-_/]*)$")]
ApiPath = Annotated[str, Field(pattern=r"^/api(/[a-z0-9\-{}:_]+)+$")]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Project(_Part):
    name: Annotated[str, Field(min_length=1)]
    stack: Stack
    packageManager: PackageManager
    runtime: Runtime
    repo: Maybe[str] = None


class Targets(_Part):
    infra: Literal["vercel", "railway", "flyio", "aws"]
    database: Literal["supabase", "neon", "planetscale", "local-postgres"]
    auth: Literal["clerk", "authjs", "firebase-auth"]
    payments: Literal["stripe", "none"] = "none"
    email: Literal["resend", "postmark", "none"] = "none"
    storage: Literal["supabase-storage", "cloudinary", "none"] = "none"


class Section(_Part):
    component: str
    props: dict[str, Any] = Field(default_factory=dict)


class Page(_Part):
    name: str
    route: PagePath
    layout: Literal["marketing", "app", "admin"]
    sections: Many[Section] = ()


class UiComponent(_Part):
    name: str
    from_: str = Field(alias="from")
    as_: Maybe[str] = Field(default=None, alias="as")


class EntityField(_Part):
    name: str
    type: str
    nullable: bool = False
    unique: bool = False
    default: str | bool | int | float | None = None
    check: Maybe[str] = None
    index: bool = False


class Entity(_Part):
    name: str
    multiTenant: bool = True
    fields: AtLeastOne[EntityField]


class Operation(_Part):
    name: str
    kind: Literal["query", "command"]
    input: dict[str, str]
    output: str
    auth: Auth = "user"
    sideEffects: Many[str] = ()


class Domain(_Part):
    name: str
    entities: Many[Entity]
    operations: Many[Operation]


class Components(_Part):
    pages: AtLeastOne[Page]
    ui: Many[UiComponent]
    domains: AtLeastOne[Domain]


class Route(_Part):
    method: Method
    path: ApiPath
    operation: str
    validate_: bool = Field(default=True, alias="validate")
    rateLimit: Maybe[Limit] = None


class Api(_Part):
    routes: Many[Route]


class Policy(_Part):
    entity: str
    policy: str
    action: Literal["ALL", "SELECT", "INSERT", "UPDATE", "DELETE"] = "ALL"
    using: str


class Index(_Part):
    table: str
    columns: AtLeastOne[str]
    unique: bool = False


class Database(_Part):
    source: Literal["fromEntities", "sql"]
    sql: Maybe[str] = None
    policies: Many[Policy] = ()
    indexes: Many[Index] = ()


class SupabaseIntegration(_Part):
    projectRef: Maybe[str] = None
    edgeFunctions: Many[str] = ()


class ClerkIntegration(_Part):
    roles: Many[str] = ()
    protectedRoutes: Many[str] = ()


class StripeIntegration(_Part):
    mode: Literal["test", "live"] = "test"
    products: Many[str] = ()
    webhooks: Many[str] = ()


class EmailIntegration(_Part):
    provider: Maybe[Literal["resend", "postmark"]] = None
    templates: Many[str] = ()


class Integrations(_Part):
    supabase: Maybe[SupabaseIntegration] = None
    clerk: Maybe[ClerkIntegration] = None
    stripe: Maybe[StripeIntegration] = None
    email: Maybe[EmailIntegration] = None


class Testing(_Part):
    framework: Literal["vitest", "jest"] = "vitest"
    unit: Many[str]
    e2e: Literal["playwright", "cypress"]
    gherkinFrom: Literal["prd.requirements", "none"] = "prd.requirements"
    coverageTarget: Percent = 70


class Rollout(_Part):
    featureFlags: Many[str]
    stages: AtLeastOne[Stage]


class Hooks(_Part):
    pre: Many[str] = ()
    post: Many[str] = ()


class Plan(_Part):
    """A valid plan. `bot.core.plan.load` makes it; nothing else does."""

    version: Version = "1.0.0"
    project: Project
    targets: Targets
    variables: dict[str, str] = Field(default_factory=dict)
    components: Components
    api: Api
    database: Database
    integrations: Integrations
    testing: Testing
    rollout: Rollout
    hooks: Hooks = Hooks()
    humanCheckpoints: Many[Checkpoint] = ()
