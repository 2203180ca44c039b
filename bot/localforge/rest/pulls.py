"""Pull requests, their files, commits, merges and asked reviewers over REST."""

from __future__ import annotations

from bot.localforge.calls import Answer, Call, Route, page
from bot.localforge.errors import ApiError, not_found
from bot.localforge.ops import merges, pulls
from bot.localforge.records import Pull
from bot.localforge.shapes.commits import change_json, commit_json
from bot.localforge.shapes.people import user_json
from bot.localforge.shapes.pulls import pull_json
from bot.localforge.state import at_least, issue_of, pull_of


async def list_pulls(call: Call) -> Answer:
    """GET /repos/{owner}/{repo}/pulls."""
    repo, query = call.act.repo, call.query
    wanted, head, base = query.get("state", "open"), query.get("head"), query.get("base")
    found = [
        pull
        for pull in repo.pulls.values()
        if wanted in ("all", repo.issues[pull.number].state)
        and base in (None, pull.base_ref)
        and (head is None or head.lower() == _label(call, pull).lower())
    ]
    if query.get("sort") == "updated":
        found.sort(key=lambda pull: (repo.issues[pull.number].updated_at, pull.number))
    if query.get("direction", "desc" if not query.get("sort") else "asc") == "desc":
        found.reverse()
    return page(call, [pull_json(call.site, repo, pull) for pull in found])


def _label(call: Call, pull: Pull) -> str:
    return f"{call.site.state.repo(pull.head_repo).owner}:{pull.head_ref}"


async def create_pull(call: Call) -> Answer:
    """POST /repos/{owner}/{repo}/pulls."""
    new = pulls.NewPull(
        title=call.text("title"),
        head=call.text("head"),
        base=call.text("base"),
        body=call.text_or_none("body"),
        draft=call.flag("draft", default=False),
    )
    pull = await pulls.open_pull(call.act, new)
    return Answer(await pulls.long_json(call.act, pull), 201)


def _pull(call: Call) -> Pull:
    return pull_of(call.act.repo, call.number("number"))


async def get_pull(call: Call) -> Answer:
    """GET …/pulls/{number}: the first read after a change has `mergeable: null`, and finds it out."""
    pull = _pull(call)
    known = pulls.knows_mergeable(pull)
    if "diff" in call.accept:
        base = await call.act.git.merge_base(pull.base_sha, pull.head_sha) or pull.base_sha
        raw = await call.act.git.run_bytes("diff-tree", "-r", "-M", "-p", base, pull.head_sha)
        return Answer(raw=raw, media="text/plain; charset=utf-8")
    shape = await pulls.long_json(call.act, pull)
    if not known and call.act.repo.issues[pull.number].state == "open":
        await pulls.compute_mergeable(call.act, pull)
    return Answer(shape)


async def update_pull(call: Call) -> Answer:
    """PATCH …/pulls/{number}."""
    act, pull = call.act, _pull(call)
    _may_edit(call, pull)
    await pulls.edit_texts(act, pull.number, call.text_or_none("title"), call.text_or_none("body"))
    base = call.text_or_none("base")
    if base is not None:
        await pulls.change_base(act, pull.number, base)
    state = call.one_of("state", ("open", "closed"), act.repo.issues[pull.number].state)
    await pulls.set_state(act, pull.number, state)
    return Answer(await pulls.long_json(act, pull))


def _may_edit(call: Call, pull: Pull) -> None:
    act = call.act
    own = issue_of(act.repo, pull.number).login == act.login
    if not (own or act.actor.is_app or at_least(act.state.role(act.repo, act.login), "write")):
        raise ApiError(403, "Must have admin rights to Repository.")


async def list_files(call: Call) -> Answer:
    """GET …/pulls/{number}/files: at most 3,000."""
    pull, git = _pull(call), call.act.git
    base = await git.merge_base(pull.base_sha, pull.head_sha) or pull.base_sha
    changes = (await git.diff(base, pull.head_sha))[:3000]
    return page(call, [change_json(call.site, call.act.repo, one, pull.head_sha) for one in changes])


async def list_commits(call: Call) -> Answer:
    """GET …/pulls/{number}/commits: oldest first, at most 250."""
    pull, git = _pull(call), call.act.git
    commits = await git.log(f"{pull.base_sha}..{pull.head_sha}", limit=10_000)
    oldest = commits[::-1][:250]
    return page(call, [commit_json(call.site, call.act.repo, one) for one in oldest])


async def is_merged(call: Call) -> Answer:
    """GET …/pulls/{number}/merge: 204 or 404."""
    if _pull(call).merged_at is None:
        raise not_found()
    return Answer(status=204)


async def merge(call: Call) -> Answer:
    """PUT …/pulls/{number}/merge."""
    how = merges.Merge(
        method=call.one_of("merge_method", ("merge", "squash", "rebase"), "merge"),
        sha=call.text_or_none("sha"),
        title=call.text_or_none("commit_title"),
        message=call.text_or_none("commit_message"),
    )
    commit = await merges.merge_pull(call.act, call.number("number"), how)
    return Answer({"sha": commit, "merged": True, "message": "Pull Request successfully merged"})


async def list_reviewers(call: Call) -> Answer:
    """GET …/pulls/{number}/requested_reviewers."""
    return Answer({"users": [user_json(call.site, login) for login in _pull(call).reviewers], "teams": []})


async def add_reviewers(call: Call) -> Answer:
    """POST …/pulls/{number}/requested_reviewers."""
    pull = await pulls.request_reviewers(call.act, call.number("number"), call.texts("reviewers") or [])
    return Answer(pull_json(call.site, call.act.repo, pull), 201)


async def remove_reviewers(call: Call) -> Answer:
    """DELETE …/pulls/{number}/requested_reviewers."""
    pull = await pulls.unrequest_reviewers(call.act, call.number("number"), call.texts("reviewers") or [])
    return Answer(pull_json(call.site, call.act.repo, pull))


async def pulls_of_commit(call: Call) -> Answer:
    """GET …/commits/{sha}/pulls: those whose head it is, or that merged it."""
    repo, sha = call.act.repo, call.params["ref"]
    found = [one for one in repo.pulls.values() if sha in (one.head_sha, one.merge_commit_sha)]
    return page(call, [pull_json(call.site, repo, one) for one in found])


_ALL = "/repos/{owner}/{repo}/pulls"
_ONE = _ALL + "/{number}"
_READ, _WRITE = "pull_requests:read", "pull_requests:write"

ROUTES = [
    Route("GET", _ALL, list_pulls, _READ),
    Route("POST", _ALL, create_pull, _WRITE, "read"),
    Route("GET", _ONE, get_pull, _READ),
    Route("PATCH", _ONE, update_pull, _WRITE, "read"),
    Route("GET", _ONE + "/files", list_files, _READ),
    Route("GET", _ONE + "/commits", list_commits, _READ),
    Route("GET", _ONE + "/merge", is_merged, "contents:read"),
    Route("PUT", _ONE + "/merge", merge, "contents:write"),
    Route("GET", _ONE + "/requested_reviewers", list_reviewers, _READ),
    Route("POST", _ONE + "/requested_reviewers", add_reviewers, _WRITE),
    Route("DELETE", _ONE + "/requested_reviewers", remove_reviewers, _WRITE),
    Route("GET", "/repos/{owner}/{repo}/commits/{ref:.+}/pulls", pulls_of_commit, _READ),
]
