"""Where the app runs, and the checks that guard every push."""

from __future__ import annotations

from bot.ports.phase import ChangeSet, Phase, PhaseInput


class Deploy:
    name = "deploy"
    summary = "configuration of the place to run at, and checks on every push"

    def lay(self, given: PhaseInput) -> ChangeSet:
        """Yield the target's configuration and the workflow of checks; starting a deployment is no phase's work."""
        layer = given.layer
        return ChangeSet(layer.folder("deploy"), evidence=f"Configured for {given.plan.targets.infra}.")


PHASE: Phase = Deploy()
