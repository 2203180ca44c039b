"""Random pages: every layout, with sections and without, after an entity or after nothing in the plan."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import Any, Final

from bot.core.plan import naming
from tests.matrix.choices import Choices
from tests.matrix.tables import Table, Written

UI: Final = "packages/platform/ui/src"
HERO: Final = f"{UI}/primitives/heroes/hero-fullscreen/component.tsx"
MANAGER: Final = f"{UI}/features/resource/ResourceManager.tsx"
BOOKING: Final = "packages/restaurants/src/features/booking/BookingForm.tsx"
BUTTON: Final = f"{UI}/primitives/buttons/PrimaryButton.tsx"
SHOWN: Final[dict[str, tuple[dict[str, Any], ...]]] = {
    HERO: (
        {"title": "{{APP_NAME}}", "subtitle": "It's “good” & <cheap>", "cta": "Begin"},
        {"title": "Welcome to ${CITY}", "eyebrow": "Since 1999", "cta": "Go", "href": "/sign-in"},
    ),
    f"{UI}/sections/FeatureGrid.tsx": (
        {
            "title": "Why us",
            "features": [{"title": "Fast", "text": "100 % {fast}"}, {"title": "Kind", "text": "Yes."}],
        },
        {"title": "Nothing yet", "subtitle": "In {{CITY}}", "features": []},
    ),
    f"{UI}/sections/CallToAction.tsx": (
        {"title": "Join", "cta": "Sign in"},
        {"title": "Join", "text": "Now", "cta": "Go"},
    ),
    f"{UI}/sections/Faq.tsx": (
        {"questions": [{"question": "How?", "answer": "So: `{{APP_NAME}}`"}]},
        {"title": "FAQ", "questions": []},
    ),
}
VARIABLES: Final = {"APP_NAME": "Lighthouse & Söhne", "CITY": "Reykjavík", "UNUSED_1": "</script>"}
LAYOUTS: Final = ("app", "marketing", "admin")


def components(rng: Random, choices: Choices, tables: Sequence[Table]) -> Written:
    """Pages and components that the plan lists by name."""
    pages = [_home(rng, choices)] if rng.random() < 0.9 else []
    shown = rng.sample(list(tables), min(len(tables), rng.randint(1, 8)))
    pages += [_page(rng, choices, table) for table in shown]
    if rng.random() < 0.3:
        pages.append(
            {"name": "About us", "route": "/about/us", "layout": "marketing", "sections": _sections(rng)}
        )
    ui = [{"name": "PrimaryButton", "from": BUTTON}] if rng.random() < 0.3 else []
    ui += (
        [{"name": "Questions", "from": f"{UI}/sections/Faq.tsx", "as": "Asked"}] if rng.random() < 0.3 else []
    )
    return {"pages": _distinct(pages), "ui": ui}


def _home(rng: Random, choices: Choices) -> Written:
    page: Written = {"name": "Home", "route": "/", "layout": "marketing"}
    if choices.layouts == "app" and rng.random() < 0.5:
        page["layout"] = "app"
    if choices.pages != "bare":
        page["sections"] = [_section(rng, HERO), *_sections(rng)]
    return page


def _page(rng: Random, choices: Choices, table: Table) -> Written:
    layout = choices.layouts if choices.layouts in LAYOUTS else rng.choice(LAYOUTS)
    plural = naming.plural(naming.phrase(table.name))
    route = "/" + plural.replace(" ", "-")
    prefix = rng.choice(("", "", "/my", "/admin" if layout == "admin" else "/all"))
    name = rng.choice((naming.label(plural), naming.pascal(table.name), f"All {plural}"))
    page: Written = {"name": name, "route": prefix + route, "layout": layout}
    if choices.pages == "sections" or (choices.pages == "mixed" and rng.random() < 0.5):
        page["sections"] = _about(rng, table)
    return page


def _about(rng: Random, table: Table) -> list[Written]:
    bound = {"component": rng.choice((MANAGER, MANAGER, BOOKING))}
    props = {"entity": table.name} if rng.random() < 0.5 else {}
    props |= {"title": f"Our {naming.phrase(table.name)}"} if rng.random() < 0.3 else {}
    sections = [{**bound, **({"props": props} if props else {})}, *_sections(rng)]
    # Told by the name alone, so that the seeds go on giving the plans that they gave.
    if Random(f"again {table.name}").random() < 0.1:
        sections.append({"component": MANAGER, "props": {"entity": table.name}})
    return sections if rng.random() < 0.8 else _sections(rng) or sections


def _sections(rng: Random) -> list[Written]:
    return [_section(rng, path) for path in rng.sample(sorted(SHOWN), rng.randint(0, 2))]


def _section(rng: Random, path: str) -> Written:
    return {"component": path, "props": rng.choice(SHOWN[path])}


def _distinct(pages: list[Written]) -> list[Written]:
    by_route = {page["route"]: page for page in reversed(pages)}
    by_name = {page["name"].lower(): page for page in by_route.values()}
    return [page for page in pages if by_name.get(page["name"].lower()) is page]
