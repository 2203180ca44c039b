"""The frame: complete dependencies, a theme, and nothing that needs what comes later."""

from __future__ import annotations

import json
import re

import pytest

from bot.errors import UserError
from tests.phases.trees import changes_of, laid, plan_of, text_of


def test_all_packages_are_pinned_and_final_at_scaffold() -> None:
    """The lock file is made once: no later phase touches package.json, and every version is exact."""
    package = json.loads(changes_of("scaffold", "help-desk").writes["package.json"])
    pins = {**package["dependencies"], **package["devDependencies"]}
    assert all(re.fullmatch(r"[0-9]+\.[0-9]+\.[0-9]+[a-z0-9.-]*", version) for version in pins.values())
    assert (
        laid(plan_of("help-desk"))["package.json"]
        == changes_of("scaffold", "help-desk").writes["package.json"]
    )


def test_dependencies_follow_the_targets() -> None:
    """An app brings the packages of what it uses, and of nothing else."""
    desk = json.loads(changes_of("scaffold", "help-desk").writes["package.json"])["dependencies"]
    shop = json.loads(changes_of("scaffold", "shop").writes["package.json"])["dependencies"]
    assert {"next-auth"} <= desk.keys()
    assert not {"stripe", "resend", "@clerk/nextjs", "@supabase/supabase-js"} & desk.keys()
    assert {"firebase-admin", "stripe", "resend", "@supabase/supabase-js"} <= shop.keys()


def test_the_scripts_are_the_gates_contract() -> None:
    """The gates and the app's owner call the same scripts."""
    scripts = json.loads(changes_of("scaffold", "help-desk").writes["package.json"])["scripts"]
    assert scripts["qa:compile"] == "next typegen && tsc --noEmit"
    assert scripts["qa:lint"] == "eslint . --max-warnings=0"
    assert scripts["qa:unit"] == "vitest run --coverage"
    assert scripts["qa:e2e"] == "playwright test --project=e2e"
    assert scripts["qa:a11y"] == "playwright test --project=a11y"


def test_the_frame_imports_nothing_that_comes_later() -> None:
    """After scaffold alone the tree compiles: what it imports of the app is there."""
    tree = laid(plan_of("help-desk"), upto="scaffold")
    modules = {path.rsplit(".", 1)[0] for path in tree}
    for path, data in tree.items():
        if path.endswith((".ts", ".tsx")):
            for module in re.findall(r'from "@/([^"]+)"', data.decode()):
                assert module in modules or f"{module}/index" in modules, f"{path} imports {module}"


def test_the_plan_stands_in_the_app_word_for_word() -> None:
    """What was built from can be read beside it."""
    assert changes_of("scaffold", "clinic").writes["buildplan.yaml"].startswith(b"# sql, Clerk")


def test_every_secret_that_is_needed_is_listed() -> None:
    """The app names all that is missing at start; the example file holds every name."""
    tree = laid(plan_of("shop"), upto="scaffold")
    for name in (
        "STRIPE_SECRET_KEY",
        "STRIPE_WEBHOOK_SECRET",
        "RESEND_API_KEY",
        "NEXT_PUBLIC_FIREBASE_API_KEY",
    ):
        assert f'"{name}"' in text_of(tree, "lib/env.ts")
        assert f"\n{name}=" in text_of(tree, ".env.example")
    assert not re.search(r"NEXT_PUBLIC_\w*(SECRET|ROLE)", text_of(tree, ".env.example"))


@pytest.mark.parametrize(
    ("part", "value"),
    [
        ("project", {"name": "x", "stack": "nextjs-15", "packageManager": "pnpm", "runtime": "bun"}),
        ("testing", {"unit": (), "e2e": "cypress"}),
        ("testing", {"unit": (), "e2e": "playwright", "framework": "jest"}),
    ],
)
def test_what_is_not_built_yet_is_refused(part: str, value: object) -> None:
    """What the schema allows and no template builds is refused with a reason, never half built."""
    with pytest.raises(UserError, match="not built yet"):
        laid(plan_of("help-desk", **{part: value}), upto="scaffold")
