"""Issues and comments as JSON."""

from __future__ import annotations

from bot.localforge.records import Comment, Issue, Json, Repo
from bot.localforge.shapes.people import app_json, user_json
from bot.localforge.shapes.repos import labels_json, rollup_json
from bot.localforge.site import Site, node_id
from bot.localforge.state import iso


def association(repo: Repo, login: str) -> str:
    """How somebody belongs to a repository; says nothing about what they may do."""
    if login.lower() == repo.owner.lower():
        return "OWNER"
    return "COLLABORATOR" if login.lower() in map(str.lower, repo.collaborators) else "NONE"


def acting_app(site: Site, login: str) -> Json | None:
    """The App behind a bot account."""
    app_id = site.state.user(login).app_id
    return app_json(site, site.state.apps[app_id]) if app_id is not None else None


def issue_json(site: Site, repo: Repo, issue: Issue) -> Json:
    """An Issue (also of a pull request)."""
    url = f"{site.repo_url(repo)}/issues/{issue.number}"
    comments = sum(1 for comment in repo.comments.values() if comment.issue == issue.number)
    assignees = [user_json(site, login) for login in issue.assignees]
    shape: Json = {
        "id": issue.id,
        "node_id": node_id("Issue", issue.id),
        "url": url,
        "repository_url": site.repo_url(repo),
        "labels_url": f"{url}/labels{{/name}}",
        "comments_url": f"{url}/comments",
        "events_url": f"{url}/events",
        "timeline_url": f"{url}/timeline",
        "html_url": issue_page(site, repo, issue.number),
        "number": issue.number,
        "state": issue.state,
        "state_reason": issue.state_reason,
        "title": issue.title,
        "body": issue.body,
        "user": user_json(site, issue.login),
        "labels": labels_json(site, repo, issue.labels),
        "assignee": assignees[0] if assignees else None,
        "assignees": assignees,
        "milestone": None,
        "locked": False,
        "active_lock_reason": None,
        "comments": comments,
        "closed_at": iso(issue.closed_at),
        "created_at": iso(issue.created_at),
        "updated_at": iso(issue.updated_at),
        "author_association": association(repo, issue.login),
        "performed_via_github_app": acting_app(site, issue.login),
        "reactions": rollup_json(url, issue.reactions),
        "closed_by": user_json(site, issue.closed_by) if issue.closed_by else None,
    }
    return {**shape, **_pull_part(site, repo, issue.number)}


def issue_page(site: Site, repo: Repo, number: int) -> str:
    """The page of an issue or pull request."""
    return f"{site.page_url(repo)}/{'pull' if number in repo.pulls else 'issues'}/{number}"


def _pull_part(site: Site, repo: Repo, number: int) -> Json:
    pull = repo.pulls.get(number)
    if pull is None:
        return {}
    page = f"{site.page_url(repo)}/pull/{number}"
    links = {
        "url": f"{site.repo_url(repo)}/pulls/{number}",
        "html_url": page,
        "diff_url": f"{page}.diff",
        "patch_url": f"{page}.patch",
        "merged_at": iso(pull.merged_at),
    }
    return {"draft": pull.draft, "pull_request": links}


def comment_json(site: Site, repo: Repo, comment: Comment) -> Json:
    """An IssueComment."""
    url = f"{site.repo_url(repo)}/issues/comments/{comment.id}"
    return {
        "id": comment.id,
        "node_id": node_id("IssueComment", comment.id),
        "url": url,
        "html_url": f"{issue_page(site, repo, comment.issue)}#issuecomment-{comment.id}",
        "issue_url": f"{site.repo_url(repo)}/issues/{comment.issue}",
        "user": user_json(site, comment.login),
        "created_at": iso(comment.created_at),
        "updated_at": iso(comment.updated_at),
        "author_association": association(repo, comment.login),
        "body": comment.body,
        "reactions": rollup_json(url, comment.reactions),
        "performed_via_github_app": acting_app(site, comment.login),
    }
