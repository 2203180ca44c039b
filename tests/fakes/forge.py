"""The forge's port over a host in memory: it finds what it made, as the real one does."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Mapping, Sequence

from bot.core.facts import CommentView, CommitView, IssueView, Permission, PullView, ReviewView
from bot.core.ids import Workspace, marker
from bot.errors import UserError
from bot.ports.forge import CheckDraft, CheckView, Entry, NoCommitsError
from tests.fakes.host import Host

BOT = "drystone[bot]"


class FakeForge:
    """`bot.ports.forge.Forge` and `Deliveries`; `at` is ignored: there is one repository."""

    def __init__(self, host: Host, at: Workspace) -> None:
        self.host = host
        self.at = at

    async def bot_login(self) -> str:
        return BOT

    async def default_branch(self, at: Workspace) -> str:
        return "main"

    async def permission(self, at: Workspace, login: str) -> Permission:
        if login in self.host.hidden:
            raise UserError(f"Reading what {login} may do is refused.")
        return self.host.roles.get(login, "none")

    async def writers(self, at: Workspace) -> Sequence[str]:
        return [login for login, role in self.host.roles.items() if role in ("admin", "write")]

    async def issue(self, at: Workspace, number: int) -> IssueView | None:
        return self.host.issues.get(number)

    async def issues(self, at: Workspace, since: float = 0) -> Sequence[IssueView]:
        return list(self.host.issues.values())

    async def comments(self, at: Workspace, number: int, since: float = 0) -> Sequence[CommentView]:
        return list(self.host.comments.get(number, ()))

    async def put_comment(self, at: Workspace, number: int, topic: str, body: str) -> int:
        said = self.host.comments.setdefault(number, [])
        text = f"{marker(topic)}\n{body}"
        for index, comment in enumerate(said):
            if comment.author == BOT and comment.body.startswith(marker(topic)):
                said[index] = comment.model_copy(update={"body": text})
                return comment.id
        await asyncio.sleep(0)  # finding and making are two calls: others come in between
        said.append(CommentView(id=self.host.next_id(), body=text, author=BOT, author_is_bot=True))
        return said[-1].id

    async def react(self, at: Workspace, comment: int, content: str) -> None:
        if (comment, content) not in self.host.reactions:
            self.host.reactions.append((comment, content))

    async def pull(self, at: Workspace, number: int) -> PullView | None:
        return self.host.pull(number) if number in self.host.pulls else None

    async def pull_of(self, at: Workspace, head: str, base: str) -> PullView | None:
        numbers = [one.number for one in self.host.pulls.values() if (one.head, one.base) == (head, base)]
        return self.host.pull(numbers[-1]) if numbers else None

    async def open_pull(
        self, at: Workspace, head: str, base: str, title: str, body: str, *, draft: bool
    ) -> PullView:
        found = await self.pull_of(at, head, base)
        if found is not None:
            return found
        if self.host.is_ancestor(self.host.branches[head], self.host.branches[base]):
            raise NoCommitsError(f"No commits between {base} and {head}")
        number = self.host.next_id()
        self.host.pulls[number] = PullView(
            number=number,
            node_id=f"n{number}",
            head=head,
            head_sha=self.host.branches[head],
            base=base,
            base_sha=self.host.branches[base],
            from_fork=False,
            is_draft=draft,
            is_open=True,
            is_merged=False,
            title=title,
            body=body,
        )
        return self.host.pulls[number]

    async def edit_pull(
        self, at: Workspace, number: int, *, title: str | None = None, body: str | None = None
    ) -> None:
        self.host.pulls[number] = self.host.pull(number).model_copy(update={"body": body or ""})

    async def mark_ready(self, at: Workspace, number: int) -> None:
        self.host.pulls[number] = self.host.pull(number).model_copy(update={"is_draft": False})

    async def close_pull(self, at: Workspace, number: int) -> None:
        self.host.close(number)

    async def merge_pull(self, at: Workspace, number: int, sha: str, title: str) -> str:
        pull = self.host.pull(number)
        if pull.is_merged:
            return pull.merge_commit
        if pull.head_sha != sha or pull.is_draft or not pull.is_open:
            raise UserError(f"Merging #{number} is refused.")
        return self.host.merge(number, BOT)

    async def reviews(self, at: Workspace, pull: int) -> Sequence[ReviewView]:
        return list(self.host.reviews.get(pull, ()))

    async def request_reviewers(self, at: Workspace, pull: int, logins: Sequence[str]) -> None:
        if self.host.refuses_reviewers:
            raise self.host.refuses_reviewers
        asked = self.host.asked.setdefault(pull, [])
        asked += [login for login in logins if login not in asked]

    async def pull_files(self, at: Workspace, pull: int) -> Sequence[str]:
        view = self.host.pull(pull)
        before, after = self.host.commits[view.base_sha].files, self.host.commits[view.head_sha].files
        return sorted(path for path in before.keys() | after.keys() if before.get(path) != after.get(path))

    async def tree_sha(self, at: Workspace, commit: str) -> str | None:
        found = self.host.commits.get(commit)
        return repr(sorted(found.files.items())) if found else None

    async def pull_commits(self, at: Workspace, pull: int) -> Sequence[CommitView]:
        view = self.host.pull(pull)
        made = [one for one in self.host.history(view.head_sha) if one.parents]
        return [
            CommitView(sha=one.sha, author=one.author, committer=one.author, author_is_bot=one.author == BOT)
            for one in reversed(made)
            if not self.host.is_ancestor(one.sha, view.base_sha)
        ]

    async def put_check(self, at: Workspace, check: CheckDraft) -> int:
        self.host.checks[check.external_id] = check
        return list(self.host.checks).index(check.external_id) + 1

    async def checks(self, at: Workspace, commit: str) -> Sequence[CheckView]:
        return []

    async def branch_sha(self, at: Workspace, branch: str) -> str | None:
        return self.host.branches.get(branch)

    async def move_branch(self, at: Workspace, branch: str, commit: str) -> bool:
        if branch not in self.host.branches:
            raise UserError(f"There is no branch {branch}.")
        tip = self.host.branches[branch]
        if self.host.is_ancestor(commit, tip):
            return True
        if not self.host.is_ancestor(tip, commit):
            return False
        self.host.set_branch(branch, commit)
        return True

    async def delete_branch(self, at: Workspace, branch: str) -> None:
        self.host.branches.pop(branch, None)

    async def read_file(self, at: Workspace, path: str, ref: str) -> bytes | None:
        commit = self.host.commits.get(self.host.branches.get(ref, ref))
        return commit.files.get(path) if commit else None

    async def entries(self, at: Workspace, tree: str, *, deep: bool = False) -> Mapping[str, Entry]:
        folder, _, name = tree.partition(":")
        commit = self.host.commits.get(folder)
        listed: dict[str, Entry] = {}
        for path, data in commit.files.items() if commit else ():
            below = path.removeprefix(f"{name}/") if name else path
            top, slash, _ = below.partition("/")
            if name and below == path:
                continue
            if slash and not deep:
                listed[top] = Entry(kind="folder", sha=f"{tree}:{top}")
            else:
                listed[below] = Entry(kind="file", sha=hashlib.sha1(data).hexdigest(), size=len(data))
        return listed

    async def merge_base(self, at: Workspace, base: str, head: str) -> str | None:
        common = [one.sha for one in self.host.history(head) if self.host.is_ancestor(one.sha, base)]
        return common[0] if common else None

    async def git_remote(self, at: Workspace) -> tuple[str, str]:
        raise AssertionError("there is no git here")

    async def deployment(
        self, at: Workspace, commit: str, environment: str, state: str, url: str = ""
    ) -> None:
        mine = [one for one in self.host.deployments if one[:2] == (commit, environment)]
        if (mine[-1][2] != state) if mine else (state != "inactive"):
            self.host.deployments.append((commit, environment, state))

    async def failed_deliveries(self, since: float) -> Sequence[tuple[int, str]]:
        return []

    async def redeliver(self, delivery: int) -> None:
        return None

    async def installations(self) -> Sequence[Workspace]:
        return [self.at] if self.host.is_installed else []

    async def workspace(self, repo: str) -> Workspace | None:
        return self.at if self.host.is_installed and repo == self.at.repo else None
