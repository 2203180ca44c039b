"""A deploy target that only remembers what it was asked to bring up."""

from __future__ import annotations

from collections.abc import Mapping

from bot.core.ids import Workspace
from bot.core.plan.model import Plan
from bot.ports.target import Deployment, Environment


class FakeTarget:
    name = "fake"
    summary = "Remembers deployments"

    def __init__(self) -> None:
        self.deployed: list[tuple[str, str]] = []

    async def deploy(
        self, at: Workspace, environment: Environment, commit: str, files: Mapping[str, bytes], plan: Plan
    ) -> Deployment:
        self.deployed.append((environment, commit))
        url = f"http://{plan.project.name}.localhost"
        return Deployment(environment=environment, commit=commit, url=url, checked="asked nothing")

    async def stop(self, at: Workspace, environment: Environment) -> None:
        return None
