"""All pages on one application."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from aiohttp import web

from bot.localforge.pages import assets, code, conversations, forms, home, pulls
from bot.localforge.pages.render import View
from bot.localforge.verbs.all import AllVerbs

Page = Callable[[View], Awaitable[web.Response]]

_REPO = "/{owner}/{repo}"
_PULL = _REPO + "/pull/{number:\\d+}"

PAGES: dict[str, Page] = {
    "/": home.home,
    "/_log": home.log,
    _REPO: code.home,
    _REPO + "/tree/{rest:.+}": code.tree,
    _REPO + "/blob/{rest:.+}": code.blob,
    _REPO + "/commit/{sha}": code.commit,
    _REPO + "/commits/{rest:.+}": code.commits,
    _REPO + "/issues": conversations.issues,
    _REPO + "/issues/new": conversations.new_issue,
    _REPO + "/issues/{number:\\d+}": conversations.issue,
    _REPO + "/pulls": conversations.pulls,
    _PULL: pulls.conversation,
    _PULL + "/commits": pulls.commits,
    _PULL + "/checks": pulls.checks,
    _PULL + "/files": pulls.files,
    _REPO + "/runs/{id:\\d+}": pulls.run,
    _REPO + "/deployments": home.deployments,
}
FILES: dict[str, Page] = {
    "/_static/{name}": assets.static,
    "/_avatar/{login}": assets.avatar,
    _REPO + "/raw/{rest:.+}": code.raw,
    _PULL + ".diff": pulls.plain_diff,
}
FORMS: dict[str, Page] = {
    "/_as": forms.choose,
    "/settings/apps/new": forms.manifest,
    _REPO + "/issues/new": forms.posting(forms.open_issue),
    _REPO + "/issues/{number:\\d+}/comment": forms.posting(forms.comment),
    _PULL + "/review": forms.posting(forms.review),
    _PULL + "/merge": forms.posting(forms.merge),
    _PULL + "/draft": forms.posting(forms.draft),
    _REPO + "/runs/{id:\\d+}/do": forms.posting(forms.check),
}


class Pages:
    """Serves the pages; one that has not changed costs nothing."""

    def __init__(self, forge: AllVerbs) -> None:
        self._forge = forge

    def add_to(self, app: web.Application) -> None:
        """Put the routes on an application."""
        for path, page in FILES.items():
            app.router.add_get(path, self._handler(page))
        for path, page in PAGES.items():
            app.router.add_get(path, self._handler(page, changing=True))
        for path, page in FORMS.items():
            app.router.add_post(path, self._handler(page))

    def _handler(
        self, page: Page, *, changing: bool = False
    ) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
        async def handle(request: web.Request) -> web.StreamResponse:
            view = View(self._forge, request)
            if changing and view.unchanged():
                return web.Response(status=304, headers={"ETag": view.etag})
            return await page(view)

        return handle
