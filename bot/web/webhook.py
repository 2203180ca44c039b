"""The webhook door: checks the signature, stores the delivery, answers. What it means is read later, elsewhere."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import re
from http import HTTPStatus
from typing import Protocol

import structlog
from aiohttp import web
from pydantic import BaseModel, ConfigDict, ValidationError

from bot.errors import Retryable, UserError
from bot.ports.clock import Clock
from bot.ports.queue import Job, Queue
from bot.ports.store import Delivery

LOG = structlog.get_logger(__name__)
PATH = "/webhooks/github"
SIGNATURE = re.compile(r"sha256=([0-9a-f]{64})")
GUID = re.compile(r"[A-Za-z0-9-]{1,64}")
EVENT = re.compile(r"[a-z_]{1,64}")


class DeliveryStore(Protocol):
    """What of a store the door needs."""

    async def add_delivery(self, delivery: Delivery) -> bool: ...


class RefusedError(Exception):
    """The answer for what is not let in."""

    def __init__(self, status: HTTPStatus, reason: str) -> None:
        super().__init__(reason)
        self.status = status


class _Envelope(BaseModel):
    """Just enough to know that a body is a JSON object, without reading it all into Python."""

    model_config = ConfigDict(extra="ignore")


class Door:
    """Answers 202 once a delivery is durable, 401 or 400 where nothing is stored, 503 when the store is away."""

    def __init__(
        self, store: DeliveryStore, queue: Queue, clock: Clock, secret: bytes, seconds: float = 8
    ) -> None:
        if not secret:
            raise ValueError("a door without a secret is open to all")
        self._store = store
        self._queue = queue
        self._clock = clock
        self._secret = secret
        self._seconds = seconds
        self._relays: set[asyncio.Task[None]] = set()

    async def receive(self, request: web.Request) -> web.Response:
        """The handler of `POST /webhooks/github`."""
        try:
            async with asyncio.timeout(self._seconds):
                delivery = await self._checked(request)
                is_new = await self._store.add_delivery(delivery)
        except RefusedError as refused:
            return web.Response(status=refused.status, text=str(refused))
        except (Retryable, UserError, TimeoutError) as error:
            LOG.warning(
                "delivery_not_stored", guid=request.headers.get("X-GitHub-Delivery"), reason=str(error)
            )
            return web.Response(
                status=HTTPStatus.SERVICE_UNAVAILABLE, text="The store does not answer; send it again."
            )
        if is_new:
            self._relay_later(delivery.guid)
        return web.Response(status=HTTPStatus.ACCEPTED, text="Stored." if is_new else "Stored before.")

    async def close(self, _app: web.Application | None = None) -> None:
        """Waits for the relays that are under way."""
        await asyncio.gather(*self._relays)

    async def _checked(self, request: web.Request) -> Delivery:
        # Without a signature not even the body is read.
        signature = SIGNATURE.fullmatch(request.headers.get("X-Hub-Signature-256", ""))
        if signature is None:
            raise RefusedError(HTTPStatus.UNAUTHORIZED, "X-Hub-Signature-256 is missing or malformed.")
        body = await request.read()
        wanted = hmac.new(self._secret, body, hashlib.sha256).hexdigest()
        if not hmac.compare_digest(wanted, signature.group(1)):
            raise RefusedError(HTTPStatus.UNAUTHORIZED, "The signature does not fit the body.")
        guid = request.headers.get("X-GitHub-Delivery", "")
        event = request.headers.get("X-GitHub-Event", "")
        if not GUID.fullmatch(guid) or not EVENT.fullmatch(event):
            raise RefusedError(
                HTTPStatus.BAD_REQUEST, "X-GitHub-Delivery or X-GitHub-Event is missing or malformed."
            )
        _require_json_object(body)
        return Delivery(guid=guid, event=event, received_at=self._clock.now(), payload=body)

    def _relay_later(self, guid: str) -> None:
        """After the answer: a queue that is down is no reason to refuse, the tick hands the delivery on later."""
        task = asyncio.create_task(self._relay(guid))
        self._relays.add(task)
        task.add_done_callback(self._relays.discard)

    async def _relay(self, guid: str) -> None:
        try:
            await self._queue.put(Job(kind="delivery", name=guid))
        except Retryable as error:
            LOG.info("delivery_relayed_later", guid=guid, reason=str(error))


def _require_json_object(body: bytes) -> None:
    try:
        _Envelope.model_validate_json(body)
    except ValidationError:
        raise RefusedError(
            HTTPStatus.BAD_REQUEST,
            "The body is no JSON object; set the webhook's content type to application/json.",
        ) from None
