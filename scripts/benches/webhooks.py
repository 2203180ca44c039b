"""How fast the webhook door acknowledges: real server process, real database, real Redis, fixed rate of arrivals."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from aiohttp import ClientConnectionError, ClientSession, TCPConnector

from bot.adapters.clock import SystemClock
from bot.adapters.queue.rq import RqQueue
from bot.adapters.store.migrate import migrate
from bot.adapters.store.sql import SqlStore
from bot.web.server import make_web, serve_web
from bot.web.webhook import PATH, Door
from bot.worker import run_until_told
from scripts.benches.figures import Figure, Measured
from tests.contract.redis import a_redis

SECRET = b"bench"
BODY = json.dumps({"action": "synchronize", "pull_request": {"body": "x" * 24_600}}).encode()
SIGNATURE = "sha256=" + hmac.new(SECRET, BODY, hashlib.sha256).hexdigest()
RATE, SECONDS, ROUNDS = 200, 10, 3
PROBES = 500
CONNECTIONS = 32


def measure() -> Measured:
    """acknowledgement of webhooks: a real server process, database and Redis, at a fixed rate of arrivals"""
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        url = f"sqlite:///{name}/store.db"
        asyncio.run(migrate(url))
        disk = _disk(Path(name))
        with a_redis() as redis, _server(url, redis.url) as port:
            rounds = [asyncio.run(_send_all(port, RATE, SECONDS, number)) for number in range(ROUNDS)]
        times = [one for each in rounds for one in each]
        lost = len(times) - asyncio.run(_count(url, len(times)))
        disk += _disk(Path(name))
    return Measured(
        (
            Figure(f"webhook acknowledged at {RATE}/s, median", round(statistics.median(times), 2), "ms"),
            Figure(f"webhook acknowledged at {RATE}/s, p99", round(_p99(times), 2), "ms", 50, is_strict=True),
            Figure("acknowledged and not stored", lost, "deliveries", 0),
            Figure("the disk's own fsync of one delivery, p99", round(_p99(disk), 2), "ms"),
        ),
        {
            "sent": len(times),
            "seconds": SECONDS * ROUNDS,
            "longest_ms": round(max(times), 2),
            "p99_ms_of_each_round": [round(_p99(each), 2) for each in rounds],
            "disk_fsync_ms": {"median": round(statistics.median(disk), 2), "longest": round(max(disk), 2)},
        },
    )


def _p99(times: list[float]) -> float:
    return statistics.quantiles(times, n=100)[98]


def _disk(folder: Path) -> list[float]:
    """Milliseconds of each append of a delivery's size that is flushed to the disk: nothing durable is quicker."""
    times = []
    with (folder / "probe").open("ab", buffering=0) as probe:
        for _ in range(PROBES):
            start = time.perf_counter()
            probe.write(BODY)
            os.fsync(probe.fileno())
            times.append((time.perf_counter() - start) * 1000)
    return times


async def _send_all(port: int, rate: int, seconds: int, number: int) -> list[float]:
    url = f"http://127.0.0.1:{port}{PATH}"
    async with ClientSession(connector=TCPConnector(limit=CONNECTIONS)) as session:
        await _until_up(session, f"http://127.0.0.1:{port}/readyz")
        await asyncio.gather(
            *(_send(session, url, f"warm-{number}-{n}", time.perf_counter()) for n in range(CONNECTIONS))
        )
        start = time.perf_counter() + 0.1
        return await asyncio.gather(
            *(_send(session, url, f"g-{number}-{n}", start + n / rate) for n in range(rate * seconds))
        )


async def _send(session: ClientSession, url: str, guid: str, due: float) -> float:
    await asyncio.sleep(max(0.0, due - time.perf_counter()))
    headers = {
        "X-GitHub-Event": "pull_request",
        "X-GitHub-Delivery": guid,
        "X-Hub-Signature-256": SIGNATURE,
        "Content-Type": "application/json",
    }
    async with session.post(url, data=BODY, headers=headers) as answer:
        assert answer.status == 202, await answer.text()
    return (time.perf_counter() - due) * 1000


async def _until_up(session: ClientSession, url: str) -> None:
    async with asyncio.timeout(60):
        while True:
            try:
                async with session.get(url) as answer:
                    if answer.status == 200:
                        return
            except ClientConnectionError:
                await asyncio.sleep(0.05)


async def _count(url: str, most: int) -> int:
    store = SqlStore(url, SystemClock())
    guids = await store.undelivered(time.time() + 60, most * 2)
    await store.close()
    return sum(guid.startswith("g-") for guid in guids)


@contextmanager
def _server(database: str, redis_url: str) -> Iterator[int]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    with _process([sys.executable, "-m", "scripts.benches.webhooks", str(port), database, redis_url]):
        yield port


@contextmanager
def _process(command: list[str]) -> Iterator[None]:
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    try:
        yield
    finally:
        process.terminate()
        process.wait()


async def _serve(port: int, database: str, redis_url: str) -> None:
    store, queue = SqlStore(database, SystemClock()), RqQueue(redis_url)
    door = Door(store, queue, SystemClock(), SECRET)
    try:
        await serve_web(make_web(door, lambda: store.held(["ready"]), 25 << 20), "127.0.0.1", port)
    finally:
        await queue.close()
        await store.close()


if __name__ == "__main__":
    given_port, *given_urls = sys.argv[1:]
    run_until_told(lambda: _serve(int(given_port), *given_urls))
