"""Reviews and the people asked for them; the commits that they are about."""

from __future__ import annotations

from collections.abc import Sequence

from bot.adapters.github.answers import ChangedFile, Commit, Review, read
from bot.adapters.github.failures import RefusedError
from bot.adapters.github.hub import Hub
from bot.core.facts import CommitView, ReviewView
from bot.core.ids import Workspace
from bot.errors import UserError

MOST_COMMITS = 250
"""GitHub lists no more of a pull request's commits."""
MOST_FILES = 3_000
"""Nor of its files."""


class Reviews:
    """Read live, each time."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub

    async def reviews(self, at: Workspace, pull: int) -> Sequence[ReviewView]:
        """All reviews, oldest first."""
        client, repo = self._hub.at(at)
        return [read(Review, one).view() async for one in client.all(f"{repo}/pulls/{pull}/reviews")]

    async def request_reviewers(self, at: Workspace, pull: int, logins: Sequence[str]) -> None:
        """Ask those who were not asked yet; those whom GitHub does not let be asked are left out."""
        client, repo = self._hub.at(at)
        path = f"{repo}/pulls/{pull}/requested_reviewers"
        asked = {user["login"].lower() for user in ((await client.get(path)) or {"users": []})["users"]}
        missing = [login for login in dict.fromkeys(logins) if login.lower() not in asked]
        if not missing:
            return
        try:
            await client.send("POST", path, {"reviewers": missing})
        except RefusedError as refused:
            if refused.status != 422:
                raise
            for login in missing if len(missing) > 1 else []:
                await self.request_reviewers(at, pull, [login])

    async def pull_files(self, at: Workspace, pull: int) -> Sequence[str]:
        """The paths that a pull request changes. Raises `UserError` where there are too many to see all."""
        client, repo = self._hub.at(at)
        found = [read(ChangedFile, one) async for one in client.all(f"{repo}/pulls/{pull}/files")]
        if len(found) >= MOST_FILES:
            raise UserError(
                f"#{pull} changes {MOST_FILES:,} files or more, and GitHub shows no more of them: "
                "whose they are cannot be told.",
                "Split it, or set `approvals.owners: false` in `.drystone.yml`.",
            )
        names = (name for one in found for name in (one.filename, one.previous_filename) if name)
        return tuple(dict.fromkeys(names))

    async def pull_commits(self, at: Workspace, pull: int) -> Sequence[CommitView]:
        """The commits of a pull request, oldest first. Raises `UserError` where there are too many to see all."""
        client, repo = self._hub.at(at)
        found = [read(Commit, one).view() async for one in client.all(f"{repo}/pulls/{pull}/commits")]
        if len(found) >= MOST_COMMITS:
            raise UserError(
                f"#{pull} has {MOST_COMMITS} commits or more, and GitHub shows no more of them: "
                "who wrote them cannot be told.",
                "Squash some of them.",
            )
        return found
