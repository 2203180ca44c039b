"""Webhooks: signed, in order per App, each kept in the delivery log; none is sent again by itself."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from time import monotonic
from uuid import uuid4

import aiohttp
from pydantic import TypeAdapter

from bot.localforge.faults import HookFaults
from bot.localforge.records import App, Delivery, Json

TIMEOUT = 10.0


_DELIVERY: TypeAdapter[Delivery] = TypeAdapter(Delivery)


def signature(secret: str, body: bytes) -> str:
    """The value of X-Hub-Signature-256."""
    return "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


class DeliveryLog:
    """Deliveries by id, appended to a file as they change; the last line of an id counts."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.all: dict[int, Delivery] = {}
        if path.exists():
            for line in path.read_text(encoding="utf-8").splitlines():
                delivery = _DELIVERY.validate_json(line)
                if delivery.status == "pending":
                    delivery.status = "lost when the forge stopped"
                self.all[delivery.id] = delivery

    def save(self, delivery: Delivery) -> None:
        """Remember a delivery as it is now."""
        self.all[delivery.id] = delivery
        with self.path.open("ab") as file:
            file.write(_DELIVERY.dump_json(delivery) + b"\n")

    def of_app(self, app_id: int) -> list[Delivery]:
        """An App's deliveries, newest first."""
        return sorted((d for d in self.all.values() if d.app_id == app_id), key=lambda d: -d.id)


class Hooks:
    """Queues deliveries per App and sends them, one after the other."""

    def __init__(self, log: DeliveryLog, clock: Callable[[], datetime], app: Callable[[int], App]) -> None:
        self.log = log
        self.faults = HookFaults()
        self.timeout = TIMEOUT
        self._clock = clock
        self._app = app
        self._queues: dict[int, asyncio.Queue[Delivery]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._session: aiohttp.ClientSession | None = None
        self._open = 0
        self._quiet = asyncio.Condition()

    def enqueue(self, delivery: Delivery) -> None:
        """Send a delivery when those before it are sent; faults may change its fate."""
        for fated, seconds in self.faults.apply(delivery):
            if fated.status == "pending":
                self._open += 1
                if seconds:
                    self._start(self._later(fated, seconds))
                else:
                    self._queue(fated)
            else:
                self.log.save(fated)

    def release(self) -> int:
        """Send what faults hold back; how many these were."""
        held = self.faults.release()
        self._open += len(held)
        for delivery in held:
            self._queue(delivery)
        return len(held)

    def redeliver(self, delivery: Delivery, new_id: int) -> Delivery:
        """Send a delivery again under the same GUID; past all faults."""
        again = replace(
            delivery,
            id=new_id,
            delivered_at=self._clock(),
            redelivery=True,
            status="pending",
            status_code=0,
            response_body="",
        )
        self._open += 1
        self._queue(again)
        return again

    def new(self, app: App, event: str, payload: Json, delivery_id: int) -> Delivery:
        """A delivery of this payload, not yet queued."""
        return Delivery(
            id=delivery_id,
            guid=str(uuid4()),
            app_id=app.id,
            event=event,
            action=payload.get("action"),
            installation_id=payload.get("installation", {}).get("id"),
            repository_id=payload.get("repository", {}).get("id"),
            delivered_at=self._clock(),
            payload=json.dumps(payload, separators=(",", ":"), ensure_ascii=False),
        )

    async def idle(self) -> None:
        """Wait until nothing is queued or on its way (what faults hold back does not count)."""
        async with self._quiet:
            await self._quiet.wait_for(lambda: self._open == 0)

    async def close(self) -> None:
        """Stop sending; what is still queued is lost, as with a crash."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._session is not None:
            await self._session.close()

    def _queue(self, delivery: Delivery) -> None:
        self.log.save(delivery)
        queue = self._queues.get(delivery.app_id)
        if queue is None:
            queue = self._queues[delivery.app_id] = asyncio.Queue()
            self._start(self._send_all(queue))
        queue.put_nowait(delivery)

    def _start(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _later(self, delivery: Delivery, seconds: float) -> None:
        await asyncio.sleep(seconds)
        self._queue(delivery)

    async def _send_all(self, queue: asyncio.Queue[Delivery]) -> None:
        while True:
            delivery = await queue.get()
            async with self._sending(delivery):
                await self._send(delivery)

    @asynccontextmanager
    async def _sending(self, delivery: Delivery) -> AsyncIterator[None]:
        started = monotonic()
        try:
            yield
        except TimeoutError:
            delivery.status = "timed out"
        except (aiohttp.ClientError, OSError, ValueError) as problem:
            delivery.status = f"failed to connect to host: {type(problem).__name__}"
        finally:
            delivery.duration = round(monotonic() - started, 3)
            self.log.save(delivery)
            async with self._quiet:
                self._open -= 1
                self._quiet.notify_all()

    async def _send(self, delivery: Delivery) -> None:
        app = self._app(delivery.app_id)
        body = delivery.payload.encode()
        delivery.request_headers = _headers(app, delivery, body)
        if self._session is None:
            self._session = aiohttp.ClientSession()
        timeout, headers = aiohttp.ClientTimeout(total=self.timeout), delivery.request_headers
        async with self._session.post(app.webhook_url, data=body, headers=headers, timeout=timeout) as answer:
            delivery.response_body = (await answer.text(errors="replace"))[:20_000]
            delivery.response_headers = dict(answer.headers)
            delivery.status_code = answer.status
            delivery.status = "OK" if answer.ok else answer.reason or "error"


def _headers(app: App, delivery: Delivery, body: bytes) -> dict[str, str]:
    return {
        "Content-Type": "application/json",
        "User-Agent": "GitHub-Hookshot/localforge",
        "X-GitHub-Delivery": delivery.guid,
        "X-GitHub-Event": delivery.event,
        "X-GitHub-Hook-ID": str(app.id),
        "X-GitHub-Hook-Installation-Target-ID": str(app.id),
        "X-GitHub-Hook-Installation-Target-Type": "integration",
        "X-Hub-Signature": "sha1=" + hmac.new(app.webhook_secret.encode(), body, "sha1").hexdigest(),
        "X-Hub-Signature-256": signature(app.webhook_secret, body),
    }
