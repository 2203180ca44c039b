"""The real git against the forge."""

from __future__ import annotations

import asyncio
import base64
import subprocess
from collections.abc import Awaitable, Callable
from pathlib import Path
from urllib.parse import urlsplit

from tests.contract.waiting import until_async
from tests.localforge.scene import AT, REPO, Scene


async def _clone(world: Scene, folder: Path, token: str | None = None) -> Path:
    status, out = await world.git("clone", "--quiet", world.forge.git_url(REPO), str(folder), token=token)
    assert status == 0, out
    return folder


async def _commit(world: Scene, work: Path, path: str, text: str = "x") -> None:
    file = work / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)
    for args in (("add", "."), ("commit", "--quiet", "-m", "change")):
        status, out = await world.git(*args, cwd=work)
        assert status == 0, out


async def test_a_push_is_whole_when_git_returns(world: Scene, tmp_path: Path) -> None:
    """The branch shows in the API at once, and the webhooks are on their way."""
    work = await _clone(world, tmp_path / "w")
    await _commit(world, work, "a.txt")
    status, out = await world.git("push", "origin", "HEAD:refs/heads/feature", cwd=work)
    assert status == 0, out
    _, sha = await world.git("rev-parse", "HEAD", cwd=work)
    assert (await world.ok("GET", AT + "/git/ref/heads/feature"))["object"]["sha"] == sha.strip()
    await world.forge.idle()
    (push,) = world.hook.payloads("push")
    assert (push["after"], push["sender"]["login"]) == (sha.strip(), "drystone[bot]")
    assert [one["added"] for one in push["commits"]] == [["a.txt"]]


async def test_a_push_whose_client_dies_counts(world: Scene, tmp_path: Path) -> None:
    """What git has taken is seen and told, although nobody waits for the answer."""
    work = await _clone(world, tmp_path / "w")
    await _commit(world, work, "a.txt")
    _, sha = await world.git("rev-parse", "HEAD", cwd=work)
    taken, go_on = tmp_path / "taken", tmp_path / "go-on"
    hook = world.forge.git_path(REPO) / "hooks" / "pre-receive"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(f"#!/bin/sh\ntouch {taken}\nwhile ! [ -e {go_on} ]; do sleep 0.01; done\n")
    hook.chmod(0o755)
    await world.git("config", "core.hooksPath", str(hook.parent), cwd=world.forge.git_path(REPO))

    pushing = await _push(world, work, sha.strip())
    await until_async(_exists(taken))
    pushing.transport.abort()
    for _ in range(3):  # the forge, on this same loop, sees that before it answers anybody else
        await world.ok("GET", AT)
    go_on.touch()

    async def is_told() -> bool:
        return bool(world.hook.payloads("push"))

    await until_async(is_told)
    assert (await world.ok("GET", AT + "/git/ref/heads/feature"))["object"]["sha"] == sha.strip()


async def test_git_fails_on_order(world: Scene, tmp_path: Path) -> None:
    """With a status nothing is done; with a lost answer a push is whole, although git says that it failed."""
    work = await _clone(world, tmp_path / "w")
    await _commit(world, work, "a.txt")
    await world.forge.fault_git("status", path=".*/info/refs", status=503)
    assert (await world.git("push", "origin", "HEAD:refs/heads/one", cwd=work))[0] != 0
    await world.forge.fault_git("lost", path=".*/git-receive-pack")
    assert (await world.git("push", "origin", "HEAD:refs/heads/two", cwd=work))[0] != 0
    assert set(await world.forge.branches(REPO)) == {"main", "two"}
    assert (await world.git("push", "origin", "HEAD:refs/heads/two", cwd=work))[0] == 0


def _exists(path: Path) -> Callable[[], Awaitable[bool]]:
    async def condition() -> bool:
        return path.exists()

    return condition


async def _push(world: Scene, work: Path, sha: str) -> asyncio.StreamWriter:
    """Ask for the branch `feature`, as git does; the answer is the caller's to wait for."""
    (work / "objects").write_text(f"{sha}\n^{sha}~1\n")
    script = f"git pack-objects --revs --stdout -q < {work}/objects > {work}/pack"
    assert subprocess.run(["sh", "-c", script], cwd=work, check=False).returncode == 0
    command = f"{'0' * 40} {sha} refs/heads/feature\0report-status".encode()
    body = f"{len(command) + 4:04x}".encode() + command + b"0000" + (work / "pack").read_bytes()
    url = urlsplit(world.forge.git_url(REPO))
    login = base64.b64encode(f"x-access-token:{world.tokens['owner']}".encode()).decode()
    head = (
        f"POST {url.path}/git-receive-pack HTTP/1.1\r\nHost: {url.netloc}\r\nAuthorization: Basic {login}\r\n"
        f"Content-Type: application/x-git-receive-pack-request\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    _, writer = await asyncio.open_connection(url.hostname, url.port)
    writer.write(head.encode() + body)
    await writer.drain()
    return writer


async def test_big_packs_come_through(world: Scene, tmp_path: Path) -> None:
    """More than git's buffer of one megabyte, which it sends in chunks."""
    work = await _clone(world, tmp_path / "w")
    text = "".join(f"{number * 7919 % 1_000_003}\n" for number in range(500_000))
    await _commit(world, work, "big.txt", text)
    status, out = await world.git("push", "origin", "HEAD:main", cwd=work)
    assert status == 0, out
    again = await _clone(world, tmp_path / "again")
    assert (again / "big.txt").read_text() == text


async def test_a_blobless_clone_fetches_what_it_needs(world: Scene, tmp_path: Path) -> None:
    """Filters and single objects are allowed, as on GitHub."""
    url, folder = world.forge.git_url(REPO), tmp_path / "w"
    status, out = await world.git("clone", "--bare", "--filter=blob:none", url, str(folder))
    assert status == 0, out
    status, out = await world.git("cat-file", "-p", "main:README.md", cwd=folder)
    assert (status, out) == (0, "# Shop\n")


async def test_nobody_without_a_token(world: Scene, tmp_path: Path) -> None:
    """No token, a wrong one, an old one: asked for, then refused."""
    url = world.forge.git_url(REPO)
    assert (await world.git("ls-remote", url, token=""))[0] != 0
    assert (await world.git("ls-remote", url, token="ghs_wrong"))[0] != 0
    async with world.session.get(f"{url}/info/refs?service=git-upload-pack") as answer:
        assert (answer.status, answer.headers["WWW-Authenticate"]) == (401, 'Basic realm="GitHub"')
    world.clock.forward(hours=2)
    assert (await world.git("ls-remote", url))[0] != 0


async def test_a_reader_does_not_push(world: Scene, tmp_path: Path) -> None:
    """Neither a person nor an installation that may only read."""
    work = await _clone(world, tmp_path / "w", world.tokens["guest"])
    await _commit(world, work, "a.txt")
    narrow = await world.new_token(permissions={"contents": "read"})
    for token in (world.tokens["guest"], narrow):
        assert (await world.git("push", "origin", "HEAD:main", cwd=work, token=token))[0] != 0
    assert (await world.git("push", "origin", "HEAD:main", cwd=work, token=world.tokens["reviewer"]))[0] == 0


async def test_a_public_repository_is_read_by_anyone(public: Scene, tmp_path: Path) -> None:
    """Without a token; pushing asks for one."""
    work = await _clone(public, tmp_path / "w", "")
    await _commit(public, work, "a.txt")
    assert (await public.git("push", "origin", "HEAD:main", cwd=work, token=""))[0] != 0


async def test_a_push_keeps_the_rules(world: Scene, tmp_path: Path) -> None:
    """A branch that only pull requests change, and workflow files, are refused with the reason."""
    work = await _clone(world, tmp_path / "w")
    await _commit(world, work, "a.txt")
    await world.forge.require_reviews(REPO, "main")
    status, out = await world.git("push", "origin", "HEAD:main", cwd=work)
    assert status != 0
    assert "Changes must be made through a pull request" in out
    await _commit(world, work, ".github/workflows/ci.yml")
    narrow = await world.new_token(permissions={"contents": "write"})
    status, out = await world.git("push", "origin", "HEAD:refs/heads/b", cwd=work, token=narrow)
    assert status != 0
    assert "without `workflows` permission" in out
    assert (await world.git("push", "origin", "HEAD:refs/heads/b", cwd=work))[0] == 0
