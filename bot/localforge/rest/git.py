"""Git's own objects and refs over REST."""

from __future__ import annotations

import base64
import binascii

from bot.localforge.calls import Answer, Call, Route, page
from bot.localforge.errors import ApiError, not_found, unprocessable
from bot.localforge.git import GitError, Signature, TreeEntry
from bot.localforge.ops import files, refs
from bot.localforge.ops.merges import signature
from bot.localforge.records import Json
from bot.localforge.shapes.commits import git_commit_json
from bot.localforge.site import node_id

TREE_LIMIT = 100_000


def _ref_json(call: Call, ref: str) -> Json:
    repo = call.act.repo
    url = call.site.repo_url(repo)
    target = {"type": "commit", "sha": repo.refs[ref], "url": f"{url}/git/commits/{repo.refs[ref]}"}
    return {"ref": ref, "node_id": node_id("Ref", repo.id), "url": f"{url}/git/{ref}", "object": target}


async def get_ref(call: Call) -> Answer:
    """GET …/git/ref/{ref}."""
    ref = f"refs/{call.params['ref']}"
    if ref not in call.act.repo.refs:
        raise not_found()
    return Answer(_ref_json(call, ref))


async def matching_refs(call: Call) -> Answer:
    """GET …/git/matching-refs/{ref}."""
    start = f"refs/{call.params['ref']}"
    return page(
        call, [_ref_json(call, name) for name in sorted(call.act.repo.refs) if name.startswith(start)]
    )


async def create_ref(call: Call) -> Answer:
    """POST …/git/refs."""
    ref = call.text("ref")
    await refs.create_ref(call.act, ref, call.text("sha"))
    return Answer(_ref_json(call, ref), 201)


async def update_ref(call: Call) -> Answer:
    """PATCH …/git/refs/{ref}."""
    ref = f"refs/{call.params['ref']}"
    files.check_branch(call.act, call.params["ref"].removeprefix("heads/"))
    await refs.update_ref(call.act, ref, call.text("sha"), force=call.flag("force", default=False))
    return Answer(_ref_json(call, ref))


async def delete_ref(call: Call) -> Answer:
    """DELETE …/git/refs/{ref}."""
    await refs.delete_ref(call.act, f"refs/{call.params['ref']}")
    return Answer(status=204)


async def get_commit(call: Call) -> Answer:
    """GET …/git/commits/{sha}."""
    if await call.act.git.resolve(call.params["sha"]) != call.params["sha"]:
        raise not_found()
    commit = await call.act.git.commit(call.params["sha"])
    return Answer(git_commit_json(call.site, call.act.repo, commit))


async def create_commit(call: Call) -> Answer:
    """POST …/git/commits: author and committer default to the caller, now."""
    act, own = call.act, signature(call.act)
    author = _signature(call, "author", own)
    committer = _signature(call, "committer", author if call.body.get("author") else own)
    parents = call.texts("parents") or []
    for parent in parents:
        if await act.git.resolve(parent) != parent:
            raise unprocessable("Parent SHA does not exist or is not a commit object")
    try:
        sha = await act.git.write_commit(call.text("tree"), parents, call.text("message"), author, committer)
    except GitError:
        raise unprocessable("Tree SHA does not exist") from None
    if act.actor.installation is not None and not {"author", "committer"} & call.body.keys():
        act.repo.signed.append(sha)
    return Answer(git_commit_json(call.site, act.repo, await act.git.commit(sha)), 201)


def _signature(call: Call, key: str, default: Signature) -> Signature:
    given = call.body.get(key)
    if not isinstance(given, dict):
        return default
    name, email = str(given.get("name") or default.name), str(given.get("email") or default.email)
    return Signature(name, email, str(given.get("date") or default.when))


def _entry(call: Call, entry: TreeEntry) -> Json:
    kind = {"tree": "trees", "blob": "blobs"}.get(entry.kind, "commits")
    shape: Json = {"path": entry.path, "mode": entry.mode, "type": entry.kind, "sha": entry.sha}
    if entry.size is not None:
        shape["size"] = entry.size
    return {**shape, "url": f"{call.site.repo_url(call.act.repo)}/git/{kind}/{entry.sha}"}


async def get_tree(call: Call) -> Answer:
    """GET …/git/trees/{ref}: with `recursive`, at most 100,000 entries."""
    name = call.params["ref"]
    tree = await call.act.git.resolve(name) or name
    try:
        sha = (await call.act.git.run("rev-parse", "--verify", "--quiet", f"{tree}^{{tree}}")).strip()
        entries = await call.act.git.tree(sha, recursive=bool(call.query.get("recursive")))
    except GitError:
        raise not_found() from None
    return Answer(_tree_json(call, sha, entries))


def _tree_json(call: Call, sha: str, entries: list[TreeEntry]) -> Json:
    url = f"{call.site.repo_url(call.act.repo)}/git/trees/{sha}"
    shapes = [_entry(call, one) for one in entries[:TREE_LIMIT]]
    return {"sha": sha, "url": url, "tree": shapes, "truncated": len(entries) > TREE_LIMIT}


async def create_tree(call: Call) -> Answer:
    """POST …/git/trees: `base_tree` with entries set, or removed where `sha` is null."""
    git, items = call.act.git, call.objects("tree")
    files.check_paths(call.act, [str(item.get("path") or "") for item in items])
    changes: dict[str, tuple[str, str] | None] = {}
    for item in items:
        if isinstance(item.get("content"), str):
            sha: str | None = await git.write_blob(item["content"].encode())
        else:
            sha = item.get("sha")
        changes[item["path"]] = None if sha is None else (str(item.get("mode") or "100644"), sha)
    try:
        made = await git.write_tree(call.text_or_none("base_tree"), changes)
        entries = await git.tree(made)
    except GitError as failed:
        raise unprocessable(f"Invalid tree info: {failed.output.strip()}") from None
    return Answer(_tree_json(call, made, entries), 201)


async def get_blob(call: Call) -> Answer:
    """GET …/git/blobs/{sha}."""
    sha = call.params["sha"]
    try:
        content = await call.act.git.blob(sha)
    except GitError:
        raise not_found() from None
    if "raw" in call.accept:
        return Answer(raw=content, media="application/octet-stream")
    shape = {**_blob(call, sha), "size": len(content), "encoding": "base64"}
    return Answer({**shape, "content": base64.encodebytes(content).decode()})


def _blob(call: Call, sha: str) -> Json:
    url = f"{call.site.repo_url(call.act.repo)}/git/blobs/{sha}"
    return {"sha": sha, "node_id": node_id("Blob", int(sha[:12], 16)), "url": url}


async def create_blob(call: Call) -> Answer:
    """POST …/git/blobs."""
    text, encoding = call.text("content"), call.one_of("encoding", ("utf-8", "base64"), "utf-8")
    sha = await call.act.git.write_blob(decoded(text) if encoding == "base64" else text.encode())
    return Answer({"sha": sha, "url": _blob(call, sha)["url"]}, 201)


def decoded(text: str) -> bytes:
    """The bytes of a base64 text, line breaks allowed."""
    try:
        return base64.b64decode("".join(text.split()), validate=True)
    except binascii.Error:
        raise ApiError(422, "content is not valid Base64") from None


_GIT = "/repos/{owner}/{repo}/git"
_READ, _WRITE = "contents:read", "contents:write"

ROUTES = [
    Route("GET", _GIT + "/ref/{ref:.+}", get_ref, _READ),
    Route("GET", _GIT + "/matching-refs/{ref:.*}", matching_refs, _READ),
    Route("POST", _GIT + "/refs", create_ref, _WRITE),
    Route("PATCH", _GIT + "/refs/{ref:.+}", update_ref, _WRITE),
    Route("DELETE", _GIT + "/refs/{ref:.+}", delete_ref, _WRITE),
    Route("GET", _GIT + "/commits/{sha}", get_commit, _READ),
    Route("POST", _GIT + "/commits", create_commit, _WRITE),
    Route("GET", _GIT + "/trees/{ref:.+}", get_tree, _READ),
    Route("POST", _GIT + "/trees", create_tree, _WRITE),
    Route("GET", _GIT + "/blobs/{sha}", get_blob, _READ),
    Route("POST", _GIT + "/blobs", create_blob, _WRITE),
]
