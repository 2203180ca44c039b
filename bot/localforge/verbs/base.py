"""How a verb gets to work: as a user, on a repository, alone, and saved when done."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from bot.localforge import auth
from bot.localforge.errors import ApiError
from bot.localforge.site import Act, Site
from bot.localforge.state import at_least

Changing = Callable[[], AbstractAsyncContextManager[None]]


class Verbs:
    """Verbs take and give plain JSON values, so that the control API can offer all of them.

    `user` is who acts, `repo` is `owner/name`, answers are the API's own JSON. What the user may not do
    raises `ApiError`, as the API would answer.
    """

    def __init__(self, site: Site, changing: Changing) -> None:
        self.site = site
        self.changing = changing

    @asynccontextmanager
    async def acting(self, user: str, repo: str, role: str = "read") -> AsyncIterator[Act]:
        """Work on a repository as a user who has at least that role."""
        async with self.changing():
            act = self.act(user, repo)
            if not at_least(self.site.state.role(act.repo, act.login), role):
                raise ApiError(403, f"{act.login} has no {role} access to {act.repo.full_name}")
            yield act

    def act(self, user: str, repo: str) -> Act:
        """The user at the repository, without a lock: to look only."""
        return Act(self.site, auth.person(self.site, user), self.site.state.repo(repo))

    def looking(self, repo: str) -> Act:
        """The repository as its owner sees it, to look only."""
        found = self.site.state.repo(repo)
        return self.act(found.owner, repo)
