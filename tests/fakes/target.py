"""A deploy target that only remembers what it was asked to bring up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.core.plan.model import Plan
from bot.errors import UserError
from bot.ports.target import Deployment, Site


class FakeTarget:
    """What runs is remembered by site, and all that ever ran; `trouble` is why an app does not come up."""

    name = "fake"
    summary = "Remembers deployments"

    def __init__(self) -> None:
        self.deployed: list[tuple[str, str]] = []
        self.shown: list[tuple[int, str]] = []
        self.running: dict[Site, str] = {}
        self.trouble = ""

    async def deploy(self, site: Site, commit: str, files: Mapping[str, bytes], plan: Plan) -> Deployment:
        if self.trouble:
            raise UserError(self.trouble)
        if site.environment == "preview":
            self.shown.append((site.pull, commit))
        else:
            self.deployed.append((site.environment, commit))
        self.running[site] = commit
        pull = f"-{site.pull}" if site.pull else ""
        url = f"http://{plan.project.name}-{site.environment}{pull}.localhost"
        return Deployment(commit=commit, url=url, checked="asked nothing")

    async def stop(self, site: Site) -> None:
        self.running.pop(site, None)

    async def sites(self) -> Sequence[Site]:
        return list(self.running)

    async def is_up(self, site: Site, commit: str) -> bool:
        return self.running.get(site) == commit
