"""A bot of few words: acts on a local forge through its REST API as an App, as the real one does."""

from __future__ import annotations

import base64
import time
from dataclasses import dataclass
from typing import Any

import jwt
from aiohttp import ClientSession

from bot.localforge.forge import LocalForge

REPO = "owner/restaurant-booking"
BUILD, COURSE = "drystone/1-restaurant-booking", "drystone/1-restaurant-booking--afterDomains"
GREEN = {"status": "completed", "conclusion": "success"}


@dataclass
class Actor:
    """The App's installation on the one repository."""

    session: ClientSession
    api: str

    async def __call__(self, method: str, path: str, **body: Any) -> Any:
        async with self.session.request(method, f"{self.api}{path}", json=body or None) as answer:
            assert answer.status < 300, (method, path, answer.status, await answer.text())
            return await answer.json() if answer.status != 204 else None

    async def say(self, number: int, body: str) -> None:
        await self("POST", f"/issues/{number}/comments", body=body)

    async def branch(self, name: str, sha: str) -> None:
        await self("POST", "/git/refs", ref=f"refs/heads/{name}", sha=sha)

    async def tip(self, branch: str) -> str:
        return str((await self("GET", f"/git/ref/heads/{branch}"))["object"]["sha"])

    async def lay(self, branch: str, phase: str) -> str:
        """A commit of that phase; its SHA."""
        content = base64.b64encode(phase.encode()).decode()
        message = f"Lay {phase}\n\nDrystone-Run: 1\nDrystone-Phase: {phase}\nDrystone-Plan: x"
        made = await self("PUT", f"/contents/{phase}.txt", message=message, content=content, branch=branch)
        return str(made["commit"]["sha"])

    async def open_pull(self, head: str, base: str, *, draft: bool) -> int:
        made = await self("POST", "/pulls", title=f"Pull {head}", head=head, base=base, body="", draft=draft)
        return int(made["number"])

    async def check(self, name: str, sha: str, **state: Any) -> int:
        made = await self("POST", "/check-runs", name=name, head_sha=sha, **state)
        return int(made["id"])

    async def ask(self, name: str, sha: str) -> int:
        """A checkpoint: a check run that asks for an approval."""
        output = {"title": f"Waiting for an approval of {sha[:7]}", "summary": "…"}
        return await self.check(name, sha, status="completed", conclusion="action_required", output=output)

    async def change_check(self, check: int, **state: Any) -> None:
        await self("PATCH", f"/check-runs/{check}", **state)

    async def is_approved(self, pull: int, sha: str) -> bool:
        reviews = await self("GET", f"/pulls/{pull}/reviews")
        return any(one["state"] == "APPROVED" and one["commit_id"] == sha for one in reviews)

    async def move(self, branch: str, sha: str) -> None:
        await self("PATCH", f"/git/refs/heads/{branch}", sha=sha, force=False)

    async def deploy(self, sha: str, state: str, url: str = "", environment: str = "staging") -> None:
        made = await self(
            "POST", "/deployments", ref=sha, environment=environment, auto_merge=False, required_contexts=[]
        )
        where = {"environment_url": url} if url else {}
        await self("POST", f"/deployments/{made['id']}/statuses", state=state, **where)


async def hire(forge: LocalForge, session: ClientSession) -> Actor:
    """Set the scene, and register and install an App to act as."""
    await forge.set_rate_limit(1_000_000)
    await forge.create_user("owner")
    await forge.create_user("reviewer")
    await forge.create_repo(REPO)
    await forge.set_permission(REPO, "reviewer", "write")
    app = await forge.register_app("drystone", "owner")
    installation = await forge.install_app(app["id"], [REPO])
    now = int(time.time())
    claims = {"iss": str(app["id"]), "iat": now - 10, "exp": now + 300}
    bearer = {"Authorization": f"Bearer {jwt.encode(claims, app['pem'], algorithm='RS256')}"}
    url = f"{forge.api_url}/app/installations/{installation['id']}/access_tokens"
    async with session.post(url, headers=bearer) as answer:
        session.headers["Authorization"] = f"token {(await answer.json())['token']}"
    return Actor(session, f"{forge.api_url}/repos/{REPO}")
