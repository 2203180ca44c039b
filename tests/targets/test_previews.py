"""A preview as people have it: from green gates to an app behind walls, and nothing of it once it is closed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import pytest
from aiohttp import ClientConnectionError, ClientSession

from bot.adapters.services.host import LocalHost
from bot.adapters.tools import find_tools
from bot.adapters.workbench.late import LateWorkbench
from bot.ports.phase import ChangeSet, PhaseInput
from bot.ports.target import Parts
from bot.settings import environment
from bot.targets.local import TARGET
from tests.contract.waiting import alive
from tests.paper import PaperPhase, a_paper_world
from tests.targets.bench import SmallWorkbench, app

URL = re.compile(r"http://localhost:\d+")


@dataclass
class WithApp(PaperPhase):
    """Lays the small app."""

    def lay(self, given: PhaseInput) -> ChangeSet:
        return ChangeSet({**super().lay(given).writes, **app(page="<h1>Hello from the preview</h1>")})


@pytest.mark.real
async def test_from_green_gates_to_a_closed_pull_request(tmp_path: Path) -> None:
    """The app answers at the address on the board while the pull request is open; then no process is left."""
    tools = await find_tools(environment())
    cache = LateWorkbench(tmp_path / "cache", tools, redact=str, require_isolation=False)
    host = LocalHost(tmp_path / "host", cache)
    async with a_paper_world() as world, ClientSession() as session:
        world.outside.target = TARGET(Parts(SmallWorkbench(), host))  # type: ignore[assignment]
        world.phases["migrate"] = WithApp("migrate")
        await world.start()
        await world.open_issue()
        await world.review("reviewer", (await world.run()).courses[0].pull)
        run = await world.run()
        (url,) = URL.findall(world.host.pull(run.build_pull).body)
        async with session.get(url) as answer:
            assert "Hello from the preview" in await answer.text()
        family = [one for name in host.processes.names() for one in host.processes.members(name)]
        await world.close("owner", run.build_pull)
        with pytest.raises(ClientConnectionError):
            await session.get(url)
    assert len(family) > 6
    assert alive(family) == []
    assert host.processes.names() == ()
