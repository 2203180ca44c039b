"""The story against a real local forge, with a bot of few words in place of the real one."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession

from bot.demo import story as module
from bot.demo.forge import Forge, open_session
from bot.demo.ledger import Ledger
from bot.demo.story import Cast, Script, Story, StoryError
from bot.errors import UserError
from bot.localforge.forge import LocalForge
from tests.contract.waiting import DEADLINE
from tests.demo.actor import BUILD, COURSE, GREEN, REPO, Actor, hire

PLAN = "project: {name: restaurant-booking}\n"
APP = "http://localhost:4000"


class Play:
    """A story that is being played, and what it did."""

    def __init__(self, forge: LocalForge, bot: Actor, reader: Forge, logs: Path) -> None:
        self.forge, self.bot, self.reader, self.logs = forge, bot, reader, logs
        self.ledger = Ledger()
        self.pictures: list[str] = []
        self.visited: list[str] = []
        self.visit: Callable[[str], Awaitable[str]] = self._visit
        self._ticks = itertools.count()
        self._news = asyncio.Event()

    async def _visit(self, url: str) -> str:
        self.visited.append(url)
        return "'Reservation confirmed'"

    async def _picture(self, name: str, url: str) -> None:
        self.pictures.append(name)

    async def _act(self, verb: str, **arguments: Any) -> Any:
        return await getattr(self.forge, verb)(**arguments)

    def _tick(self) -> float:
        return float(next(self._ticks))

    def story(self, *, interactive: bool = False, patience: float = 1e9) -> Story:
        """A clock that ticks with every look makes patience countable without waiting."""
        cast = Cast(self.reader, self._act, self.visit, self._picture, self._news.set, self._tick)
        script = Script(REPO, PLAN, self.logs, interactive, patience, first_answer=patience)
        return Story(cast, script, self.ledger)

    async def heard(self, text: str) -> None:
        while text not in self.told():
            self._news.clear()
            await self._news.wait()

    def told(self) -> str:
        return "\n".join(f"{moment.who} {moment.what}" for moment in self.ledger.moments)


@pytest.fixture
async def play(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Play]:
    monkeypatch.setattr(module, "POLL", 0.01)
    async with (
        LocalForge.start(tmp_path / "forge") as forge,
        ClientSession() as session,
        open_session() as calls,
    ):
        bot = await hire(forge, session)
        token = (await forge.create_user("owner"))["token"]
        yield Play(forge, bot, Forge(forge.url, REPO, token, calls), tmp_path / "logs")


@asynccontextmanager
async def acting(work: Coroutine[Any, Any, None]) -> AsyncIterator[None]:
    """The bot's part beside the story; its mistakes are raised."""
    async with asyncio.timeout(DEADLINE), asyncio.TaskGroup() as group:
        task = group.create_task(work)
        yield
        task.cancel()


async def until(condition: Callable[[], Awaitable[bool]]) -> None:
    while not await condition():
        pass


async def has_issue(play: Play) -> None:
    async def there() -> bool:
        return bool(await play.bot("GET", "/issues"))

    await until(there)


async def lay_course(play: Play) -> None:
    """Up to the first checkpoint, whose approval is waited for."""
    bot = play.bot
    await has_issue(play)
    await bot.say(1, "### The plan is sound")
    await bot.branch(BUILD, await bot.tip("main"))
    await bot.lay(BUILD, "plan")
    await bot.open_pull(BUILD, "main", draft=True)
    await bot.branch(COURSE, await bot.tip(BUILD))
    sha = await bot.lay(COURSE, "domains")
    pull = await bot.open_pull(COURSE, BUILD, draft=False)
    gate = await bot.check("compile", sha, status="in_progress")
    await bot.change_check(gate, **GREEN, output={"title": "All types fit", "summary": "…"})
    asked = await bot.ask("afterDomains", sha)
    await until(lambda: bot.is_approved(pull, sha))
    await bot.change_check(asked, **GREEN)
    await bot.move(BUILD, sha)


async def build(play: Play, deployed: str = "success") -> None:
    """The whole of it."""
    bot = play.bot
    await lay_course(play)
    await play.heard("merges #3")  # who looks seldom sees what is nearer to him first
    sha = await bot.lay(BUILD, "api")
    await bot.check("unit", sha, **GREEN)
    node = (await bot("GET", "/pulls/2"))["node_id"]
    url = bot.api.replace("/v3", "").rpartition("/repos/")[0] + "/graphql"
    query = "mutation($id: ID!) { markPullRequestReadyForReview(input: {pullRequestId: $id}) { clientMutationId } }"
    async with bot.session.post(url, json={"query": query, "variables": {"id": node}}) as answer:
        assert answer.status == 200
    await bot.deploy(sha, "success", "http://preview", "preview")
    asked = await bot.ask("beforeDeploy", sha)
    await until(lambda: bot.is_approved(2, sha))
    await bot.change_check(asked, **GREEN)
    merged = await bot("PUT", "/pulls/2/merge", sha=sha)
    await play.heard("merges #2")
    await bot.deploy(merged["sha"], deployed, APP)
    await asyncio.Event().wait()


async def test_the_story_ends_at_the_running_app(play: Play) -> None:
    """Issue, checkpoint, build, deployment, visit: each is told, in order, by who did it."""
    async with acting(build(play)):
        assert await play.story().play() == APP
    assert play.visited == [APP]
    told = play.told()
    for earlier, later in itertools.pairwise(
        (
            "owner opens issue #1",
            "drystone says on #1: The plan is sound",
            "drystone opens the build pull request #2",
            "drystone opens the checkpoint pull request #3",
            "drystone asks for an approval on #3: afterDomains",
            "reviewer approves #3",
            "drystone merges #3",
            "drystone asks for an approval on #2: beforeDeploy",
            "reviewer approves #2",
            "drystone merges #2 into main",
            "drystone deployment to staging: success",
            "guest signs in",
        )
    ):
        assert -1 < told.find(earlier) < told.find(later), (earlier, later, told)


async def test_every_part_has_a_row_with_its_time(play: Play) -> None:
    """What each part took is known for every phase, gate, checkpoint, deployment and visit."""
    async with acting(build(play)):
        await play.story().play()
    rows = {(row.kind, row.title.split()[0]) for row in play.ledger.rows.values()}
    assert rows == {
        ("phase", "plan"), ("phase", "domains"), ("phase", "api"), ("gate", "compile"), ("gate", "unit"),
        ("checkpoint", "afterDomains"), ("checkpoint", "beforeDeploy"), ("deploy", "deployment"), ("visit", "a"),
    }  # fmt: skip
    assert all(row.ended is not None and row.ended >= row.began for row in play.ledger.rows.values())


async def test_pictures_are_taken_when_there_is_something_to_see(play: Play) -> None:
    """A pull request is pictured when it is green and asks for approval."""
    async with acting(build(play)):
        await play.story().play()
    assert play.pictures == ["checkpoint", "pull-request"]


async def test_the_person_approves_in_an_interactive_story(play: Play) -> None:
    """The story tells whose turn it is, approves nothing itself, and waits without end."""

    async def person() -> None:
        await build(play)

    async def press() -> None:
        for number in (3, 2):
            await play.heard(f"look at #{number}")
            assert not await play.forge.reviews(REPO, number)
            await play.forge.approve("reviewer", REPO, number)

    async with acting(person()), acting(press()):
        await play.story(interactive=True).play()
    assert "reviewer approves" not in play.told()


async def test_a_red_gate_is_not_approved_and_ends_the_story(play: Play) -> None:
    """The bot's own words, the gate with its findings and where to look are in the error."""

    async def fail() -> None:
        bot = play.bot
        await has_issue(play)
        await bot.branch(BUILD, await bot.tip("main"))
        sha = await bot.lay(BUILD, "domains")
        await bot.open_pull(BUILD, "main", draft=False)
        finding = {
            "path": "lib/x.ts",
            "start_line": 3,
            "end_line": 3,
            "annotation_level": "failure",
            "message": "no",
        }
        output = {"title": "1 type error", "summary": "…", "annotations": [finding]}
        await bot.check("compile", sha, status="completed", conclusion="failure", output=output)
        await bot.ask("afterDomains", sha)
        await bot.say(2, "### Halted\n\nOn this commit not all gates are green")
        await asyncio.Event().wait()

    async with acting(fail()):
        with pytest.raises(StoryError) as caught:
            await play.story().play()
    for part in (
        "not all gates are green",
        "Gate compile on #2: 1 type error",
        "lib/x.ts:3 no",
        "/issues/1",
        "logs",
    ):
        assert part in str(caught.value)
    assert not await play.forge.reviews(REPO, 2)


async def test_a_plan_that_is_refused_ends_the_story(play: Play) -> None:
    """Problems of the plan are shown as the bot says them."""

    async def refuse() -> None:
        await has_issue(play)
        await play.bot.say(1, "### The plan has 2 problems\n\nline 3: unknown key")
        await asyncio.Event().wait()

    async with acting(refuse()):
        with pytest.raises(StoryError, match="unknown key"):
            await play.story().play()


async def test_silence_has_an_end(play: Play) -> None:
    """When nothing new happens for too long, the story says what it waited for."""
    with pytest.raises(StoryError, match=r"Nothing happened for .*\sWaited for: the bot's next step"):
        await play.story(patience=20).play()


async def test_a_failed_deployment_ends_the_story(play: Play) -> None:
    """A deployment that failed is no happy end."""
    async with acting(build(play, "failure")):
        with pytest.raises(StoryError, match="ended with failure"):
            await play.story().play()
    assert play.visited == []


async def test_an_app_that_cannot_be_used_ends_the_story(play: Play) -> None:
    """Deployed is not enough: the visit must succeed."""

    async def visit(url: str) -> str:
        raise UserError("Booking a table: no button")

    play.visit = visit
    async with acting(build(play)):
        with pytest.raises(StoryError, match="no button"):
            await play.story().play()


async def test_a_forge_that_stumbles_is_asked_again(play: Play) -> None:
    """Outages of the forge do not end the story."""
    await play.forge.fault_api("lost", method="GET", path=".*/pulls", count=3)
    async with acting(build(play)):
        assert await play.story().play() == APP


async def test_watching_costs_few_calls(play: Play) -> None:
    """What did not change is answered with 304, which the hour's limit does not count."""
    await play.forge.set_rate_limit(40)
    with pytest.raises(StoryError, match="Nothing happened"):
        await play.story(patience=100).play()
