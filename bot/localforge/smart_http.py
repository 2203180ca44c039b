"""git over HTTP: `git http-backend` as a CGI child, with the forge's tokens at the door."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress

from aiohttp import web

from bot.localforge import auth
from bot.localforge.errors import ApiError
from bot.localforge.faults import ApiFaults
from bot.localforge.git import git_env
from bot.localforge.ops.files import may_write_workflows
from bot.localforge.ops.refs import refs_changed
from bot.localforge.ops.rules import blocks_push
from bot.localforge.records import Repo
from bot.localforge.site import Act, Actor, Site

_CHUNK = 64 * 1024


class GitDoor:
    """Serves `/{owner}/{repo}.git/…` for clones, fetches and pushes."""

    def __init__(
        self, site: Site, lock: asyncio.Lock, changed: Callable[[], None], faults: ApiFaults
    ) -> None:
        self.site = site
        self._faults = faults
        self._lock = lock
        self._changed = changed

    def add_to(self, app: web.Application) -> None:
        """Put the routes on an application."""
        for path in ("info/refs", "git-upload-pack", "git-receive-pack"):
            app.router.add_route("*", f"/{{owner}}/{{repo}}.git/{path}", self._serve)

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        pushes = "git-receive-pack" in (request.query.get("service"), request.path.rpartition("/")[2])
        try:
            act = self._act(request, pushes=pushes)
        except ApiError as refusal:
            return _refusal(refusal)
        fault = self._faults.take(request.method, request.path)
        if fault is not None and fault.kind == "status":
            return web.Response(status=fault.status, text="The server is busy.\n")
        last = [_hang_up] if fault is not None else []
        if pushes and request.method == "POST":
            async with self._lock:
                return await _backend(request, act, [self._pushed, *last])
        return await _backend(request, act, last)

    async def _pushed(self, request: web.Request, act: Act) -> None:
        await refs_changed(act)
        self._changed()

    def _act(self, request: web.Request, *, pushes: bool) -> Act:
        header = request.headers.get("Authorization", "")
        repo = self.site.state.repos.get(
            f"{request.match_info['owner']}/{request.match_info['repo']}".lower()
        )
        if not header:
            if repo is None or repo.private or pushes:
                raise ApiError(401, "Authentication required")
            return Act(self.site, _anyone(self.site, repo), repo)
        actor = auth.actor_of(self.site, header)
        if repo is None:
            raise ApiError(404, "Repository not found.")
        auth.require(self.site, actor, repo, f"contents:{'write' if pushes else 'read'}")
        return Act(self.site, actor, repo)


def _anyone(site: Site, repo: Repo) -> Actor:
    return Actor(user=site.state.user(repo.owner))


def _refusal(refusal: ApiError) -> web.Response:
    headers = {"WWW-Authenticate": 'Basic realm="GitHub"'} if refusal.status == 401 else {}
    return web.Response(status=refusal.status, text=f"{refusal.message}\n", headers=headers)


def _environment(request: web.Request, act: Act) -> dict[str, str]:
    guarded = [f"refs/heads/{branch}" for branch in act.repo.rules if blocks_push(act, branch)]
    env = {
        **git_env(),
        "GIT_PROJECT_ROOT": str(act.git.path.parent.parent),
        "GIT_HTTP_EXPORT_ALL": "1",
        "PATH_INFO": f"/{act.repo.full_name}.git/" + request.path.partition(".git/")[2],
        "QUERY_STRING": request.query_string,
        "REQUEST_METHOD": request.method,
        "CONTENT_TYPE": request.headers.get("Content-Type", ""),
        "REMOTE_USER": act.login,
        "REMOTE_ADDR": request.remote or "",
        "FORGE_PROTECTED": " ".join(guarded),
        "FORGE_WORKFLOWS": "yes" if may_write_workflows(act) else "no",
    }
    # No Content-Encoding and no Content-Length: aiohttp has inflated the body already.
    if "Git-Protocol" in request.headers:
        env["GIT_PROTOCOL"] = request.headers["Git-Protocol"]
    return env


async def _hang_up(request: web.Request, act: Act) -> None:
    """The client hears of nothing any more."""
    if request.transport is not None:
        request.transport.abort()


async def _backend(
    request: web.Request, act: Act, at_end: Sequence[Callable[[web.Request, Act], Awaitable[None]]]
) -> web.StreamResponse:
    """Run the CGI program. What is `at_end` comes before the client hears of it: a push is whole once git
    returns, and also where nobody waits for it any more.
    """
    process = await asyncio.create_subprocess_exec(
        "git",
        "http-backend",
        env=_environment(request, act),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    assert process.stdin is not None, "asked for a pipe"
    assert process.stdout is not None, "asked for a pipe"
    feeding = asyncio.get_running_loop().create_task(_feed(request, process.stdin))
    try:
        response = await _head(process.stdout)
        said = b""
        if at_end:
            said = await process.stdout.read()
            await process.wait()
        for each in at_end:
            await each(request, act)
        with suppress(ConnectionResetError):
            await response.prepare(request)
            await response.write(said)
            while chunk := await process.stdout.read(_CHUNK):
                await response.write(chunk)
            await process.wait()
            await response.write_eof()
        return response
    finally:
        feeding.cancel()
        await asyncio.gather(feeding, return_exceptions=True)
        if process.returncode is None:
            process.kill()
            await process.wait()


async def _feed(request: web.Request, stdin: asyncio.StreamWriter) -> None:
    try:
        async for chunk in request.content.iter_chunked(_CHUNK):
            stdin.write(chunk)
            await stdin.drain()
    except (BrokenPipeError, ConnectionResetError):
        return
    finally:
        stdin.close()


async def _head(stdout: asyncio.StreamReader) -> web.StreamResponse:
    """The CGI answer's own headers, up to the empty line."""
    status, headers = 200, {}
    while line := (await stdout.readline()).decode("latin-1").strip():
        name, _, value = line.partition(":")
        if name.lower() == "status":
            status = int(value.split()[0])
        else:
            headers[name] = value.strip()
    return web.StreamResponse(status=status, headers=headers)
