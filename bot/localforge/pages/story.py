"""The conversation of an issue or pull request as one list: comments, reviews and what happened, by time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.localforge.git import ZERO, CommitInfo, GitError
from bot.localforge.records import Comment, Happening, Issue, Review
from bot.localforge.site import Act


@dataclass(frozen=True)
class Entry:
    """One thing on the time line; just one of the last fields is set."""

    at: datetime
    login: str
    comment: Comment | None = None
    review: Review | None = None
    happening: Happening | None = None
    commits: tuple[CommitInfo, ...] = ()


async def story(act: Act, issue: Issue) -> list[Entry]:
    """All entries, oldest first."""
    entries = [
        Entry(one.created_at, one.login, comment=one)
        for one in act.repo.comments.values()
        if one.issue == issue.number
    ]
    entries += [
        Entry(one.submitted_at, one.login, review=one)
        for one in act.repo.reviews.values()
        if one.pull == issue.number and one.submitted_at is not None
    ]
    for one in issue.history:
        if not _told_twice(issue, one):
            commits = await _pushed(act, one) if one.kind == "pushed" else ()
            entries.append(Entry(one.at, one.login, happening=one, commits=commits))
    return sorted(entries, key=lambda entry: entry.at)


def _told_twice(issue: Issue, one: Happening) -> bool:
    """A merge closes too; that is one line, not two."""
    return one.kind == "closed" and any(
        other.kind == "merged" and other.at == one.at for other in issue.history
    )


async def _pushed(act: Act, one: Happening) -> tuple[CommitInfo, ...]:
    old, new = one.detail.split(" ")
    try:
        span = f"{old}..{new}" if old != ZERO else new
        return tuple(reversed(await act.git.log(span, limit=20)))
    except GitError:  # history that a forced push has left without a name, and git has cleaned away
        return ()
