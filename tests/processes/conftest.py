"""Bots in processes of their own, and what a run that nothing disturbs leaves behind."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from tests.processes.bot import QUICK, Bot, a_bot
from tests.processes.evidence import Evidence
from tests.processes.story import to_the_end


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> Evidence:
    """What the main job leaves when nothing goes wrong."""
    async with a_bot(tmp_path_factory.mktemp("undisturbed"), **QUICK) as bot:
        await bot.start()
        return await to_the_end(bot, await bot.open_issue(), "afterDomains", "beforeDeploy")


@pytest.fixture
async def bot(tmp_path: Path, request: pytest.FixtureRequest) -> AsyncIterator[Bot]:
    """Nothing has happened yet, and none of its parts runs. A parameter adds settings."""
    settings: dict[str, int] = getattr(request, "param", {})
    async with a_bot(tmp_path, **{**QUICK, **settings}) as made:
        yield made
