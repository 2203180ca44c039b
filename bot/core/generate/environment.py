"""The names that a deployed app reads from its environment, by what needs them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final


@dataclass(frozen=True)
class Group:
    """Names of one service. Those in `needed` have to be set where real people sign in."""

    fact: str
    title: str
    names: tuple[str, ...]
    needed: tuple[str, ...]


_GROUPS: Final = (
    Group(
        "database-supabase",
        "The database at Supabase: Connect in its dashboard names host and port of both addresses above.",
        (),
        (),
    ),
    Group(
        "database-neon",
        "The database at Neon: Connect in its console names the host; MIGRATE_URL takes the one without -pooler.",
        (),
        (),
    ),
    Group(
        "database-planetscale",
        "The database at PlanetScale: Connect names the host; MIGRATE_URL takes port 5432, not the pooler's 6432.",
        (),
        (),
    ),
    Group(
        "database-local-postgres",
        "The database is any PostgreSQL 15 or newer: both addresses above name its host and port.",
        (),
        (),
    ),
    Group(
        "auth-clerk",
        "Clerk: sign-in. CLERK_JWT_KEY (optional) checks tokens without a request.",
        ("NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY", "CLERK_SECRET_KEY", "CLERK_JWT_KEY"),
        ("NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY", "CLERK_SECRET_KEY"),
    ),
    Group(
        "auth-authjs",
        "Auth.js: sign-in with GitHub. ADMIN_EMAILS (optional) lists the admins.",
        ("AUTH_SECRET", "AUTH_GITHUB_ID", "AUTH_GITHUB_SECRET", "ADMIN_EMAILS"),
        ("AUTH_SECRET", "AUTH_GITHUB_ID", "AUTH_GITHUB_SECRET"),
    ),
    Group(
        "auth-firebase-auth",
        "Firebase: sign-in. FIREBASE_SERVICE_ACCOUNT (optional) is the service account as JSON.",
        ("NEXT_PUBLIC_FIREBASE_API_KEY", "NEXT_PUBLIC_FIREBASE_AUTH_DOMAIN", "FIREBASE_SERVICE_ACCOUNT"),
        ("NEXT_PUBLIC_FIREBASE_API_KEY", "NEXT_PUBLIC_FIREBASE_AUTH_DOMAIN"),
    ),
    Group(
        "payments-stripe",
        "Stripe: payments.",
        ("STRIPE_SECRET_KEY", "STRIPE_WEBHOOK_SECRET"),
        ("STRIPE_SECRET_KEY", "STRIPE_WEBHOOK_SECRET"),
    ),
    Group(
        "email-resend", "Resend: mail.", ("RESEND_API_KEY", "EMAIL_FROM"), ("RESEND_API_KEY", "EMAIL_FROM")
    ),
    Group(
        "email-postmark",
        "Postmark: mail.",
        ("POSTMARK_SERVER_TOKEN", "EMAIL_FROM"),
        ("POSTMARK_SERVER_TOKEN", "EMAIL_FROM"),
    ),
    Group(
        "supabase", "Supabase: files and edge functions.", ("SUPABASE_URL", "SUPABASE_SERVICE_ROLE_KEY"), ()
    ),
    Group(
        "storage-cloudinary",
        "Cloudinary: files.",
        ("CLOUDINARY_CLOUD_NAME", "CLOUDINARY_API_KEY", "CLOUDINARY_API_SECRET"),
        ("CLOUDINARY_CLOUD_NAME", "CLOUDINARY_API_KEY", "CLOUDINARY_API_SECRET"),
    ),
)


def groups(facts: Iterable[str], supabase: str = "") -> tuple[Group, ...]:
    """The groups that apply to an app; `supabase` is the reference of its Supabase project."""
    known = frozenset(facts)
    found = (group for group in _GROUPS if group.fact in known)
    if not supabase:
        return tuple(found)
    where = f" The project is https://{supabase}.supabase.co."
    return tuple(replace(one, title=one.title + where) if "supabase" in one.fact else one for one in found)
