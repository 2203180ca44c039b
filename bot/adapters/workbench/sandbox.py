"""What walls a bench off on this machine, and the order that puts a command behind that wall."""

from __future__ import annotations

import os
import platform
import sys
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.adapters.workbench.process import LaunchError, Mode, Order, Stay, run
from bot.ports.workbench import Limits

SYSTEM = ("/usr", "/nix/store", "/opt/google")
CONFIGURATION = (
    *("/etc/alternatives", "/etc/ssl", "/etc/ca-certificates", "/etc/pki", "/etc/crypto-policies"),
    *("/etc/chromium", "/etc/chromium.d", "/etc/opt/chrome"),
    *("/etc/fonts", "/etc/ld.so.cache", "/etc/localtime", "/etc/nsswitch.conf"),
)
LINKED = ("/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32")
NETWORK = ("/etc/resolv.conf", "/etc/hosts", "/etc/gai.conf")
UID_BASE, UID_SPAN, NOBODY = 2_000_000_000, 100_000_000, 65534
HOSTS = "127.0.0.1 localhost\n::1 localhost\n"
RLIMITS = {"CORE": 0, "FSIZE": 8 << 30, "NOFILE": 65_536}
USER_RLIMITS = {"NPROC": 4096}
DESCRIPTIONS: Mapping[Mode, str] = {
    "namespaces": "namespaces: own processes, mounts and network",
    "uid": "a separate user; the network is not denied",
    "plain": "none: commands run as this user, with its files and network in reach",
}


@dataclass(frozen=True)
class Mount:
    """A path of the host that commands see at `inside`; read-only unless `writable`."""

    source: Path
    inside: str
    writable: bool = False


@dataclass(frozen=True)
class Overlay:
    """`lower` seen at `inside`, changes going to `upper`. Without namespaces the caller copies instead."""

    lower: Path
    upper: Path
    work: Path
    inside: str


@dataclass(frozen=True)
class Job:
    """A command and what it may see. `cwd` and paths in it are as seen from inside."""

    argv: Sequence[str]
    cwd: str
    env: Mapping[str, str]
    mounts: Sequence[Mount] = ()
    overlays: Sequence[Overlay] = ()
    network: bool = False
    stdin: str = ""
    stay: Stay | None = None


@dataclass(frozen=True)
class Sandbox:
    """The isolation in force. `tools` are folders that every command needs to read, such as Node's."""

    mode: Mode
    uid: int | None = None
    tools: Sequence[Path] = ()
    reasons: Mapping[str, str] = field(default_factory=dict)
    """Why a better isolation is not in force: mode -> what its trial answered."""

    @property
    def isolation(self) -> str:
        return DESCRIPTIONS[self.mode]

    @property
    def isolates(self) -> bool:
        return self.mode != "plain"

    def for_workspace(self, workspace: str) -> Sandbox:
        """With a user of the workspace's own, where commands run as another user at all."""
        if self.uid is None or self.uid == NOBODY:
            return self
        uid = UID_BASE + zlib.crc32(workspace.encode()) % UID_SPAN
        return Sandbox(self.mode, uid, self.tools, self.reasons)

    def order(self, job: Job, root: Path) -> Order:
        """The order for `launch.py`; `root` is an empty folder on which the inside is built."""
        plain = Order(
            job.argv, job.cwd, job.env, self.mode, self.uid, job.network, job.stdin, str(root),
            limits=RLIMITS, stay=job.stay,
        )  # fmt: skip
        if self.mode != "namespaces":
            return plain
        return replace(
            plain,
            binds=[*_system_binds(job.network), *map(_bind, job.mounts), *self._tool_binds()],
            overlays=[(str(o.lower), str(o.upper), str(o.work), o.inside) for o in job.overlays],
            links=[(str(Path(path).readlink()), path) for path in LINKED if Path(path).is_symlink()],
            files=self._files(network=job.network),
            limits=RLIMITS | USER_RLIMITS,
        )

    def _tool_binds(self) -> list[tuple[str, str, str]]:
        """Last of all: a tool may lie below a folder that the bench has a version of its own of."""
        return [(str(tool.resolve()), str(tool), "ro") for tool in self.tools if not _is_under(tool, SYSTEM)]

    def _files(self, network: bool) -> dict[str, str]:
        uid = os.getuid() if self.uid is None else self.uid
        gid = os.getgid() if self.uid is None else self.uid
        files = {
            "/etc/passwd": f"bench:x:{uid}:{gid}::/bench:/bin/sh\n",
            "/etc/group": f"bench:x:{gid}:\n",
        }
        return files if network else files | {"/etc/hosts": HOSTS}


def _system_binds(network: bool) -> list[tuple[str, str, str]]:
    named = [*SYSTEM, *CONFIGURATION, *(p for p in LINKED if not Path(p).is_symlink())]
    named += NETWORK if network else ()
    return [(str(Path(path).resolve()), path, "ro") for path in named if Path(path).exists()]


def _is_under(path: Path, folders: Sequence[str]) -> bool:
    return any(path.is_relative_to(folder) for folder in folders)


def _bind(mount: Mount) -> tuple[str, str, str]:
    return (str(mount.source), mount.inside, "rw" if mount.writable else "ro")


async def choose_sandbox(tools: Sequence[Path], folder: Path, *, trial: Sequence[str]) -> Sandbox:
    """The strongest isolation in which `trial` really runs, as this machine and this user allow.

    `folder` is where benches will be made: a user of its own must be able to reach it.
    """
    reasons: dict[str, str] = {}
    for sandbox in _candidates(tools):
        reason = await _try(sandbox, folder, trial)
        if not reason:
            return Sandbox(sandbox.mode, sandbox.uid, tools, reasons)
        reasons.setdefault(sandbox.mode, reason)
    return Sandbox("plain", None, tools, reasons)


def _candidates(tools: Sequence[Path]) -> list[Sandbox]:
    if sys.platform != "linux":
        return []
    uids: list[int | None] = [UID_BASE, NOBODY] if os.getuid() == 0 else [None]
    walled = [Sandbox("namespaces", uid, tools) for uid in uids]
    return walled + [Sandbox("uid", uid, tools) for uid in uids if uid is not None]


async def _try(sandbox: Sandbox, folder: Path, trial: Sequence[str]) -> str:
    """Empty where the trial ran; else why not."""
    with TemporaryDirectory(dir=folder, prefix="try-") as made:
        place = Path(made)
        for name in ("root", "upper", "work", "lower"):
            (place / name).mkdir()
        own(place, sandbox.uid)
        overlay = Overlay(place / "lower", place / "upper", place / "work", "/overlaid")
        walled = sandbox.mode == "namespaces"
        job = Job(trial, "/" if walled else made, {"PATH": os.defpath}, overlays=(overlay,) if walled else ())
        try:
            done = await run(sandbox.order(job, place / "root"), Limits(seconds=20), str)
        except LaunchError as error:
            return error.reason
        why = done.output.strip()[:200] or done.stopped or f"status {done.status}"
        return "" if done.ok else why


def own(folder: Path, uid: int | None) -> None:
    """Hand a folder and all in it to the user that commands run as. Links are changed, never followed."""
    if uid is None:
        return
    os.lchown(folder, uid, uid)
    for parent, folders, files in os.walk(folder):
        for name in (*folders, *files):
            os.lchown(os.path.join(parent, name), uid, uid)  # noqa: PTH118 — half the time of Path on 30,000 files


def platform_tag() -> str:
    """Names what native packages depend on: system, processor and C library."""
    return "-".join((sys.platform, platform.machine(), *platform.libc_ver()[:1]))
