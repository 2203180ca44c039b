"""Merging pull requests, in three ways, on the bare repository."""

from __future__ import annotations

from dataclasses import dataclass

from bot.localforge.errors import ApiError
from bot.localforge.git import CommitInfo, Signature
from bot.localforge.ops.refs import mark_merged, refs_changed
from bot.localforge.ops.rules import unmet
from bot.localforge.records import Pull
from bot.localforge.site import Act
from bot.localforge.state import pull_of


@dataclass(frozen=True)
class Merge:
    """How to merge: `sha` is the head that the caller has seen."""

    method: str = "merge"
    sha: str | None = None
    title: str | None = None
    message: str | None = None


async def merge_pull(act: Act, number: int, how: Merge) -> str:
    """Merge; 405 where it cannot be, 409 where the head has moved. Returns the new commit."""
    pull = pull_of(act.repo, number)
    if how.sha is not None and how.sha != pull.head_sha:
        raise ApiError(409, "Head branch was modified. Review and try the merge again.")
    if act.repo.issues[number].state != "open" or pull.draft:
        why = "Pull Request is still a draft" if pull.draft else "Pull Request is not mergeable"
        raise ApiError(405, why)
    problems = unmet(act, pull)
    if problems:
        raise ApiError(405, "Repository rule violations found\n\n" + "\n\n".join(problems))
    base = act.repo.refs[f"refs/heads/{pull.base_ref}"]
    commit = await _commit(act, pull, base, how)
    await act.git.set_ref(f"refs/heads/{pull.base_ref}", commit)
    await mark_merged(act, pull, commit)
    await refs_changed(act)
    return commit


async def _commit(act: Act, pull: Pull, base: str, how: Merge) -> str:
    if how.method == "rebase":
        return await _rebase(act, pull, base)
    tree = await act.git.merge_tree(base, pull.head_sha)
    if tree is None:
        raise ApiError(405, "Pull Request is not mergeable")
    issue = act.repo.issues[pull.number]
    if how.method == "squash":
        title = how.title or f"{issue.title} (#{pull.number})"
        message, parents = _text(title, how.message or ""), [base]
    else:
        title = how.title or f"Merge pull request #{pull.number} from {act.repo.owner}/{pull.head_ref}"
        message, parents = (
            _text(title, issue.title if how.message is None else how.message),
            [base, pull.head_sha],
        )
    who = signature(act)
    return await act.git.write_commit(
        tree, parents, message, who, Signature("GitHub", "noreply@github.com", who.when)
    )


def _text(title: str, body: str) -> str:
    return f"{title}\n\n{body}".strip() + "\n"


def signature(act: Act) -> Signature:
    """The caller, as git signs commits made through the API."""
    user = act.actor.user
    return Signature(user.login, f"{user.id}+{user.login}@users.noreply.github.com", act.now().isoformat())


async def _rebase(act: Act, pull: Pull, base: str) -> str:
    commits = await act.git.log(f"{base}..{pull.head_sha}")
    onto = base
    for commit in reversed(commits):
        if len(commit.parents) == 1:
            onto = await _pick(act, commit, onto)
    return onto


async def _pick(act: Act, commit: CommitInfo, onto: str) -> str:
    """Put one commit on another: a merge of two throw-away commits on the picked one's parent."""
    who = signature(act)
    target = await act.git.commit(onto)
    ours = await act.git.write_commit(target.tree, commit.parents, "ours", who, who)
    tree = await act.git.merge_tree(ours, commit.sha)
    if tree is None:
        raise ApiError(405, "Pull Request is not mergeable")
    return await act.git.write_commit(tree, [onto], commit.message, commit.author, who)
