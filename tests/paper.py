"""The flow on paper: the real flow and decisions over a forge, a repository and a store in memory.

A main job takes a tenth of a second here, so that it can be told hundreds of times, dying somewhere else each time.
"""

from __future__ import annotations

import copy
import json
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import cache
from typing import Annotated, Any
from uuid import uuid4

import yaml
from pydantic import Field, TypeAdapter

from bot.app import App
from bot.core.events import (
    Actor,
    BranchPushed,
    CommentCreated,
    ForgeEvent,
    IssueOpened,
    PullChanged,
    ReviewChanged,
)
from bot.core.facts import CommentView, IssueView, PullView
from bot.core.ids import Workspace
from bot.core.run import Run
from bot.ports.forge import CheckDraft
from bot.ports.phase import ChangeSet, Phase, PhaseInput
from bot.ports.queue import Job
from bot.ports.stack import Templates
from bot.ports.store import Delivery
from bot.settings import Settings
from tests.builders import ROOT, commands, rules
from tests.fakes.clock import START, FakeClock
from tests.fakes.forge import FakeForge
from tests.fakes.host import Commit, Host, fork_branch
from tests.fakes.repo import FakeRepo
from tests.fakes.store import FakeStore, Tables
from tests.fakes.workbench import FakeGate, FakeWorkbench
from tests.mortal import Life
from tests.running import Outside, Running

AT = Workspace(installation=1, repo="bali/bites")


@dataclass
class PaperPhase:
    """Writes one file that tells of it, and of the plan."""

    name: str
    summary: str = "Lay a page of paper"
    word: str = "page"

    def lay(self, given: PhaseInput) -> ChangeSet:
        writes = {f"{self.name}.txt": f"{self.name} {self.word} of {given.plan.project.name}".encode()}
        return ChangeSet({**writes, **({"package.json": b"{}"} if self.name == "scaffold" else {})})


@cache
def small_plan(checkpoints: tuple[str, ...] = ("afterDomains", "beforeDeploy")) -> str:
    """The restaurant's plan with as little in it as the schema allows."""
    plan = yaml.safe_load((ROOT / "examples/restaurant-booking/buildplan.yaml").read_text())
    plan["components"]["pages"] = plan["components"]["pages"][:1]
    plan["humanCheckpoints"] = list(checkpoints)
    return yaml.safe_dump(plan)


class FakeArtifacts:
    """`bot.ports.store.Artifacts` in memory."""

    def __init__(self, files: dict[str, bytes]) -> None:
        self._files = files

    async def put(self, at: Workspace, run: str, name: str, data: bytes) -> None:
        self._files[f"{run}/{name}"] = data

    async def get(self, at: Workspace, run: str, name: str) -> bytes | None:
        return self._files.get(f"{run}/{name}")

    async def names(self, at: Workspace, run: str) -> Sequence[str]:
        return sorted(path.removeprefix(f"{run}/") for path in self._files if path.startswith(f"{run}/"))


def _a_host() -> Host:
    host = Host(roles={"owner": "admin", "reviewer": "write", "second": "write", "reader": "read"})
    host.set_branch("main", host.commit(Commit("", {"README.md": b"# bites\n"})))
    return host


@dataclass
class Kept:
    """All that a world of paper keeps outside of the bot's process."""

    host: Host = field(default_factory=_a_host)
    tables: Tables = field(default_factory=Tables)
    artifacts: dict[str, bytes] = field(default_factory=dict)
    now: float = START

    def copy(self) -> Kept:
        """The same, to go on with apart from this one."""
        return Kept(copy.deepcopy(self.host), self.tables.copy(), dict(self.artifacts), self.now)


class Paper(Running):
    """A world of paper: people act on the host, and what they did is delivered as an event."""

    def __init__(self, outside: Outside, kept: Kept) -> None:
        self.phases = _phases()
        super().__init__(outside, lambda: _opened(outside, kept, self.phases))
        self.kept = kept
        self.host = kept.host

    async def deliver(self, event: ForgeEvent, guid: str = "") -> None:
        """Store an event as the door does; the bot hears of it with the next `settle`."""
        delivery = Delivery(
            guid=guid or str(uuid4()),
            event=event.kind,
            received_at=self.clock.now(),
            payload=event.model_dump_json().encode(),
        )
        await FakeStore(self.kept.tables, self.clock).add_delivery(delivery)
        await self.queue.put(Job(kind="delivery", name=delivery.guid))

    async def open_issue(self, who: str = "owner", plan: str = "") -> int:
        number = self.host.next_id()
        self.host.issues[number] = IssueView(
            number=number,
            title="Build it",
            body=f"```yaml\n{plan or small_plan()}\n```\n",
            author=who,
            author_is_bot=False,
            is_open=True,
        )
        await self.deliver(IssueOpened(workspace=AT, issue=number, actor=Actor(login=who)))
        await self.settle()
        return number

    async def open_pull(
        self,
        who: str,
        branch: str,
        files: Mapping[str, bytes | None],
        *,
        base: str = "main",
        is_fork: bool = False,
    ) -> int:
        """A person's pull request with these files."""
        place = fork_branch(who, branch) if is_fork else branch
        self.host.branches.setdefault(place, self.host.branches[base])
        number, head = self.host.next_id(), self.host.push(who, place, files)
        view = PullView(
            number=number,
            node_id=f"n{number}",
            head=branch,
            head_sha=head,
            base=base,
            base_sha=self.host.branches[base],
            from_fork=is_fork,
            is_draft=False,
            is_open=True,
            is_merged=False,
            author=who,
        )
        self.host.pulls[number] = view
        self.host.issues[number] = IssueView(
            number=number,
            title="A change",
            body="",
            author=who,
            author_is_bot=False,
            is_open=True,
            is_pull=True,
        )
        await self.happened_to_pull(who, number)
        return number

    def check(self, number: int, name: str = "plan") -> CheckDraft | None:
        """The check run of that name on the head of a pull request."""
        head = self.host.pull(number).head_sha
        found = [one for one in self.host.checks.values() if (one.name, one.commit) == (name, head)]
        return found[-1] if found else None

    def said(self, number: int) -> list[str]:
        """The bot's comments on an issue or pull request."""
        return [one.body for one in self.host.comments.get(number, ()) if one.author_is_bot]

    async def comment(self, who: str, number: int, body: str) -> int:
        comment = CommentView(id=self.host.next_id(), body=body, author=who, author_is_bot=False)
        self.host.comments.setdefault(number, []).append(comment)
        await self.deliver(
            CommentCreated(workspace=AT, number=number, comment=comment.id, body=body, actor=Actor(login=who))
        )
        await self.settle()
        return comment.id

    async def review(self, who: str, number: int, state: str = "APPROVED", body: str = "") -> None:
        self.host.review(who, number, state, body)
        await self.deliver(ReviewChanged(workspace=AT, pull=number, actor=Actor(login=who)))
        await self.settle()

    async def close(self, who: str, number: int) -> None:
        self.host.close(number)
        await self.happened_to_pull(who, number)

    async def happened_to_pull(self, who: str, number: int) -> None:
        branch = self.host.pulls[number].head
        await self.deliver(PullChanged(workspace=AT, pull=number, branch=branch, actor=Actor(login=who)))
        await self.settle()

    async def push(self, who: str, branch: str, files: Mapping[str, bytes | None]) -> None:
        before, after = self.host.branches[branch], self.host.push(who, branch, files)
        pushed = BranchPushed(workspace=AT, branch=branch, before=before, after=after, actor=Actor(login=who))
        await self.deliver(pushed)
        await self.settle()

    async def run(self, issue: int = 1) -> Run:
        run = await self.app.store.run_of_issue(AT, issue)
        assert run is not None
        return run

    async def main_job(self) -> Run:
        """From the issue to staging."""
        await self.open_issue()
        await self.review("reviewer", (await self.run()).courses[0].pull)
        await self.review("reviewer", (await self.run()).build_pull)
        return await self.run()


@asynccontextmanager
async def _opened(outside: Outside, kept: Kept, phases: Mapping[str, Phase]) -> AsyncIterator[App]:
    forge = FakeForge(kept.host, AT)
    yield App(
        settings=Settings(local=True, onboarding=False),
        rules=rules(),
        forge=forge,
        deliveries=forge,
        translate=_translate,
        repo=FakeRepo(kept.host),
        store=FakeStore(kept.tables, outside.clock),
        artifacts=FakeArtifacts(kept.artifacts),
        queue=outside.queue,
        clock=outside.clock,
        workbench=FakeWorkbench(),
        target=outside.target,
        phases=phases,
        gates=outside.gates,
        fixers=outside.fixers,
        commands=commands(),
        stacks={"nextjs-15": PaperStack()},
        library={},
        onboarding={},
        worker="a worker",
    )


FORGE_EVENT: TypeAdapter[ForgeEvent] = TypeAdapter(Annotated[ForgeEvent, Field(discriminator="kind")])


def _translate(event: str, payload: bytes) -> tuple[ForgeEvent, ...]:
    return (FORGE_EVENT.validate_json(payload),)


def _phases() -> dict[str, PaperPhase]:
    return {name: PaperPhase(name) for name in rules().workflow.phases}


class PaperStack:
    """Pins two packages and has no templates beside."""

    name = "nextjs-15"
    gates = ()

    @property
    def templates(self) -> Templates:
        return self

    def names(self, prefix: str = "") -> Iterable[str]:
        return ()

    def render(self, name: str, values: Mapping[str, Any]) -> bytes:
        pinned = {
            "dependencies": {"always": {"zod": "4.0.0"}},
            "dev_dependencies": {"always": {"vitest": "4.0.1"}},
        }
        return json.dumps(pinned).encode()


@asynccontextmanager
async def a_paper_world(kept: Kept | None = None, life: Life | None = None) -> AsyncIterator[Paper]:
    """A workspace with an owner, two writers and a reader, and the bot, until the block ends."""
    needs = rules().needs
    gates = {name: FakeGate(name, needs=needs.get(name, ())) for name in rules().workflow.gates}
    kept = kept.copy() if kept else Kept()
    world = Paper(Outside(clock=FakeClock(kept.now), gates=gates), kept)
    await world.start(life)
    try:
        yield world
    finally:
        await world.stop()
        kept.now = world.clock.now()
