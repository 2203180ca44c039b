"""Tells requests of this machine from those that another site's page sends through somebody's browser."""

from __future__ import annotations

from urllib.parse import urlsplit

from aiohttp import web

LOOPBACK = ("127.0.0.1", "::1", "localhost")


def is_local(request: web.Request) -> bool:
    """Whether a request comes from this machine and not from another site's page in somebody's browser."""
    if request.remote not in LOOPBACK or urlsplit(f"//{request.host}").hostname not in LOOPBACK:
        return False
    origin = request.headers.get("Origin")
    return origin is None or urlsplit(origin).netloc == request.host
