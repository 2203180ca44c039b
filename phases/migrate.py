"""The database: migrations, row-level security, rows to begin with, and the script that applies them."""

from __future__ import annotations

from bot.ports.phase import ChangeSet, Phase, PhaseInput


class Migrate:
    name = "migrate"
    summary = "migrations with row-level security, and rows to begin with"

    def lay(self, given: PhaseInput) -> ChangeSet:
        """Yield the SQL; a plan's own SQL is laid word for word, and what it lacks comes as a second migration."""
        layer = given.layer
        app = layer.values["app"]
        policies = sum(len(entity.policies) for entity in app.entities)
        return ChangeSet(
            layer.folder("migrate"), evidence=f"{len(app.entities)} tables, {policies} policies."
        )


PHASE: Phase = Migrate()
