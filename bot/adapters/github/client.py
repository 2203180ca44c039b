"""One installation's way to GitHub's API: tries reads again, keeps limits, caches by ETag, tells failures apart."""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

import aiohttp
import structlog
from gidgethub import HTTPException
from gidgethub.abc import GitHubAPI

from bot.adapters.github.budget import Budget
from bot.adapters.github.failures import (
    LostError,
    PausedError,
    RefusedError,
    header,
    pause_of,
    told,
)
from bot.errors import Retryable

log = structlog.get_logger(__name__)

VERSION = "2022-11-28"
"""Later versions of the API leave out `merge_commit_sha`."""
ACCEPT = "application/vnd.github+json"
PAGE = 100
FRESH = 30.0
"""Seconds in which a 404 for what was just made means that GitHub's copies are behind."""
Json = Any


class Cache(OrderedDict[str, tuple[str | None, str | None, Any, str | None]]):
    """Answers by address with their ETags, the ones used last.

    A last page that is full is not kept: when there is a page after it, its own ETag is the same.
    """

    def __init__(self, most: int = 500) -> None:
        super().__init__()
        self._most = most

    def __getitem__(self, key: str) -> tuple[str | None, str | None, Any, str | None]:
        value = super().__getitem__(key)
        self.move_to_end(key)
        return value

    def __setitem__(self, key: str, value: tuple[str | None, str | None, Any, str | None]) -> None:
        if value[3] is None and _is_full(value[2]):
            self.pop(key, None)
            return
        super().__setitem__(key, value)
        self.move_to_end(key)
        while len(self) > self._most:
            self.popitem(last=False)


def _is_full(data: Json) -> bool:
    lists = [data] if isinstance(data, list) else data.values() if isinstance(data, dict) else []
    return any(isinstance(one, list) and len(one) >= PAGE for one in lists)


class Transport(GitHubAPI):
    """gidgethub on aiohttp, with GitHub's API version and a time limit on each request."""

    def __init__(self, session: aiohttp.ClientSession, requester: str, base_url: str) -> None:
        super().__init__(requester, cache=Cache(), base_url=base_url)
        self._session = session

    async def _request(
        self, method: str, url: str, headers: Mapping[str, str], body: bytes = b""
    ) -> tuple[int, Mapping[str, str], bytes]:
        sent = {**headers, "x-github-api-version": VERSION}
        async with self._session.request(method, url, headers=sent, data=body) as answer:
            return answer.status, answer.headers, await answer.read()

    async def sleep(self, seconds: float) -> None:
        """As gidgethub's interface wants it."""
        await asyncio.sleep(seconds)


@dataclass(frozen=True)
class Patience:
    """How long things are tried again for, in seconds, before a `Retryable` hands them back."""

    pauses: tuple[float, ...] = (0.2, 0.6, 1.5)
    longest_wait: float = 2.0


class Client:
    """`authorize` gives the header of each request anew; `forget` drops a token that was not accepted."""

    def __init__(
        self,
        transport: Transport,
        budget: Budget,
        authorize: Callable[[], Awaitable[str]],
        forget: Callable[[], None],
        patience: Patience,
    ) -> None:
        self._transport = transport
        self._budget = budget
        self._authorize = authorize
        self._forget = forget
        self._patience = patience
        self._fresh: OrderedDict[str, float] = OrderedDict()

    async def get(self, path: str, **query: object) -> Json | None:
        """One thing, or None where there is none (404, 410)."""
        try:
            return (await self._send("GET", address(path, query)))[0]
        except RefusedError as refused:
            if refused.status in {404, 410}:
                return None
            raise

    async def all(self, path: str, key: str = "", **query: object) -> AsyncIterator[Json]:
        """Each thing of a list, over all its pages; `key` where the API wraps the list. None is an empty list."""
        url: str | None = address(path, {"per_page": PAGE, **query})
        while url:
            try:
                data, url = await self._send("GET", url)
            except RefusedError as refused:
                if refused.status in {404, 410}:
                    return
                raise
            for item in data[key] if key else data:
                yield item

    async def send(
        self,
        method: str,
        path: str,
        data: Json = b"",
        *,
        makes_content: bool = False,
        is_harmless: bool = False,
    ) -> Json:
        """Write. Raises `LostError` where it may have been done, `RefusedError` where it was not.

        What is harmless to do twice is tried again like a read.
        """
        made = (await self._send(method, path, data, makes_content=makes_content, retries=is_harmless))[0]
        if method == "POST" and isinstance(made, dict) and isinstance(made.get("url"), str):
            self._note_fresh(made["url"])
        return made

    async def _send(
        self, method: str, url: str, data: Json = b"", *, makes_content: bool = False, retries: bool = False
    ) -> tuple[Json, str | None]:
        is_read = method == "GET"
        renewed = False
        pauses = iter(self._patience.pauses)
        while True:
            await self._wait(is_read=is_read, makes_content=makes_content)
            try:
                answer = await self._once(method, url, data)
            except RefusedError as refused:
                if refused.status == 401 and not renewed:
                    renewed = True
                    self._forget()
                    continue
                pause = next(pauses, None) if self._may_be_late(refused, url, is_read=is_read) else None
                if pause is None:
                    raise
                await asyncio.sleep(pause)
            except PausedError as paused:
                if paused.after > self._patience.longest_wait:
                    raise
                await asyncio.sleep(paused.after)
            except Retryable as failed:
                pause = next(pauses, None) if is_read or retries else None
                if pause is None:
                    raise
                log.info("github is asked again", doing=doing(method, url), why=failed.message)
                await asyncio.sleep(pause)
            else:
                await self._budget.is_well()
                return answer

    async def _once(self, method: str, url: str, data: Json) -> tuple[Json, str | None]:
        """One request. gidgethub sends the ETag, and gives the cached answer for a 304."""
        what, is_read = doing(method, url), method == "GET"
        headers = {"authorization": await self._authorize()}
        try:
            answer, more, _ = await self._transport._make_request(
                method, url, None, data, ACCEPT, extra_headers=headers
            )
        except HTTPException as error:
            request = header(error.headers or {}, "x-github-request-id")
            log.info("github refused", doing=what, status=int(error.status_code), request_id=request)
            pause = pause_of(error)
            if pause is None:
                raise told(what, error, is_read=is_read) from None
            is_told = bool(header(error.headers or {}, "retry-after"))
            pause = await self._budget.pause(pause, is_told=is_told)
            raise PausedError(f"{what}: GitHub asked to slow down", after=pause) from None
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            kind = Retryable if is_read or isinstance(error, aiohttp.ClientConnectorError) else LostError
            raise kind(f"{what}: {type(error).__name__}", after=2) from None
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            # gidgethub reads bodies before it looks at the status: a proxy's page is no JSON.
            kind = Retryable if is_read else LostError
            raise kind(f"{what}: an answer that cannot be read ({type(error).__name__})", after=2) from None
        return answer, more

    async def _wait(self, *, is_read: bool, makes_content: bool) -> None:
        while True:
            seconds = await self._budget.wait(is_read=is_read, makes_content=makes_content)
            if seconds <= 0:
                return
            if seconds > self._patience.longest_wait:
                raise PausedError("Keeping below GitHub's limits.", after=seconds)
            await asyncio.sleep(seconds)

    def _note_fresh(self, url: str) -> None:
        self._fresh[url] = time.monotonic() + FRESH
        while len(self._fresh) > 200:
            self._fresh.popitem(last=False)

    def _may_be_late(self, refused: RefusedError, url: str, *, is_read: bool) -> bool:
        """Whether a 404 may only mean that GitHub's copies are behind: what it is about was just made."""
        if refused.status != 404:
            return False
        whole = self._transport.base_url.rstrip("/") + url.partition("?")[0]
        now = time.monotonic()
        related = any(whole.startswith(made) for made, until in self._fresh.items() if until > now)
        return related or (not is_read and "/issues/" in url and now < max(self._fresh.values(), default=0))


def address(path: str, query: Mapping[str, object]) -> str:
    """A path with its query; what is None is left out."""
    given = {name: str(value) for name, value in query.items() if value is not None}
    return f"{path}?{urlencode(given)}" if given else path


def safe(text: str, keep: str = "") -> str:
    """A name from outside as a part of a path."""
    return quote(text, safe=keep)


def doing(method: str, url: str) -> str:
    """What was being done, without the query."""
    return f"{method} {url.partition('?')[0]}"
