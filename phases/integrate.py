"""Services of others, each behind a port of the app that works without a key."""

from __future__ import annotations

from bot.ports.phase import ChangeSet, Phase, PhaseInput


class Integrate:
    name = "integrate"
    summary = "payments, mail, files and other services, each behind a port with a fake"

    def lay(self, given: PhaseInput) -> ChangeSet:
        """Yield the ports, the adapters that the plan chose, and their webhooks."""
        layer = given.layer
        return ChangeSet(
            layer.folder("integrate"),
            evidence="Services: " + (", ".join(layer.values["services"]) or "none") + ".",
        )


PHASE: Phase = Integrate()
