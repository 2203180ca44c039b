"""A workbench that is made when it is first needed: trying out sandboxes takes a moment, and phases need none."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

from bot.adapters.tools import Tools
from bot.adapters.workbench.machine import machine_from
from bot.adapters.workbench.process import Redact
from bot.adapters.workbench.workbench import SandboxedWorkbench
from bot.ports.workbench import Bench


class LateWorkbench:
    """`bot.ports.workbench.Workbench` over the tools that were found on this machine."""

    def __init__(self, folder: Path, tools: Tools | None, *, redact: Redact, require_isolation: bool) -> None:
        self._folder = folder
        self._tools = tools
        self._redact = redact
        self._require_isolation = require_isolation
        self._made: SandboxedWorkbench | None = None
        self._turn = asyncio.Lock()

    @asynccontextmanager
    async def open(
        self, workspace: str, files: Mapping[str, bytes], *, install: bool = True
    ) -> AsyncIterator[Bench]:
        workbench = await self.made()
        async with workbench.open(workspace, files, install=install) as bench:
            yield bench

    async def lock(self, workspace: str, files: Mapping[str, bytes]) -> Mapping[str, bytes]:
        return await (await self.made()).lock(workspace, files)

    async def missing_walls(self) -> str:
        return await (await self.made()).missing_walls()

    async def made(self) -> SandboxedWorkbench:
        """The workbench itself, with the sandbox that this machine offers."""
        if self._tools is None:
            raise RuntimeError("this process was started without tools: it carries out no steps")
        async with self._turn:
            if self._made is None:
                self._made = await SandboxedWorkbench.make(
                    self._folder,
                    machine_from(self._tools),
                    redact=self._redact,
                    require_isolation=self._require_isolation,
                )
            return self._made
