"""The HTTP side of the API: who calls, what may fail on order, what it costs, and how answers go back."""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from aiohttp import web

from bot.localforge import auth
from bot.localforge.calls import Answer, Call, Route
from bot.localforge.errors import ApiError
from bot.localforge.faults import ApiFault, ApiFaults
from bot.localforge.records import User
from bot.localforge.rest import (
    apps,
    checks,
    contents,
    deployments,
    git,
    graphql,
    issues,
    pulls,
    repos,
    reviews,
)
from bot.localforge.site import Actor, Site

# Order matters where a path holds a pattern: the narrower module comes first.
REST = [
    *apps.ROUTES,
    *issues.ROUTES,
    *pulls.ROUTES,
    *reviews.ROUTES,
    *checks.ROUTES,
    *deployments.ROUTES,
    *git.ROUTES,
    *contents.ROUTES,
    *repos.ROUTES,
]
PREFIX = "/api/v3"
MAX_BODY = 40 * 1024 * 1024
KEPT_CALLS = 20_000


@dataclass(frozen=True)
class Seen:
    """One call, as those who watch the forge get it: `token` is shortened, `headers` are the request's."""

    method: str
    path: str
    query: dict[str, str]
    body: Any
    status: int
    answer: Any
    login: str
    token: str
    headers: dict[str, str] = field(default_factory=dict)


Watcher = Callable[[Seen], None]


class Api:
    """Runs routes for a site. `seen` holds the last calls, `watchers` are told of each, with its answer.

    `faults` are for its calls, `git_faults` for git's requests beside it.
    """

    def __init__(self, site: Site, lock: asyncio.Lock, changed: Callable[[], None]) -> None:
        self.site = site
        self.faults = ApiFaults()
        self.git_faults = ApiFaults()
        self.seen: deque[Seen] = deque(maxlen=KEPT_CALLS)
        self.watchers: list[Watcher] = []
        self._lock = lock
        self._changed = changed

    def add_to(self, app: web.Application) -> None:
        """Put all routes on an application."""
        for route in REST:
            app.router.add_route(route.method, PREFIX + route.path, self._handler(route))
        for route in graphql.ROUTES:
            app.router.add_route(route.method, "/api" + route.path, self._handler(route))
        app.router.add_route("*", PREFIX + "/{rest:.*}", self._handler(Route("*", "", _nothing, "token")))

    def _handler(self, route: Route) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
        async def handle(request: web.Request) -> web.StreamResponse:
            return await self._serve(route, request)

        return handle

    async def _serve(self, route: Route, request: web.Request) -> web.StreamResponse:
        body = await _body(request)
        fault = self.faults.take(request.method, request.path.removeprefix(PREFIX))
        actor = NOBODY
        try:
            if fault is not None:
                await self._fail_first(fault, request)
            actor = _actor(self.site, route, request)
            answer = await self._run(route, request, actor, body)
        except ApiError as refusal:
            answer = Answer(refusal.body(), refusal.status, refusal.headers)
        self._remember(request, body, actor, answer)
        if fault is not None:
            self._fail_after(fault, request, answer)
        return self._respond(request, actor, answer)

    async def _run(self, route: Route, request: web.Request, actor: Actor, body: Any) -> Answer:  # noqa: ANN401
        call = self._call(route, request, actor, body)
        if request.path != f"{PREFIX}/rate_limit" and not self.site.rates.spend(
            actor.rate_key, self.site.clock()
        ):
            raise _primary(self.site, actor)
        if request.method == "GET":
            return await route.handler(call)
        async with self._lock:
            try:
                return await route.handler(call)
            finally:
                self._changed()

    def _call(self, route: Route, request: web.Request, actor: Actor, body: Any) -> Call:  # noqa: ANN401
        params = dict(request.match_info)
        repo = None
        if "repo" in params and route.needs != "jwt":
            repo = self.site.state.repo(f"{params['owner']}/{params['repo']}")
            auth.require(self.site, actor, repo, route.needs, route.role)
        if body is not None and not isinstance(body, dict):
            raise ApiError(400, "Problems parsing JSON")
        accept = request.headers.get("Accept", "")
        query = dict(request.query)
        return Call(self.site, actor, request.method, request.path, params, query, body or {}, accept, repo)

    async def _fail_first(self, fault: ApiFault, request: web.Request) -> None:
        """Faults that come before anything is done."""
        if fault.kind == "slow":
            await asyncio.sleep(fault.seconds)
        if fault.kind == "status":
            message = "Not Found" if fault.status == 404 else "Server Error"
            raise ApiError(fault.status, message)
        if fault.kind in ("primary", "secondary"):
            actor = auth.actor_of(self.site, request.headers.get("Authorization", ""))
            raise _limited(self.site, fault, actor)

    def _fail_after(self, fault: ApiFault, request: web.Request, answer: Answer) -> None:
        """Faults that come when all is done."""
        if fault.kind == "late" and isinstance(answer.data, dict) and "url" in answer.data:
            path = str(answer.data["url"]).removeprefix(self.site.api)
            self.faults.hide(path, fault.times)
        if fault.kind == "lost" and request.transport is not None:
            request.transport.close()

    def _remember(self, request: web.Request, body: Any, actor: Actor, answer: Answer) -> None:  # noqa: ANN401
        seen = Seen(
            method=request.method,
            path=request.path.removeprefix(PREFIX),
            query=dict(request.query),
            body=body,
            status=answer.status,
            answer=answer.data,
            login=actor.user.login,
            token=actor.token[:12],
            headers=_plain_headers(request),
        )
        self.seen.append(replace(seen, answer=None))
        for watcher in self.watchers:
            watcher(seen)

    def _respond(self, request: web.Request, actor: Actor, answer: Answer) -> web.Response:
        data = _for_version(request, answer.data)
        raw = answer.raw if answer.raw is not None else json.dumps(data, ensure_ascii=False).encode()
        etag = (
            f'W/"{hashlib.sha256(raw).hexdigest()}"'
            if (request.method, answer.status) == ("GET", 200)
            else ""
        )
        same = bool(etag) and request.headers.get("If-None-Match") == etag
        if same:
            self.site.rates.refund(actor.rate_key, self.site.clock())
        headers = {
            **self._headers(actor),
            **({"ETag": etag, "Cache-Control": _CACHING} if etag else {}),
            **answer.headers,
        }
        if same or answer.status == 204:
            return web.Response(status=304 if same else 204, headers=headers)
        return web.Response(status=answer.status, body=raw, headers={**headers, "Content-Type": answer.media})

    def _headers(self, actor: Actor) -> dict[str, str]:
        figures = self.site.rates.peek(actor.rate_key, self.site.clock())
        return {
            **{f"X-RateLimit-{name.capitalize()}": str(value) for name, value in figures.items()},
            "X-RateLimit-Resource": "core",
            "X-GitHub-Request-Id": uuid4().hex[:20].upper(),
            "X-GitHub-Media-Type": "github.v3; format=json",
        }


_CACHING = "private, max-age=60, s-maxage=60"
NOBODY = Actor(user=User(0, "", "User", created_at=datetime.fromtimestamp(0, UTC)))


async def _nothing(_: Call) -> Answer:
    raise ApiError(404, "Not Found")


def _actor(site: Site, route: Route, request: web.Request) -> Actor:
    header = request.headers.get("Authorization", "")
    if route.needs == "nobody" and not header:
        return NOBODY
    actor = auth.actor_of(site, header)
    if route.needs in ("jwt", "installation"):
        auth.require_app(actor, route.needs)  # type: ignore[arg-type]
    elif actor.is_app and actor.installation is None:
        raise ApiError(401, "A JSON web token may not be used here: an installation access token is needed")
    return actor


async def _body(request: web.Request) -> Any:  # noqa: ANN401 - any JSON
    raw = await request.read()
    if not raw:
        return None
    try:
        return json.loads(raw)
    except ValueError:
        return raw.decode("utf-8", "replace")


def _plain_headers(request: web.Request) -> dict[str, str]:
    """The request's headers in lower case, but for the secret one."""
    named = {name.lower(): value for name, value in request.headers.items()}
    return {name: value for name, value in named.items() if name != "authorization"}


def _limited(site: Site, fault: ApiFault, actor: Actor) -> ApiError:
    refusal = _primary(site, actor) if fault.kind == "primary" else _secondary()
    refusal.status = fault.status if fault.status in (403, 429) else 403
    if fault.retry_after is not None:
        refusal.headers["Retry-After"] = str(fault.retry_after)
    return refusal


def _primary(site: Site, actor: Actor) -> ApiError:
    message = f"API rate limit exceeded for {actor.rate_key}."
    reset = site.rates.peek(actor.rate_key, site.clock())["reset"]
    return ApiError(403, message, headers={"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": str(reset)})


def _secondary() -> ApiError:
    text = "You have exceeded a secondary rate limit. Please wait a few minutes before you try again."
    return ApiError(403, text)


def _for_version(request: web.Request, data: Any) -> Any:  # noqa: ANN401 - any JSON
    """API version 2026-03-10 took fields away that older ones have."""
    if request.headers.get("X-GitHub-Api-Version") != "2026-03-10":
        return data
    return _without_old(data)


def _without_old(data: Any) -> Any:  # noqa: ANN401 - any JSON
    if isinstance(data, list):
        return [_without_old(item) for item in data]
    if isinstance(data, dict) and "merge_commit_sha" in data:
        return {name: value for name, value in data.items() if name not in ("merge_commit_sha", "assignee")}
    return data
