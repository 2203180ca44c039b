"""Commits, diffs and git objects as JSON."""

from __future__ import annotations

from datetime import UTC, datetime

from bot.localforge.git import Change, CommitInfo, Signature
from bot.localforge.records import Json, Repo
from bot.localforge.shapes.people import user_json
from bot.localforge.site import Site, node_id

_UNSIGNED = {
    "verified": False,
    "reason": "unsigned",
    "signature": None,
    "payload": None,
    "verified_at": None,
}
_SIGNED = {
    "verified": True,
    "reason": "valid",
    "signature": "-----BEGIN PGP SIGNATURE-----\n\n(the local forge signs in name only)\n-----END PGP SIGNATURE-----\n",
    "payload": "",
    "verified_at": None,
}


def utc(when: str) -> str:
    """git's ISO time as GitHub shows it."""
    return datetime.fromisoformat(when).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def account_of(site: Site, signature: Signature) -> Json | None:
    """The account whose address signs a commit: `login@…`, `id+login@users.noreply…`, or its name."""
    local = signature.email.partition("@")[0]
    for candidate in (local.partition("+")[2] or local, signature.name):
        if candidate.lower() in site.state.users:
            return user_json(site, candidate)
    return None


def _signature(signature: Signature) -> Json:
    return {"name": signature.name, "email": signature.email, "date": utc(signature.when)}


def git_commit_json(site: Site, repo: Repo, commit: CommitInfo) -> Json:
    """A GitCommit, the low-level form."""
    url, page = f"{site.repo_url(repo)}/git", f"{site.page_url(repo)}/commit"
    parents = [
        {"sha": sha, "url": f"{url}/commits/{sha}", "html_url": f"{page}/{sha}"} for sha in commit.parents
    ]
    return {
        "sha": commit.sha,
        "node_id": node_id("Commit", int(commit.sha[:12], 16)),
        "url": f"{url}/commits/{commit.sha}",
        "html_url": f"{page}/{commit.sha}",
        "author": _signature(commit.author),
        "committer": _signature(commit.committer),
        "message": commit.message,
        "tree": {"sha": commit.tree, "url": f"{url}/trees/{commit.tree}"},
        "parents": parents,
        "verification": dict(_SIGNED if commit.sha in repo.signed else _UNSIGNED),
    }


def commit_json(site: Site, repo: Repo, commit: CommitInfo) -> Json:
    """A Commit as lists and comparisons show it."""
    url, page = f"{site.repo_url(repo)}/commits", f"{site.page_url(repo)}/commit"
    low = git_commit_json(site, repo, commit)
    inner = {
        "author": low["author"],
        "committer": low["committer"],
        "message": commit.message,
        "tree": low["tree"],
        "url": low["url"],
        "comment_count": 0,
        "verification": low["verification"],
    }
    parents = [{"sha": sha, "url": f"{url}/{sha}", "html_url": f"{page}/{sha}"} for sha in commit.parents]
    return {
        "sha": commit.sha,
        "node_id": low["node_id"],
        "commit": inner,
        "url": f"{url}/{commit.sha}",
        "html_url": f"{page}/{commit.sha}",
        "comments_url": f"{url}/{commit.sha}/comments",
        "author": account_of(site, commit.author),
        "committer": account_of(site, commit.committer),
        "parents": parents,
    }


def change_json(site: Site, repo: Repo, change: Change, ref: str) -> Json:
    """A DiffEntry."""
    url, page = site.repo_url(repo), site.page_url(repo)
    shape: Json = {
        "sha": change.sha,
        "filename": change.path,
        "status": change.status,
        "additions": change.additions,
        "deletions": change.deletions,
        "changes": change.additions + change.deletions,
        "blob_url": f"{page}/blob/{ref}/{change.path}",
        "raw_url": f"{page}/raw/{ref}/{change.path}",
        "contents_url": f"{url}/contents/{change.path}?ref={ref}",
    }
    if change.patch:
        shape["patch"] = change.patch
    if change.previous is not None:
        shape["previous_filename"] = change.previous
    return shape


def push_commit_json(site: Site, repo: Repo, commit: CommitInfo, changes: list[Change]) -> Json:
    """A commit as a push webhook lists it."""
    named: dict[str, list[str]] = {"added": [], "removed": [], "modified": []}
    for change in changes:
        named[change.status if change.status in named else "modified"].append(change.path)
    return {
        "id": commit.sha,
        "tree_id": commit.tree,
        "distinct": True,
        "message": commit.message,
        "timestamp": commit.committer.when,
        "url": f"{site.page_url(repo)}/commit/{commit.sha}",
        "author": {"name": commit.author.name, "email": commit.author.email, "date": commit.author.when},
        "committer": {
            "name": commit.committer.name,
            "email": commit.committer.email,
            "date": commit.committer.when,
        },
        **named,
    }
