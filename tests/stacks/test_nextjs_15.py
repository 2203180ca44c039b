"""The stack: every choice of targets renders, and its paths are safe."""

from __future__ import annotations

import json
from itertools import product

import pytest

from bot.flow.generate import is_safe
from bot.ports.stack import UnboundTemplates
from bot.stacks.nextjs_15 import STACK, NextJs15
from tests.phases.trees import BOUND, laid, plan_of

AUTH = ("clerk", "authjs", "firebase-auth")
DATABASES = ("supabase", "neon", "planetscale", "local-postgres")
OTHERS = (
    ("vercel", "stripe", "resend", "supabase-storage"),
    ("railway", "none", "postmark", "cloudinary"),
    ("flyio", "stripe", "none", "none"),
    ("aws", "none", "resend", "none"),
)


@pytest.mark.parametrize(("auth", "database"), list(product(AUTH, DATABASES)))
def test_every_choice_of_targets_renders(auth: str, database: str) -> None:
    """Each value of each target is built, in every pair of sign-in and database."""
    infra, payments, email, storage = OTHERS[(AUTH.index(auth) + DATABASES.index(database)) % len(OTHERS)]
    targets = {"auth": auth, "database": database, "infra": infra}
    plan = plan_of("help-desk", targets={**targets, "payments": payments, "email": email, "storage": storage})
    tree = laid(plan)
    assert all(is_safe(path) for path in tree)
    provider = {"clerk": "clerk", "authjs": "authjs", "firebase-auth": "firebase"}[auth]
    assert f"lib/auth/{provider}.ts" in tree
    assert ("lib/payments/stripe.ts" in tree) == (payments == "stripe")
    assert ("lib/email/index.ts" in tree) == (email != "none")
    assert ("lib/storage/index.ts" in tree) == (storage != "none")


@pytest.mark.parametrize(
    ("manager", "overrides"), [("pnpm", None), ("npm", "overrides"), ("yarn", "resolutions")]
)
def test_every_package_manager_has_its_own_configuration(manager: str, overrides: str | None) -> None:
    """Overrides stand where the manager reads them."""
    project = {"name": "desk", "stack": "nextjs-15", "packageManager": manager, "runtime": "node"}
    plan = plan_of("clinic", project=project)
    tree = laid(plan, upto="scaffold")
    package = json.loads(tree["package.json"])
    assert package["packageManager"].startswith(f"{manager}@")
    assert ("pnpm-workspace.yaml" in tree) == (manager == "pnpm")
    assert (".yarnrc.yml" in tree) == (manager == "yarn")
    if overrides:
        assert package[overrides] == {"@clerk/backend": "3.20.1"}


def test_the_constant_has_no_templates_until_it_is_bound() -> None:
    """Nothing is read at import; what is used unbound says so."""
    assert isinstance(NextJs15().templates, UnboundTemplates)
    with pytest.raises(LookupError):
        STACK.templates.names()
    assert "versions.json" in BOUND.templates.names()


def test_the_gates_are_named_in_the_order_in_which_people_read_them() -> None:
    """Compile first, accessibility last."""
    assert STACK.gates == ("compile", "lint", "unit", "build", "e2e", "a11y")
