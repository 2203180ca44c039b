"""What follows when branches and tags move, however they moved: webhooks, and pull requests that follow."""

from __future__ import annotations

import re

from bot.localforge.errors import refused, unprocessable
from bot.localforge.git import ZERO, GitError
from bot.localforge.ops import issues, pulls
from bot.localforge.ops.checks import suite_for_push
from bot.localforge.ops.events import emit
from bot.localforge.ops.rules import dismiss_stale
from bot.localforge.records import Json, Pull, Repo
from bot.localforge.shapes.commits import push_commit_json
from bot.localforge.shapes.repos import push_repo_json
from bot.localforge.site import Act

_CLOSES = re.compile(r"\b(?:close[sd]?|fix(?:es|ed)?|resolve[sd]?):? #(\d+)\b", re.IGNORECASE)


async def refs_changed(act: Act) -> None:
    """Compare the refs with what they were and do what follows from each that moved."""
    before, after = act.repo.refs, await act.git.refs()
    act.repo.refs = after
    moved = [name for name in {**before, **after} if before.get(name) != after.get(name)]
    if moved:
        act.repo.pushed_at = act.now()
    for name in moved:
        old, new = before.get(name, ZERO), after.get(name, ZERO)
        _tell_created(act, name, old, new)
        await _tell_push(act, name, old, new)
        if name.startswith("refs/heads/"):
            await _follow(act, name.removeprefix("refs/heads/"), old, new)


def _tell_created(act: Act, name: str, old: str, new: str) -> None:
    kind = "branch" if name.startswith("refs/heads/") else "tag"
    short = name.removeprefix("refs/heads/").removeprefix("refs/tags/")
    payload: Json = {"ref": short, "ref_type": kind, "pusher_type": "user"}
    if old == ZERO:
        about = {"master_branch": act.repo.default_branch, "description": act.repo.description or None}
        emit(act, "create", {**payload, **about})
    elif new == ZERO:
        emit(act, "delete", payload)


async def _tell_push(act: Act, name: str, old: str, new: str) -> None:
    commits = await _pushed(act, old, new)
    forced = ZERO not in (old, new) and not await act.git.is_ancestor(old, new)
    payload = {
        "ref": name,
        "before": old,
        "after": new,
        "created": old == ZERO,
        "deleted": new == ZERO,
        "forced": forced,
        "base_ref": None,
        "compare": f"{act.site.page_url(act.repo)}/compare/{old[:12]}...{new[:12]}",
        "commits": commits,
        "head_commit": commits[-1] if commits else None,
        "pusher": {"name": act.login, "email": f"{act.login}@users.noreply.example"},
        "repository": push_repo_json(act.site, act.repo),
    }
    emit(act, "push", payload)


async def _pushed(act: Act, old: str, new: str) -> list[Json]:
    """The commits of a push, oldest first; of a new branch, those that the default branch lacks."""
    if new == ZERO:
        return []
    default = act.repo.refs.get(f"refs/heads/{act.repo.default_branch}", ZERO)
    known = old if old != ZERO else default
    span = f"{known}..{new}" if known not in (ZERO, new) else new
    shapes = []
    for commit in reversed(await act.git.log(span, limit=20)):
        changes = await act.git.diff(commit.parents[0], commit.sha) if commit.parents else []
        shapes.append(push_commit_json(act.site, act.repo, commit, changes))
    return shapes


async def _follow(act: Act, branch: str, old: str, new: str) -> None:
    for repo in _repos_with_pulls_from(act):
        there = Act(act.site, act.actor, repo)
        for pull in list(repo.pulls.values()):
            if repo.issues[pull.number].state != "open":
                continue
            if (pull.head_repo, pull.head_ref) == (act.repo.full_name, branch):
                await _head_moved(there, pull, old, new)
            elif repo is act.repo and pull.base_ref == branch:
                await _base_moved(there, pull, new)
    if new != ZERO:
        await suite_for_push(act, branch, new)


def _repos_with_pulls_from(act: Act) -> list[Repo]:
    parent = act.repo.fork_of
    return [act.repo, act.state.repo(parent)] if parent else [act.repo]


async def _head_moved(act: Act, pull: Pull, old: str, new: str) -> None:
    if new == ZERO:
        await pulls.set_state(act, pull.number, "closed")
        return
    head_repo = act.state.repo(pull.head_repo)
    if head_repo is not act.repo:
        source = act.site.git(head_repo).path
        await act.git.run("fetch", "--quiet", str(source), f"refs/heads/{pull.head_ref}")
    pull.head_sha = new
    await act.git.set_ref(f"refs/pull/{pull.number}/head", new)
    issue = act.repo.issues[pull.number]
    issue.updated_at = act.now()
    issues.note(act, issue, "pushed", f"{old} {new}")
    await pulls.tell(act, pull, "synchronize", before=old, after=new)
    await dismiss_stale(act, pull)
    if await act.git.is_ancestor(new, pull.base_sha):
        await pulls.set_state(act, pull.number, "closed")


async def _base_moved(act: Act, pull: Pull, new: str) -> None:
    if new == ZERO:
        await pulls.set_state(act, pull.number, "closed")
        return
    if await act.git.is_ancestor(pull.head_sha, new):
        await mark_merged(act, pull, pull.head_sha if new == pull.head_sha else new)
    pull.base_sha = new if pull.merged_at is None else pull.base_sha


async def mark_merged(act: Act, pull: Pull, commit: str) -> None:
    """Close a pull request as merged."""
    issue = act.repo.issues[pull.number]
    pull.merged_at, pull.merged_by, pull.merge_commit_sha = act.now(), act.login, commit
    issues.note(act, issue, "merged", commit)
    issues.mark_state(act, issue, "closed", None)
    issue.state_reason = None
    await pulls.tell(act, pull, "closed")
    if pull.base_ref == act.repo.default_branch:
        for number in map(int, _CLOSES.findall(issue.body or "")):
            if number in act.repo.issues and number not in act.repo.pulls:
                issues.set_state(act, number, "closed")


async def create_ref(act: Act, ref: str, sha: str) -> None:
    """Make a branch or tag."""
    if not ref.startswith("refs/") or ref.count("/") < 2:
        raise unprocessable("Reference name must start with 'refs/' and contain at least two slashes")
    if ref in act.repo.refs:
        raise unprocessable("Reference already exists")
    await _check(act, ref, sha)
    await act.git.set_ref(ref, sha)
    await refs_changed(act)


async def update_ref(act: Act, ref: str, sha: str, *, force: bool = False) -> None:
    """Move a branch or tag; without `force` only forward."""
    old = act.repo.refs.get(ref)
    if old is None:
        raise unprocessable("Reference does not exist")
    await _check(act, ref, sha)
    if not force and not await act.git.is_ancestor(old, sha):
        raise unprocessable("Update is not a fast forward")
    await act.git.set_ref(ref, sha)
    await refs_changed(act)


async def delete_ref(act: Act, ref: str) -> None:
    """Remove a branch or tag."""
    if ref not in act.repo.refs:
        raise unprocessable("Reference does not exist")
    if ref == f"refs/heads/{act.repo.default_branch}":
        raise refused("Reference", "Cannot delete the default branch")
    await act.git.delete_ref(ref)
    await refs_changed(act)


async def _check(act: Act, ref: str, sha: str) -> None:
    try:
        await act.git.run("check-ref-format", ref)
    except GitError:
        raise unprocessable(f"{ref} is not a valid ref name.") from None
    try:
        await act.git.run("cat-file", "-e", f"{sha}^{{commit}}")
    except GitError:
        raise unprocessable("Object does not exist") from None
