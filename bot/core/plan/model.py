"""The typed form of a valid `buildplan.yaml`: the same names as its JSON Schema, defaults filled in."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

Stack = Literal["nextjs-15", "nestjs", "expo", "remix"]
PackageManager = Literal["pnpm", "npm", "yarn"]
Runtime = Literal["node", "deno", "bun"]
Checkpoint = Literal["afterScaffold", "afterDomains", "beforeDeploy"]
Method = Literal["GET", "POST", "PUT", "PATCH", "DELETE"]
Auth = Literal["public", "user", "admin"]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Project(_Part):
    name: str
    stack: Stack
    packageManager: PackageManager
    runtime: Runtime
    repo: str | None = None


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
    route: str
    layout: Literal["marketing", "app", "admin"]
    sections: tuple[Section, ...] = Field(default=(), strict=False)


class UiComponent(_Part):
    name: str
    from_: str = Field(alias="from")
    as_: str | None = Field(default=None, alias="as")


class EntityField(_Part):
    name: str
    type: str
    nullable: bool = False
    unique: bool = False
    default: str | bool | int | float | None = None
    check: str | None = None
    index: bool = False


class Entity(_Part):
    name: str
    multiTenant: bool = True
    fields: tuple[EntityField, ...] = Field(strict=False)


class Operation(_Part):
    name: str
    kind: Literal["query", "command"]
    input: dict[str, str]
    output: str
    auth: Auth = "user"
    sideEffects: tuple[str, ...] = Field(default=(), strict=False)


class Domain(_Part):
    name: str
    entities: tuple[Entity, ...] = Field(strict=False)
    operations: tuple[Operation, ...] = Field(strict=False)


class Components(_Part):
    pages: tuple[Page, ...] = Field(strict=False)
    ui: tuple[UiComponent, ...] = Field(strict=False)
    domains: tuple[Domain, ...] = Field(strict=False)


class Route(_Part):
    method: Method
    path: str
    operation: str
    validate_: bool = Field(default=True, alias="validate")
    rateLimit: int | None = None


class Api(_Part):
    routes: tuple[Route, ...] = Field(strict=False)


class Policy(_Part):
    entity: str
    policy: str
    action: Literal["ALL", "SELECT", "INSERT", "UPDATE", "DELETE"] = "ALL"
    using: str


class Index(_Part):
    table: str
    columns: tuple[str, ...] = Field(strict=False)
    unique: bool = False


class Database(_Part):
    source: Literal["fromEntities", "sql"]
    sql: str | None = None
    policies: tuple[Policy, ...] = Field(default=(), strict=False)
    indexes: tuple[Index, ...] = Field(default=(), strict=False)


class SupabaseIntegration(_Part):
    projectRef: str | None = None
    edgeFunctions: tuple[str, ...] = Field(default=(), strict=False)


class ClerkIntegration(_Part):
    roles: tuple[str, ...] = Field(default=(), strict=False)
    protectedRoutes: tuple[str, ...] = Field(default=(), strict=False)


class StripeIntegration(_Part):
    mode: Literal["test", "live"] = "test"
    products: tuple[str, ...] = Field(default=(), strict=False)
    webhooks: tuple[str, ...] = Field(default=(), strict=False)


class EmailIntegration(_Part):
    provider: Literal["resend", "postmark"] | None = None
    templates: tuple[str, ...] = Field(default=(), strict=False)


class Integrations(_Part):
    supabase: SupabaseIntegration | None = None
    clerk: ClerkIntegration | None = None
    stripe: StripeIntegration | None = None
    email: EmailIntegration | None = None


class Testing(_Part):
    framework: Literal["vitest", "jest"] = "vitest"
    unit: tuple[str, ...] = Field(strict=False)
    e2e: Literal["playwright", "cypress"]
    gherkinFrom: Literal["prd.requirements", "none"] = "prd.requirements"
    coverageTarget: int = 70


class Rollout(_Part):
    featureFlags: tuple[str, ...] = Field(strict=False)
    stages: tuple[int, ...] = Field(strict=False)


class Hooks(_Part):
    pre: tuple[str, ...] = Field(default=(), strict=False)
    post: tuple[str, ...] = Field(default=(), strict=False)


class Plan(_Part):
    """A valid plan. `bot.core.plan.load` makes it; nothing else does."""

    version: str = "1.0.0"
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
    humanCheckpoints: tuple[Checkpoint, ...] = Field(default=(), strict=False)
