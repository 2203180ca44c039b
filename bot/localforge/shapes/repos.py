"""Repositories, labels and reactions as JSON."""

from __future__ import annotations

from collections import Counter

from bot.localforge.records import Json, Label, Reaction, Repo
from bot.localforge.shapes.people import user_json
from bot.localforge.site import Act, Actor, Site, node_id
from bot.localforge.state import ROLES, iso

_LINKS = {
    "archive_url": "{archive_format}{/ref}",
    "assignees_url": "assignees{/user}",
    "blobs_url": "git/blobs{/sha}",
    "branches_url": "branches{/branch}",
    "collaborators_url": "collaborators{/collaborator}",
    "comments_url": "comments{/number}",
    "commits_url": "commits{/sha}",
    "compare_url": "compare/{base}...{head}",
    "contents_url": "contents/{+path}",
    "contributors_url": "contributors",
    "deployments_url": "deployments",
    "downloads_url": "downloads",
    "events_url": "events",
    "forks_url": "forks",
    "git_commits_url": "git/commits{/sha}",
    "git_refs_url": "git/refs{/sha}",
    "git_tags_url": "git/tags{/sha}",
    "hooks_url": "hooks",
    "issue_comment_url": "issues/comments{/number}",
    "issue_events_url": "issues/events{/number}",
    "issues_url": "issues{/number}",
    "keys_url": "keys{/key_id}",
    "labels_url": "labels{/name}",
    "languages_url": "languages",
    "merges_url": "merges",
    "milestones_url": "milestones{/number}",
    "notifications_url": "notifications{?since,all,participating}",
    "pulls_url": "pulls{/number}",
    "releases_url": "releases{/id}",
    "stargazers_url": "stargazers",
    "statuses_url": "statuses/{sha}",
    "subscribers_url": "subscribers",
    "subscription_url": "subscription",
    "tags_url": "tags",
    "teams_url": "teams",
    "trees_url": "git/trees{/sha}",
}
_FEATURES = {
    "has_issues": True,
    "has_projects": False,
    "has_wiki": False,
    "has_pages": False,
    "has_discussions": False,
    "has_downloads": True,
    "archived": False,
    "disabled": False,
    "is_template": False,
    "allow_forking": True,
    "web_commit_signoff_required": False,
}


def repo_json(site: Site, repo: Repo, actor: Actor | None = None) -> Json:
    """A Repository; with `permissions` where the one who asks is given."""
    shape = {**minimal_repo_json(site, repo), **_details(repo)}
    if actor is not None:
        shape["permissions"] = permissions_json(site, repo, actor)
    return shape


def minimal_repo_json(site: Site, repo: Repo) -> Json:
    """A MinimalRepository."""
    url, page = site.repo_url(repo), site.page_url(repo)
    return {
        "id": repo.id,
        "node_id": node_id("Repository", repo.id),
        "name": repo.name,
        "full_name": repo.full_name,
        "private": repo.private,
        "owner": user_json(site, repo.owner),
        "html_url": page,
        "description": repo.description or None,
        "fork": repo.fork_of is not None,
        "url": url,
        **{name: f"{url}/{path}" for name, path in _LINKS.items()},
        "git_url": f"git:{page.partition(':')[2]}.git",
        "ssh_url": f"ssh://git@{page.partition('://')[2]}.git",
        "clone_url": f"{page}.git",
        "svn_url": page,
        "mirror_url": None,
        "homepage": None,
    }


def _details(repo: Repo) -> Json:
    issues = sum(1 for issue in repo.issues.values() if issue.state == "open")
    counts = ("stargazers_count", "watchers_count", "forks_count", "forks", "watchers", "size")
    return {
        **_FEATURES,
        **dict.fromkeys(counts, 0),
        "language": None,
        "license": None,
        "topics": [],
        "visibility": "private" if repo.private else "public",
        "default_branch": repo.default_branch,
        "open_issues_count": issues,
        "open_issues": issues,
        "pushed_at": iso(repo.pushed_at),
        "created_at": iso(repo.created_at),
        "updated_at": iso(repo.pushed_at),
    }


def full_repo_json(act: Act) -> Json:
    """A FullRepository."""
    shape = repo_json(act.site, act.repo, act.actor)
    merges = {"allow_merge_commit": True, "allow_squash_merge": True, "allow_rebase_merge": True}
    return {**shape, **merges, "subscribers_count": 0, "network_count": 0}


def push_repo_json(site: Site, repo: Repo) -> Json:
    """The repository inside a push webhook, which alone has times as numbers."""
    shape = repo_json(site, repo)
    shape["owner"] = {"name": repo.owner, "email": None, **shape["owner"]}
    shape["pushed_at"] = int(repo.pushed_at.timestamp())
    shape["created_at"] = int(repo.created_at.timestamp())
    return {**shape, "stargazers": 0, "master_branch": repo.default_branch}


def permissions_json(site: Site, repo: Repo, actor: Actor) -> dict[str, bool]:
    """What the one who asks may do, as five flags."""
    role = site.state.role(repo, actor.user.login)
    if actor.installation is not None:
        role = "write" if actor.permissions.get("contents") == "write" else "read"
    rank = ROLES.index(role)
    names = {"pull": "read", "triage": "triage", "push": "write", "maintain": "maintain", "admin": "admin"}
    return {name: rank >= ROLES.index(least) for name, least in names.items()}


def label_json(site: Site, repo: Repo, label: Label) -> Json:
    """A Label."""
    return {
        "id": label.id,
        "node_id": node_id("Label", label.id),
        "url": f"{site.repo_url(repo)}/labels/{label.name}",
        "name": label.name,
        "color": label.color,
        "default": False,
        "description": label.description,
        "archived_at": None,
        "archived_by": None,
    }


def labels_json(site: Site, repo: Repo, names: list[str]) -> list[Json]:
    """The labels of these names, in their order."""
    by_name = {label.name: label for label in repo.labels}
    return [label_json(site, repo, by_name[name]) for name in names if name in by_name]


def reaction_json(site: Site, reaction: Reaction) -> Json:
    """A Reaction."""
    return {
        "id": reaction.id,
        "node_id": node_id("Reaction", reaction.id),
        "user": user_json(site, reaction.login),
        "content": reaction.content,
        "created_at": iso(reaction.created_at),
    }


def rollup_json(url: str, reactions: list[Reaction]) -> Json:
    """How many reactions of each kind."""
    counts = Counter(reaction.content for reaction in reactions)
    kinds = ("+1", "-1", "laugh", "confused", "heart", "hooray", "rocket", "eyes")
    return {
        "url": f"{url}/reactions",
        "total_count": len(reactions),
        **{kind: counts[kind] for kind in kinds},
    }
