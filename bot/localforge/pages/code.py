"""Pages of code: a repository's home, folders, files, commits."""

from __future__ import annotations

from aiohttp import web

from bot.localforge.git import EMPTY_TREE, GitError, TreeEntry
from bot.localforge.pages.diffs import file_diffs
from bot.localforge.pages.markup import code_lines
from bot.localforge.pages.render import View

SHOWN = 400_000


def split_ref(view: View, rest: str) -> tuple[str, str]:
    """Branch (which may hold slashes) or commit, and the path after it."""
    branches = (name.removeprefix("refs/heads/") for name in view.repo.refs)
    for name in sorted(branches, key=len, reverse=True):
        if rest == name or rest.startswith(name + "/"):
            return name, rest[len(name) + 1 :]
    ref, _, path = rest.partition("/")
    return ref, path


async def home(view: View) -> web.Response:
    """The default branch's files and README."""
    return await _folder(view, view.repo.default_branch, "")


async def tree(view: View) -> web.Response:
    """A folder."""
    return await _folder(view, *split_ref(view, view.request.match_info["rest"]))


async def _folder(view: View, ref: str, path: str) -> web.Response:
    commit = await view.act.git.resolve(ref)
    if commit is None:
        return view.page("empty.html", ref=ref)
    try:
        out = await view.act.git.tree(f"{commit}:{path}" if path else commit)
    except GitError:
        raise web.HTTPNotFound(text="There is no such folder.") from None
    entries = sorted(out, key=lambda one: (one.kind != "tree", one.path.lower()))
    head = await view.act.git.commit(commit)
    count = await view.act.git.count(commit)
    readme = await _readme(view, entries)
    crumbs = _crumbs(path)
    return view.page(
        "tree.html", ref=ref, at=path, entries=entries, head=head, count=count, readme=readme, crumbs=crumbs
    )


async def _readme(view: View, entries: list[TreeEntry]) -> str | None:
    found = next((one for one in entries if one.path.lower() == "readme.md" and one.kind == "blob"), None)
    return (await view.act.git.blob(found.sha)).decode("utf-8", "replace") if found else None


def _crumbs(path: str) -> list[tuple[str, str]]:
    parts = path.split("/") if path else []
    return [(part, "/".join(parts[: index + 1])) for index, part in enumerate(parts)]


async def _content(view: View) -> tuple[str, str, bytes]:
    ref, path = split_ref(view, view.request.match_info["rest"])
    commit = await view.act.git.resolve(ref)
    try:
        return ref, path, await view.act.git.blob(f"{commit}:{path}")
    except GitError:
        raise web.HTTPNotFound(text="There is no such file.") from None


async def blob(view: View) -> web.Response:
    """A file with line numbers."""
    ref, path, content = await _content(view)
    binary = b"\0" in content[:8000]
    text = "" if binary else content[:SHOWN].decode("utf-8", "replace")
    lines = code_lines(path, text)
    is_markdown = path.lower().endswith(".md") and view.request.query.get("plain") is None
    return view.page(
        "blob.html",
        ref=ref,
        at=path,
        size=len(content),
        lines=lines,
        binary=binary,
        text=text if is_markdown else None,
        crumbs=_crumbs(path),
    )


async def raw(view: View) -> web.Response:
    """A file's bytes: never as a page of ours, whatever is in it."""
    _, path, content = await _content(view)
    images = {"png": "image/png", "jpg": "image/jpeg", "gif": "image/gif", "webp": "image/webp"}
    media = images.get(path.rpartition(".")[2].lower(), "text/plain")
    headers = {"X-Content-Type-Options": "nosniff", "Content-Security-Policy": "default-src 'none'; sandbox"}
    return web.Response(body=content, content_type=media, headers=headers)


async def commit(view: View) -> web.Response:
    """One commit with its diff."""
    sha = await view.act.git.resolve(view.request.match_info["sha"])
    if sha is None:
        raise web.HTTPNotFound(text="There is no such commit.")
    info = await view.act.git.commit(sha)
    before = info.parents[0] if info.parents else EMPTY_TREE
    runs = [run for run in view.repo.check_runs.values() if run.head_sha == sha]
    files = file_diffs(await view.act.git.diff(before, sha), runs)
    return view.page("commit.html", commit=info, files=files)


async def commits(view: View) -> web.Response:
    """A branch's commits."""
    ref = view.request.match_info["rest"]
    sha = await view.act.git.resolve(ref)
    if sha is None:
        raise web.HTTPNotFound(text="There is no such branch.")
    return view.page("commits.html", ref=ref, commits=await view.act.git.log(sha, limit=100))
