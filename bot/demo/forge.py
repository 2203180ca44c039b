"""The forge as anybody sees it: its REST API with a person's token, and its control API to act as that person."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from aiohttp import ClientError, ClientSession, ClientTimeout

from bot.demo.seen import Check, Comment, Commit, Deployed, Pull, Scene
from bot.errors import Retryable, UserError

PHASE = re.compile(r"^Drystone-Phase: *(\S+)", re.MULTILINE)
Json = dict[str, Any]


@dataclass
class Forge:
    """Reads with `token`; an answer that did not change costs no call of the hour's."""

    url: str
    repo: str
    token: str
    session: ClientSession
    _kept: dict[str, tuple[str, Any]] = field(default_factory=dict)
    _commits: dict[tuple[int, str], tuple[Commit, ...]] = field(default_factory=dict)

    async def scene(self, issue: int) -> Scene:
        """Everything that is to be seen of the run for this issue."""
        repo, listed = await asyncio.gather(self._get(""), self._get("/pulls?state=all&per_page=100"))
        ours = [one for one in listed if one["user"]["type"] == "Bot"]
        numbers = [issue, *(one["number"] for one in ours)]
        pulls, comments, deployments = await asyncio.gather(
            asyncio.gather(*(self._pull(one) for one in ours)),
            asyncio.gather(*(self._comments(number) for number in numbers)),
            self._deployments(),
        )
        said = tuple(comment for group in comments for comment in group)
        return Scene(repo["default_branch"], tuple(pulls), said, tuple(deployments))

    async def annotations(self, check: int) -> list[str]:
        """What a check run says of lines, as `path:line message`."""
        found = await self._get(f"/check-runs/{check}/annotations")
        return [f"{one['path']}:{one['start_line']} {one['message']}" for one in found]

    async def _pull(self, one: Json) -> Pull:
        number, sha = one["number"], one["head"]["sha"]
        if (number, sha) not in self._commits:
            commits = await self._get(f"/pulls/{number}/commits?per_page=100")
            self._commits[number, sha] = tuple(_commit(commit) for commit in commits)
        runs = await self._get(f"/commits/{sha}/check-runs?per_page=100")
        return Pull(
            number=number,
            title=one["title"],
            head=one["head"]["ref"],
            base=one["base"]["ref"],
            sha=sha,
            url=one["html_url"],
            is_draft=one["draft"],
            is_open=one["state"] == "open",
            is_merged=one["merged_at"] is not None,
            commits=self._commits[number, sha],
            checks=tuple(_check(run) for run in runs["check_runs"]),
        )

    async def _comments(self, number: int) -> list[Comment]:
        found = await self._get(f"/issues/{number}/comments?per_page=100")
        return [
            Comment(number, one["body"], one["html_url"]) for one in found if one["user"]["type"] == "Bot"
        ]

    async def _deployments(self) -> Sequence[Deployed]:
        return await asyncio.gather(*(self._deployed(one) for one in await self._get("/deployments")))

    async def _deployed(self, one: Json) -> Deployed:
        statuses = await self._get(f"/deployments/{one['id']}/statuses")
        newest: Json = statuses[0] if statuses else {"state": "pending"}
        return Deployed(one["environment"], one["sha"], newest["state"], newest.get("environment_url") or "")

    async def _get(self, path: str) -> Any:  # noqa: ANN401 - JSON
        url = f"{self.url}/api/v3/repos/{self.repo}{path}"
        headers = {"Authorization": f"Bearer {self.token}", "Accept": "application/vnd.github+json"}
        tag, known = self._kept.get(path, ("", None))
        if tag:
            headers["If-None-Match"] = tag
        try:
            async with self.session.get(url, headers=headers) as answer:
                if answer.status == 304:
                    return known
                if answer.status != 200:
                    raise UserError(f"The forge answers {answer.status} to {path}: {await answer.text()}")
                self._kept[path] = (answer.headers.get("ETag", ""), await answer.json())
        except (ClientError, TimeoutError) as error:
            raise Retryable(f"The forge at {self.url} does not answer: {error}") from error
        return self._kept[path][1]


def open_session() -> ClientSession:
    """For all calls of a story."""
    return ClientSession(timeout=ClientTimeout(total=60))


def _commit(one: Json) -> Commit:
    message = one["commit"]["message"]
    phase = PHASE.search(message)
    return Commit(one["sha"], message.splitlines()[0] if message else "", phase.group(1) if phase else "")


def _check(run: Json) -> Check:
    title = (run["output"] or {}).get("title") or ""
    return Check(run["id"], run["name"], run["status"], run["conclusion"] or "", title, run["html_url"])
