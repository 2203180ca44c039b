"""Opening, editing, closing pull requests, and following their branches."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from bot.localforge.errors import ApiError, invalid, not_found, refused, unprocessable
from bot.localforge.git import GitError, GitRepo
from bot.localforge.ops import issues
from bot.localforge.ops.events import emit
from bot.localforge.ops.rules import unmet
from bot.localforge.ops.texts import check_body, check_title
from bot.localforge.records import Issue, Json, Pull, Repo
from bot.localforge.shapes.people import user_json
from bot.localforge.shapes.pulls import Figures, full_pull_json
from bot.localforge.shapes.repos import label_json
from bot.localforge.site import Act
from bot.localforge.state import issue_of, label_of, pull_of


@dataclass(frozen=True)
class NewPull:
    """What a pull request is opened with; `head` is `branch` or `owner:branch`."""

    title: str
    head: str
    base: str
    body: str | None = None
    draft: bool = False


async def open_pull(act: Act, new: NewPull) -> Pull:
    """Open a pull request; 422 where nothing is between the branches or one is open already."""
    check_title("PullRequest", new.title)
    check_body("PullRequest", new.body)
    head_repo, head_ref, head_sha = _find_head(act, new.head)
    base_sha = act.repo.refs.get(f"refs/heads/{new.base}")
    if base_sha is None:
        raise invalid("PullRequest", "base", "invalid")
    if new.draft and not act.repo.drafts_allowed:
        raise refused("PullRequest", "Draft pull requests are not supported in this repository.")
    _refuse_second(act, head_repo, head_ref, new.base)
    await _bring_objects(act, head_repo, head_ref)
    if await act.git.is_ancestor(head_sha, base_sha):
        raise refused("PullRequest", f"No commits between {new.base} and {new.head}")
    issue = issues.new_issue(act, new.title, new.body)
    pull = Pull(
        id=act.state.new_id(),
        number=issue.number,
        head_repo=head_repo.full_name,
        head_ref=head_ref,
        head_sha=head_sha,
        base_ref=new.base,
        base_sha=base_sha,
        draft=new.draft,
    )
    act.repo.pulls[pull.number] = pull
    await act.git.set_ref(f"refs/pull/{pull.number}/head", head_sha)
    await tell(act, pull, "opened")
    return pull


def _find_head(act: Act, head: str) -> tuple[Repo, str, str]:
    owner, colon, ref = head.rpartition(":")
    repo = act.repo
    if colon and owner.lower() != repo.owner.lower():
        forks = (one for one in act.state.repos.values() if one.fork_of == repo.full_name)
        found = next((one for one in forks if one.owner.lower() == owner.lower()), None)
        if found is None:
            raise invalid("PullRequest", "head", "invalid")
        repo = found
    sha = repo.refs.get(f"refs/heads/{ref}")
    if sha is None:
        raise invalid("PullRequest", "head", "invalid")
    return repo, ref, sha


def _refuse_second(act: Act, head_repo: Repo, head_ref: str, base: str) -> None:
    for pull in act.repo.pulls.values():
        same = (pull.head_repo, pull.head_ref, pull.base_ref) == (head_repo.full_name, head_ref, base)
        if same and act.repo.issues[pull.number].state == "open":
            raise refused("PullRequest", f"A pull request already exists for {head_repo.owner}:{head_ref}.")


async def _bring_objects(act: Act, head_repo: Repo, head_ref: str) -> None:
    """A fork's commits live in the base repository too, as on GitHub."""
    if head_repo is not act.repo:
        source = act.site.git(head_repo).path
        await act.git.run("fetch", "--quiet", str(source), f"refs/heads/{head_ref}")


async def figures_of(git: GitRepo, pull: Pull) -> Figures:
    """How many commits, lines and files a pull request has."""
    base = await git.merge_base(pull.base_sha, pull.head_sha) or pull.base_sha
    commits = await git.count(f"{base}..{pull.head_sha}")
    numbers = await git.run("diff-tree", "-r", "-M", "--shortstat", base, pull.head_sha)
    words = numbers.replace(",", "").split()
    count = {name[:3]: int(number) for number, name in pairwise(words) if number.isdigit()}
    return Figures(commits, count.get("ins", 0), count.get("del", 0), count.get("fil", 0))


async def long_json(act: Act, pull: Pull) -> Json:
    """The long form of a pull request."""
    blocked = bool(unmet(act, pull))
    return full_pull_json(act.site, act.repo, pull, await figures_of(act.git, pull), blocked=blocked)


async def tell(act: Act, pull: Pull, action: str, **more: Json | str) -> None:
    """Send a `pull_request` event."""
    shape = await long_json(act, pull)
    payload = {"action": action, "number": pull.number, "pull_request": shape, **more}
    emit(act, "pull_request", payload)


async def edit_texts(act: Act, number: int, title: str | None, body: str | None) -> Pull:
    """Change title or body (None leaves it)."""
    pull = pull_of(act.repo, number)
    changes = issues.change_texts(act, issue_of(act.repo, number), title, body)
    if changes:
        await tell(act, pull, "edited", changes=changes)
    return pull


async def change_base(act: Act, number: int, base: str) -> None:
    """Point a pull request at another base branch."""
    pull = pull_of(act.repo, number)
    sha = act.repo.refs.get(f"refs/heads/{base}")
    if sha is None:
        raise invalid("PullRequest", "base", "invalid")
    if base != pull.base_ref:
        changes = {"base": {"ref": {"from": pull.base_ref}, "sha": {"from": pull.base_sha}}}
        pull.base_ref, pull.base_sha = base, sha
        await tell(act, pull, "edited", changes=changes)


async def set_state(act: Act, number: int, state: str) -> Pull:
    """Close or reopen a pull request; a merged one, or one whose branch is gone, cannot be reopened."""
    pull, issue = pull_of(act.repo, number), issue_of(act.repo, number)
    if state == issue.state:
        return pull
    if state == "open":
        head = act.state.repo(pull.head_repo).refs.get(f"refs/heads/{pull.head_ref}")
        if pull.merged_at is not None or head is None:
            raise refused("PullRequest", "state cannot be changed. The pull request cannot be reopened.")
        pull.head_sha = head
    issues.mark_state(act, issue, state, None)
    issue.state_reason = None
    await tell(act, pull, "closed" if state == "closed" else "reopened")
    return pull


async def set_any_state(act: Act, number: int, state: str, reason: str | None) -> Issue:
    """Close or reopen an issue or pull request."""
    if number in act.repo.pulls:
        await set_state(act, number, state)
        return act.repo.issues[number]
    return issues.set_state(act, number, state, reason)


async def set_labels(act: Act, number: int, names: Sequence[str]) -> None:
    """Replace the labels of an issue or pull request."""
    before = list(issue_of(act.repo, number).labels)
    after = issues.set_labels(act, number, names).labels
    pull = act.repo.pulls.get(number)
    if pull is None:
        return
    gone = [("unlabeled", name) for name in before if name not in after]
    for action, name in [*gone, *(("labeled", name) for name in after if name not in before)]:
        label = label_json(act.site, act.repo, label_of(act.state, act.repo, name))
        await tell(act, pull, action, label=label)


async def set_draft(act: Act, pull: Pull, *, draft: bool) -> None:
    """Make a pull request ready for review, or a draft again."""
    if pull.draft != draft:
        if draft and not act.repo.drafts_allowed:
            raise unprocessable("Draft pull requests are not supported in this repository.")
        pull.draft = draft
        issue = act.repo.issues[pull.number]
        issue.updated_at = act.now()
        issues.note(act, issue, "draft" if draft else "ready")
        await tell(act, pull, "converted_to_draft" if draft else "ready_for_review")


async def request_reviewers(act: Act, number: int, logins: Sequence[str]) -> Pull:
    """Ask people for a review; who cannot review is refused."""
    pull = pull_of(act.repo, number)
    author = act.repo.issues[number].login
    for login in logins:
        if login.lower() == author.lower():
            raise unprocessable("Review cannot be requested from pull request author.")
        if act.state.role(act.repo, login) == "none" or login.lower() not in act.state.users:
            raise unprocessable("Reviews may only be requested from collaborators.")
    for login in (act.state.user(one).login for one in logins):
        if login not in pull.reviewers:
            pull.reviewers.append(login)
            issues.note(act, act.repo.issues[number], "asked", login)
            who = user_json(act.site, login)
            await tell(act, pull, "review_requested", requested_reviewer=who)
    return pull


async def unrequest_reviewers(act: Act, number: int, logins: Sequence[str]) -> Pull:
    """Take back requests for review."""
    pull = pull_of(act.repo, number)
    for login in [one for one in pull.reviewers if one.lower() in map(str.lower, logins)]:
        pull.reviewers.remove(login)
        who = user_json(act.site, login)
        await tell(act, pull, "review_request_removed", requested_reviewer=who)
    return pull


async def compute_mergeable(act: Act, pull: Pull) -> None:
    """Find out by a real merge whether there are conflicts."""
    wanted = f"{pull.head_sha}:{pull.base_sha}"
    try:
        tree = await act.git.merge_tree(pull.base_sha, pull.head_sha)
    except GitError as failed:
        raise ApiError(405, "Pull Request is not mergeable") from failed
    if wanted == f"{pull.head_sha}:{pull.base_sha}":
        pull.mergeable, pull.mergeable_for = tree is not None, wanted


def knows_mergeable(pull: Pull) -> bool:
    """Whether `mergeable` is of the present commits; forgets it where it is not."""
    if pull.mergeable_for != f"{pull.head_sha}:{pull.base_sha}":
        pull.mergeable = None
        return False
    return pull.mergeable is not None


def pull_by_id(act_repos: Sequence[Repo], pull_id: int) -> tuple[Repo, Pull]:
    """The pull request that a GraphQL node id stands for."""
    for repo in act_repos:
        for pull in repo.pulls.values():
            if pull.id == pull_id:
                return repo, pull
    raise not_found()
