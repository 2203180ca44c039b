"""What a forge and its git hold, in memory: issues, pull requests, commits. No HTTP, no git; for quick tests."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from bot.core.facts import CommentView, IssueView, Permission, PullView, ReviewView
from bot.ports.forge import CheckDraft
from bot.ports.repo import Stamp


@dataclass(frozen=True)
class Commit:
    """A commit; `generated` is what Drystone had generated in its line, `stamp` what it was made with."""

    sha: str
    files: Mapping[str, bytes]
    parents: tuple[str, ...] = ()
    author: str = ""
    generated: Mapping[str, bytes] = field(default_factory=dict)
    stamp: Stamp | None = None


def fork_branch(who: str, branch: str) -> str:
    """A branch of somebody's fork, as the host keeps it."""
    return f"{who}:{branch}"


@dataclass
class Host:
    """One repository."""

    roles: dict[str, Permission]
    issues: dict[int, IssueView] = field(default_factory=dict)
    comments: dict[int, list[CommentView]] = field(default_factory=dict)
    pulls: dict[int, PullView] = field(default_factory=dict)
    reviews: dict[int, list[ReviewView]] = field(default_factory=dict)
    checks: dict[str, CheckDraft] = field(default_factory=dict)
    reactions: list[tuple[int, str]] = field(default_factory=list)
    deployments: list[tuple[str, str, str]] = field(default_factory=list)
    asked: dict[int, list[str]] = field(default_factory=dict)
    """Pull request -> who was asked for a review."""
    refuses_reviewers: Exception | None = None
    branches: dict[str, str] = field(default_factory=dict)
    commits: dict[str, Commit] = field(default_factory=dict)
    hidden: set[str] = field(default_factory=set)
    """People about whom it refuses to tell what they may do."""
    is_installed: bool = True
    last: int = 0

    def next_id(self) -> int:
        self.last += 1
        return self.last

    def commit(self, commit: Commit) -> str:
        """Keep a commit under the name that its content gives it."""
        content = repr((sorted(commit.files.items()), commit.parents, commit.author, commit.stamp))
        sha = hashlib.sha1(content.encode()).hexdigest()
        self.commits[sha] = Commit(**{**vars(commit), "sha": sha})
        return sha

    def push(self, who: str, branch: str, files: Mapping[str, bytes | None]) -> str:
        """A person's commit on a branch; None deletes."""
        tip = self.branches[branch]
        kept = {path: data for path, data in self.commits[tip].files.items() if path not in files}
        new = {path: data for path, data in files.items() if data is not None}
        made = Commit("", {**kept, **new}, (tip,), who, self.commits[tip].generated)
        return self.set_branch(branch, self.commit(made))

    def set_branch(self, branch: str, sha: str) -> str:
        """Move a branch; pull requests whose head it now has are merged."""
        self.branches[branch] = sha
        for pull in list(self.pulls.values()):
            into = pull.is_open and pull.base == branch
            if into and self.is_ancestor(self.pull(pull.number).head_sha, sha):
                self._merged(pull.number, sha)
        return sha

    def pull(self, number: int) -> PullView:
        """A pull request, its head as it is now while it is open."""
        pull = self.pulls[number]
        if pull.is_open:
            branch = fork_branch(pull.author, pull.head) if pull.from_fork else pull.head
            pull = pull.model_copy(update={"head_sha": self.branches.get(branch, pull.head_sha)})
            self.pulls[number] = pull
        return pull

    def close(self, number: int) -> None:
        self.pulls[number] = self.pull(number).model_copy(update={"is_open": False})

    def merge(self, number: int, author: str) -> str:
        """A merge commit with the head's files, and those that the base got since the pull request was opened."""
        pull = self.pull(number)
        head, base = self.commits[pull.head_sha], self.commits[self.branches[pull.base]]
        before = self.commits[pull.base_sha].files
        new = {path: data for path, data in base.files.items() if before.get(path) != data}
        made = Commit("", {**head.files, **new}, (base.sha, head.sha), author, head.generated)
        merged = self.commit(made)
        self.branches[pull.base] = merged
        self._merged(number, merged)
        return merged

    def review(self, who: str, number: int, state: str = "APPROVED", body: str = "") -> None:
        review = ReviewView(
            id=self.next_id(),
            author=who,
            author_is_bot=False,
            state=state,
            commit=self.pull(number).head_sha,
            body=body,
        )
        self.reviews.setdefault(number, []).append(review)

    def history(self, sha: str) -> Iterator[Commit]:
        """The commit and its first ancestors, newest first."""
        while sha:
            yield self.commits[sha]
            sha = (*self.commits[sha].parents, "")[0]

    def is_ancestor(self, sha: str, of: str) -> bool:
        seen, todo = set(), [of]
        while todo:
            one = todo.pop()
            if one == sha:
                return True
            if one not in seen:
                seen.add(one)
                todo += self.commits[one].parents
        return False

    def _merged(self, number: int, commit: str) -> None:
        changed = {"is_open": False, "is_merged": True, "merge_commit": commit}
        self.pulls[number] = self.pull(number).model_copy(update=changed)
