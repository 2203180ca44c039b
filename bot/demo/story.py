"""The story: the owner opens an issue, Drystone builds, the reviewer approves, the app runs and is visited."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from bot.demo.ledger import Ledger
from bot.demo.seen import PREVIEW, Deployed, Pull, Scene
from bot.errors import Retryable, UserError

OWNER, REVIEWER = "owner", "reviewer"
TITLE = "Restaurant booking"
ISSUE = "Please build this application:\n\n```yaml\n{plan}\n```\n"
POLL = 0.5
OUTAGES = 20


class StoryError(UserError):
    """The story did not end well; says what happened and where to look."""


class Forge(Protocol):
    """What the story sees of the forge."""

    async def scene(self, issue: int) -> Scene: ...

    async def annotations(self, check: int) -> list[str]: ...


Act = Callable[..., Awaitable[Any]]
Picture = Callable[[str, str], Awaitable[None]]
Visit = Callable[[str], Awaitable[str]]


async def no_picture(name: str, url: str) -> None:
    """Pictures are not wanted."""


@dataclass(frozen=True)
class Cast:
    """How the story meets the world. `act` is a verb of the forge's control API, done as a person."""

    forge: Forge
    act: Act
    visit: Visit
    picture: Picture = no_picture
    changed: Callable[[], None] = lambda: None
    clock: Callable[[], float] = lambda: 0.0


@dataclass(frozen=True)
class Script:
    """What is played. `patience` is for how many seconds nothing new may happen."""

    repo: str
    plan: str
    logs: Path
    interactive: bool = False
    patience: float = 600.0
    first_answer: float = 90.0


@dataclass
class Story:
    """One playing of it; `ledger` tells how it went."""

    cast: Cast
    script: Script
    ledger: Ledger
    issue_url: str = ""
    _approved: set[tuple[int, str]] = field(default_factory=set)
    _outages: int = 0

    async def play(self) -> str:
        """To the end. Returns the app's URL; raises `StoryError`."""
        issue = await self._open_issue()
        url = await self._until_deployed(issue)
        await self._visit(url)
        return url

    async def _open_issue(self) -> int:
        self.ledger.start(self.cast.clock())
        body = ISSUE.format(plan=self.script.plan.rstrip())
        issue = await self._act("open_issue", OWNER, title=TITLE, body=body)
        self.issue_url = issue["html_url"]
        self._tell(OWNER, f"opens issue #{issue['number']} with the plan", self.issue_url)
        return int(issue["number"])

    async def _until_deployed(self, issue: int) -> str:
        news, since = 0, self.cast.clock()
        while True:
            scene = await self._look(issue)
            now = self.cast.clock()
            self.ledger.take(scene, now)
            self.cast.changed()
            if self.ledger.trouble:
                raise await self._failed(scene, self.ledger.trouble)
            if deployed := _final(scene):
                return self._address(deployed)
            waits_for_person = await self._approve(scene)
            if len(self.ledger.moments) != news or waits_for_person:
                news, since = len(self.ledger.moments), now
            if now - since > self._patience(scene):
                raise await self._failed(scene, f"Nothing happened for {now - since:.0f} s.")
            await asyncio.sleep(POLL)

    def _patience(self, scene: Scene) -> float:
        return self.script.patience if scene.comments or scene.pulls else self.script.first_answer

    async def _look(self, issue: int) -> Scene:
        while True:
            try:
                scene = await self.cast.forge.scene(issue)
            except Retryable as error:
                self._outages += 1
                if self._outages > OUTAGES:
                    raise StoryError(f"The forge is gone: {error.message}", self._where_to_look()) from error
                await asyncio.sleep(POLL)
            else:
                self._outages = 0
                return scene

    async def _approve(self, scene: Scene) -> bool:
        """Approve what is green and asks for it. True while a person is to do that."""
        for pull in scene.pulls:
            if pull.is_approvable and (pull.number, pull.sha) not in self._approved:
                self._approved.add((pull.number, pull.sha))
                await self.cast.picture("pull-request" if pull == scene.build else "checkpoint", pull.url)
                await self._review(pull)
        return self.script.interactive and any(pull.is_approvable for pull in scene.pulls)

    async def _review(self, pull: Pull) -> None:
        if self.script.interactive:
            self._tell("demo", f"your turn: look at #{pull.number} and press Approve as {REVIEWER}", pull.url)
            return
        await self._act("approve", REVIEWER, number=pull.number, commit_id=pull.sha, body="Looks right.")
        self._tell(REVIEWER, f"approves #{pull.number} at {pull.sha[:7]}", pull.url)

    def _address(self, deployed: Deployed) -> str:
        if deployed.state != "success" or not deployed.url:
            said = f"The deployment to {deployed.environment} ended with {deployed.state}."
            raise StoryError(said, self._where_to_look())
        return deployed.url

    async def _visit(self, url: str) -> None:
        self.ledger.begin("visit", "visit", "a guest books a table", self.cast.clock(), url)
        try:
            seen = await self.cast.visit(url)
        except UserError as error:
            self.ledger.end("visit", self.cast.clock(), "failed")
            raise StoryError(str(error), self._where_to_look()) from error
        self.ledger.end("visit", self.cast.clock())
        self._tell("guest", f"signs in, books a table and sees {seen}", url)

    async def _failed(self, scene: Scene, said: str) -> StoryError:
        lines = [said]
        for pull in scene.pulls:
            for check in (check for check in pull.checks if check.is_red):
                lines.append(f"Gate {check.name} on #{pull.number}: {check.title} {check.url}")
                lines += [f"  {line}" for line in (await self.cast.forge.annotations(check.id))[:10]]
        lines.append(f"Waited for: {self.ledger.doing()}.")
        return StoryError("\n".join(lines), self._where_to_look(scene.build))

    def _where_to_look(self, build: Pull | None = None) -> str:
        pages = " and ".join(filter(None, (self.issue_url, build.url if build else "")))
        return f"\nLook at {pages}; what the parts printed is in {self.script.logs}."

    async def _act(self, verb: str, user: str, **arguments: Any) -> Any:  # noqa: ANN401 - JSON in and out
        return await self.cast.act(verb, user=user, repo=self.script.repo, **arguments)

    def _tell(self, who: str, what: str, link: str) -> None:
        self.ledger.told(self.cast.clock(), who, what, link)
        self.cast.changed()


def _final(scene: Scene) -> Deployed | None:
    """The deployment of the merged build, once it is over; a preview is not what the story is about."""
    if scene.build is None or not scene.build.is_merged:
        return None
    deployments = [one for one in scene.deployments if one.environment != PREVIEW]
    over = [one for one in deployments if one.state in ("success", "failure", "error")]
    return over[-1] if over else None
