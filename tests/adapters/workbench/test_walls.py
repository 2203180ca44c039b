"""What a command in a bench can reach, and that nothing of it stays."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from pathlib import Path

import pytest

from bot.adapters.workbench.process import run, used_by
from bot.adapters.workbench.sandbox import Job, Sandbox
from bot.adapters.workbench.workbench import SandboxedWorkbench
from bot.errors import UserError
from bot.ports.workbench import Limits
from tests.contract.waiting import DEADLINE, marked

FOREVER = "node -e 'setInterval(() => 0, 1e6)'"
ROOT = Path(__file__).parents[3]


async def until(condition: object) -> None:
    assert callable(condition)
    async with asyncio.timeout(DEADLINE):
        while not condition():
            await asyncio.sleep(0.02)


async def test_a_command_sees_the_commits_files(walled: SandboxedWorkbench) -> None:
    """The files lie in the folder where commands run; what they write there stays while the bench does."""
    async with walled.open("a/b", {"lib/x.txt": b"hello"}, install=False) as bench:
        assert (await bench.run(["cat", "lib/x.txt"])).output == "hello"
        assert (await bench.run(["sh", "-c", "pwd; echo there >made"])).output.strip() == bench.inside
        assert (bench.path / "made").read_text() == "there\n"
        path = bench.path
    assert not path.exists()


async def test_the_environment_is_clean(walled: SandboxedWorkbench, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing of the bot's own environment reaches a command."""
    monkeypatch.setenv("GITHUB_WEBHOOK_SECRET", "s3cret")
    async with walled.open("a/b", {}, install=False) as bench:
        done = await bench.run(["env"], env={"PORT": "1"})
    names = {line.partition("=")[0] for line in done.output.splitlines()} - {"PWD", "SHLVL", "_", "OLDPWD"}
    assert names == {"PATH", "HOME", "TMPDIR", "LANG", "TZ", "CI", "NEXT_TELEMETRY_DISABLED", "PORT"}


async def test_status_and_output_are_the_commands_own(walled: SandboxedWorkbench) -> None:
    """Exit status, standard output and standard error come back; secrets do not."""
    async with walled.open("a/b", {}, install=False) as bench:
        bench.redact = lambda text: text.replace("s3cret", "***")
        done = await bench.run(["sh", "-c", "echo out; echo s3cret >&2; exit 7"])
        missing = await bench.run(["no-such-program"])
    assert (done.status, done.output, done.ok) == (7, "out\n***\n", False)
    assert missing.status == 127


async def test_a_command_that_cannot_be_started_is_a_sentence(tmp_path: Path) -> None:
    """As where the cache lies in a folder that the command's user cannot get to: what is wrong, and what to do."""
    job = Job(["true"], str(tmp_path / "gone"), {"PATH": os.defpath})
    order = Sandbox("plain").order(job, tmp_path)
    with pytest.raises(UserError, match=r"could not be started: .*gone.*DRYSTONE_CACHE"):
        await run(order, Limits(seconds=20), str)


async def test_nothing_outlives_a_command(walled: SandboxedWorkbench) -> None:
    """Children in the background, in sessions of their own too, end when the command does."""
    mark = f"mark-{os.urandom(8).hex()}"
    script = f"setsid {FOREVER} {mark} & {FOREVER} {mark} & echo started"
    async with walled.open("a/b", {}, install=False) as bench:
        done = await bench.run(["sh", "-c", script])
    assert done.output == "started\n"
    await until(lambda: not marked(mark))


async def test_all_is_ended_when_time_is_up(walled: SandboxedWorkbench) -> None:
    """A command over its time is ended with everything that it started, and says so."""
    mark = f"mark-{os.urandom(8).hex()}"
    script = f"trap '' TERM; setsid {FOREVER} {mark} & echo started; {FOREVER} {mark}"
    async with walled.open("a/b", {}, install=False) as bench:
        done = await bench.run(["sh", "-c", script], limits=Limits(seconds=3))
    assert (done.stopped, done.ok, done.output) == ("time", False, "started\n")
    await until(lambda: not marked(mark))


async def test_output_is_bounded(walled: SandboxedWorkbench) -> None:
    """A command that prints without end is ended, its output cut to the limit."""
    async with walled.open("a/b", {}, install=False) as bench:
        done = await bench.run(["sh", "-c", "yes"], limits=Limits(output=10_000))
    assert done.stopped == "output"
    assert len(done.output) == 10_000


FILLS = "mkdir -p deep/er; for n in 1 2 3 4 5 6 7 8; do head -c 4000000 /dev/urandom >deep/er/$n; done; sleep 1000"


async def test_the_disk_is_bounded(walled: SandboxedWorkbench) -> None:
    """A command that writes too much, in however many files, is ended; what it wrote goes with the bench."""
    async with walled.open("a/b", {}, install=False) as bench:
        done = await bench.run(["sh", "-c", FILLS], limits=Limits(seconds=300, disk=16 << 20))
        path = bench.path
    assert (done.stopped, done.ok) == ("disk", False)
    assert not path.exists()


def test_what_a_folder_takes(tmp_path: Path) -> None:
    """Blocks that are really there count, below as well; what links lead to does not."""
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "file").write_bytes(os.urandom(1_000_000))
    with (tmp_path / "hollow").open("wb") as hollow:
        hollow.truncate(1 << 30)
    (tmp_path / "link").symlink_to("/usr")
    assert 900_000 < used_by(tmp_path, 1 << 40) < 2_000_000
    assert used_by(tmp_path / "gone", 1) == 0


async def test_memory_is_bounded(walled: SandboxedWorkbench) -> None:
    """A command that takes too much memory is ended, a child of it as well."""
    eats = "const kept = []; setInterval(() => kept.push(Buffer.alloc(8 << 20, 1)), 5)"
    async with walled.open("a/b", {"eats.js": eats.encode()}, install=False) as bench:
        done = await bench.run(
            ["sh", "-c", "node eats.js; true"], limits=Limits(seconds=300, memory=300 << 20)
        )
    assert done.stopped == "memory"


async def test_a_cancelled_command_is_ended(walled: SandboxedWorkbench) -> None:
    """Whoever waits for a command and stops waiting ends it."""
    mark = f"mark-{os.urandom(8).hex()}"
    async with walled.open("a/b", {}, install=False) as bench:
        task = asyncio.create_task(bench.run(["sh", "-c", f"setsid {FOREVER} {mark}; true"]))
        await until(lambda: marked(mark))
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await until(lambda: not marked(mark))


KILLED = """
import asyncio, sys
from bot.adapters.workbench.process import Order, start
async def main():
    running = await start(Order(["sh", "-c", sys.argv[1]], "/", {"PATH": sys.argv[2]}))
    print("started", flush=True)
    await running.wait()
asyncio.run(main())
"""


async def test_commands_end_with_a_bot_that_is_killed() -> None:
    """A bot that is killed outright leaves no command behind."""
    mark = f"mark-{os.urandom(8).hex()}"
    script = f"setsid {FOREVER} {mark}; true"
    bot = await asyncio.create_subprocess_exec(
        sys.executable, "-c", KILLED, script, os.environ["PATH"], cwd=ROOT
    )
    await until(lambda: len(marked(mark)) > 2)
    bot.send_signal(signal.SIGKILL)
    await bot.wait()
    await until(lambda: not marked(mark))


REACHES = """
const net = require("net");
const tries = JSON.parse(process.argv[2]).map(([host, port]) => new Promise((done) => {
  const s = net.connect({ host, port, timeout: 60000 });
  for (const e of ["connect", "error", "timeout"]) s.on(e, () => { s.destroy(); done(e); });
}));
Promise.all(tries).then((all) => { console.log(JSON.stringify(all)); process.exit(); });
"""


async def test_the_network_is_out_of_reach(workbench: SandboxedWorkbench) -> None:
    """Neither this host's own services nor any other host can be reached, but the bench's own loopback can."""
    if workbench.sandbox.mode != "namespaces":
        assert "not denied" in workbench.isolation or "in reach" in workbench.isolation
        return
    server = await asyncio.start_server(lambda _, writer: writer.close(), "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    listens = "require('net').createServer().listen(3000, 'localhost', () => require('./reaches.js'))"
    async with server, workbench.open("a/b", {"reaches.js": REACHES.encode()}, install=False) as bench:
        tries = json.dumps([["127.0.0.1", port], ["192.0.2.1", 80], ["localhost", 3000]])
        own = f"process.argv = ['node', 'x', '{tries}']; {listens}"
        done = await bench.run(["node", "-e", own])
    assert json.loads(done.output) == ["error", "error", "connect"]


async def test_other_files_are_out_of_reach(workbench: SandboxedWorkbench, folder: Path) -> None:
    """Neither another workspace's bench nor the bot's own files are seen, and the system cannot be changed."""
    if workbench.sandbox.mode != "namespaces":
        return
    (folder / "secret").write_text("s3cret")
    async with (
        workbench.open("a/b", {"own": b"1"}, install=False) as mine,
        workbench.open("x/y", {"theirs": b"2"}, install=False) as other,
    ):
        for path in (folder / "secret", other.path / "theirs", mine.path / "own", ROOT / "pyproject.toml"):
            assert (await mine.run(["ls", str(path)])).status != 0, path
        for place in ("/usr/x", "/etc/x", "/x", "/kit/x", "/run/pg/x"):
            assert (await mine.run(["touch", place])).status != 0, place
        assert (await mine.run(["cat", "/etc/shadow"])).status != 0


async def test_another_workspaces_bench_is_out_of_reach_for_another_user(
    workbench: SandboxedWorkbench,
) -> None:
    """Where only the user differs, each workspace has its own, and its folders are closed to the others."""
    if workbench.sandbox.uid is None:
        return
    by_user = SandboxedWorkbench(
        workbench.folder, workbench.machine, type(workbench.sandbox)("uid", workbench.sandbox.uid)
    )
    async with (
        by_user.open("a/b", {}, install=False) as mine,
        by_user.open("x/y", {"theirs": b"2"}, install=False) as other,
    ):
        assert (await mine.run(["cat", str(other.path / "theirs")])).status != 0
        assert (await mine.run(["touch", str(other.path / "new")])).status != 0


async def test_a_command_has_no_privileges(workbench: SandboxedWorkbench) -> None:
    """No capability, no other user than an ordinary one, no way to gain any."""
    if not workbench.sandbox.isolates:
        return
    async with workbench.open("a/b", {}, install=False) as bench:
        done = await bench.run(["sh", "-c", "id -u; grep -E 'CapEff|CapBnd|NoNewPrivs' /proc/self/status"])
    uid, *rest = done.output.split("\n")
    assert uid != "0"
    assert [line.split()[1] for line in rest if line] == ["0" * 16, "0" * 16, "1"]


async def test_no_wall_no_work(workbench: SandboxedWorkbench) -> None:
    """Where isolation is required and there is none, a bench is refused with a next step."""
    bare = SandboxedWorkbench(
        workbench.folder,
        workbench.machine,
        type(workbench.sandbox)("plain", reasons={"namespaces": "Operation not permitted"}),
    )
    with pytest.raises(UserError, match="Operation not permitted") as refused:
        async with bare.open("a/b", {}, install=False):
            raise AssertionError("opened")
    assert "DRYSTONE_ALLOW_UNSANDBOXED" in refused.value.next_step
    with pytest.raises(UserError):
        await bare.lock("a/b", {})


async def test_missing_walls_are_named(walled: SandboxedWorkbench) -> None:
    """Behind namespaces nothing is missing; a separate user leaves the network, and this user everything."""
    missing = await walled.missing_walls()
    assert missing == {
        "namespaces": "",
        "uid": "a separate user; the network is not denied",
        "plain": "none: commands run as this user, with its files and network in reach",
    }.get(walled.sandbox.mode)
