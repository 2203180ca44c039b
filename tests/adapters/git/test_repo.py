"""Reading commits, moving branches, and what happens when the remote does not play along."""

from __future__ import annotations

import asyncio
import fcntl
import os
import subprocess
from pathlib import Path

import pytest
from aiohttp import web

from bot.adapters.git.repo import GitRepo
from bot.core.ids import Workspace
from bot.errors import Retryable, UserError
from bot.ports.phase import ChangeSet
from bot.ports.repo import Laid
from tests.adapters.git.remote import AT, World, stamp

AUTHORIZATION = "Basic c2VjcmV0LXRva2Vu"


async def test_head_is_the_remotes(world: World) -> None:
    """The tip is asked for each time; a missing branch has none."""
    repo = world.repo()
    assert await repo.head(AT, "main") == world.sha("main")
    tip = world.push({"a": b"1"}, "main")
    assert await repo.head(AT, "main") == tip
    assert await repo.head(AT, "no/such") is None


async def test_tree_is_all_regular_files(world: World) -> None:
    """Bytes as they are; links are left out."""
    (world.clone / "link").symlink_to("/etc/passwd")
    tip = world.push({"ü.bin": bytes(range(256)), "empty": b""}, "main")
    assert await world.repo().tree(AT, tip) == {
        "README.md": b"people's\n",
        "ü.bin": bytes(range(256)),
        "empty": b"",
    }


async def test_many_files_are_fetched_in_one_go(world: World) -> None:
    """A mirror without contents gets those of a commit together, not one by one."""
    tip = world.push({f"f/{number}": b"%d" % number for number in range(300)}, "main")
    assert len(await world.repo().tree(AT, tip)) == 301
    assert len(list((world.folder / "cache").rglob("*.promisor"))) == 2


async def test_generated_is_the_generated_line(world: World) -> None:
    """What Drystone made, without people's changes to it; nothing where there is no manifest."""
    repo = world.repo()
    assert await repo.generated(AT, world.sha("main")) == {}
    await repo.lay(AT, world.branch, ChangeSet({"a": b"1"}), stamp())
    tip = world.push({"a": b"mine"})
    assert await world.repo("other").generated(AT, tip) == {"a": b"1"}


async def test_tree_id_tells_equal_trees(world: World) -> None:
    """Two commits with the same files have the same."""
    repo = world.repo()
    first = world.push({"a": b"1"}, "main")
    second = world.push({}, "main")
    third = world.push({"a": b"2"}, "main")
    ids = [await repo.tree_id(AT, commit) for commit in (first, second, third)]
    assert ids[0] == ids[1] != ids[2]


async def test_start_branch_makes_it_once(world: World) -> None:
    """Where there is one already, it stays as it is."""
    repo = world.repo()
    main = world.sha("main")
    assert await repo.start_branch(AT, "drystone/2-x", main) == main
    tip = world.push({"a": b"1"}, "drystone/2-x")
    assert await repo.start_branch(AT, "drystone/2-x", main) == tip == world.sha("drystone/2-x")


async def test_is_ancestor(world: World) -> None:
    """A commit is its own ancestor, and of what follows."""
    first, second = world.sha("main"), world.push({"a": b"1"}, "main")
    repo = world.repo()
    assert await repo.is_ancestor(AT, first, second)
    assert await repo.is_ancestor(AT, first, first)
    assert not await repo.is_ancestor(AT, second, first)


async def test_commit_files_is_off_the_generated_line(world: World) -> None:
    """Lock files and fixes are commits of their own; the generated line stays; twice is once."""
    repo = world.repo()
    laid = await repo.lay(AT, world.branch, ChangeSet({"a": b"1"}), stamp())
    assert isinstance(laid, Laid)
    first = await repo.commit_files(AT, world.branch, {"lock": b"L"}, stamp("lock"))
    assert first.is_new
    assert first.generated == laid.generated
    assert world.files(first.commit)["lock"] == b"L"
    world.push({"mine": b"1"})
    again = await world.repo("other").commit_files(AT, world.branch, {"lock": b"L"}, stamp("lock"))
    assert again == first.model_copy(update={"is_new": False})
    same = await repo.commit_files(AT, world.branch, {"mine": b"1"}, stamp("fix"))
    assert (same.is_new, same.commit) == (False, world.sha(world.branch))


async def test_a_fixers_commit_is_found_by_its_trailers(world: World) -> None:
    """Run, step, fixer and attempt are told, and lead to that very commit, on whatever people pushed after it."""
    repo, own = world.repo(), {"step": "9-eslint", "fixer": "eslint", "attempt": 1}
    fix = stamp("fix").model_copy(update=own)
    assert await repo.made(AT, world.branch, fix) == ""
    laid = await repo.commit_files(AT, world.branch, {"a": b"better"}, fix, base=world.sha(world.branch))
    trailers = [line for line in world.log(laid.commit, "%B").splitlines() if line.startswith("Drystone-")]
    assert trailers[-3:] == ["Drystone-Step: 9-eslint", "Drystone-Fixer: eslint", "Drystone-Attempt: 1"]
    world.push({"b": b"mine"})
    assert await world.repo("other").made(AT, world.branch, fix) == laid.commit
    for other in ({"attempt": 2}, {"step": "10-eslint"}, {"fixer": "format"}, {"run": "f" * 16}):
        assert await repo.made(AT, world.branch, fix.model_copy(update=other)) == ""


async def test_commit_files_does_not_overwrite_newer_work(world: World) -> None:
    """Files made from an older commit are refused where somebody changed them since."""
    repo = world.repo()
    base = world.push({"a": b"1", "b": b"1"})
    world.push({"a": b"mine"})
    with pytest.raises(Retryable, match="a meanwhile"):
        await repo.commit_files(AT, world.branch, {"a": b"fixed"}, stamp("fix"), base=base)
    done = await repo.commit_files(AT, world.branch, {"b": b"fixed"}, stamp("fix"), base=base)
    assert world.files(done.commit) == {"README.md": b"people's\n", "a": b"mine", "b": b"fixed"}


async def test_commit_files_replaces_no_folder_or_link(world: World) -> None:
    """What is in the way is named, and nothing is pushed."""
    (world.clone / "link").symlink_to("elsewhere")
    tip = world.push({"lib/x": b"1"})
    for path in ("link", "link/x", "lib", "README.md/x"):
        with pytest.raises(UserError, match="something else there"):
            await world.repo().commit_files(AT, world.branch, {path: b""}, stamp("fix"))
    assert world.sha(world.branch) == tip


@pytest.mark.parametrize(
    "path", ["../x", "/etc/x", "a/../x", "a//x", ".git/config", "a/.GIT/x", "a\\b", "a\nb", "git~1/x", ".git /x",
             ".g\u200cit/x", "C:/x", "", "a/" + "x" * 300, ".git::$INDEX_ALLOCATION/x", "\ud800"]
)  # fmt: skip
async def test_unsafe_paths_are_refused(world: World, path: str) -> None:
    """By a sentence, before anything is fetched or made."""
    with pytest.raises(UserError):
        await world.repo().lay(AT, world.branch, ChangeSet({path: b""}), stamp())
    with pytest.raises(UserError):
        await world.repo().commit_files(AT, world.branch, {path: b""}, stamp())
    assert not (world.folder / "cache" / "7").exists()


async def test_a_file_that_is_a_folder_too_is_refused(world: World) -> None:
    """In one change set, and together with what was generated before."""
    with pytest.raises(UserError, match="a file and a folder"):
        await world.repo().lay(AT, world.branch, ChangeSet({"a": b"", "a/b": b""}), stamp())
    await world.repo().lay(AT, world.branch, ChangeSet({"a": b"1"}), stamp())
    with pytest.raises(UserError, match="a file and a folder"):
        await world.repo().lay(AT, world.branch, ChangeSet({"a/b": b""}), stamp("api"))


@pytest.mark.parametrize(
    "branch", ["-x", "--upload-pack=x", "a..b", "a b", "a\nb", "a.lock", "/a", "a/", "@{1}", ""]
)
async def test_unsafe_branches_are_refused(world: World, branch: str) -> None:
    """No name reaches git that it could take for something else."""
    with pytest.raises(UserError):
        await world.repo().head(AT, branch)
    with pytest.raises(UserError):
        await world.repo().lay(AT, branch, ChangeSet({}), stamp())


@pytest.mark.parametrize("repo", ["../../etc", "owner/..", "owner", "-x/y", "o/n/m", "o/n\n"])
async def test_unsafe_repositories_are_refused(world: World, repo: str) -> None:
    """No workspace's cache lies outside its folder."""
    with pytest.raises(UserError):
        await world.repo().head(Workspace(installation=1, repo=repo), "main")


async def test_a_remote_with_credentials_or_of_another_kind_is_refused(tmp_path: Path) -> None:
    """Credentials are never part of a URL; `ext::` and `ssh:` are no remotes."""
    for url in ("https://x:token@host/o/n", "ext::sh -c id", "ssh://host/o/n", "git@host:o/n"):

        async def remote(at: Workspace, url: str = url) -> tuple[str, str]:
            return url, ""

        with pytest.raises(UserError):
            await GitRepo(tmp_path, remote).head(AT, "main")


async def test_an_unknown_commit_is_said(world: World) -> None:
    """A commit that is gone from the remote is a sentence."""
    with pytest.raises(UserError, match="does not have the commit"):
        await world.repo().tree(AT, "0" * 39 + "1")


async def answer(status: int, tmp_path: Path) -> tuple[GitRepo, web.AppRunner, list[str]]:
    """A remote that says no to everything, and the Authorization headers that it saw."""
    seen: list[str] = []

    async def say_no(request: web.Request) -> web.Response:
        seen.append(request.headers.get("Authorization", ""))
        return web.Response(status=status, headers={"WWW-Authenticate": "Basic"} if status == 401 else {})

    app = web.Application()
    app.router.add_route("*", "/{rest:.*}", say_no)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]

    async def remote(at: Workspace) -> tuple[str, str]:
        return f"http://127.0.0.1:{port}/{at.repo}.git", AUTHORIZATION

    return GitRepo(tmp_path, remote), runner, seen


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (401, UserError),
        (403, UserError),
        (404, UserError),
        (429, Retryable),
        (500, Retryable),
        (503, Retryable),
    ],
)
async def test_refusals_are_told_apart(status: int, kind: type[Exception], tmp_path: Path) -> None:
    """No access is for people to mend; an outage is tried again. The token is sent, and shown nowhere."""
    repo, runner, seen = await answer(status, tmp_path)
    with pytest.raises(kind) as caught:
        await repo.lay(AT, "drystone/1-app", ChangeSet({"a": b""}), stamp())
    await runner.cleanup()
    assert AUTHORIZATION in seen
    assert "c2VjcmV0LXRva2Vu" not in f"{caught.value!s}{caught.value!r}{caught.value.__cause__!s}"
    left = [file.read_bytes() for file in tmp_path.rglob("*") if file.is_file()]
    assert not any(b"c2VjcmV0LXRva2Vu" in content for content in left)


async def test_no_connection_is_tried_again(tmp_path: Path) -> None:
    """A remote that is out of reach is nobody's fault."""
    repo, runner, _ = await answer(500, tmp_path)
    await runner.cleanup()
    with pytest.raises(Retryable):
        await repo.head(AT, "main")


async def test_a_hanging_remote_ends_at_the_limit(tmp_path: Path) -> None:
    """A command has a time limit, and leaves no child behind."""
    reached, release = asyncio.Event(), asyncio.Event()

    async def hang(request: web.Request) -> web.Response:
        reached.set()
        await release.wait()
        return web.Response()

    app = web.Application()
    app.router.add_route("*", "/{rest:.*}", hang)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    port = runner.addresses[0][1]

    async def remote(at: Workspace) -> tuple[str, str]:
        return f"http://127.0.0.1:{port}/{at.repo}.git", ""

    with pytest.raises(Retryable, match="longer than"):
        await GitRepo(tmp_path, remote, time_limit=3).head(AT, "main")
    assert reached.is_set()
    release.set()
    await runner.cleanup()


async def test_two_processes_share_a_mirror(world: World) -> None:
    """Fetches at the same time neither fail nor wait for ever; a lock that a killed process left is no obstacle."""
    repos = [world.repo(), world.repo(), world.repo()]
    tips = await asyncio.gather(*(repo.tree(AT, world.sha("main")) for repo in repos))
    assert tips[0] == tips[1] == tips[2]
    mirror = world.folder / "cache" / "7" / "owner" / "app.git"
    await repos[0].lay(AT, world.branch, ChangeSet({"a": b"1"}), stamp())
    for ref in (mirror / "refs" / "mirror").iterdir():
        ref.with_name(f"{ref.name}.lock").touch()
    world.push({"b": b"1"})
    await repos[1].lay(AT, world.branch, ChangeSet({"a": b"2"}), stamp("api"))


async def test_a_lock_of_another_process_is_waited_for(world: World) -> None:
    """While another process changes the mirror's refs, this one waits."""
    repo = world.repo()
    await repo.head(AT, "main")
    lock = os.open(world.folder / "cache" / "7" / "owner" / "app.lock", os.O_RDWR | os.O_CREAT)
    fcntl.flock(lock, fcntl.LOCK_EX)
    laying = asyncio.create_task(repo.lay(AT, world.branch, ChangeSet({"a": b"1"}), stamp()))
    assert await repo.head(AT, "main")
    assert not laying.done()
    os.close(lock)
    assert isinstance(await laying, Laid)


async def test_hooks_of_a_template_or_machine_never_run(world: World) -> None:
    """The mirror has no hooks, and git is told to run none."""
    repo = world.repo()
    await repo.head(AT, "main")
    hooks = world.folder / "cache" / "7" / "owner" / "app.git" / "hooks"
    hooks.mkdir(exist_ok=True)
    ran = world.folder / "ran"
    for name in ("pre-push", "reference-transaction", "post-commit"):
        (hooks / name).write_text(f"#!/bin/sh\ntouch {ran}\n")
        (hooks / name).chmod(0o755)
    await repo.lay(AT, world.branch, ChangeSet({"a": b"1"}), stamp())
    assert not ran.exists()


async def test_the_mirror_is_a_sound_repository(world: World) -> None:
    """git's own check finds nothing wrong, and no scratch ref is left."""
    repo = world.repo()
    await repo.lay(AT, world.branch, ChangeSet({"a": b"1", "b/c": b"2"}), stamp())
    mirror = world.folder / "cache" / "7" / "owner" / "app.git"
    subprocess.run(["git", "-C", str(world.bare), "fsck", "--strict"], check=True, capture_output=True)
    refs = subprocess.run(["git", "-C", str(mirror), "for-each-ref"], check=True, capture_output=True).stdout
    assert b"scratch" not in refs


@pytest.mark.parametrize("damage", ["config", "HEAD", "objects"])
async def test_a_damaged_mirror_is_made_anew(world: World, damage: str) -> None:
    """A cache is never worth a stuck run: the next attempt starts from nothing."""
    repo = world.repo()
    await repo.lay(AT, world.branch, ChangeSet({"a": b"1"}), stamp())
    mirror = world.folder / "cache" / "7" / "owner" / "app.git"
    spoilt = (
        [mirror / damage] if damage != "objects" else [*mirror.rglob("*.pack"), *mirror.glob("objects/??/*")]
    )
    for file in spoilt:
        file.chmod(0o600)
        file.write_bytes(b"\0\0\0\0")
    change = ChangeSet({"a": b"2"})
    with pytest.raises(Retryable, match="made anew"):
        await repo.lay(AT, world.branch, change, stamp("api"))
    done = await repo.lay(AT, world.branch, change, stamp("api"))
    assert isinstance(done, Laid)
    assert world.files(done.commit)["a"] == b"2"


async def test_a_workspace_is_forgotten(world: World) -> None:
    """Nothing of it stays in the cache."""
    repo = world.repo()
    await repo.head(AT, "main")
    await repo.forget(AT)
    assert not (world.folder / "cache" / "7" / "owner" / "app.git").exists()
    assert await repo.head(AT, "main")
