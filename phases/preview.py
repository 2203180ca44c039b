"""What a preview of the app needs."""

from __future__ import annotations

from dataclasses import dataclass

from bot.core.generate import lay
from bot.ports.phase import ChangeSet, Phase, PhaseInput


@dataclass(frozen=True)
class Preview:
    name: str = "preview"
    summary: str = "what a preview needs: its environment, with sign-in for anyone"

    def lay(self, given: PhaseInput) -> ChangeSet:
        """Yield the preview's environment."""
        layer = lay.layer(given.plan, given.stack.templates, given.library)
        return ChangeSet(
            layer.folder("preview"), evidence="A preview signs in any address and needs no third-party key."
        )


PHASE: Phase = Preview()
