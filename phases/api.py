"""The API: one handler per route, and a document that describes them all."""

from __future__ import annotations

from bot.ports.phase import ChangeSet, Phase, PhaseInput


class Api:
    name = "api"
    summary = "routes with sign-in, limits and typed errors, and their OpenAPI document"

    def lay(self, given: PhaseInput) -> ChangeSet:
        """Yield the handlers and the document."""
        layer = given.layer
        app = layer.values["app"]
        return ChangeSet(
            layer.folder("api"), evidence=f"{len(app.routes)} routes, described in public/openapi.json."
        )


PHASE: Phase = Api()
