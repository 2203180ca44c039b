"""Registers the GitHub App in one click: a page on this machine that hands GitHub a manifest and keeps the answer."""

from __future__ import annotations

import asyncio
import html
import json
import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import quote

from aiohttp import ClientError, ClientSession, ClientTimeout, web

from bot.errors import UserError
from bot.web.webhook import PATH

PERMISSIONS = {
    "checks": "write",
    "contents": "write",
    "deployments": "write",
    "issues": "write",
    "metadata": "read",
    "pull_requests": "write",
    "workflows": "write",
}
EVENTS = ("check_run", "issue_comment", "issues", "pull_request", "pull_request_review", "push")
PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Drystone</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>body{{font:17px/1.6 system-ui,sans-serif;max-width:38rem;margin:12vh auto;padding:0 1.5rem;color:#222;
background:#faf9f6}}button{{font:inherit;padding:.6rem 1.4rem;border:0;border-radius:.5rem;background:#3b5d50;
color:#fff;cursor:pointer}}code{{background:#eee9dd;padding:.1rem .35rem;border-radius:.25rem}}</style>
<main><h1>{title}</h1>{body}</main></html>"""


def manifest(public_url: str, redirect_url: str) -> dict[str, Any]:
    """The App as GitHub is asked to make it."""
    return {
        "name": "Drystone",
        "url": public_url,
        "hook_attributes": {"url": public_url.rstrip("/") + PATH, "active": True},
        "redirect_url": redirect_url,
        "public": False,
        "default_permissions": PERMISSIONS,
        "default_events": list(EVENTS),
    }


class Registration:
    """The two pages. `done` is set once the App's credentials are in `folder`."""

    def __init__(self, github_url: str, api_url: str, public_url: str, folder: Path) -> None:
        self._github = github_url.rstrip("/")
        self._api = api_url.rstrip("/")
        self._public = public_url
        self._folder = folder
        self._state = secrets.token_urlsafe(16)
        self.done = asyncio.Event()

    def app(self) -> web.Application:
        app = web.Application()
        app.router.add_get("/", self._ask)
        app.router.add_get("/created", self._created)
        return app

    async def _ask(self, request: web.Request) -> web.Response:
        text = html.escape(json.dumps(manifest(self._public, f"http://{request.host}/created")))
        target = html.escape(f"{self._github}/settings/apps/new?state={quote(self._state)}")
        body = (
            "<p>GitHub will show you the App's name and permissions and ask you to confirm. Its credentials then "
            f"come back to this machine, into <code>{html.escape(str(self._folder))}</code>.</p>"
            f'<form method="post" action="{target}"><input type="hidden" name="manifest" value="{text}">'
            "<button>Create the App on GitHub</button></form>"
        )
        return _page("Register Drystone", body)

    async def _created(self, request: web.Request) -> web.Response:
        if not secrets.compare_digest(request.query.get("state", ""), self._state):
            return _page("Not so fast", "<p>This answer was not asked for here. Start again.</p>", 400)
        app = await self._convert(request.query.get("code", ""))
        path = keep(app, self._folder)
        self.done.set()
        install = html.escape(f"{app['html_url']}/installations/new")
        body = (
            f"<p>The App exists; its credentials are in <code>{html.escape(str(path))}</code>.</p>"
            f'<p>Next: <a href="{install}">install it on your repositories</a>, then start the parts with that '
            "file's settings.</p>"
        )
        return _page("Registered", body)

    async def _convert(self, code: str) -> dict[str, Any]:
        url = f"{self._api}/app-manifests/{quote(code, safe='')}/conversions"
        try:
            async with ClientSession(timeout=ClientTimeout(total=30)) as session, session.post(url) as answer:
                if answer.status != 201:
                    raise UserError(f"GitHub answers {answer.status} to the manifest's code.", "Start again.")
                app: dict[str, Any] = await answer.json()
                return app
        except (ClientError, TimeoutError) as error:
            raise UserError(f"Asking {self._api} for the App: {error}.", "Start again.") from error


def keep(app: dict[str, Any], folder: Path) -> Path:
    """The App's credentials, readable by their owner alone. Returns the file with the settings."""
    folder.mkdir(parents=True, exist_ok=True)
    pem = folder / "github-app.pem"
    _write_private(pem, app["pem"])
    settings = {
        "GITHUB_APP_ID": app["id"],
        "GITHUB_PRIVATE_KEY_FILE": pem.absolute(),
        "GITHUB_WEBHOOK_SECRET": app["webhook_secret"],
    }
    path = folder / "github-app.env"
    _write_private(path, "".join(f"{name}={value}\n" for name, value in settings.items()))
    return path


def _write_private(path: Path, text: str) -> None:
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)


def _page(title: str, body: str, status: int = 200) -> web.Response:
    text = PAGE.format(title=html.escape(title), body=body)
    return web.Response(text=text, content_type="text/html", status=status)
