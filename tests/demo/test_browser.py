"""A real Chromium against a small app that behaves like a generated one."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from playwright.async_api import Browser

from bot.adapters.tools import find_tools
from bot.demo.browser import book_a_table, open_browser, take_picture
from bot.errors import UserError
from bot.settings import environment

HOME = '<h1>Bali Bites</h1><a href="/bookings">Book a table</a>'
SIGN_IN = """<form action="/sign-in" method="post"><label>Email<input name="email" type="email" required></label>
<button>Sign in</button></form>"""
BOOKINGS = """<form onsubmit="event.preventDefault(); document.querySelector('p').textContent = %s">
<label>Party Size<input type="number" name="partySize" required></label>
<label>Time<input type="datetime-local" name="time" required></label>
<label>Table<select><option>2 seats</option></select></label><button>Book</button></form><p role="status"></p>"""
CONFIRM = "'Reservation confirmed'"


async def home(request: web.Request) -> web.Response:
    return page(HOME)


async def bookings(request: web.Request) -> web.Response:
    if "who" not in request.cookies:
        raise web.HTTPSeeOther("/sign-in")
    return page(BOOKINGS % request.app[ANSWER])


async def sign_in(request: web.Request) -> web.Response:
    if request.method == "GET":
        return page(SIGN_IN)
    response = web.HTTPSeeOther("/bookings")
    response.set_cookie("who", str((await request.post())["email"]).partition("@")[0])
    raise response


ANSWER = web.AppKey("answer", str)


def page(text: str) -> web.Response:
    return web.Response(text=text, content_type="text/html")


async def serve(answer: str) -> TestServer:
    app = web.Application()
    app[ANSWER] = answer
    app.router.add_get("/", home)
    app.router.add_get("/bookings", bookings)
    app.router.add_route("*", "/sign-in", sign_in)
    server = TestServer(app)
    await server.start_server()
    return server


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    tools = await find_tools(environment(), ["chromium"])
    async with open_browser(tools.path("chromium")) as opened:
        yield opened


async def test_a_guest_books_a_table(browser: Browser, tmp_path: Path) -> None:
    """Start page, signing in, booking: what is told is what the page said, and it is pictured."""
    server = await serve(CONFIRM)
    seen = await book_a_table(browser, str(server.make_url("")), tmp_path / "booking.png")
    assert "Reservation confirmed" in seen
    assert (tmp_path / "booking.png").read_bytes().startswith(b"\x89PNG")
    await server.close()


async def test_a_booking_that_is_not_confirmed_fails(
    browser: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The error says where it stopped and what the page shows instead."""
    monkeypatch.setattr("bot.demo.browser.SECONDS", 20)
    server = await serve("'Internal error'")
    with pytest.raises(UserError) as caught:
        await book_a_table(browser, str(server.make_url("")), None)
    assert "/bookings" in str(caught.value)
    assert "Internal error" in str(caught.value)
    await server.close()


async def test_a_page_is_pictured_whole(browser: Browser, tmp_path: Path) -> None:
    """Pictures are of pages as people see them."""
    server = await serve(CONFIRM)
    await take_picture(browser, str(server.make_url("/")), tmp_path / "home.png")
    assert (tmp_path / "home.png").stat().st_size > 1000
    await server.close()
