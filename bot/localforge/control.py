"""The control API, for processes on this machine: each verb as `POST /_control/{verb}`, arguments as JSON."""

from __future__ import annotations

import inspect
import json
from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web

from bot.localforge.errors import ApiError
from bot.localforge.local import is_local
from bot.localforge.verbs.base import Verbs
from bot.localforge.verbs.faults import FaultVerbs
from bot.localforge.verbs.look import LookVerbs
from bot.localforge.verbs.setup import SetupVerbs
from bot.localforge.verbs.work import WorkVerbs


def verbs_of(forge: Verbs) -> dict[str, Callable[..., Awaitable[Any]]]:
    """All verbs by name."""
    names = [name for cls in (SetupVerbs, WorkVerbs, LookVerbs, FaultVerbs) for name in vars(cls)]
    found = {name: getattr(forge, name) for name in names if not name.startswith("_")}
    return {name: verb for name, verb in found.items() if inspect.iscoroutinefunction(verb)}


class Control:
    """Offers the verbs over HTTP."""

    def __init__(self, forge: Verbs) -> None:
        self._verbs = verbs_of(forge)

    def add_to(self, app: web.Application) -> None:
        """Put the routes on an application."""
        app.router.add_get("/_control/", self._list)
        app.router.add_route("*", "/_control/{verb}", self._call)

    async def _list(self, request: web.Request) -> web.Response:
        if not is_local(request):
            raise web.HTTPForbidden
        shown = {name: str(inspect.signature(verb)) for name, verb in self._verbs.items()}
        return web.json_response(shown)

    async def _call(self, request: web.Request) -> web.Response:
        verb = self._verbs.get(request.match_info["verb"])
        if not is_local(request):
            raise web.HTTPForbidden
        if verb is None:
            raise web.HTTPNotFound
        try:
            arguments = (
                json.loads(await request.read() or "{}") if request.method == "POST" else dict(request.query)
            )
            answer = await verb(**arguments)
        except ApiError as refusal:
            return web.json_response(refusal.body(), status=refusal.status)
        except (TypeError, ValueError, KeyError) as problem:
            return web.json_response({"message": f"{type(problem).__name__}: {problem}"}, status=400)
        return web.json_response(answer)
