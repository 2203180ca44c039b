"""A place to deploy to. One file in `bot/targets/`, ending in `TARGET: TargetMaker = …`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, Protocol

from bot.core.base import Value
from bot.core.ids import Workspace
from bot.core.plan.model import Plan
from bot.ports.hosting import Host
from bot.ports.workbench import Workbench

Environment = Literal["preview", "staging", "production"]


class Deployment(Value):
    """A deployed commit that answers at `url`; `checked` says what was asked of it and what it answered."""

    environment: Environment
    commit: str
    url: str
    checked: str


class Target(Protocol):
    name: str
    summary: str

    async def deploy(
        self, at: Workspace, environment: Environment, commit: str, files: Mapping[str, bytes], plan: Plan
    ) -> Deployment:
        """Bring that commit up, replacing what ran in that environment once the new one answers.

        Returns only when the app answers; raises `UserError` with the app's own words when it does not.
        """
        ...

    async def stop(self, at: Workspace, environment: Environment) -> None: ...


@dataclass(frozen=True)
class Parts:
    """What a target may be made of."""

    workbench: Workbench
    host: Host


class TargetMaker(Protocol):
    """What `TARGET` is: the target's class, under its name, before it has its parts."""

    name: str
    summary: str

    def __call__(self, parts: Parts, /) -> Target: ...
