"""Where the time of the main job goes: the real bot with its real gates, from the issue to the running app."""

from __future__ import annotations

import asyncio
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.adapters.services.processes import Processes
from bot.core.run import Run
from bot.localforge import LocalForge
from bot.settings import read_settings
from scripts.benches.figures import Figure, Measured
from scripts.benches.spans import Span, length, outside, within
from scripts.benches.stopwatch import Stopwatch
from tests.processes.bot import PARTS, Bot, a_bot_on

DRYSTONE = {part: (sys.executable, "-m", "bot.cli.main", part) for part in PARTS}
DEADLINE = 1800.0
CHECKPOINTS = ("afterDomains", "beforeDeploy")
TARGET = 5.0


@dataclass(frozen=True)
class Story:
    """A run that came to its end, and who was waited for when."""

    run: Run
    whole: Span
    people: tuple[Span, ...]
    forge: tuple[Span, ...]


def measure() -> Measured:
    """the whole story with warm caches: phases, gates, people, the forge, and the bot's own time"""
    asyncio.run(_play())
    story = asyncio.run(_play())
    spans = _spans(story)
    took = {name: round(length(each), 2) for name, each in spans.items()}
    whole = round(story.whole[1] - story.whole[0], 2)
    phases = round(outside(spans["phases"], spans["forge"]), 2)
    return Measured(
        (
            Figure("the bot's own time between steps", _own(story, spans), "s", TARGET, is_strict=True),
            Figure("phases, without the forge's answers", phases, "s"),
            Figure("gates", took["gates"], "s"),
            Figure("deployment", took["deployment"], "s"),
            Figure("waiting for people", took["people"], "s"),
            Figure("waiting for the forge", took["forge"], "s"),
            Figure("from issue to deployed app", whole, "s"),
        ),
        {"steps": [_row(step, story.whole[0]) for step in story.run.steps], "requests": len(story.forge)},
    )


def _own(story: Story, spans: Mapping[str, list[Span]]) -> float:
    """What is left: no step is under way, and neither a person nor the forge is waited for."""
    known = [span for each in spans.values() for span in each]
    return round(outside([story.whole], known), 2)


def _spans(story: Story) -> dict[str, list[Span]]:
    kinds = {
        "plan": "phases",
        "phase": "phases",
        "lock": "lock",
        "deploy": "deployment",
        "gate": "gates",
        "fix": "gates",
    }
    spans: dict[str, list[Span]] = {name: [] for name in kinds.values()}
    for step in story.run.steps:
        spans[kinds[step.kind]].append((step.started_at, step.ended_at))
    spans |= {"people": list(story.people), "forge": list(story.forge)}
    return {name: within(each, story.whole) for name, each in spans.items()}


def _row(step: Any, began: float) -> dict[str, Any]:  # noqa: ANN401 - a step, for the file
    return {
        "name": step.name,
        "kind": step.kind,
        "queued": round(step.queued_at - began, 2),
        "started": round(step.started_at - began, 2),
        "ended": round(step.ended_at - began, 2),
    }


async def _play() -> Story:
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        async with _stage(Path(folder)) as (bot, watch):
            began, people = time.time(), []
            issue = await bot.open_issue()
            for checkpoint in CHECKPOINTS:
                pull = await bot.until_awaits(issue, checkpoint, DEADLINE)
                asked = time.time()
                await bot.approve(pull)
                people.append((asked, time.time()))
            run = await bot.until(issue, lambda run: run.is_ended, DEADLINE)
            if run.status != "completed":
                raise RuntimeError(f"the run ended as {run.status}: {run.trouble}")
            ended = run.steps[-1].ended_at
            return Story(run, (began, ended), tuple(people), tuple(watch.spans))


@asynccontextmanager
async def _stage(folder: Path) -> AsyncIterator[tuple[Bot, Stopwatch]]:
    """The bot as `drystone` runs it, caches where they always are; the deployed app ends with the story."""
    deployed = Processes(folder / "bot" / "local" / "processes")
    async with (
        LocalForge.start(folder / "forge") as forge,
        Stopwatch.before(forge) as watch,
        a_bot_on(forge, folder, DRYSTONE, cache=read_settings().cache) as bot,
    ):
        try:
            await bot.start()
            await bot.until_workers_wait()
            yield bot, watch
        finally:
            deployed.stop_all()
