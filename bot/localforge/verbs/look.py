"""Looking at what is there, as a test or a script does: past all tokens, changing nothing."""

from __future__ import annotations

from bot.localforge.ops import checks, pulls
from bot.localforge.records import Json
from bot.localforge.shapes.checks import annotation_json, check_run_json
from bot.localforge.shapes.deployments import deployment_json, deployment_status_json
from bot.localforge.shapes.issues import comment_json, issue_json
from bot.localforge.shapes.pulls import pull_json, review_json
from bot.localforge.state import issue_of, pull_of
from bot.localforge.verbs.base import Verbs


class LookVerbs(Verbs):
    """Reads records in the API's own shapes."""

    async def issue(self, repo: str, number: int) -> Json:
        """An issue."""
        act = self.looking(repo)
        return issue_json(self.site, act.repo, issue_of(act.repo, number))

    async def issues(self, repo: str) -> list[Json]:
        """All issues, pull requests left out, oldest first."""
        act = self.looking(repo)
        found = [one for one in act.repo.issues.values() if one.number not in act.repo.pulls]
        return [issue_json(self.site, act.repo, one) for one in found]

    async def comments(self, repo: str, number: int) -> list[Json]:
        """The comments of an issue or pull request, oldest first."""
        act = self.looking(repo)
        found = [one for one in act.repo.comments.values() if one.issue == number]
        return [comment_json(self.site, act.repo, one) for one in found]

    async def reactions(self, repo: str, number: int, comment_id: int = 0) -> list[str]:
        """The reactions to an issue, or to a comment, as `login:content`."""
        act = self.looking(repo)
        holder = act.repo.comments[comment_id] if comment_id else issue_of(act.repo, number)
        return [f"{one.login}:{one.content}" for one in holder.reactions]

    async def pull(self, repo: str, number: int) -> Json:
        """A pull request in its long form."""
        act = self.looking(repo)
        return await pulls.long_json(act, pull_of(act.repo, number))

    async def pulls(self, repo: str, state: str = "all") -> list[Json]:
        """Pull requests, oldest first."""
        act = self.looking(repo)
        found = [
            one for one in act.repo.pulls.values() if state in ("all", act.repo.issues[one.number].state)
        ]
        return [pull_json(self.site, act.repo, one) for one in found]

    async def reviews(self, repo: str, number: int) -> list[Json]:
        """A pull request's reviews, oldest first."""
        act = self.looking(repo)
        found = [one for one in act.repo.reviews.values() if one.pull == number]
        return [review_json(self.site, act.repo, one) for one in found]

    async def checks(self, repo: str, sha: str) -> list[Json]:
        """The latest check run of each name on a commit (or a branch's head), oldest first."""
        act = self.looking(repo)
        commit = await act.git.resolve(sha) or sha
        return [check_run_json(self.site, act.repo, one) for one in checks.latest_runs(act, commit)]

    async def annotations(self, repo: str, check_run_id: int) -> list[Json]:
        """A check run's annotations."""
        act = self.looking(repo)
        run = checks.run_of(act, check_run_id)
        return [annotation_json(self.site, act.repo, run, one) for one in run.annotations]

    async def deployments(self, repo: str) -> list[Json]:
        """Deployments, oldest first, each with its `statuses`, oldest first."""
        act = self.looking(repo)
        return [
            {
                **deployment_json(self.site, act.repo, one),
                "statuses": [
                    deployment_status_json(self.site, act.repo, one, state) for state in one.statuses
                ],
            }
            for one in act.repo.deployments.values()
        ]

    async def branches(self, repo: str) -> dict[str, str]:
        """Branches with the commits they point at."""
        refs = self.looking(repo).repo.refs
        return {
            name.removeprefix("refs/heads/"): sha
            for name, sha in refs.items()
            if name.startswith("refs/heads/")
        }

    async def files(self, repo: str, ref: str = "main") -> list[str]:
        """The paths of all files at a branch or commit."""
        act = self.looking(repo)
        commit = await act.git.resolve(ref) or ref
        return [one.path for one in await act.git.tree(commit, recursive=True) if one.kind != "tree"]

    async def file(self, repo: str, path: str, ref: str = "main") -> str:
        """A file's text at a branch or commit."""
        act = self.looking(repo)
        commit = await act.git.resolve(ref) or ref
        return await act.git.run("cat-file", "blob", f"{commit}:{path}")

    async def log(self, repo: str, ref: str = "main") -> list[Json]:
        """The commits of a branch, newest first: sha, message, author, whether it is verified."""
        act = self.looking(repo)
        commits = await act.git.log(await act.git.resolve(ref) or ref)
        return [
            {
                "sha": one.sha,
                "message": one.message,
                "author": one.author.name,
                "verified": one.sha in act.repo.signed,
            }
            for one in commits
        ]
