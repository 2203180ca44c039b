"""Repositories, branches, commits, comparisons, collaborators and rules over REST."""

from __future__ import annotations

from bot.localforge.auth import may_see
from bot.localforge.calls import Answer, Call, Route, page
from bot.localforge.errors import ApiError, not_found
from bot.localforge.git import CommitInfo
from bot.localforge.ops import repos
from bot.localforge.records import Json
from bot.localforge.shapes.commits import change_json, commit_json
from bot.localforge.shapes.people import user_json
from bot.localforge.shapes.repos import full_repo_json, permissions_json, repo_json
from bot.localforge.site import Act, Actor


async def get_repo(call: Call) -> Answer:
    """GET /repos/{owner}/{repo}."""
    return Answer(full_repo_json(call.act))


async def my_repos(call: Call) -> Answer:
    """GET /user/repos."""
    seen = [one for one in call.site.state.repos.values() if may_see(call.actor, call.site, one)]
    return page(call, [repo_json(call.site, one, call.actor) for one in seen])


async def create_repo(call: Call) -> Answer:
    """POST /user/repos; with `auto_init` there is a README."""
    name = call.text("name")
    files = {"README.md": f"# {name}\n".encode()} if call.flag("auto_init", default=False) else {}
    new = repos.NewRepo(name, files, private=call.flag("private", default=False))
    made = await repos.create_repo(call.site, call.actor, new)
    return Answer(full_repo_json(Act(call.site, call.actor, made)), 201)


async def create_fork(call: Call) -> Answer:
    """POST /repos/{owner}/{repo}/forks."""
    made = await repos.fork_repo(call.site, call.actor, call.act.repo)
    return Answer(full_repo_json(Act(call.site, call.actor, made)), 202)


def _branches(call: Call) -> dict[str, str]:
    refs = call.act.repo.refs
    return {
        name.removeprefix("refs/heads/"): sha for name, sha in refs.items() if name.startswith("refs/heads/")
    }


async def list_branches(call: Call) -> Answer:
    """GET …/branches."""
    url = f"{call.site.repo_url(call.act.repo)}/commits"
    shapes = [
        {
            "name": name,
            "commit": {"sha": sha, "url": f"{url}/{sha}"},
            "protected": bool(call.act.repo.rules.get(name)),
        }
        for name, sha in sorted(_branches(call).items())
    ]
    return page(call, shapes)


async def get_branch(call: Call) -> Answer:
    """GET …/branches/{branch}."""
    name = call.params["branch"]
    sha = _branches(call).get(name)
    if sha is None:
        raise ApiError(404, "Branch not found")
    url = f"{call.site.repo_url(call.act.repo)}/branches/{name}"
    guarded = bool(call.act.repo.rules.get(name))
    shape = {
        "name": name,
        "commit": commit_json(call.site, call.act.repo, await call.act.git.commit(sha)),
        "_links": {"self": url, "html": f"{call.site.page_url(call.act.repo)}/tree/{name}"},
        "protected": guarded,
        "protection": {"enabled": guarded},
        "protection_url": f"{url}/protection",
    }
    return Answer(shape)


async def _resolve(call: Call, name: str) -> CommitInfo:
    sha = await call.act.git.resolve(name)
    if sha is None:
        raise ApiError(422, f"No commit found for SHA: {name}")
    return await call.act.git.commit(sha)


async def list_commits(call: Call) -> Answer:
    """GET …/commits: from `sha` (default branch), of `path` where given; newest first."""
    start = await _resolve(call, call.query.get("sha") or call.act.repo.default_branch)
    commits = await call.act.git.log(start.sha, limit=10_000, path=call.query.get("path", ""))
    return page(call, [commit_json(call.site, call.act.repo, one) for one in commits])


async def get_commit(call: Call) -> Answer:
    """GET …/commits/{ref}, with its files."""
    commit = await _resolve(call, call.params["ref"])
    if "sha" in call.accept:
        return Answer(raw=commit.sha.encode(), media="application/vnd.github.sha; charset=utf-8")
    shape = commit_json(call.site, call.act.repo, commit)
    before = commit.parents[0] if commit.parents else None
    changes = await call.act.git.diff(before, commit.sha) if before else []
    shape["files"] = [change_json(call.site, call.act.repo, one, commit.sha) for one in changes]
    added, removed = sum(one.additions for one in changes), sum(one.deletions for one in changes)
    shape["stats"] = {"additions": added, "deletions": removed, "total": added + removed}
    return Answer(shape)


async def compare(call: Call) -> Answer:
    """GET …/compare/{base}...{head}: commits oldest first (250 at most), 300 files at most."""
    left, dots, right = call.params["span"].partition("...")
    if not dots:
        raise not_found()
    git = call.act.git
    base, head = await _end(call, left), await _end(call, right)
    common = await git.merge_base(base.sha, head.sha)
    if common is None:
        raise ApiError(404, f"No common ancestor between {left} and {right}.")
    ahead, behind = await git.count(f"{base.sha}..{head.sha}"), await git.count(f"{head.sha}..{base.sha}")
    commits = (await git.log(f"{base.sha}..{head.sha}", limit=10_000))[::-1][:250]
    return Answer(await _comparison(call, (base, head, await git.commit(common)), (ahead, behind), commits))


async def _end(call: Call, name: str) -> CommitInfo:
    plain = name.partition(":")[2] or name
    sha = await call.act.git.resolve(plain)
    if sha is None:
        raise not_found()
    return await call.act.git.commit(sha)


async def _comparison(
    call: Call,
    ends: tuple[CommitInfo, CommitInfo, CommitInfo],
    counts: tuple[int, int],
    commits: list[CommitInfo],
) -> Json:
    base, head, common = ends
    site, repo = call.site, call.act.repo
    page_url = f"{site.page_url(repo)}/compare/{call.params['span']}"
    status = {(False, False): "identical", (True, False): "ahead", (False, True): "behind"}
    changes = (await call.act.git.diff(common.sha, head.sha))[:300]
    return {
        "url": f"{site.repo_url(repo)}/compare/{call.params['span']}",
        "html_url": page_url,
        "permalink_url": page_url,
        "diff_url": f"{page_url}.diff",
        "patch_url": f"{page_url}.patch",
        "base_commit": commit_json(site, repo, base),
        "merge_base_commit": commit_json(site, repo, common),
        "status": status.get((counts[0] > 0, counts[1] > 0), "diverged"),
        "ahead_by": counts[0],
        "behind_by": counts[1],
        "total_commits": counts[0],
        "commits": [commit_json(site, repo, one) for one in commits],
        "files": [change_json(site, repo, one, head.sha) for one in changes],
    }


async def permission(call: Call) -> Answer:
    """GET …/collaborators/{login}/permission: the role as it is now; on a public one all read."""
    act, login = call.act, call.params["login"]
    role = act.state.role(act.repo, act.state.user(login).login)
    old = {"maintain": "write", "triage": "read"}.get(role, role)
    who = Actor(user=act.state.user(login))
    flags = permissions_json(act.site, act.repo, who)
    user = {**user_json(act.site, login), "permissions": flags, "role_name": role}
    return Answer({"permission": old, "role_name": role, "user": user})


async def is_collaborator(call: Call) -> Answer:
    """GET …/collaborators/{login}: 204 or 404."""
    logins = [name.lower() for name in (*call.act.repo.collaborators, call.act.repo.owner)]
    if call.params["login"].lower() not in logins:
        raise not_found()
    return Answer(status=204)


async def list_collaborators(call: Call) -> Answer:
    """GET …/collaborators."""
    act = call.act
    shapes = []
    for login in (act.repo.owner, *act.repo.collaborators):
        who = Actor(user=act.state.user(login))
        flags = permissions_json(act.site, act.repo, who)
        role = act.state.role(act.repo, login)
        shapes.append({**user_json(act.site, login), "permissions": flags, "role_name": role})
    return page(call, shapes)


async def branch_rules(call: Call) -> Answer:
    """GET …/rules/branches/{branch}: the rules in force."""
    source = {
        "ruleset_source_type": "Repository",
        "ruleset_source": call.act.repo.full_name,
        "ruleset_id": call.act.repo.id,
    }
    return page(call, [{**one, **source} for one in call.act.repo.rules.get(call.params["branch"], [])])


_REPO = "/repos/{owner}/{repo}"

ROUTES = [
    Route("GET", _REPO, get_repo, "metadata:read"),
    Route("GET", "/user/repos", my_repos, "token"),
    Route("POST", "/user/repos", create_repo, "token"),
    Route("POST", _REPO + "/forks", create_fork, "contents:read"),
    Route("GET", _REPO + "/branches", list_branches, "contents:read"),
    Route("GET", _REPO + "/branches/{branch:.+}", get_branch, "contents:read"),
    Route("GET", _REPO + "/commits", list_commits, "contents:read"),
    Route("GET", _REPO + "/commits/{ref:.+}", get_commit, "contents:read"),
    Route("GET", _REPO + "/compare/{span:.+}", compare, "contents:read"),
    Route("GET", _REPO + "/collaborators", list_collaborators, "metadata:read", "write"),
    Route("GET", _REPO + "/collaborators/{login}", is_collaborator, "metadata:read"),
    Route("GET", _REPO + "/collaborators/{login}/permission", permission, "metadata:read"),
    Route("GET", _REPO + "/rules/branches/{branch:.+}", branch_rules, "metadata:read"),
]
