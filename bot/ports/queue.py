"""Carries jobs to workers. It may lose, double or delay them: the store decides, and a tick repairs."""

from __future__ import annotations

from typing import Literal, Protocol

from bot.core.base import Value

Kind = Literal["delivery", "drain", "step", "preview"]


class Job(Value):
    """`delivery`: handle the delivery `name`; `drain`: perform the due actions of stream `name`;
    `step`: carry out a step (`name` is `{run}/{step}`); `preview`: bring up the preview of run `name`."""

    kind: Kind
    name: str
    attempt: int = 1


class Queue(Protocol):
    async def put(self, job: Job) -> None:
        """Best effort; a job that waits already is not doubled. Raises `Retryable` when it is down."""
        ...

    async def close(self) -> None: ...
