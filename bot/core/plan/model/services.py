"""What an application stands on: its targets, its database, and the settings of services."""

from __future__ import annotations

from typing import Literal

from bot.core.plan.model.part import AtLeastOne, Many, Maybe, Part, like, said

_POLICY = {"entity": "Product", "policy": "tenant_isolation", "using": "user_id = auth.uid()"}
_INDEX = {"table": "Product", "columns": ["since"]}


class Targets(Part, json_schema_extra=like(infra="vercel", database="supabase", auth="clerk")):
    """The services that the application stands on."""

    infra: Literal["vercel", "railway", "flyio", "aws"] = said("Where the application is deployed.")
    database: Literal["supabase", "neon", "planetscale", "local-postgres"] = said(
        "Which PostgreSQL the application uses: `.env.example` says where its addresses are found."
    )
    auth: Literal["clerk", "authjs", "firebase-auth"] = said("Who signs people in.")
    payments: Literal["stripe", "none"] = said("Who takes payments.", default="none")
    email: Literal["resend", "postmark", "none"] = said("Who sends e-mail.", default="none")
    storage: Literal["supabase-storage", "cloudinary", "none"] = said(
        "Where uploaded files are kept.", default="none"
    )


class Policy(Part, json_schema_extra=like(**_POLICY)):
    """One policy of row-level security."""

    entity: str = said("Entity whose rows it guards.", "Product")
    policy: str = said("Name of the policy.", "tenant_isolation")
    action: Literal["ALL", "SELECT", "INSERT", "UPDATE", "DELETE"] = said(
        "What it applies to.", default="ALL"
    )
    using: str = said(
        "Condition in SQL that a row must meet; it also holds for rows that are written.",
        "user_id = auth.uid()",
    )


class Index(Part, json_schema_extra=like(**_INDEX)):
    """One index."""

    table: str = said("Entity or table.", "Product")
    columns: AtLeastOne[str] = said("Fields or columns, in this order.", ["categoryId", "since"])
    unique: bool = said("Whether no two rows may agree in all of them.", default=False)


class Database(Part, json_schema_extra=like(source="fromEntities")):
    """The database's tables, policies and indexes."""

    source: Literal["fromEntities", "sql"] = said(
        "Where tables come from: `fromEntities` writes the SQL, `sql` takes the SQL given here."
    )
    sql: Maybe[str] = said(
        "With `source: sql`, the SQL (PostgreSQL) that makes the tables.",
        "create table categories (id uuid primary key);",
        default=None,
    )
    policies: Many[Policy] = said(
        "Policies of row-level security, beside those that multi-tenant entities have.", [_POLICY], default=()
    )
    indexes: Many[Index] = said("Indexes beside those of single fields.", [_INDEX], default=())


class SupabaseIntegration(Part, json_schema_extra=like(projectRef="abcdefghijklmnop")):
    """Supabase."""

    projectRef: Maybe[str] = said(
        "Reference of the Supabase project: `.env.example` names its URL.", "abcdefghijklmnop", default=None
    )
    edgeFunctions: Many[str] = said(
        "Edge functions to lay out, one folder each.", ["send-report"], default=()
    )


class ClerkIntegration(Part, json_schema_extra=like(roles=["user", "admin"], protectedRoutes=["/products"])):
    """Clerk."""

    roles: Many[str] = said("Roles that a user may have.", ["user", "admin"], default=())
    protectedRoutes: Many[str] = said(
        "Paths that ask to sign in, beside those of `app` and `admin` pages.",
        ["/products", "/api/*"],
        default=(),
    )


class StripeIntegration(Part, json_schema_extra=like(mode="test", products=["gift-card"])):
    """Stripe."""

    mode: Literal["test", "live"] = said("Which keys the application expects.", default="test")
    products: Many[str] = said("Products that can be paid for.", ["gift-card"], default=())
    webhooks: Many[str] = said(
        "Events that Stripe sends to the application.", ["checkout.session.completed"], default=()
    )


class EmailIntegration(Part, json_schema_extra=like(provider="resend", templates=["order-confirmation"])):
    """E-mail."""

    provider: Maybe[Literal["resend", "postmark"]] = said(
        "Who sends it; the same as `targets.email`.", default=None
    )
    templates: Many[str] = said(
        "Messages that the application sends, one file each.", ["order-confirmation"], default=()
    )


class Integrations(Part, json_schema_extra=like(clerk={"roles": ["user", "admin"]})):
    """Settings of the services that `targets` names."""

    supabase: Maybe[SupabaseIntegration] = None
    clerk: Maybe[ClerkIntegration] = None
    stripe: Maybe[StripeIntegration] = None
    email: Maybe[EmailIntegration] = None
