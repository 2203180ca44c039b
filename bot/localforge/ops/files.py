"""Commits made through the API: one file or many, on a branch."""

from __future__ import annotations

from collections.abc import Mapping

from bot.localforge.errors import ApiError, forbidden_to_app
from bot.localforge.ops.merges import signature
from bot.localforge.ops.refs import refs_changed
from bot.localforge.ops.rules import blocks_push
from bot.localforge.site import Act

Files = Mapping[str, bytes | None]


async def commit_files(act: Act, branch: str, files: Files, message: str, base: str | None = None) -> str:
    """Write (or, with None, delete) files on a branch in one commit; a new branch starts at `base`."""
    ref = f"refs/heads/{branch}"
    parent = act.repo.refs.get(ref) or await act.git.resolve(base or act.repo.default_branch)
    check_paths(act, list(files))
    changes = {
        path: None if content is None else ("100644", await act.git.write_blob(content))
        for path, content in files.items()
    }
    tree = await act.git.write_tree(parent, changes)
    who = signature(act)
    commit = await act.git.write_commit(tree, [parent] if parent else [], message, who, who)
    await act.git.set_ref(ref, commit)
    await refs_changed(act)
    return commit


def check_paths(act: Act, paths: list[str]) -> None:
    """Refuse paths that git or GitHub do not take, and workflow files of Apps without that permission."""
    for path in paths:
        parts = path.split("/")
        if not path or path.startswith("/") or any(part in ("", ".", "..", ".git") for part in parts):
            raise ApiError(422, f"path contains a malformed path component: {path}")
        if path.startswith(".github/workflows/") and not may_write_workflows(act):
            raise forbidden_to_app()


def may_write_workflows(act: Act) -> bool:
    """People may; Apps need a permission of its own."""
    return act.actor.installation is None or act.actor.permissions.get("workflows") == "write"


def check_branch(act: Act, branch: str) -> None:
    """Refuse a direct commit to a branch that only pull requests may change."""
    if blocks_push(act, branch):
        raise ApiError(
            409, "Repository rule violations found\n\nChanges must be made through a pull request."
        )
