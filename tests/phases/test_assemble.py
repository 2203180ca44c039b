"""Components come with all that they import; pages compose them with the plan's props."""

from __future__ import annotations

import pytest
import yaml

from bot.errors import UserError
from tests.phases.trees import LIBRARY, changes_of, laid, plan_of, plan_text, text_of, tree_of

UI = "packages/platform/ui/src"
HERO = f"{UI}/primitives/heroes/hero-fullscreen/component.tsx"


def test_a_component_brings_what_it_imports() -> None:
    """Local imports and monorepo aliases both lead into the app, and what they name is there."""
    tree = tree_of("restaurant-booking")
    form = text_of(tree, "components/restaurants/features/booking/BookingForm.tsx")
    assert 'from "@/components/platform/ui/primitives/forms/OperationForm"' in form
    assert "components/platform/ui/primitives/forms/OperationForm.tsx" in tree
    assert "@platform/" not in form


def test_a_page_has_its_sections_with_their_props() -> None:
    """Props are data of the plan; the button of the hero leads to where people start."""
    home = text_of(changes_of("assemble", "restaurant-booking").writes, "app/(marketing)/page.tsx")
    assert '<HeroFullscreen href="/bookings"' in home.replace("\n        ", " ") or 'href="/bookings"' in home
    assert 'subtitle="Authentic Dining in Ubud"' in home


def test_variables_are_substituted_in_props() -> None:
    """`{{APP_NAME}}` in a prop is the variable's text."""
    assert 'title="Lighthouse Desk"' in text_of(tree_of("help-desk"), "app/(marketing)/page.tsx")


def test_ui_components_get_the_names_of_the_plan() -> None:
    """`as` is the name by which the app knows a component."""
    assert "PrimaryButton as MainButton" in text_of(tree_of("shop"), "components/ui.ts")


def page_of(upto: str, **page: object) -> str:
    """The one page of the help desk, after the phases up to one."""
    components = yaml.safe_load(plan_text("help-desk"))["components"]
    pages = [{"name": "Contact", "route": "/contact", "layout": "marketing", **page}]
    plan = plan_of("help-desk", components={**components, "pages": pages})
    return text_of(laid(plan, upto=upto), "app/(marketing)/contact/page.tsx")


def test_a_small_component_is_framed_on_a_page() -> None:
    """A primitive that keeps no space of its own gets it from the page; a section keeps its own."""
    frame = '<div className="mx-auto w-full max-w-6xl px-(--gutter) my-6">'
    primitive = f"{UI}/primitives/feedback/Alert.tsx"
    assert f"{frame}\n        <Alert />" in page_of("assemble", sections=[{"component": primitive}])
    assert frame not in page_of("assemble", sections=[{"component": f"{UI}/sections/Faq.tsx"}])


def test_a_form_sends_to_the_entity_that_it_names() -> None:
    """With `entity` what is sent becomes its rows; without it the form needs no data."""
    section = {"component": f"{UI}/sections/ContactForm.tsx", "props": {"title": "Write to us"}}
    assert "Write to us" in page_of("assemble", sections=[section])
    assert "create=" not in page_of("domains", sections=[section])
    section["props"] = {"title": "Write to us", "entity": "Message"}
    assert "ContactForm" not in page_of("assemble", sections=[section])
    bound = page_of("domains", sections=[section])
    assert "form={sendMessageForm}" in bound
    assert "create={submitSendMessage}" in bound
    assert "entity=" not in bound


def test_a_form_of_an_entity_that_is_not_there_is_a_plain_one() -> None:
    """It is shown, and nothing names what there is not."""
    section = {"component": f"{UI}/sections/ContactForm.tsx", "props": {"entity": "Ghost"}}
    assert "<ContactForm />" in page_of("domains", sections=[section])


def test_pages_that_need_data_wait_for_the_domains() -> None:
    """After assemble alone the tree compiles too: no page names code that is not there yet."""
    assert all(b"@/domains/" not in data for data in changes_of("assemble", "help-desk").writes.values())


def test_a_repositorys_own_component_goes_first() -> None:
    """A library path that the repository has is the repository's."""
    own = {
        **LIBRARY,
        HERO: b"export function Hero({ title }: { title: string }) { return <h1>{title}</h1>; }\n",
    }
    tree = laid(plan_of("restaurant-booking"), upto="assemble", library=own)
    assert "<Hero " in text_of(tree, "app/(marketing)/page.tsx") or "<Hero\n" in text_of(
        tree, "app/(marketing)/page.tsx"
    )


@pytest.mark.parametrize(
    "path",
    [
        "packages/../../etc/passwd.tsx",
        "/etc/passwd.tsx",
        "packages/no/such/Thing.tsx",
        "packages/platform/ui/src/primitives/buttons/PrimaryButton.tsx\nx",
        "packages/platform/ui/package.json",
    ],
)
def test_a_missing_or_unsafe_path_is_an_error(path: str) -> None:
    """A component that is not in the library is refused with a next step."""
    components = {**yaml.safe_load(plan_text("help-desk"))["components"], "ui": [{"name": "X", "from": path}]}
    plan = plan_of("help-desk", components=components)
    with pytest.raises(UserError, match="library"):
        laid(plan, upto="assemble")


def test_an_import_that_leaves_the_library_is_refused() -> None:
    """A component may import packages and its library, never other files of the repository."""
    own = {
        **LIBRARY,
        HERO: b'import secret from "../../../../../../../../secret";\nexport function Hero() { return null; }\n',
    }
    with pytest.raises(UserError, match="outside the library"):
        laid(plan_of("restaurant-booking"), upto="assemble", library=own)
