"""What people do through the API with tokens of their own, where a verb of the forge is not enough."""

from __future__ import annotations

from typing import Any

from aiohttp import ClientSession

from tests.world import REPO, World

Json = dict[str, Any]


async def call(world: World, who: str, method: str, path: str, body: Json | None = None) -> Json:
    """One call as that person, at the repository."""
    token = (await world.forge.create_user(who))["token"]
    url = f"{world.forge.api_url}/repos/{REPO}{path}"
    async with (
        ClientSession(headers={"Authorization": f"Bearer {token}"}) as session,
        session.request(method, url, json=body) as answer,
    ):
        assert answer.status < 300, await answer.text()
        found: Json = await answer.json()
        return found


async def push_commit(world: World, who: str, branch: str, entries: list[Json], **people: Json) -> str:
    """A commit of any tree entries, with any author, committer and dates, pushed by `who`."""
    tip = (await world.forge.branches(REPO))[branch]
    entries = [{"mode": "100644", "type": "blob", **one} for one in entries]
    tree = await call(world, who, "POST", "/git/trees", {"base_tree": tip, "tree": entries})
    about = {"message": "Change files", "tree": tree["sha"], "parents": [tip], **people}
    commit = await call(world, who, "POST", "/git/commits", about)
    await call(world, who, "PATCH", f"/git/refs/heads/{branch}", {"sha": commit["sha"]})
    return str(commit["sha"])


def signed_off(login: str, date: str = "2026-01-01T00:00:00Z") -> Json:
    """An author or committer whom the forge knows by the address."""
    return {"name": login, "email": f"{login}@users.noreply.example", "date": date}
