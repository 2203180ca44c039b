"""Issues, comments and reactions."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from datetime import UTC, datetime

from bot.adapters.github.answers import Comment, Issue, read
from bot.adapters.github.failures import RefusedError
from bot.adapters.github.hub import Hub, make_once
from bot.core.facts import CommentView, IssueView
from bot.core.ids import Workspace, marker
from bot.core.text import cut

REMEMBERED = 2000


class Conversations:
    """What is said, and by whom."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        self._known: OrderedDict[tuple[str, int, str], int] = OrderedDict()

    async def issue(self, at: Workspace, number: int) -> IssueView | None:
        """The issue or pull request of that number."""
        client, repo = self._hub.at(at)
        found = await client.get(f"{repo}/issues/{number}")
        return read(Issue, found).view() if found is not None else None

    async def issues(self, at: Workspace, since: float = 0) -> Sequence[IssueView]:
        """Open issues and pull requests changed since then, the longest unchanged first."""
        client, repo = self._hub.at(at)
        listed = client.all(
            f"{repo}/issues", state="open", sort="updated", direction="asc", since=_iso(since)
        )
        return [read(Issue, one).view() async for one in listed]

    async def comments(self, at: Workspace, number: int, since: float = 0) -> Sequence[CommentView]:
        """Comments written or changed since then, oldest first."""
        client, repo = self._hub.at(at)
        listed = client.all(f"{repo}/issues/{number}/comments", since=_iso(since))
        return [read(Comment, one).view() async for one in listed]

    async def put_comment(self, at: Workspace, number: int, topic: str, body: str) -> int:
        """The bot's one comment on that topic, made or edited. Returns its id."""
        client, repo = self._hub.at(at)
        text = f"{marker(topic)}\n{cut(body)}"

        async def make() -> CommentView:
            data = {"body": text}
            made = await client.send("POST", f"{repo}/issues/{number}/comments", data, makes_content=True)
            return read(Comment, made).view()

        async def find() -> CommentView | None:
            return await self._find_comment(at, number, topic)

        comment = await make_once(find, make)
        self._remember(at, number, topic, comment.id)
        if comment.body.replace("\r\n", "\n").rstrip() != text.rstrip():
            await client.send("PATCH", f"{repo}/issues/comments/{comment.id}", {"body": text})
        return comment.id

    async def react(self, at: Workspace, comment: int, content: str) -> None:
        """The bot's reaction to a comment, once; nothing where the comment is gone."""
        client, repo = self._hub.at(at)
        try:
            path = f"{repo}/issues/comments/{comment}/reactions"
            await client.send("POST", path, {"content": content}, makes_content=True)
        except RefusedError as refused:
            if refused.status not in {404, 410}:
                raise

    async def _find_comment(self, at: Workspace, number: int, topic: str) -> CommentView | None:
        """Only the bot's own comments count: anybody can write the marker."""
        bot = await self._hub.login()
        client, repo = self._hub.at(at)
        known = self._known.get((at.key, number, topic))
        if known:
            found = await client.get(f"{repo}/issues/comments/{known}")
            if found is not None:
                return read(Comment, found).view()
        for comment in await self.comments(at, number):
            if comment.author == bot and comment.body.startswith(marker(topic)):
                return comment
        return None

    def _remember(self, at: Workspace, number: int, topic: str, comment: int) -> None:
        self._known[at.key, number, topic] = comment
        while len(self._known) > REMEMBERED:
            self._known.popitem(last=False)


def _iso(since: float) -> str | None:
    return datetime.fromtimestamp(since, UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if since > 0 else None
