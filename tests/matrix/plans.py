"""Random sound plans. The same seed gives the same plan, on every machine and in every version of Python."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from random import Random
from typing import Any, Final

import yaml

from bot.core.plan.checks import Around
from bot.core.plan.load import Loaded, load
from bot.core.plan.model import Plan
from tests.matrix import given_sql, site, tables, work
from tests.matrix.choices import Choices, at_random, covering
from tests.phases.trees import LIBRARY, laid

NAMES: Final = ("corner-shop", "Corner Shop", "lighthouse2", "A", "Grand Hôtel «Zur Post»", "x" * 60)
TEMPLATES: Final = ("booking-confirmation", "welcome", "order-cancelled", "newsletter_2", "Receipt")
PRODUCTS: Final = ("gift-card", "deposit", "Plan_B")
EVENTS: Final = ("checkout.session.completed", "invoice.paid", "charge.refunded")
ADDRESSED: Final = ("notify-reservation", "send-report", "sync_2")


class _Plain(yaml.SafeDumper):
    """Writes each value out: plans have no aliases."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


@dataclass(frozen=True)
class Drawn:
    """One plan of the matrix: its name among the others, and the choices that it is made of."""

    name: str
    choices: Choices

    @cached_property
    def text(self) -> str:
        """The plan as a file."""
        return yaml.dump(document(self), Dumper=_Plain, sort_keys=False, allow_unicode=True, width=120)

    @cached_property
    def loaded(self) -> Loaded:
        """The plan as Drystone reads it, with all that its checks say."""
        return load(self.text, around=Around(library=frozenset(LIBRARY)))

    @property
    def plan(self) -> Plan:
        """The plan itself: sound, as all of the matrix are."""
        assert self.loaded.plan is not None, (self.name, self.loaded.errors)
        return self.loaded.plan

    @property
    def app(self) -> dict[str, bytes]:
        """The app that it becomes."""
        return laid(self.plan, self.text)


def drawn(seed: int) -> Drawn:
    """The plan of a seed."""
    return Drawn(f"seed-{seed}", at_random(Random(f"choices {seed}")))


def in_pairs() -> list[Drawn]:
    """Plans in which each pair of choices occurs."""
    return [Drawn(f"pairs-{number}", choices) for number, choices in enumerate(covering())]


def document(plan: Drawn) -> dict[str, Any]:
    """The plan as data."""
    rng, choices = Random(f"plan {plan.name}"), plan.choices
    made = tables.tables(rng, choices)
    done = work.work(rng, choices, made, _effects(rng, choices))
    return {
        "version": rng.choice(("1.0.0", "1.2.0")),
        "project": {
            "name": rng.choice(NAMES),
            "stack": "nextjs-15",
            "packageManager": choices.manager,
            "runtime": "node",
        },
        "targets": {
            "infra": choices.infra,
            "database": choices.database,
            "auth": choices.auth,
            "payments": choices.payments,
            "email": choices.email,
            "storage": choices.storage,
        },
        "variables": dict(site.VARIABLES) | _theme(rng),
        "components": {**site.components(rng, choices, made), "domains": _domains(rng, made, done)},
        "api": {"routes": done.routes},
        "database": given_sql.database(rng, choices, made),
        "integrations": _integrations(rng, choices),
        "testing": _testing(rng),
        "rollout": _rollout(rng),
        "humanCheckpoints": rng.sample(("afterScaffold", "afterDomains", "beforeDeploy"), rng.randint(0, 3)),
    }


def _theme(rng: Random) -> dict[str, str]:
    return {"THEME": rng.choice(("forest", "Ocean", "no-such-theme"))} if rng.random() < 0.3 else {}


def _effects(rng: Random, choices: Choices) -> list[str]:
    effects = ["ring-bell"] if rng.random() < 0.2 else []
    effects += ["send-email"] if choices.email != "none" else []
    return effects + (["stripe-charge"] if choices.payments != "none" else [])


def _domains(rng: Random, made: Sequence[tables.Table], done: work.Work) -> list[dict[str, Any]]:
    names = list(dict.fromkeys(table.domain for table in made))
    domains = [
        {
            "name": name,
            "entities": [table.written for table in made if table.domain == name],
            "operations": done.operations.get(name, []),
        }
        for name in names
    ]
    if len(domains) > 1 and rng.random() < 0.2:
        # A domain that works on the entities of another, and has none itself.
        domains[0]["operations"], domains[1]["operations"] = (
            [],
            [
                *domains[1]["operations"],
                *domains[0]["operations"],
            ],
        )
        for route in done.routes:
            route["operation"] = route["operation"].replace(f"{names[0]}.", f"{names[1]}.", 1)
    return domains


def _integrations(rng: Random, choices: Choices) -> dict[str, Any]:
    given: dict[str, Any] = {}
    if (choices.database == "supabase" or choices.storage == "supabase-storage") and rng.random() < 0.7:
        functions = rng.sample(ADDRESSED, rng.randint(0, 2))
        given["supabase"] = {"projectRef": "abcdefghijklmnop", "edgeFunctions": functions}
    if choices.auth == "clerk" and rng.random() < 0.7:
        roles = rng.sample(("user", "admin", "editor", "front_desk"), rng.randint(0, 4))
        given["clerk"] = {"roles": roles, "protectedRoutes": rng.choice(([], ["/api/*"], ["/"]))}
    if choices.payments == "stripe" and rng.random() < 0.8:
        some = {
            "products": rng.sample(PRODUCTS, rng.randint(0, 3)),
            "webhooks": rng.sample(EVENTS, rng.randint(0, 2)),
        }
        given["stripe"] = {"mode": rng.choice(("test", "live")), **some}
    if choices.email != "none" and rng.random() < 0.8:
        given["email"] = {"provider": choices.email, "templates": rng.sample(TEMPLATES, rng.randint(0, 4))}
    return given


def _testing(rng: Random) -> dict[str, Any]:
    globs = rng.sample(
        ("domains/**/*.test.ts", "tests/own/*.test.ts", "lib/*.{test,spec}.ts"), rng.randint(0, 2)
    )
    wanted = {} if rng.random() < 0.3 else {"coverageTarget": rng.choice((0, 50, 70, 80))}
    return {"unit": globs, "e2e": "playwright", "gherkinFrom": "none", **wanted}


def _rollout(rng: Random) -> dict[str, Any]:
    flags = rng.sample(("new-list", "Bookings_V2", "beta", "a"), rng.randint(0, 3))
    return {"featureFlags": flags, "stages": rng.choice(([100], [10, 50, 100], [1, 99]))}
