"""The webhook door: only signed deliveries come in, each once, and none that was acknowledged is lost."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from bot.adapters.queue.inline import InlineQueue
from bot.adapters.queue.rq import RqQueue
from bot.adapters.store.migrate import migrate
from bot.adapters.store.sql import SqlStore
from bot.ports.queue import Queue
from bot.web.server import make_web
from bot.web.webhook import PATH, Door
from tests.contract.clocks import SetClock

SECRET = b"It's a Secret to Everybody"
BODY = '{"action": "opened", "issue": {"title": "A café"}}'.encode()
Client = TestClient[web.Request, web.Application]


def signed(body: bytes = BODY, guid: str = "g-1", secret: bytes = SECRET) -> dict[str, str]:
    return {
        "X-GitHub-Delivery": guid,
        "X-GitHub-Event": "issues",
        "X-Hub-Signature-256": f"sha256={hmac.new(secret, body, hashlib.sha256).hexdigest()}",
        "Content-Type": "application/json",
    }


@asynccontextmanager
async def opened(store: SqlStore, queue: Queue, **settings: float) -> AsyncIterator[Client]:
    door = Door(store, queue, SetClock(), SECRET, **settings)
    app = make_web(door, lambda: store.held(["any"]), most_bytes=4096)
    async with TestClient(TestServer(app)) as client:
        yield client


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[SqlStore]:
    url = f"sqlite:///{tmp_path}/store.db"
    await migrate(url)
    store = SqlStore(url, SetClock())
    yield store
    await store.close()


@pytest.fixture
def queue() -> InlineQueue:
    return InlineQueue()


@pytest.fixture
async def client(store: SqlStore, queue: InlineQueue) -> AsyncIterator[Client]:
    async with opened(store, queue) as client:
        yield client


async def stored(store: SqlStore) -> list[str]:
    return list(await store.undelivered(before=float("inf")))


async def post(client: Client, headers: dict[str, str], body: bytes = BODY) -> int:
    async with client.post(PATH, data=body, headers=headers) as answer:
        return answer.status


async def test_a_signed_delivery_is_stored_and_handed_on(
    client: Client, store: SqlStore, queue: InlineQueue
) -> None:
    """202 says that it is durable: byte for byte, with its event and its time."""
    assert await post(client, signed()) == 202
    delivery = await store.delivery("g-1")
    assert delivery is not None
    assert (delivery.payload, delivery.event, delivery.received_at) == (BODY, "issues", SetClock().now())
    assert [(job.kind, job.name) for job in queue.waiting] == [("delivery", "g-1")]


SHA1 = {"X-Hub-Signature": f"sha1={hmac.new(SECRET, BODY, hashlib.sha1).hexdigest()}"}


@pytest.mark.parametrize(
    "headers",
    [
        {**signed(), "X-Hub-Signature-256": ""},
        {**signed(), "X-Hub-Signature-256": "", **SHA1},
        {**signed(), "X-Hub-Signature-256": SHA1["X-Hub-Signature"]},
        signed(secret=b"another"),
        signed(body=BODY + b" "),
        {**signed(), "X-Hub-Signature-256": signed()["X-Hub-Signature-256"].upper()},
        {**signed(), "X-Hub-Signature-256": "sha256=" + "é" * 64},
    ],
    ids=["missing", "sha1 alone", "sha1 in its place", "other secret", "other body", "upper case", "no hex"],
)
async def test_unsigned_is_401_and_nothing_is_stored(
    client: Client, store: SqlStore, queue: InlineQueue, headers: dict[str, str]
) -> None:
    """Only HMAC-SHA256 of the very bytes, with our secret, lets anything in; the process lives on."""
    assert await post(client, headers) == 401
    assert await stored(store) == []
    assert queue.waiting == ()
    assert await post(client, signed()) == 202


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[1]", b"payload=%7B%7D", b'{"a": "\xff"}', b"null", b'{"a":1}x']
)
async def test_malformed_is_400_and_nothing_is_stored(client: Client, store: SqlStore, body: bytes) -> None:
    """What is signed but no JSON object is a webhook that is set up wrongly."""
    assert await post(client, signed(body), body) == 400
    assert await stored(store) == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"X-GitHub-Delivery": ""},
        {"X-GitHub-Event": ""},
        {"X-GitHub-Delivery": "../../x"},
        {"X-GitHub-Event": "A B"},
    ],
)
async def test_missing_headers_are_400(client: Client, store: SqlStore, wrong: dict[str, str]) -> None:
    """The GUID becomes a key and a job's name: it is what GitHub sends, or nothing."""
    assert await post(client, signed() | wrong) == 400
    assert await stored(store) == []


async def test_too_large_is_413(client: Client, store: SqlStore) -> None:
    """A body over the limit is not even held in memory."""
    body = b'{"a": "' + b"x" * 5000 + b'"}'
    assert await post(client, signed(body), body) == 413
    assert await stored(store) == []


async def test_the_same_guid_at_once_has_one_effect(
    client: Client, store: SqlStore, queue: InlineQueue
) -> None:
    """Each is acknowledged, so that GitHub is content; one is handed on."""
    answers = await asyncio.gather(*(post(client, signed()) for _ in range(10)))
    assert set(answers) == {202}
    assert await stored(store) == ["g-1"]
    assert len(queue.waiting) == 1


async def test_a_queue_that_is_down_does_not_matter(store: SqlStore, tmp_path: Path) -> None:
    """Stored and 202; a tick hands it on later."""
    async with opened(store, RqQueue(f"unix://{tmp_path}/none.sock")) as client:
        assert await post(client, signed()) == 202
    assert await stored(store) == ["g-1"]


async def test_a_store_that_is_down_is_503(tmp_path: Path, queue: InlineQueue) -> None:
    """GitHub marks the delivery as failed, and it is asked for again."""
    async with opened(SqlStore(f"postgresql://u@/d?host={tmp_path}", SetClock()), queue) as client:
        assert await post(client, signed()) == 503
        assert (await client.get("/readyz")).status == 503
        assert (await client.get("/healthz")).status == 200
    assert queue.waiting == ()


async def test_a_store_without_tables_is_503(tmp_path: Path, queue: InlineQueue) -> None:
    """A server that was started before `drystone migrate` says so; what came meanwhile is asked for again."""
    url = f"sqlite:///{tmp_path}/new.db"
    store = SqlStore(url, SetClock())
    async with opened(store, queue) as client:
        assert await post(client, signed()) == 503
        assert (await client.get("/readyz")).status == 503
        await migrate(url)
        assert await post(client, signed()) == 202
        assert (await client.get("/readyz")).status == 200
    await store.close()


async def test_a_store_that_hangs_is_503_in_time(store: SqlStore, tmp_path: Path, queue: InlineQueue) -> None:
    """GitHub waits ten seconds; an answer after that is none."""
    async with opened(store, queue, seconds=0.3) as client:
        other = sqlite3.connect(tmp_path / "store.db")
        other.execute("BEGIN EXCLUSIVE")
        assert await post(client, signed()) == 503
        other.close()
    async with opened(store, queue) as client:
        assert await post(client, signed(guid="g-2")) == 202
        assert (await client.get("/readyz")).status == 200


def test_there_is_no_door_without_a_secret(store: SqlStore, queue: InlineQueue) -> None:
    """Not even by mistake."""
    with pytest.raises(ValueError, match="secret"):
        Door(store, queue, SetClock(), b"")
