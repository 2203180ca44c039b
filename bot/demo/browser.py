"""A real browser: a guest signs in and books a table; pages are pictured."""

from __future__ import annotations

import os
import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from playwright.async_api import Browser, Page, async_playwright, expect
from playwright.async_api import Error as BrowserError

from bot.errors import UserError

SECONDS = 1000
CONFIRMED = "Reservation confirmed"
VIEW = {"width": 1280, "height": 900}


@asynccontextmanager
async def open_browser(chromium: Path | None) -> AsyncIterator[Browser]:
    """Headless Chromium; Playwright's own where none is named."""
    as_root = ("--no-sandbox", "--disable-dev-shm-usage") if os.getuid() == 0 else ()
    async with async_playwright() as playwright:
        path = str(chromium) if chromium else None
        browser = await playwright.chromium.launch(executable_path=path, args=list(as_root))
        try:
            yield browser
        finally:
            await browser.close()


async def book_a_table(browser: Browser, url: str, picture: Path | None) -> str:
    """From the start page to a confirmed reservation, as a guest nobody knows. Returns what was seen."""
    context = await browser.new_context(base_url=url, viewport=VIEW)  # type: ignore[arg-type]
    page = await context.new_page()
    try:
        await page.goto("/")
        await page.get_by_role("link", name=re.compile("book", re.IGNORECASE)).first.click()
        await _sign_in(page, f"guest-{datetime.now(UTC):%H%M%S}@example.com")
        await _book(page)
        seen = f"{CONFIRMED!r} on {page.url}"
        if picture:
            await page.screenshot(path=picture, full_page=True)
    except (BrowserError, AssertionError) as error:
        said = str(error).splitlines()[0]
        shown = (await page.locator("body").inner_text())[:600]
        raise UserError(f"Booking a table at {page.url}: {said}", f"The page shows:\n{shown}") from error
    finally:
        await context.close()
    return seen


async def take_picture(
    browser: Browser, url: str, picture: Path, cookies: Mapping[str, str] | None = None
) -> None:
    """A page as it is now, from top to bottom."""
    context = await browser.new_context(viewport=VIEW)  # type: ignore[arg-type]
    try:
        for name, value in (cookies or {}).items():
            await context.add_cookies([{"name": name, "value": value, "url": url}])
        page = await context.new_page()
        await page.goto(url)
        await page.screenshot(path=picture, full_page=True)
    finally:
        await context.close()


async def _sign_in(page: Page, email: str) -> None:
    await expect(page).to_have_url(re.compile("/sign-in"), timeout=15 * SECONDS)
    await page.get_by_label("Email").fill(email)
    await page.get_by_role("button", name="Sign in").click()
    await expect(page).to_have_url(re.compile(r"/bookings"), timeout=15 * SECONDS)


async def _book(page: Page) -> None:
    soon = datetime.now(UTC) + timedelta(days=3)
    await page.get_by_label(re.compile("party", re.IGNORECASE)).fill("2")
    await page.get_by_label(re.compile(r"^(date and )?time", re.IGNORECASE)).fill(f"{soon:%Y-%m-%d}T19:00")
    await page.get_by_role("button", name=re.compile(r"^(book|reserve)", re.IGNORECASE)).click()
    await expect(page.get_by_text(CONFIRMED)).to_be_visible(timeout=15 * SECONDS)
