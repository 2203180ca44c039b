"""Which paths, branches and commits are let through to git. Everything else is refused, never repaired."""

from __future__ import annotations

import re
from collections.abc import Iterable

from bot.errors import UserError

LONGEST_PATH = 1_000
_SHA = re.compile(r"[0-9a-f]{40}")
_REPO = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]*/(?!\.{1,2}$)[A-Za-z0-9._-]+")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
_BAD_IN_REF = re.compile(r"[\x00-\x20\x7f-\x9f~^:?*\[\\\ud800-\udfff]|\.\.|@\{|//")
_IGNORED_BY_HFS = re.compile("[\u200c-\u200f\u202a-\u202e\u206a-\u206f\ufeff]")
_GIT_FOLDER = re.compile(r"(\.git|git~\d+)[ .]*(:.*)?", re.IGNORECASE | re.DOTALL)


def checked_path(path: str) -> str:
    """`path` if it names a file inside a repository on every system; else raises `UserError`."""
    reason = _trouble(path)
    if reason:
        raise UserError(
            f"The path {path[:200]!r} {reason}, so no file is written there.",
            "Use a relative path with `/` between its parts.",
        )
    return path


def checked_paths(paths: Iterable[str]) -> None:
    """Refuse unsafe paths, and a path that is a file and a folder at once."""
    every = {checked_path(path) for path in paths}
    for path in every:
        for parent in parents(path):
            if parent in every:
                raise UserError(
                    f"`{parent}` would be a file and a folder at once (because of `{path}`).",
                    "Name one of them differently.",
                )


def parents(path: str) -> list[str]:
    """The folders that hold `path`, outermost first."""
    parts = path.split("/")
    return ["/".join(parts[:end]) for end in range(1, len(parts))]


def checked_branch(branch: str) -> str:
    """`branch` if `git check-ref-format` would take `refs/heads/<branch>`; else raises `UserError`."""
    parts = branch.split("/")
    if (
        not branch
        or len(branch) > 240
        or branch.startswith("-")
        or branch.endswith(("/", "."))
        or branch == "@"
        or _BAD_IN_REF.search(branch)
        or any(not part or part.startswith(".") or part.endswith(".lock") for part in parts)
    ):
        raise UserError(
            f"{branch[:200]!r} is no name for a branch.", "Use letters, digits, `-`, `_` and `/`."
        )
    return branch


def checked_sha(sha: str) -> str:
    """`sha` if it is a whole commit's name; else raises `UserError`."""
    if not _SHA.fullmatch(sha):
        raise UserError(f"{sha[:60]!r} is no commit.", "Give all 40 hexadecimal digits.")
    return sha


def checked_repo(repo: str) -> str:
    """`owner/name` if it is one; else raises `UserError`."""
    if not _REPO.fullmatch(repo):
        raise UserError(f"{repo[:200]!r} is no repository.", "Repositories are named `owner/name`.")
    return repo


def _trouble(path: str) -> str:
    parts = path.split("/")
    too_long = any(len(part.encode("utf-8", "surrogatepass")) > 255 for part in parts)
    troubles = {
        "is empty or too long": not path or len(path) > LONGEST_PATH or too_long,
        "is absolute": path.startswith("/") or re.match(r"[A-Za-z]:", path),
        "has a backslash or a control character": "\\" in path or _CONTROL.search(path),
        "has an empty, `.` or `..` part": any(part in {"", ".", ".."} for part in parts),
        "is in a `.git` folder": any(_GIT_FOLDER.fullmatch(_IGNORED_BY_HFS.sub("", part)) for part in parts),
    }
    return next((reason for reason, is_so in troubles.items() if is_so), "")
