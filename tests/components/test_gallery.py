"""Every component of the library with the real tools: it compiles, lints clean, and can be used in a browser."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, FilePayload, Locator, Page, Route, expect

from bot.adapters.tools import find_tools
from bot.adapters.workbench.workbench import SandboxedWorkbench
from bot.demo.browser import open_browser
from bot.flow.gates import run_gate
from bot.settings import environment
from tests.components.gallery import COMPONENTS, gallery_files, gallery_plan
from tests.gates.real import GATES, WORKSPACE, real_workbench

pytestmark = [pytest.mark.real, pytest.mark.asyncio(loop_scope="module")]
DESK, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
ADDRESS = "http://localhost/gallery"
TYPES = {".html": "text/html", ".css": "text/css", ".cjs": "text/javascript", ".js": "text/javascript"}
LOOK = "async of => (await axe.run(of ?? document)).violations.map(v => [v.id, v.impact, v.nodes.map(n => n.html)])"
PATIENCE = 120_000
"""Milliseconds: checks often share a small machine."""
expect.set_options(timeout=PATIENCE)
UNSEEN = {"Modal", "Section", "Toaster"}
"""Closed, empty, or over the page: these take no room of their own."""


@pytest.fixture(scope="module")
def workbench() -> SandboxedWorkbench:
    return real_workbench()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def stage(workbench: SandboxedWorkbench, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The gallery as a page, its script and its styles."""
    async with workbench.open(WORKSPACE, gallery_files()) as bench:
        done = await bench.run(("node", "gallery/build.mjs"))
        assert done.ok, done.output
        return Path(shutil.copytree(bench.path / "dist", tmp_path_factory.mktemp("gallery") / "dist"))


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    tools = await find_tools(environment(), ["chromium"])
    async with open_browser(tools.path("chromium")) as opened:
        yield opened


@asynccontextmanager
async def gallery(browser: Browser, stage: Path, **how: Any) -> AsyncIterator[Page]:
    """The gallery as it is once it lives; what the browser complains of fails."""
    said: list[str] = []

    async def serve(route: Route) -> None:
        name = route.request.url.rpartition("/")[2]
        path = stage / (name if (stage / name).is_file() else "index.html")
        await route.fulfill(path=path, content_type=TYPES[path.suffix])

    context = await browser.new_context(reduced_motion="reduce", **{"viewport": DESK, **how})
    await context.route("http://localhost/**", serve)
    context.set_default_timeout(PATIENCE)
    page = await context.new_page()
    page.on("console", lambda one: said.append(one.text) if one.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    await page.goto(ADDRESS)
    await expect(page.locator("html")).to_have_attribute("data-alive", "true")
    yield page
    assert said == []
    await context.close()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def page(browser: Browser, stage: Path) -> AsyncIterator[Page]:
    """One gallery for all tests that each use components of their own."""
    rights = ["clipboard-read", "clipboard-write"]
    async with gallery(browser, stage, permissions=rights) as opened:
        yield opened


def shown(page: Page, name: str) -> Locator:
    """The part of the gallery with one component."""
    return page.locator(f'[data-component="{name}"]')


async def complaints(page: Page, within: str | None = None) -> list[Any]:
    """What axe finds serious or critical."""
    await page.add_script_tag(url="/axe.js")
    found: list[list[Any]] = await page.evaluate(LOOK, within)
    return [one for one in found if one[1] in ("serious", "critical")]


async def test_all_compile_and_lint_clean(workbench: SandboxedWorkbench) -> None:
    """With the settings of the apps they come into: no error, no warning, and each example fits its props."""
    for name in ("compile", "lint"):
        report = await run_gate(workbench, GATES, name, WORKSPACE, gallery_files(), gallery_plan())
        assert (report.error, report.findings) == ("", ())
        assert report.passed


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [DESK, PHONE], ids=["desk", "phone"])
async def test_all_are_accessible(
    browser: Browser, stage: Path, scheme: str, viewport: dict[str, int]
) -> None:
    """Bare and with their examples: axe finds nothing serious, nothing is wider than the page, each is seen."""
    async with gallery(browser, stage, color_scheme=scheme, viewport=viewport) as page:
        assert await complaints(page) == []
        sizes = await page.evaluate(
            "() => [...document.querySelectorAll('[data-component]')].map(of => "
            "[of.dataset.component, of.scrollWidth, of.offsetHeight - (of.querySelector('h1')?.offsetHeight ?? 0)])"
        )
        assert {name for name, _, _ in sizes} == set(COMPONENTS)
        assert [name for name, width, _ in sizes if width > viewport["width"]] == []
        assert {name for name, _, height in sizes if height < 24} <= UNSEEN


async def test_dialogs_are_opened_and_closed_by_keys(page: Page) -> None:
    """What opens over the page takes the focus, passes axe, and gives the focus back on Escape."""
    for name in ("Dialog", "Drawer"):
        button = shown(page, name).get_by_role("button").first
        await button.press("Enter")
        dialog = shown(page, name).get_by_role("dialog")
        await expect(dialog).to_be_visible()
        assert await dialog.evaluate("of => of.contains(document.activeElement)")
        assert await complaints(page, f'[data-component="{name}"] dialog[open]') == []
        await page.keyboard.press("Escape")
        await expect(dialog).to_be_hidden()
        await expect(button).to_be_focused()


async def test_a_menu_is_gone_through_by_keys(page: Page) -> None:
    """Arrows go round, End goes to the last, Escape leads back to the button."""
    menu = shown(page, "DropdownMenu")
    button = menu.get_by_role("button", name="Actions")
    await button.press("Enter")
    await expect(menu.get_by_role("menuitem", name="Edit")).to_be_focused()
    await page.keyboard.press("ArrowUp")
    await expect(menu.get_by_role("menuitem", name="Delete")).to_be_focused()
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("End")
    await expect(menu.get_by_role("menuitem", name="Delete")).to_be_focused()
    assert await complaints(page, '[data-component="DropdownMenu"]') == []
    await page.keyboard.press("Escape")
    await expect(button).to_be_focused()
    await expect(menu.get_by_role("menu")).to_have_count(0)


async def test_what_pops_up_goes_away(page: Page) -> None:
    """Tips and panels hide on Escape and on a click elsewhere; messages are closed one by one."""
    tip = shown(page, "Tooltip").get_by_role("button").first
    await tip.focus()
    await expect(shown(page, "Tooltip").get_by_role("tooltip").first).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(shown(page, "Tooltip").get_by_role("tooltip").first).to_be_hidden()
    opener = shown(page, "Popover").get_by_role("button").first
    await opener.click()
    await expect(opener).to_have_attribute("aria-expanded", "true")
    await shown(page, "Tooltip").get_by_role("heading").click()
    await expect(opener).to_have_attribute("aria-expanded", "false")
    messages = shown(page, "Toaster").get_by_role("listitem")
    await expect(messages).to_have_count(2)
    await messages.first.get_by_role("button", name="Close").click()
    await expect(messages).to_have_count(1)


async def test_a_combobox_is_filled_by_keys(page: Page) -> None:
    """Typing narrows, arrows and Enter choose, and a form gets the value; what is no choice is taken back."""
    field = shown(page, "Combobox").get_by_role("combobox", name="Country")
    await expect(field).to_have_value("Portugal")
    await field.fill("e")
    assert await complaints(page, '[data-component="Combobox"]') == []
    await field.press("ArrowDown")
    await field.press("Enter")
    await expect(field).to_have_value("France")
    await expect(shown(page, "Combobox").locator('input[name="country"]')).to_have_value("fr")
    await field.fill("Atlantis")
    await expect(shown(page, "Combobox").get_by_text("Nothing fits")).to_be_visible()
    await field.press("Tab")
    await expect(field).to_have_value("France")


async def test_tabs_follow_the_arrows(page: Page) -> None:
    """One tab is in the order of focus; arrows, Home and End move to the others and show what they hold."""
    tabs = shown(page, "Tabs").get_by_role("tablist", name="Menu").get_by_role("tab")
    await tabs.first.focus()
    for key, name in (("ArrowLeft", "Cellar"), ("Home", "Lunch"), ("ArrowRight", "Dinner")):
        await page.keyboard.press(key)
        chosen = shown(page, "Tabs").get_by_role("tab", name=name)
        await expect(chosen).to_be_focused()
        await expect(chosen).to_have_attribute("aria-selected", "true")
        await expect(shown(page, "Tabs").get_by_role("tabpanel", name=name)).to_be_visible()


async def test_a_table_is_sorted_narrowed_and_paged(page: Page) -> None:
    """A heading sorts up, then down; typing narrows; pages show the rest."""
    table = shown(page, "DataTable").locator(".card").first
    first = table.get_by_role("row").nth(1)
    heading = table.get_by_role("button", name="Total")
    await heading.click()
    await expect(first).to_contain_text("59.90")
    await heading.click()
    await expect(first).to_contain_text("1,240.50")
    await expect(table.get_by_role("columnheader", name="Total")).to_have_attribute("aria-sort", "descending")
    await table.get_by_role("button", name="Next").click()
    await expect(table.get_by_text("6–6 / 6")).to_be_visible()
    await table.get_by_role("searchbox").fill("harbour")
    await expect(table.get_by_text("1–2 / 2")).to_be_visible()
    await table.get_by_role("searchbox").fill("nobody")
    await expect(table.get_by_text("No row fits.")).to_be_visible()


async def test_fields_answer(page: Page) -> None:
    """Numbers step within their ends, passwords can be looked at, files are named, a slider says where it stands."""
    number = shown(page, "NumberField").get_by_role("spinbutton", name="Tickets")
    more = shown(page, "NumberField").get_by_role("button", name="One more").nth(1)
    for _ in range(6):
        await more.click()
    await expect(number).to_have_value("8")
    password = shown(page, "PasswordField").get_by_label("New password")
    await password.fill("secret words")
    await shown(page, "PasswordField").get_by_role("button", name="Show").last.click()
    await expect(password).to_have_attribute("type", "text")
    files = shown(page, "FileField").locator('input[name="photos"]')
    await files.set_input_files(FilePayload(name="door.png", mimeType="image/png", buffer=bytes(20_000)))
    await expect(shown(page, "FileField").get_by_text("door.png 20 kB")).to_be_visible()
    slider = shown(page, "RangeField").get_by_role("slider", name="How far")
    await slider.press("ArrowRight")
    await expect(slider).to_have_attribute("aria-valuetext", "25 km")


async def test_a_text_is_copied(page: Page) -> None:
    """It is on the clipboard, and the button says so."""
    said = shown(page, "CopyButton").get_by_text("The code is copied")
    await page.clock.install()  # it says so for a moment, which lasts here until somebody has looked
    await page.clock.pause_at(datetime.now(UTC) + timedelta(days=1))
    await shown(page, "CopyButton").get_by_role("button", name="Copy the code").click()
    await expect(said).to_be_visible()
    await page.clock.resume()
    assert await page.evaluate("navigator.clipboard.readText()") == "DRY-STONE-20"


async def test_forms_tell_how_it_went(page: Page) -> None:
    """What an operation answers is said, and stands at the fields that it is about."""
    form = shown(page, "ResourceManager").locator("form").first
    for label, value in (("Name", "Ada"), ("Email", "ada@example.com"), ("Guests", "4")):
        await form.get_by_label(label).fill(value)
    await form.get_by_label("Day").fill("2030-05-12")
    await form.get_by_label("Time").fill("2030-05-12T18:30")
    await form.get_by_role("button", name="Reserve").click()
    await expect(shown(page, "ResourceManager").get_by_text("Two answers are not right yet.")).to_be_visible()
    await expect(form.get_by_label("Email")).to_have_accessible_description("This is no address.")
    await expect(form.get_by_label("Email")).to_have_attribute("aria-invalid", "true")


async def test_links_open_on_a_phone(browser: Browser, stage: Path) -> None:
    """The bar's links are behind a button there, and can be reached."""
    async with gallery(browser, stage, viewport=PHONE) as page:
        bar = shown(page, "NavBar").locator("header").last
        await expect(bar.get_by_role("link", name="Our fish")).to_be_hidden()
        await bar.locator("summary").press("Enter")
        await expect(bar.get_by_role("link", name="Our fish")).to_be_visible()
        await expect(bar.get_by_role("link", name="Menu")).to_have_attribute("aria-current", "page")
        assert await complaints(page, '[data-component="NavBar"]') == []
