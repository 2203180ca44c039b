"""Style, script and the pictures of people."""

from __future__ import annotations

import hashlib
from html import escape

from aiohttp import web

from bot.localforge.pages.render import View, templates_folder

_MEDIA = {"forge.css": "text/css", "forge.js": "text/javascript", "icon.svg": "image/svg+xml"}
_HUES = (168, 24, 262, 205, 340, 96, 48, 285)


async def static(view: View) -> web.Response:
    """One of the pages' own files."""
    name = view.request.match_info["name"]
    if name not in _MEDIA:
        raise web.HTTPNotFound
    content = (templates_folder() / name).read_bytes()
    return web.Response(body=content, content_type=_MEDIA[name], headers={"Cache-Control": "no-cache"})


async def avatar(view: View) -> web.Response:
    """A round picture with somebody's first letters; bots have a squarer one."""
    login = view.request.match_info["login"]
    hue = _HUES[int(hashlib.sha256(login.encode()).hexdigest(), 16) % len(_HUES)]
    letters = escape(login[:2].upper())
    corner = 18 if login.endswith("[bot]") else 50
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100"><rect width="100" height="100" rx="{corner}" '
        f'fill="hsl({hue} 38% 42%)"/><text x="50" y="52" fill="#fff" font-family="ui-sans-serif,system-ui,sans-serif" '
        f'font-size="40" font-weight="600" text-anchor="middle" dominant-baseline="middle">{letters}</text></svg>'
    )
    return web.Response(text=svg, content_type="image/svg+xml", headers={"Cache-Control": "max-age=3600"})
