"""Tests of the app: operations, policies, routes, pages in a browser, accessibility."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from bot.core.generate import flows, lay, testing
from bot.core.generate.environment import groups
from bot.core.generate.laying import Axis, Layer
from bot.core.generate.pages import PageView
from bot.core.plan import protection
from bot.core.plan.app import AppModel
from bot.ports.phase import ChangeSet, Phase, PhaseInput

# Where unit tests may stand: other text would be a pattern that no tool takes.
GLOB = re.compile(r"[A-Za-z0-9_@*][A-Za-z0-9_./*{},@-]*")


class Tests:
    name = "tests"
    summary = "tests of every operation, policy, route and page"

    def lay(self, given: PhaseInput) -> ChangeSet:
        """Yield the tests, and the configuration of the tools that run them."""
        base = given.layer
        app: AppModel = base.values["app"]
        views = [PageView(app, page, given.library, with_data=True) for page in app.pages]
        found = flows.flows(views)
        layer = lay.with_values(base, **_values(base, app, views, given))
        files = Layer(layer.source, layer.facts, layer.values, _axes(app, found)).folder("tests")
        owned = f"{len(testing.policy_probes(app))} owned tables"
        evidence = (
            f"Tests of {len(app.operations)} operations, {owned}, {len(found)} flows, {len(views)} pages."
        )
        return ChangeSet(files, evidence=evidence)


def _values(base: Layer, app: AppModel, views: list[PageView], given: PhaseInput) -> dict[str, Any]:
    pairs = " ".join(" ".join(testing.fixture_pairs(entity, app)) for entity in app.entities)
    start = next((view for view in views if view.page.route == base.values["start"]), None)
    routes, policies = testing.route_probes(app), testing.policy_probes(app)
    return {
        "all_pages": views,
        "fixture_pairs": testing.fixture_pairs,
        "fixture_samples": [n for n in ("dateIn", "timeIn") if f"{n}(" in pairs]
        + (["next"] if testing.has_n(pairs) else []),
        "has_n": testing.has_n,
        "policies": policies,
        "policy_fixtures": testing.policy_fixtures(policies),
        "routes": routes,
        "route_fixtures": testing.route_fixtures(routes),
        "route_samples": testing.route_samples(routes),
        "anyone_reads": protection.readable_by_anyone,
        "secret_names": sorted({name for group in groups(base.facts) for name in group.names}),
        "unit_globs": [one for one in given.plan.testing.unit if GLOB.fullmatch(one)],
        "root_protected": any(view.page.route == "/" and view.page.layout != "marketing" for view in views),
        "start_link": flows.start_link(views),
        "start_page_public": start is None or start.page.layout == "marketing",
    }


def _axes(app: AppModel, found: Iterable[flows.Flow]) -> dict[str, Axis]:
    def domains(_: Mapping[str, Any]) -> Iterable[tuple[str, Mapping[str, Any]]]:
        for domain in app.domains:
            yield domain.folder, {"domain": domain, "tests": testing.DomainTests(app, domain)}

    def browser(_: Mapping[str, Any]) -> Iterable[tuple[str, Mapping[str, Any]]]:
        for flow in found:
            yield flows.called(f"{flow.page.name} {flow.entity.name}"), {"flow": flow}

    return {"domain": domains, "flow": browser}


PHASE: Phase = Tests()
