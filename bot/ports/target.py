"""A place to deploy to. One file in `bot/targets/`, ending in `TARGET: TargetMaker = …`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from bot.core.base import Value
from bot.core.ids import Workspace
from bot.core.plan.model import Plan
from bot.ports.hosting import Host
from bot.ports.workbench import Workbench

Environment = Literal["preview", "staging", "production"]


class Site(Value):
    """Where a deployment goes: an environment of a workspace; there is a preview for each build pull request."""

    at: Workspace
    environment: Environment
    pull: int = 0


class Deployment(Value):
    """A deployed commit that answers at `url`; `checked` says what was asked of it and what it answered.

    `missing_walls` says what the app is not walled off from, and is empty where nothing is missing.
    """

    commit: str
    url: str
    checked: str
    missing_walls: str = ""


class Target(Protocol):
    name: str
    summary: str

    async def deploy(self, site: Site, commit: str, files: Mapping[str, bytes], plan: Plan) -> Deployment:
        """Bring that commit up, replacing what ran on that site once the new one answers; seeded, where it is new.

        Returns only when the app answers; raises `UserError` with the app's own words when it does not. What
        runs and answers already is left as it is.
        """
        ...

    async def stop(self, site: Site) -> None:
        """End what runs there; a preview loses its database. Nothing where nothing runs."""
        ...

    async def sites(self) -> Sequence[Site]:
        """Where something was brought up, or begun to be, and not stopped."""
        ...

    async def is_up(self, site: Site, commit: str) -> bool:
        """Whether that commit runs there. Cheap: it is not asked whether it is well."""
        ...


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
