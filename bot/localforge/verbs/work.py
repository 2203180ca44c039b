"""What people do with issues, pull requests, reviews, checks and branches."""

from __future__ import annotations

from bot.localforge.ops import checks, comments, files, issues, merges, pulls, refs, reviews
from bot.localforge.records import Json
from bot.localforge.shapes.issues import comment_json, issue_json
from bot.localforge.shapes.pulls import review_json
from bot.localforge.site import Act
from bot.localforge.state import pull_of
from bot.localforge.verbs.base import Verbs


class WorkVerbs(Verbs):
    """What a user does at a repository."""

    async def open_issue(
        self, user: str, repo: str, title: str, body: str = "", labels: list[str] | None = None
    ) -> Json:
        """Open an issue."""
        async with self.acting(user, repo) as act:
            issue = issues.open_issue(act, title, body, labels or ())
            return issue_json(self.site, act.repo, issue)

    async def edit_issue(
        self, user: str, repo: str, number: int, title: str | None = None, body: str | None = None
    ) -> Json:
        """Change the title or text of an issue or pull request."""
        async with self.acting(user, repo) as act:
            if number in act.repo.pulls:
                await pulls.edit_texts(act, number, title, body)
            else:
                issues.edit_issue(act, number, title, body)
            return issue_json(self.site, act.repo, act.repo.issues[number])

    async def close_issue(self, user: str, repo: str, number: int) -> None:
        """Close an issue or pull request."""
        async with self.acting(user, repo) as act:
            await pulls.set_any_state(act, number, "closed", None)

    async def reopen_issue(self, user: str, repo: str, number: int) -> None:
        """Open an issue or pull request again."""
        async with self.acting(user, repo) as act:
            await pulls.set_any_state(act, number, "open", None)

    async def label(self, user: str, repo: str, number: int, labels: list[str]) -> None:
        """Replace the labels of an issue or pull request."""
        async with self.acting(user, repo) as act:
            await pulls.set_labels(act, number, labels)

    async def comment(self, user: str, repo: str, number: int, body: str) -> Json:
        """Comment on an issue or pull request."""
        async with self.acting(user, repo) as act:
            return comment_json(self.site, act.repo, comments.add_comment(act, number, body))

    async def edit_comment(self, user: str, repo: str, comment_id: int, body: str) -> Json:
        """Change a comment."""
        async with self.acting(user, repo) as act:
            return comment_json(self.site, act.repo, comments.edit_comment(act, comment_id, body))

    async def delete_comment(self, user: str, repo: str, comment_id: int) -> None:
        """Remove a comment."""
        async with self.acting(user, repo) as act:
            comments.delete_comment(act, comment_id)

    async def push_files(
        self, user: str, repo: str, branch: str, files_: dict[str, str | None], message: str = "Change files"
    ) -> str:
        """Commit files to a branch (None deletes; a new branch starts at the default one); the new SHA."""
        async with self.acting(user, repo, "write") as act:
            content = {path: None if text is None else text.encode() for path, text in files_.items()}
            return await files.commit_files(act, branch, content, message)

    async def set_branch(self, user: str, repo: str, branch: str, sha: str) -> None:
        """Point a branch at a commit, forced where need be; made where it is new."""
        async with self.acting(user, repo, "write") as act:
            ref = f"refs/heads/{branch}"
            if ref in act.repo.refs:
                await refs.update_ref(act, ref, sha, force=True)
            else:
                await refs.create_ref(act, ref, sha)

    async def delete_branch(self, user: str, repo: str, branch: str) -> None:
        """Remove a branch."""
        async with self.acting(user, repo, "write") as act:
            await refs.delete_ref(act, f"refs/heads/{branch}")

    async def open_pull(self, user: str, repo: str, title: str, head: str, base: str = "main") -> Json:
        """Open a pull request; `head` is `branch`, or `owner:branch` of a fork."""
        async with self.acting(user, repo) as act:
            return await pulls.long_json(
                act, await pulls.open_pull(act, pulls.NewPull(title, head, base, ""))
            )

    async def set_draft(self, user: str, repo: str, number: int, *, draft: bool) -> None:
        """Make a pull request a draft, or ready for review."""
        async with self.acting(user, repo) as act:
            await pulls.set_draft(act, pull_of(act.repo, number), draft=draft)

    async def merge(self, user: str, repo: str, number: int, method: str = "merge") -> str:
        """Merge a pull request; the commit it gave."""
        async with self.acting(user, repo, "write") as act:
            return await merges.merge_pull(act, number, merges.Merge(method))

    async def request_reviewers(self, user: str, repo: str, number: int, reviewers: list[str]) -> None:
        """Ask people for their review."""
        async with self.acting(user, repo) as act:
            await pulls.request_reviewers(act, number, reviewers)

    async def approve(
        self, user: str, repo: str, number: int, body: str = "", commit_id: str | None = None
    ) -> Json:
        """Approve a pull request at its head, or at an older commit of it."""
        async with self.acting(user, repo) as act:
            return await _review(act, number, "APPROVE", body, commit_id)

    async def request_changes(
        self, user: str, repo: str, number: int, body: str = "Please change this."
    ) -> Json:
        """Ask for changes."""
        async with self.acting(user, repo) as act:
            return await _review(act, number, "REQUEST_CHANGES", body)

    async def review_comment(self, user: str, repo: str, number: int, body: str) -> Json:
        """Review with nothing but a comment."""
        async with self.acting(user, repo) as act:
            return await _review(act, number, "COMMENT", body)

    async def dismiss(
        self, user: str, repo: str, number: int, review_id: int, message: str = "Outdated."
    ) -> Json:
        """Take a review's weight away."""
        async with self.acting(user, repo, "write") as act:
            review = await reviews.dismiss_review(act, number, review_id, message)
            return review_json(self.site, act.repo, review)

    async def click(self, user: str, repo: str, check_run_id: int, identifier: str) -> None:
        """Click one of a check run's buttons."""
        async with self.acting(user, repo, "write") as act:
            checks.request_action(act, check_run_id, identifier)

    async def rerun(self, user: str, repo: str, check_run_id: int) -> None:
        """Ask for a check run again."""
        async with self.acting(user, repo, "write") as act:
            checks.rerequest_run(act, check_run_id)

    async def rerun_all(self, user: str, repo: str, suite_id: int) -> None:
        """Ask for all of a check suite again."""
        async with self.acting(user, repo, "write") as act:
            await checks.rerequest_suite(act, suite_id)


async def _review(act: Act, number: int, event: str, body: str, commit_id: str | None = None) -> Json:
    review = await reviews.add_review(act, number, event, body, commit_id)
    return review_json(act.site, act.repo, review)
