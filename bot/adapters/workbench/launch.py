"""Runs one command as its sandbox says; reads the order as JSON on stdin. Uses the standard library only.

Linux does the walling: own mounts, processes, network and IPC (`namespaces`), or an own user (`uid`). Without
either (`plain`) it still finds and ends every process that the command left behind.

A command ends with whoever ordered it, unless it is told to stay: then it runs until it is signalled, within the
bounds that are watched here, and may be let in to by a door of its own.
"""

from __future__ import annotations

import ctypes
import fcntl
import json
import os
import resource
import signal
import socket
import struct
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import Any, NoReturn

NEWNS, NEWUTS, NEWIPC, NEWUSER, NEWPID, NEWNET = (
    0x00020000,
    0x04000000,
    0x08000000,
    0x10000000,
    0x20000000,
    0x40000000,
)
MS_NOSUID, MS_NODEV, MS_NOEXEC, MS_BIND, MS_REC, MS_PRIVATE = 2, 4, 8, 4096, 16384, 1 << 18
MNT_DETACH, MOUNT_SETATTR, AT_RECURSIVE, ATTR_RDONLY, ATTR_NOSUID = 2, 442, 0x8000, 1, 2
PR_SET_PDEATHSIG, PR_CAPBSET_DROP, PR_SET_CHILD_SUBREAPER, PR_SET_NO_NEW_PRIVS = 1, 24, 36, 38
SIOCSIFFLAGS = 0x8914
CAPABILITY_VERSION_3 = 0x20080522
DEVICES = ("null", "zero", "full", "random", "urandom")
FAILED, GRACE = 125, 1.0
WATCH_EVERY, CHUNK, WAITING = 0.25, 1 << 16, 128
PROC = Path("/proc")

libc = ctypes.CDLL(None, use_errno=True)


def _checked(result: int, doing: str) -> None:
    if result != 0:
        error = ctypes.get_errno()
        raise OSError(error, f"{doing}: {os.strerror(error)}")


def _mount(source: str, target: Path, kind: str | None, flags: int, data: str | None = None) -> None:
    packed = (text and text.encode() for text in (source, str(target), kind, data))
    a, b, c, d = packed
    _checked(libc.mount(a, b, c, ctypes.c_ulong(flags), d), f"mounting {target}")


def _seal(target: Path) -> None:
    attributes = struct.pack("=QQQQ", ATTR_RDONLY | ATTR_NOSUID, 0, 0, 0)
    result = libc.syscall(
        MOUNT_SETATTR, -100, str(target).encode(), ctypes.c_uint(AT_RECURSIVE), attributes, len(attributes)
    )
    _checked(result, f"making {target} read-only")


def _bind(root: Path, source: str, inside: str, mode: str) -> None:
    target = root / inside.lstrip("/")
    if Path(source).is_dir():
        target.mkdir(parents=True, exist_ok=True)
    else:
        target.parent.mkdir(parents=True, exist_ok=True)
        target.touch()
    _mount(source, target, None, MS_BIND | MS_REC)
    if mode == "ro":
        _seal(target)


def _overlay(root: Path, lower: str, upper: str, work: str, inside: str) -> None:
    target = root / inside.lstrip("/")
    target.mkdir(parents=True, exist_ok=True)
    options = f"lowerdir={lower},upperdir={upper},workdir={work}"
    _mount("overlay", target, "overlay", MS_NOSUID | MS_NODEV, options + ",userxattr")


def _devices(root: Path) -> None:
    for name in DEVICES:
        _bind(root, f"/dev/{name}", f"/dev/{name}", "rw")
    (root / "dev/shm").mkdir()
    _mount("tmpfs", root / "dev/shm", "tmpfs", MS_NOSUID | MS_NODEV, "mode=1777,size=512m")
    for name, at in (("fd", ""), ("stdin", "/0"), ("stdout", "/1"), ("stderr", "/2")):
        (root / "dev" / name).symlink_to(f"/proc/self/fd{at}")


def _loopback_up() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        request = struct.pack("16sh14x", b"lo", 1)
        fcntl.ioctl(sock.fileno(), SIOCSIFFLAGS, request)


def _build_root(order: dict[str, Any]) -> None:
    root = Path(order["root"])
    _mount("none", Path("/"), None, MS_REC | MS_PRIVATE)
    _mount("tmpfs", root, "tmpfs", MS_NOSUID | MS_NODEV, "mode=755,size=16m")
    for target, inside in order["links"]:
        (root / inside.lstrip("/")).symlink_to(target)
    for source, inside, mode in order["binds"]:
        _bind(root, source, inside, mode)
    for lower, upper, work, inside in order["overlays"]:
        _overlay(root, lower, upper, work, inside)
    _devices(root)
    (root / "proc").mkdir()
    _mount("proc", root / "proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC)
    for inside, text in order["files"].items():
        path = root / inside.lstrip("/")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    os.chdir(root)
    _checked(libc.pivot_root(b".", b"."), "changing the root")
    _checked(libc.umount2(b".", MNT_DETACH), "leaving the old root")
    os.chdir("/")
    attributes = struct.pack("=QQQQ", ATTR_RDONLY, 0, 0, 0)
    _checked(libc.syscall(MOUNT_SETATTR, -100, b"/", 0, attributes, len(attributes)), "sealing the root")


def _drop(uid: int | None) -> None:
    """Give up every privilege for good: capabilities, the user, and ways to gain new ones."""
    for capability in range(64):
        libc.prctl(PR_CAPBSET_DROP, capability, 0, 0, 0)
    if uid is not None:
        os.setgroups([])
        os.setresgid(uid, uid, uid)
        os.setresuid(uid, uid, uid)
    if os.getuid() != 0:
        header = struct.pack("=Ii", CAPABILITY_VERSION_3, 0)
        _checked(libc.capset(header, b"\0" * 24), "dropping capabilities")
    _checked(libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), "forbidding new privileges")


def _limit(limits: dict[str, int]) -> None:
    for name, most in limits.items():
        kind = getattr(resource, f"RLIMIT_{name}")
        _, hard = resource.getrlimit(kind)
        bound = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(kind, (bound, bound))


def _say(message: str) -> NoReturn:
    os.write(2, f"drystone-launch: {message}\n".encode())
    os._exit(FAILED)


def _execute(order: dict[str, Any]) -> NoReturn:
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    feed, pour = os.pipe()
    os.write(pour, order["stdin"].encode())
    os.close(pour)
    os.dup2(feed, 0)
    _limit(order["limits"])
    os.chdir(order["cwd"])
    try:
        os.execvpe(order["argv"][0], order["argv"], order["env"])  # noqa: S606 — no shell is the point
    except OSError as error:
        os.write(2, f"{order['argv'][0]}: {error.strerror}\n".encode())
        os._exit(127)


def _status(waited: int) -> int:
    code = os.waitstatus_to_exitcode(waited)
    return code if code >= 0 else 128 - code


def _wait(pid: int) -> int:
    """Reap whatever ends until `pid` does."""
    while True:
        ended, waited = os.waitpid(-1, 0)
        if ended == pid:
            return _status(waited)


def _open_door(path: str) -> socket.socket:
    """Where the host comes in: a socket outside of the sandbox, which the command can neither see nor replace."""
    Path(path).unlink(missing_ok=True)
    door = socket.socket(socket.AF_UNIX)
    door.bind(path)
    door.listen(WAITING)
    return door


def _put_at_door(door: socket.socket | None, order: dict[str, Any]) -> None:
    """A process that leads people in, without any more rights than the command has."""
    if door is None:
        return
    if os.fork() == 0:
        if order["mode"] != "namespaces":
            _drop_beside(order)
        _keep_door(door, order["stay"]["port"])
    door.close()


def _keep_door(door: socket.socket, port: int) -> NoReturn:
    """Lead everybody who comes to the command's port, which is in the same network as this process."""
    while True:
        try:
            outside, _ = door.accept()
        except OSError:  # too many are here at once
            time.sleep(WATCH_EVERY)
        else:
            threading.Thread(target=_lead_in, args=(outside, port), daemon=True).start()


def _lead_in(outside: socket.socket, port: int) -> None:
    inside = socket.socket(socket.AF_INET)
    with outside, inside, suppress(OSError):
        inside.connect(("127.0.0.1", port))
        back = threading.Thread(target=_pour, args=(inside, outside), daemon=True)
        back.start()
        _pour(outside, inside)
        back.join()


def _pour(source: socket.socket, sink: socket.socket) -> None:
    with suppress(OSError):
        while chunk := source.recv(CHUNK):
            sink.sendall(chunk)
    with suppress(OSError):
        sink.shutdown(socket.SHUT_WR)


def _wait_for_signals() -> None:
    """Signals go to the whole group: it is the command that ends by them, and this process after it."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: None)


def _memory_of(pids: list[int]) -> int:
    """Bytes that these processes hold for themselves; pages shared with others are left out."""
    total = 0
    for pid in pids:
        with suppress(OSError, ValueError):
            _, resident, shared = map(int, (PROC / str(pid) / "statm").read_text().split()[:3])
            total += (resident - shared) * resource.getpagesize()
    return total


def _all_inside() -> list[int]:
    """All processes of the new namespace. This one has its root but is not in it, so it does not find itself."""
    if (PROC / "self").exists():
        return []  # the new root is not there yet
    return [int(path.name) for path in PROC.iterdir() if path.name.isdigit()]


def _all_below(pid: int) -> list[int]:
    return [pid, *(one for child in _children(pid) for one in _all_below(child))]


def _tend(first: int, order: dict[str, Any]) -> int:
    """Wait for the end of one that stays; it is ended where it takes too much memory, its log kept short."""
    stay = order["stay"]
    while True:
        ended, waited = os.waitpid(first, os.WNOHANG)
        if ended:
            return _status(waited)
        pids = _all_inside() if order["mode"] == "namespaces" else _all_below(first)
        if _memory_of(pids) > stay["memory"]:
            os.write(2, f"drystone-launch: ended, for it took over {stay['memory'] >> 20} MB\n".encode())
            os.kill(first, signal.SIGKILL)
        if os.fstat(1).st_size > stay["log"]:
            os.ftruncate(1, 0)
        time.sleep(WATCH_EVERY)


def _first_process(order: dict[str, Any], door: socket.socket | None) -> NoReturn:
    """Process 1 of the new namespaces: when it ends, the kernel ends all others in there."""
    _build_root(order)
    if not order["network"]:
        _loopback_up()
    _drop(order["uid"])
    # A change of user clears it.
    libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    _put_at_door(door, order)
    child = os.fork()
    if child == 0:
        _execute(order)
    os._exit(_wait(child))


def _in_namespaces(order: dict[str, Any], door: socket.socket | None) -> NoReturn:
    uid, gid = os.getuid(), os.getgid()
    flags = NEWNS | NEWUTS | NEWIPC | NEWPID | (0 if order["network"] else NEWNET)
    _checked(libc.unshare(flags | (NEWUSER if uid else 0)), "entering new namespaces")
    if uid:
        Path("/proc/self/setgroups").write_text("deny")
        Path("/proc/self/uid_map").write_text(f"{uid} {uid} 1")
        Path("/proc/self/gid_map").write_text(f"{gid} {gid} 1")
    child = os.fork()
    if child == 0:
        libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
        try:
            _first_process(order, door)
        except OSError as error:
            _say(str(error))
    if door is not None:
        door.close()
    os._exit(_tend(child, order) if order["stay"] else _wait(child))


def _children(pid: int) -> list[int]:
    try:
        return [int(child) for child in (PROC / f"{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []


def _end_all(first: int) -> None:
    """End what the command left, sessions of their own included: orphans become children of this process."""
    with suppress(ProcessLookupError):
        os.killpg(first, signal.SIGKILL)
    while True:
        for pid in _children(os.getpid()):
            os.kill(pid, signal.SIGKILL)
        try:
            os.waitpid(-1, 0)
        except ChildProcessError:
            return


def _ask_to_end(first: int) -> None:
    """Give a server the time to clear away what only it knows of, such as shared memory."""
    with suppress(ProcessLookupError):
        os.killpg(first, signal.SIGTERM)
    until = time.monotonic() + GRACE
    with suppress(ChildProcessError):
        while time.monotonic() < until and os.waitpid(first, os.WNOHANG) == (0, 0):
            time.sleep(0.01)


def _beside(order: dict[str, Any], door: socket.socket | None) -> NoReturn:
    if sys.platform == "linux":
        libc.prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    _put_at_door(door, order)
    child = os.fork()
    if child == 0:
        if not order["stay"]:
            os.setpgid(0, 0)
        _drop_beside(order)
        _execute(order)
    if order["stay"]:
        status = _tend(child, order)
        _end_all(child)
        os._exit(status)

    def stop(*_: object) -> NoReturn:
        _ask_to_end(child)
        _end_all(child)
        os._exit(128 + signal.SIGTERM)

    signal.signal(signal.SIGTERM, stop)
    status = _wait(child)
    _end_all(child)
    os._exit(status)


def _drop_beside(order: dict[str, Any]) -> None:
    if sys.platform != "linux":
        return
    try:
        _drop(order["uid"])
    except OSError as error:
        _say(str(error))
    libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)


def _end_with_parent(parent: int) -> None:
    if sys.platform == "linux":
        libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
    if os.getppid() != parent:
        _say("whoever asked for this has gone")


def main() -> NoReturn:
    order = json.load(sys.stdin)
    stay, door = order["stay"], None
    try:
        if stay:
            _wait_for_signals()
            door = _open_door(stay["door"]) if stay["door"] else None
        else:
            _end_with_parent(order["parent"])
        if order["mode"] == "namespaces":
            _in_namespaces(order, door)
        _beside(order, door)
    except OSError as error:
        _say(str(error))


if __name__ == "__main__":
    main()
