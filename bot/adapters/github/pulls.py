"""Pull requests: opened, edited, taken out of draft, merged, closed."""

from __future__ import annotations

from bot.adapters.github.answers import Pull, read
from bot.adapters.github.client import Json, safe
from bot.adapters.github.failures import LostError, RefusedError
from bot.adapters.github.hub import Hub, make_once
from bot.core.facts import PullView
from bot.core.ids import Workspace
from bot.core.text import cut
from bot.errors import Retryable, UserError
from bot.ports.forge import NoCommitsError

BUILDING = "drystone:building"
_READY = (
    "mutation($id: ID!) { markPullRequestReadyForReview(input: {pullRequestId: $id})"
    " { pullRequest { isDraft } } }"
)


class Pulls:
    """The bot's pull requests, and people's as far as they are read."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub

    async def pull(self, at: Workspace, number: int) -> PullView | None:
        """The pull request of that number."""
        found = await self._read(at, number)
        return found.view() if found else None

    async def pull_of(self, at: Workspace, head: str, base: str) -> PullView | None:
        """The newest pull request from that branch of this repository into `base`, open or not."""
        client, repo = self._hub.at(at)
        owner = at.repo.split("/")[0]
        listed = client.all(
            f"{repo}/pulls", state="all", head=f"{owner}:{head}", base=base, sort="created", direction="desc"
        )
        found = [pull async for one in listed if not (pull := read(Pull, one)).from_fork]
        newest = max(found, key=lambda pull: (pull.state == "open", pull.number), default=None)
        return newest.view() if newest else None

    async def open_pull(
        self, at: Workspace, head: str, base: str, title: str, body: str, *, draft: bool
    ) -> PullView:
        """Made or found: the open one, or the one that was closed or merged with the branch as it is now."""
        data = {"title": title[:250], "head": head, "base": base, "body": cut(body)}

        async def find() -> PullView | None:
            return await self._still_true(at, await self.pull_of(at, head, base))

        async def make() -> PullView:
            return await self._make(at, data, draft=draft)

        return await make_once(find, make)

    async def edit_pull(
        self, at: Workspace, number: int, *, title: str | None = None, body: str | None = None
    ) -> None:
        """Change title or body. Not looked at first: for a while a read may say that there is none."""
        wanted = {"title": title and title[:250], "body": None if body is None else cut(body)}
        await self._patch(at, number, {name: text for name, text in wanted.items() if text is not None})

    async def mark_ready(self, at: Workspace, number: int) -> None:
        """Out of draft, by GraphQL; nothing where it is no draft. Takes the label off."""
        client, repo = self._hub.at(at)
        found = await self._read(at, number)
        if found is None:
            raise UserError(f"There is no pull request #{number} in {at.repo}.")
        if found.draft:
            data = {"query": _READY, "variables": {"id": found.node_id}}
            answer = await client.send("POST", self._hub.graphql, data)
            _check(answer, f"Marking #{number} as ready for review")
        if any(label.name == BUILDING for label in found.labels):
            try:
                await client.send("DELETE", f"{repo}/issues/{number}/labels/{safe(BUILDING)}")
            except RefusedError as refused:
                if refused.status != 404:
                    raise

    async def close_pull(self, at: Workspace, number: int) -> None:
        """Closed, if it is open."""
        found = await self._read(at, number)
        if found and found.state == "open":
            await self._patch(at, number, {"state": "closed"})

    async def merge_pull(self, at: Workspace, number: int, sha: str, title: str) -> str:
        """Merge while the head is `sha`; returns the merge commit. `UserError` says why it was refused."""
        now = await self.pull(at, number)
        if now is None:
            raise UserError(f"There is no pull request #{number} in {at.repo}.")
        if now.is_merged:
            return _merged(now, sha)
        try:
            return await self._merge(at, number, sha, title)
        except (LostError, UserError):
            # aiohttp itself sends a PUT again whose answer got lost: then it is refused, and yet done.
            now = await self.pull(at, number)
            if now and now.is_merged:
                return _merged(now, sha)
            raise

    async def _merge(self, at: Workspace, number: int, sha: str, title: str) -> str:
        """By the first way that the repository allows; each of them leaves the same tree."""
        client, repo = self._hub.at(at)
        for method in ("merge", "squash", "rebase"):
            data = {"sha": sha, "merge_method": method}
            if method != "rebase":
                data["commit_title"] = title[:250]
            try:
                return str((await client.send("PUT", f"{repo}/pulls/{number}/merge", data))["sha"])
            except RefusedError as refused:
                if "not allowed on this repository" in refused.said and method != "rebase":
                    continue
                raise _why(refused, number) from None
        raise AssertionError("the last way returns or raises")

    async def _read(self, at: Workspace, number: int) -> Pull | None:
        client, repo = self._hub.at(at)
        found = await client.get(f"{repo}/pulls/{number}")
        return read(Pull, found) if found is not None else None

    async def _patch(self, at: Workspace, number: int, data: Json) -> None:
        client, repo = self._hub.at(at)
        await client.send("PATCH", f"{repo}/pulls/{number}", data)

    async def _still_true(self, at: Workspace, newest: PullView | None) -> PullView | None:
        if newest is None or newest.is_open:
            return newest
        client, repo = self._hub.at(at)
        tip = await client.get(f"{repo}/git/ref/heads/{safe(newest.head, '/')}")
        return newest if tip is None or tip["object"]["sha"] == newest.head_sha else None

    async def _make(self, at: Workspace, data: dict[str, str], *, draft: bool) -> PullView:
        client, repo = self._hub.at(at)
        path = f"{repo}/pulls"
        try:
            made = await client.send("POST", path, {**data, "draft": draft}, makes_content=True)
            return read(Pull, made).view()
        except RefusedError as refused:
            if refused.status == 422 and "no commits between" in refused.said.lower():
                raise NoCommitsError(refused.message) from None
            if not (draft and refused.status == 422 and "draft" in refused.said.lower()):
                raise
        made = read(
            Pull, await client.send("POST", path, {**data, "draft": False}, makes_content=True)
        ).view()
        await client.send("POST", f"{repo}/issues/{made.number}/labels", {"labels": [BUILDING]})
        return made


def _check(answer: Json, doing: str) -> None:
    """GraphQL answers 200 also when it refuses."""
    errors = answer.get("errors") if isinstance(answer, dict) else None
    if not errors:
        return
    said = str(errors[0].get("message", ""))[:300]
    if errors[0].get("type") in {"FORBIDDEN", "UNPROCESSABLE", "NOT_FOUND"}:
        raise UserError(f"{doing}: GitHub refused: “{said}”.")
    raise Retryable(f"{doing}: {said}", after=5)


def _merged(pull: PullView, sha: str) -> str:
    if pull.head_sha != sha:
        raise UserError(f"#{pull.number} is merged already, but with other commits than {sha[:7]}.")
    return pull.merge_commit


def _why(refused: RefusedError, number: int) -> Exception:
    if refused.status == 409:
        return UserError(f"Merging #{number}: its branch has new commits.", "They are looked at first.")
    if "Base branch was modified" in refused.said:
        return Retryable(f"Merging #{number}: its base moved", after=2)
    if refused.status in {405, 422}:
        return UserError(f"Merging #{number}: GitHub refused: “{refused.said}”.")
    return refused
