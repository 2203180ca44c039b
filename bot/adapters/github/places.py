"""The repository itself: branches, files, who may do what, deployments."""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping, Sequence
from typing import get_args

from bot.adapters.github.answers import (
    Collaborator,
    Deployment,
    DeploymentStatus,
    GitCommit,
    Role,
    TreeEntry,
    read,
)
from bot.adapters.github.client import Json, safe
from bot.adapters.github.failures import RefusedError
from bot.adapters.github.hub import Hub, make_once
from bot.core.facts import Permission
from bot.core.ids import BRANCH_PREFIX, Workspace
from bot.errors import UserError
from bot.ports.forge import Entry

_LOGIN = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]|_(?=[a-z]))*(?:\[bot\])?")


class Places:
    """What is read anew each time."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub

    async def default_branch(self, at: Workspace) -> str:
        """The branch that configuration is read from and that is merged into."""
        client, repo = self._hub.at(at)
        found = await client.get(repo)
        if found is None:
            raise UserError(f"There is no repository {at.repo} for the App.", "Install the App on it.")
        return str(found["default_branch"])

    async def permission(self, at: Workspace, login: str) -> Permission:
        """What GitHub lets them do now; `none` where it knows nothing of them."""
        client, repo = self._hub.at(at)
        if not _LOGIN.fullmatch(login):
            return "none"
        found = await client.get(f"{repo}/collaborators/{safe(login)}/permission")
        known = isinstance(found, dict) and found.get("permission") in get_args(Permission)
        return read(Role, found).permission if known else "none"

    async def writers(self, at: Workspace) -> Sequence[str]:
        """Logins of the people (no bots) with write access; empty where that cannot be told."""
        client, repo = self._hub.at(at)
        try:
            listed = client.all(f"{repo}/collaborators", permission="push")
            found = [read(Collaborator, one) async for one in listed]
        except RefusedError:
            return []
        return [one.login for one in found if one.permissions.push and not one.is_bot]

    async def branch_sha(self, at: Workspace, branch: str) -> str | None:
        """The branch's tip."""
        client, repo = self._hub.at(at)
        found = await client.get(f"{repo}/git/ref/heads/{safe(branch, '/')}")
        return str(found["object"]["sha"]) if found is not None else None

    async def move_branch(self, at: Workspace, branch: str, commit: str) -> bool:
        """Fast-forward the branch, or find the commit in it; False where it would be no fast-forward."""
        client, repo = self._hub.at(at)
        to: Json = {"sha": commit, "force": False}
        try:
            await client.send("PATCH", f"{repo}/git/refs/heads/{safe(branch, '/')}", to, is_harmless=True)
        except RefusedError as refused:
            if refused.status != 422:
                raise
            compared = await client.get(f"{repo}/compare/{safe(commit)}...{safe(branch, '/')}", per_page=1)
            if compared is None:
                raise
            return compared["status"] in {"ahead", "identical"}
        return True

    async def sign(self, at: Workspace, tree: str, parents: Sequence[str], message: str) -> str:
        """A commit made by GitHub, which signs what an App makes without naming an author. Returns its SHA."""
        client, repo = self._hub.at(at)
        data: Json = {"message": message, "tree": tree, "parents": list(parents)}
        return str((await client.send("POST", f"{repo}/git/commits", data, is_harmless=True))["sha"])

    async def delete_branch(self, at: Workspace, branch: str) -> None:
        """Delete a branch of the bot's own; nothing where it is gone."""
        client, repo = self._hub.at(at)
        if not branch.startswith(BRANCH_PREFIX) or ".." in branch:
            raise UserError(f"`{branch}` is no branch of Drystone's, so it is not deleted.")
        try:
            await client.send("DELETE", f"{repo}/git/refs/heads/{safe(branch, '/')}")
        except RefusedError as refused:
            if refused.status not in {404, 409, 422} or await self.branch_sha(at, branch):
                raise

    async def read_file(self, at: Workspace, path: str, ref: str) -> bytes | None:
        """A file's bytes; None where there is none, or something else than a file."""
        client, repo = self._hub.at(at)
        parts = path.split("/")
        if not path or {"", ".", ".."} & set(parts):
            return None
        found = await client.get(f"{repo}/contents/{safe(path, '/')}", ref=ref)
        if not isinstance(found, dict) or found.get("type") != "file":
            return None
        if found.get("encoding") != "base64":
            # Above 1 MB the contents have to be asked for by themselves.
            found = await client.get(f"{repo}/git/blobs/{safe(str(found['sha']))}")
        return base64.b64decode(found["content"]) if found is not None else None

    async def entries(self, at: Workspace, tree: str, *, deep: bool = False) -> Mapping[str, Entry]:
        """What lies in the root of a commit or folder, by path; with `deep` below it too. Empty where there is none."""
        client, repo = self._hub.at(at)
        found = await client.get(f"{repo}/git/trees/{safe(tree)}", recursive="1" if deep else None)
        listed = [read(TreeEntry, one) for one in found["tree"]] if found is not None else []
        return {one.path: one.view() for one in listed}

    async def tree_sha(self, at: Workspace, commit: str) -> str | None:
        """The name of a commit's tree. None where the commit is gone."""
        client, repo = self._hub.at(at)
        found = await client.get(f"{repo}/git/commits/{safe(commit)}")
        return read(GitCommit, found).tree.sha if found is not None else None

    async def merge_base(self, at: Workspace, base: str, head: str) -> str | None:
        """The commit in which the two last were the same; None where they have none in common."""
        client, repo = self._hub.at(at)
        found = await client.get(f"{repo}/compare/{safe(base)}...{safe(head)}", per_page=1)
        return str(found["merge_base_commit"]["sha"]) if found is not None else None

    async def deployment(
        self, at: Workspace, commit: str, environment: str, state: str, url: str = ""
    ) -> None:
        """The one deployment of that commit to that environment, with this status as its newest."""
        client, repo = self._hub.at(at)
        path = f"{repo}/deployments"

        async def find() -> Deployment | None:
            listed = client.all(path, sha=commit, environment=environment, task="deploy")
            found = [read(Deployment, one) async for one in listed]
            return max(found, key=lambda one: one.id, default=None)

        async def make() -> Deployment:
            data = {
                "ref": commit,
                "environment": environment,
                "auto_merge": False,
                "required_contexts": [],
                "description": "Deployed by Drystone",
            }
            return read(Deployment, await client.send("POST", path, data, makes_content=True))

        one = await find() if state == "inactive" else await make_once(find, make)
        if one is None:
            return
        statuses = f"{path}/{one.id}/statuses"
        newest = [read(DeploymentStatus, status) async for status in client.all(statuses)][:1]
        if newest and (newest[0].state, newest[0].environment_url or "") == (state, url):
            return
        data: dict[str, Json] = {"state": state, **({"environment_url": url} if url else {})}
        await client.send("POST", statuses, data)
