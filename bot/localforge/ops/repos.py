"""Making repositories, forks and accounts."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from bot.localforge.errors import invalid
from bot.localforge.ops.files import commit_files
from bot.localforge.records import Repo, User
from bot.localforge.site import Act, Actor, Site

PRE_RECEIVE = """#!/bin/sh
# What a push may not change: refs in FORGE_PROTECTED (only pull requests move them), and workflow files where
# FORGE_WORKFLOWS is "no".
status=0
while read -r old new ref; do
  case " $FORGE_PROTECTED " in *" $ref "*)
    echo "GH013: Repository rule violations found for $ref." >&2
    echo "- Changes must be made through a pull request." >&2
    status=1 ;;
  esac
  zero=0000000000000000000000000000000000000000
  [ "$FORGE_WORKFLOWS" = no ] && [ "$new" != $zero ] || continue
  touched=$(git log --name-only --format= "$new" --not --all -- .github/workflows)
  if [ -n "$touched" ]; then
    echo "refusing to allow a GitHub App to create or update workflow without \\`workflows\\` permission" >&2
    status=1
  fi
done
exit $status
"""


@dataclass(frozen=True)
class NewRepo:
    """A repository to make, with the files of its first commit."""

    name: str
    files: dict[str, bytes] = field(default_factory=dict)
    private: bool = True
    default_branch: str = "main"


def add_user(site: Site, login: str, kind: str = "User") -> User:
    """Make an account, or give the one that is there."""
    found = site.state.users.get(login.lower())
    if found is None:
        found = User(site.state.new_id(), login, kind, site.clock())
        site.state.users[login.lower()] = found
    return found


async def create_repo(site: Site, actor: Actor, new: NewRepo) -> Repo:
    """Make a repository of the actor's."""
    repo = await _new_repo(site, actor.user.login, new)
    if new.files:
        await commit_files(Act(site, actor, repo), new.default_branch, new.files, "Initial commit")
    return repo


async def fork_repo(site: Site, actor: Actor, source: Repo) -> Repo:
    """Make the actor's own copy of a repository."""
    new = NewRepo(source.name, private=source.private, default_branch=source.default_branch)
    repo = await _new_repo(site, actor.user.login, new)
    repo.fork_of = source.full_name
    git = site.git(repo)
    await git.run("fetch", "--quiet", str(site.git(source).path), "refs/heads/*:refs/heads/*")
    repo.refs = await git.refs()
    return repo


async def _new_repo(site: Site, owner: str, new: NewRepo) -> Repo:
    now = site.clock()
    repo = Repo(
        id=site.state.new_id(),
        owner=owner,
        name=new.name,
        created_at=now,
        pushed_at=now,
        private=new.private,
        default_branch=new.default_branch,
    )
    if repo.full_name.lower() in site.state.repos:
        raise invalid("Repository", "name", "custom", "name already exists on this account")
    await site.git(repo).init(new.default_branch, hooks_folder(site))
    site.state.repos[repo.full_name.lower()] = repo
    return repo


def hooks_folder(site: Site) -> Path:
    """The folder of git hooks that all repositories share, made when it is not there."""
    folder = (site.folder / "git-hooks").resolve()
    folder.mkdir(parents=True, exist_ok=True)
    hook = folder / "pre-receive"
    hook.write_text(PRE_RECEIVE, encoding="utf-8")
    hook.chmod(0o755)
    return folder
