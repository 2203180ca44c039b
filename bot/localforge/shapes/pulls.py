"""Pull requests and reviews as JSON."""

from __future__ import annotations

from dataclasses import dataclass

from bot.localforge.records import Issue, Json, Pull, Repo, Review
from bot.localforge.shapes.issues import association
from bot.localforge.shapes.people import user_json
from bot.localforge.shapes.repos import labels_json, repo_json
from bot.localforge.site import Site, node_id
from bot.localforge.state import iso


@dataclass(frozen=True)
class Figures:
    """What the long form counts."""

    commits: int
    additions: int
    deletions: int
    changed_files: int


def pull_json(site: Site, repo: Repo, pull: Pull) -> Json:
    """A PullRequestSimple, as lists give it."""
    issue = repo.issues[pull.number]
    return {
        **_addresses(site, repo, pull),
        "id": pull.id,
        "node_id": node_id("PullRequest", pull.id),
        "number": pull.number,
        "state": issue.state,
        "locked": False,
        "title": issue.title,
        "user": user_json(site, issue.login),
        "body": issue.body,
        "labels": labels_json(site, repo, issue.labels),
        "milestone": None,
        "active_lock_reason": None,
        **_times(pull, issue),
        "merge_commit_sha": pull.merge_commit_sha,
        "assignee": user_json(site, issue.assignees[0]) if issue.assignees else None,
        "assignees": [user_json(site, login) for login in issue.assignees],
        "requested_reviewers": [user_json(site, login) for login in pull.reviewers],
        "requested_teams": [],
        "head": _head(site, pull),
        "base": _end(site, repo, pull.base_ref, pull.base_sha),
        "author_association": association(repo, issue.login),
        "auto_merge": None,
        "draft": pull.draft,
    }


def full_pull_json(site: Site, repo: Repo, pull: Pull, figures: Figures, *, blocked: bool = False) -> Json:
    """A PullRequest, as webhooks and single reads give it."""
    comments = sum(1 for comment in repo.comments.values() if comment.issue == pull.number)
    open_ = repo.issues[pull.number].state == "open"
    return {
        **pull_json(site, repo, pull),
        "merged": pull.merged_at is not None,
        "mergeable": pull.mergeable if open_ else None,
        "rebaseable": pull.mergeable if open_ else None,
        "mergeable_state": _mergeable_state(pull, blocked=blocked) if open_ else "unknown",
        "merged_by": user_json(site, pull.merged_by) if pull.merged_by else None,
        "comments": comments,
        "review_comments": 0,
        "maintainer_can_modify": False,
        "commits": figures.commits,
        "additions": figures.additions,
        "deletions": figures.deletions,
        "changed_files": figures.changed_files,
    }


def _mergeable_state(pull: Pull, *, blocked: bool) -> str:
    if pull.mergeable is None:
        return "unknown"
    if not pull.mergeable:
        return "dirty"
    if pull.draft:
        return "draft"
    return "blocked" if blocked else "clean"


def _addresses(site: Site, repo: Repo, pull: Pull) -> Json:
    url, issue = f"{site.repo_url(repo)}/pulls/{pull.number}", f"{site.repo_url(repo)}/issues/{pull.number}"
    page = f"{site.page_url(repo)}/pull/{pull.number}"
    links = {
        "self": url,
        "html": page,
        "issue": issue,
        "comments": f"{issue}/comments",
        "review_comments": f"{url}/comments",
        "review_comment": f"{site.repo_url(repo)}/pulls/comments{{/number}}",
        "commits": f"{url}/commits",
        "statuses": f"{site.repo_url(repo)}/statuses/{pull.head_sha}",
    }
    names = ("comments", "review_comments", "review_comment", "commits", "statuses", "issue")
    return {
        "url": url,
        "html_url": page,
        "diff_url": f"{page}.diff",
        "patch_url": f"{page}.patch",
        **{f"{name}_url": links[name] for name in names},
        "_links": {name: {"href": href} for name, href in links.items()},
    }


def _times(pull: Pull, issue: Issue) -> Json:
    return {
        "created_at": iso(issue.created_at),
        "updated_at": iso(issue.updated_at),
        "closed_at": iso(issue.closed_at),
        "merged_at": iso(pull.merged_at),
    }


def _head(site: Site, pull: Pull) -> Json:
    return _end(site, site.state.repo(pull.head_repo), pull.head_ref, pull.head_sha)


def _end(site: Site, repo: Repo, ref: str, sha: str) -> Json:
    return {
        "label": f"{repo.owner}:{ref}",
        "ref": ref,
        "sha": sha,
        "user": user_json(site, repo.owner),
        "repo": repo_json(site, repo),
    }


def pull_ref_json(site: Site, repo: Repo, pull: Pull) -> Json:
    """A PullRequestMinimal, as check runs and suites name them."""

    def end(of: Repo, ref: str, sha: str) -> Json:
        short = {"id": of.id, "url": site.repo_url(of), "name": of.name}
        return {"ref": ref, "sha": sha, "repo": short}

    return {
        "id": pull.id,
        "number": pull.number,
        "url": f"{site.repo_url(repo)}/pulls/{pull.number}",
        "head": end(site.state.repo(pull.head_repo), pull.head_ref, pull.head_sha),
        "base": end(repo, pull.base_ref, pull.base_sha),
    }


def review_json(site: Site, repo: Repo, review: Review) -> Json:
    """A PullRequestReview."""
    pull = f"{site.repo_url(repo)}/pulls/{review.pull}"
    page = f"{site.page_url(repo)}/pull/{review.pull}#pullrequestreview-{review.id}"
    shape: Json = {
        "id": review.id,
        "node_id": node_id("PullRequestReview", review.id),
        "user": user_json(site, review.login),
        "body": review.body,
        "state": review.state,
        "html_url": page,
        "pull_request_url": pull,
        "author_association": association(repo, review.login),
        "_links": {"html": {"href": page}, "pull_request": {"href": pull}},
        "commit_id": review.commit_id,
    }
    if review.submitted_at is not None:
        shape["submitted_at"] = iso(review.submitted_at)
    return shape
