"""The database: migrations, row-level security, rows to begin with, and the script that applies them."""

from __future__ import annotations

from collections.abc import Mapping

from bot.core.generate.migrations import SCHEMA, following, migrations_of
from bot.core.generate.schema import schema_of
from bot.ports.phase import ChangeSet, Phase, PhaseInput


class Migrate:
    name = "migrate"
    summary = "migrations with row-level security, and rows to begin with"

    def lay(self, given: PhaseInput) -> ChangeSet:
        """Yield the SQL; a plan's own SQL is laid word for word, and what it lacks comes as a second migration.

        Where migrations are in use already they stay as they are, and more follow that lead to the new plan.
        """
        layer = given.layer
        app = layer.values["app"]
        schema = schema_of(app)
        files = {**layer.folder("migrate"), SCHEMA: schema.as_json()}
        policies = sum(len(entity.policies) for entity in app.entities)
        evidence = f"{len(app.entities)} tables, {policies} policies."
        warnings: tuple[str, ...] = ()
        if released := migrations_of(given.released):
            more, warnings = following(released, schema)
            files = {**_without_migrations(files), **released, **more, SCHEMA: schema.as_json()}
            evidence = f"{len(more)} new migrations."
        return ChangeSet(files, evidence=evidence, warnings=warnings)


def _without_migrations(files: Mapping[str, bytes]) -> dict[str, bytes]:
    ours = migrations_of(files)
    return {path: data for path, data in files.items() if path not in ours}


PHASE: Phase = Migrate()
