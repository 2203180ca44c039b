"""Tests of the app: operations, policies, routes, pages in a browser, accessibility."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from bot.core.generate import flows, lay, samples, testing
from bot.core.generate.code import found
from bot.core.generate.environment import groups
from bot.core.generate.laying import Axis, Layer
from bot.core.generate.pages import PageView
from bot.core.plan import naming
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
        browsed = flows.flows(views)
        layer = lay.with_values(base, **_values(base, app, views, given))
        files = Layer(layer.source, layer.facts, layer.values, _axes(app, browsed)).folder("tests")
        owned = f"{len(testing.policy_probes(app))} owned tables"
        evidence = (
            f"Tests of {len(app.operations)} operations, {owned}, {len(browsed)} flows, {len(views)} pages."
        )
        return ChangeSet(files, evidence=evidence)


def _values(base: Layer, app: AppModel, views: list[PageView], given: PhaseInput) -> dict[str, Any]:
    fixtures = " ".join(" ".join(testing.fixture_pairs(entity, app)) for entity in app.entities)
    start = next((view for view in views if view.page.route == base.values["start"]), None)
    return {
        "all_pages": views,
        "samples": samples,
        "fixture_pairs": testing.fixture_pairs,
        "fixture_samples": found(fixtures, r"(?:dateIn|timeIn)(?=\()")
        + (["next"] if testing.has_n(fixtures) else []),
        "looked_up": any(app.pointed_to(e.name) - {e.key.sql} for e in app.entities),
        "has_n": testing.has_n,
        "policies": testing.policy_probes(app),
        "routes": testing.route_probes(app),
        "described_domains": sorted({route.domain for route in app.routes}),
        "open_points": sorted(
            {
                (one.route.domain, one.probe.name)
                for one in testing.route_probes(app)
                if one.probe.operation.meaning == "open"
            }
        ),
        "secret_names": sorted({name for group in groups(base.facts) for name in group.names}),
        "unit_globs": [one for one in given.plan.testing.unit if GLOB.fullmatch(one)],
        "root_protected": any(view.page.route == "/" and view.page.layout != "marketing" for view in views),
        "start_link": flows.start_link(views),
        "start_page_public": start is None or start.page.layout == "marketing",
    }


def _axes(app: AppModel, browsed: Iterable[flows.Flow]) -> dict[str, Axis]:
    def domains(_: Mapping[str, Any]) -> Iterable[tuple[str, Mapping[str, Any]]]:
        return ((d.folder, {"domain": d, "tests": testing.DomainTests(app, d)}) for d in app.domains)

    def worked(given: Mapping[str, Any]) -> Iterable[tuple[str, Mapping[str, Any]]]:
        return ((name, values) for name, values in domains(given) if values["domain"].operations)

    def shown(given: Mapping[str, Any]) -> Iterable[tuple[str, Mapping[str, Any]]]:
        return ((n, v) for n, v in domains(given) if v["domain"].entities or v["tests"].submits)

    def browser(_: Mapping[str, Any]) -> Iterable[tuple[str, Mapping[str, Any]]]:
        taken: set[str] = set()
        for flow in browsed:
            name = naming.unique(flows.called(f"{flow.page.name} {flow.entity.name}"), taken)
            taken.add(name)
            yield name, {"flow": flow}

    return {"worked": worked, "shown": shown, "flow": browser}


PHASE: Phase = Tests()
