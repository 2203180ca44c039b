"""What a preview of the app needs."""

from __future__ import annotations

from bot.ports.phase import ChangeSet, Phase, PhaseInput


class Preview:
    name = "preview"
    summary = "what a preview needs: its environment, with sign-in for anyone"

    def lay(self, given: PhaseInput) -> ChangeSet:
        """Yield the preview's environment."""
        layer = given.layer
        return ChangeSet(
            layer.folder("preview"), evidence="A preview signs in any address and needs no third-party key."
        )


PHASE: Phase = Preview()
