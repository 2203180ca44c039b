"""A forge with one repository, the App on it, and a judge of every request."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.adapters.github.app import GitHubApp
from bot.adapters.github.client import Patience
from bot.adapters.github.hub import Options
from bot.core.ids import Workspace
from bot.localforge.forge import LocalForge
from tests.localforge.conformance import Conformance

REPO = "owner/app"


@dataclass
class Town:
    """The forge, the bot's side of it, and the workspace that they share."""

    forge: LocalForge
    app: GitHubApp
    at: Workspace
    options: Options

    async def writes(self) -> list[tuple[str, str]]:
        """The calls so far that write, tokens left out, as (method, path)."""
        calls = [(call["method"], call["path"]) for call in await self.forge.calls()]
        return [
            (method, path.removeprefix(f"/repos/{REPO}"))
            for method, path in calls
            if method != "GET" and "access_tokens" not in path
        ]

    async def head(self) -> str:
        return (await self.forge.branches(REPO))["main"]

    async def branch(self, name: str, text: str = "x") -> str:
        """A branch with a commit of its own."""
        main = await self.head()
        await self.forge.set_branch("owner", REPO, name, main)
        return await self.push(name, name, text)

    async def push(self, branch: str, name: str, text: str = "x") -> str:
        """One more commit on the branch."""
        await self.forge.push_files("owner", REPO, branch, {f"{name}.txt": text})
        return (await self.forge.branches(REPO))[branch]


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    async with LocalForge.start(tmp_path / "forge") as forge:
        judge = Conformance()
        forge.on_request(judge)
        await forge.create_repo(REPO, {"README.md": "# app\n", "ü/ñ.txt": "é"})
        for login, role in (
            ("writer", "write"),
            ("reader", "read"),
            ("triager", "triage"),
            ("boss", "maintain"),
        ):
            await forge.create_user(login)
            await forge.set_permission(REPO, login, role)
        await forge.create_user("stranger")
        registered = await forge.register_app("drystone", "owner")
        installation = await forge.install_app(registered["id"], [REPO])
        options = Options(
            app_id=str(registered["id"]),
            private_key=registered["pem"],
            api_url=forge.api_url,
            server_url=forge.url,
            patience=Patience(pauses=(0.01, 0.02, 0.03), longest_wait=0.2),
        )
        async with GitHubApp.connect(options) as app:
            yield Town(forge, app, Workspace(installation=installation["id"], repo=REPO), options)
        judge.assert_none()
