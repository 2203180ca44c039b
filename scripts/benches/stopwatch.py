"""A stopwatch in the wire: stands before a server, and notes when it was being waited for."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from urllib.parse import urlsplit

from bot.localforge import LocalForge

Span = tuple[float, float]
CHUNK = 1 << 16


class Stopwatch:
    """`spans`: from each request's first byte to its answer's last, in seconds since the epoch."""

    def __init__(self) -> None:
        self.spans: list[Span] = []

    @classmethod
    @asynccontextmanager
    async def before(cls, forge: LocalForge) -> AsyncIterator[Stopwatch]:
        """Everybody is sent through the stopwatch, by the address that the forge gives as its own."""
        watch, port, under_way = cls(), urlsplit(forge.url).port, set[asyncio.Task[None]]()
        assert port is not None

        def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            under_way.add(asyncio.create_task(watch._forward(reader, writer, port)))

        server = await asyncio.start_server(connected, "127.0.0.1", 0)
        forge.site.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        try:
            yield watch
        finally:
            server.close()
            for task in under_way:
                task.cancel()
            await asyncio.gather(*under_way, return_exceptions=True)

    async def _forward(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, port: int) -> None:
        behind, before = await asyncio.open_connection("127.0.0.1", port)
        asked = _Asked(self.spans)
        back = asyncio.create_task(_pass(behind, writer, asked.answered))
        try:
            await _pass(reader, before, asked.asked)
            await back
        finally:
            back.cancel()
            before.close()
            writer.close()
            asked.end()


class _Asked:
    """One connection: what comes after an answer is the next request."""

    def __init__(self, spans: list[Span]) -> None:
        self._spans = spans
        self._began = self._ended = 0.0

    def asked(self) -> None:
        if self._ended:
            self.end()
        self._began = self._began or time.time()

    def answered(self) -> None:
        self._ended = time.time()

    def end(self) -> None:
        if self._began and self._ended:
            self._spans.append((self._began, self._ended))
        self._began = self._ended = 0.0


async def _pass(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, note: object) -> None:
    assert callable(note)
    with suppress(ConnectionError):
        while chunk := await reader.read(CHUNK):
            note()
            writer.write(chunk)
            await writer.drain()
    with suppress(ConnectionError, RuntimeError):
        writer.write_eof()
