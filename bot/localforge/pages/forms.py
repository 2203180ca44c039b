"""What the pages' forms do: each is a verb, done as the person whom the visitor acts as."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit
from uuid import uuid4

from aiohttp import web

from bot.localforge.errors import ApiError
from bot.localforge.local import is_local
from bot.localforge.pages.render import COOKIE, View

Form = dict[str, str]
Deed = Callable[[View, Form], Awaitable[str]]


def posting(deed: Deed) -> Callable[[View], Awaitable[web.Response]]:
    """A handler that does something and leads back to a page; other sites' pages may not use it."""

    async def handle(view: View) -> web.Response:
        if not is_local(view.request):
            raise web.HTTPForbidden(text="This form is for the pages of this forge only.")
        data = await view.request.post()
        form = {name: value for name, value in data.items() if isinstance(value, str)}
        try:
            target = await deed(view, form)
        except ApiError as refusal:
            details = [
                one if isinstance(one, str) else str(one.get("message", one)) for one in refusal.errors
            ]
            sentence = ". ".join([refusal.message, *details])
            page = view.page("refused.html", sentence=sentence, back=_back(view))
            page.set_status(422)
            return page
        raise web.HTTPSeeOther(target)

    return handle


def _back(view: View) -> str:
    return urlsplit(view.request.headers.get("Referer", "/")).path or "/"


def _page(view: View, number: int) -> str:
    return f"/{view.repo.full_name}/{'pull' if number in view.repo.pulls else 'issues'}/{number}"


async def choose(view: View) -> web.Response:
    """Act as somebody from now on."""
    if not is_local(view.request):
        raise web.HTTPForbidden
    form = await view.request.post()
    response = web.Response(status=303, headers={"Location": _back(view)})
    response.set_cookie(COOKIE, str(form.get("as", "")), samesite="Strict", httponly=True)
    return response


async def open_issue(view: View, form: Form) -> str:
    """Open an issue."""
    made = await view.forge.open_issue(
        view.me, view.repo.full_name, form.get("title", ""), form.get("body", "")
    )
    return _page(view, int(made["number"]))


async def comment(view: View, form: Form) -> str:
    """Comment, and close or reopen where that button was used."""
    number, repo, body = view.number(), view.repo.full_name, form.get("body", "")
    if body.strip() or form.get("do") == "comment":
        await view.forge.comment(view.me, repo, number, body)
    if form.get("do") == "close":
        await view.forge.close_issue(view.me, repo, number)
    if form.get("do") == "reopen":
        await view.forge.reopen_issue(view.me, repo, number)
    return _page(view, number)


async def review(view: View, form: Form) -> str:
    """Approve, request changes or comment; on the commit that the visitor saw."""
    number, repo, body = view.number(), view.repo.full_name, form.get("body", "")
    if form.get("do") == "approve":
        await view.forge.approve(view.me, repo, number, body, form.get("commit_id"))
    elif form.get("do") == "request":
        await view.forge.request_changes(view.me, repo, number, body)
    else:
        await view.forge.review_comment(view.me, repo, number, body)
    return _page(view, number)


async def merge(view: View, form: Form) -> str:
    """Merge."""
    await view.forge.merge(view.me, view.repo.full_name, view.number(), form.get("method", "merge"))
    return _page(view, view.number())


async def draft(view: View, form: Form) -> str:
    """Leave draft, or go back to it."""
    wanted = form.get("do") == "draft"
    await view.forge.set_draft(view.me, view.repo.full_name, view.number(), draft=wanted)
    return _page(view, view.number())


async def check(view: View, form: Form) -> str:
    """Re-run a check, or click one of its buttons."""
    run_id = int(view.request.match_info["id"])
    if form.get("do") == "rerun":
        await view.forge.rerun(view.me, view.repo.full_name, run_id)
    else:
        await view.forge.click(view.me, view.repo.full_name, run_id, form.get("do", ""))
    return f"/{view.repo.full_name}/runs/{run_id}"


async def manifest(view: View) -> web.Response:
    """Take an App manifest, as GitHub's page does, and lead back with its code."""
    form = await view.request.post()
    given = json.loads(str(form.get("manifest", "{}")))
    code = uuid4().hex
    view.site.manifests[code] = {**given, "owner": view.me}
    target = str(given.get("redirect_url") or "/")
    state = view.request.query.get("state")
    more = f"&state={state}" if state else ""
    raise web.HTTPFound(f"{target}{'&' if '?' in target else '?'}code={code}{more}")
