"""Files of a branch over REST: read, written and deleted one at a time."""

from __future__ import annotations

import base64

from bot.localforge.calls import Answer, Call, Route
from bot.localforge.errors import ApiError, not_found
from bot.localforge.git import GitError, TreeEntry
from bot.localforge.ops import files
from bot.localforge.records import Json
from bot.localforge.rest.git import decoded
from bot.localforge.shapes.commits import git_commit_json

INLINE_LIMIT = 1_000_000


def _shape(call: Call, entry: TreeEntry, ref: str) -> Json:
    url, page = call.site.repo_url(call.act.repo), call.site.page_url(call.act.repo)
    is_dir = entry.kind == "tree"
    kind = {"tree": "dir", "commit": "submodule"}.get(
        entry.kind, "symlink" if entry.mode == "120000" else "file"
    )
    self_url = f"{url}/contents/{entry.path}?ref={ref}"
    git_url = f"{url}/git/{'trees' if is_dir else 'blobs'}/{entry.sha}"
    html = f"{page}/{'tree' if is_dir else 'blob'}/{ref}/{entry.path}"
    return {
        "type": kind,
        "size": entry.size or 0,
        "name": entry.path.rpartition("/")[2],
        "path": entry.path,
        "sha": entry.sha,
        "url": self_url,
        "git_url": git_url,
        "html_url": html,
        "download_url": None if is_dir else f"{page}/raw/{ref}/{entry.path}",
        "_links": {"self": self_url, "git": git_url, "html": html},
    }


async def _entry(call: Call, commit: str, path: str) -> TreeEntry | None:
    out = await call.act.git.run("ls-tree", "-l", "-z", commit, "--", path)
    if not out:
        return None
    meta, _, name = out.rstrip("\0").partition("\t")
    mode, kind, sha, size = meta.split()
    return TreeEntry(mode, kind, sha, None if size == "-" else int(size), name)


async def get_contents(call: Call) -> Answer:
    """GET …/contents/{path}: a file, or a folder's list."""
    ref = call.query.get("ref") or call.act.repo.default_branch
    commit = await call.act.git.resolve(ref.removeprefix("refs/heads/"))
    if commit is None:
        raise ApiError(404, f"No commit found for the ref {ref}")
    path = call.params["path"].strip("/")
    entry = await _entry(call, commit, path) if path else None
    if path and entry is None:
        raise not_found()
    if entry is None or entry.kind == "tree":
        listed = await call.act.git.run("ls-tree", "-l", "-z", f"{commit}:{path}")
        return Answer([_shape(call, one, ref) for one in _inside(path, listed)])
    content = await call.act.git.blob(entry.sha)
    if "raw" in call.accept:
        return Answer(raw=content, media="application/vnd.github.raw+json; charset=utf-8")
    small = len(content) <= INLINE_LIMIT
    text = base64.encodebytes(content).decode() if small else ""
    return Answer({**_shape(call, entry, ref), "encoding": "base64" if small else "none", "content": text})


def _inside(path: str, listed: str) -> list[TreeEntry]:
    found = []
    for line in listed.split("\0"):
        if line:
            meta, _, name = line.partition("\t")
            mode, kind, sha, size = meta.split()
            whole = f"{path}/{name}" if path else name
            found.append(TreeEntry(mode, kind, sha, None if size == "-" else int(size), whole))
    return found


async def put_contents(call: Call) -> Answer:
    """PUT …/contents/{path}: `sha` names the version that is replaced."""
    branch, path = _branch(call), call.params["path"]
    old = await _old(call, branch, path)
    given = call.text_or_none("sha")
    if old is not None and given is None:
        raise ApiError(422, 'Invalid request.\n\n"sha" wasn\'t supplied.')
    if given is not None and (old is None or old.sha != given):
        raise ApiError(409, f"{path} does not match {given}")
    content = decoded(call.text("content"))
    commit = await files.commit_files(call.act, branch, {path: content}, call.text("message"))
    shape = await _commit(call, commit)
    entry = await _entry(call, commit, path)
    shape["content"] = _shape(call, entry, branch) if entry else None
    return Answer(shape, 200 if old else 201)


async def delete_contents(call: Call) -> Answer:
    """DELETE …/contents/{path}."""
    branch, path = _branch(call), call.params["path"]
    old = await _old(call, branch, path)
    if old is None:
        raise not_found()
    if old.sha != call.text("sha"):
        raise ApiError(409, f"{path} does not match {call.text('sha')}")
    commit = await files.commit_files(call.act, branch, {path: None}, call.text("message"))
    return Answer({**await _commit(call, commit), "content": None})


def _branch(call: Call) -> str:
    branch = (call.text_or_none("branch") or call.act.repo.default_branch).removeprefix("refs/heads/")
    if call.act.repo.refs and f"refs/heads/{branch}" not in call.act.repo.refs:
        raise ApiError(404, f"Branch {branch} not found")
    files.check_branch(call.act, branch)
    return branch


async def _old(call: Call, branch: str, path: str) -> TreeEntry | None:
    try:
        return await _entry(call, f"refs/heads/{branch}", path)
    except GitError:
        return None


async def _commit(call: Call, sha: str) -> Json:
    return {"commit": git_commit_json(call.site, call.act.repo, await call.act.git.commit(sha))}


_PATH = "/repos/{owner}/{repo}/contents/{path:.*}"

ROUTES = [
    Route("GET", _PATH, get_contents, "contents:read"),
    Route("PUT", _PATH, put_contents, "contents:write"),
    Route("DELETE", _PATH, delete_contents, "contents:write"),
]
