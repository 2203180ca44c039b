"""The database: migrations, row-level security, rows to begin with, and the script that applies them."""

from __future__ import annotations

from collections.abc import Mapping

from bot.core.generate.migrations import FOLDER, SCHEMA, following, migrations_of, schema_in
from bot.core.generate.schema import Schema, schema_of
from bot.core.generate.told import ToldRenames, told_renames
from bot.ports.phase import ChangeSet, Phase, PhaseInput

_PLATFORM = ("_idempotency_keys.sql",)
"""Migrations of what no plan speaks of."""


class Migrate:
    name = "migrate"
    summary = "migrations with row-level security, and rows to begin with"

    def lay(self, given: PhaseInput) -> ChangeSet:
        """Yield the SQL; a plan's own SQL is laid word for word, and what it lacks comes as a second migration.

        Where migrations are in use already they stay as they are, and more follow that lead to the new plan.
        """
        layer = given.layer
        app = layer.values["app"]
        released = migrations_of(given.released)
        told = self._renames(given, schema_in(released) if released else None)
        schema = schema_of(app).model_copy(update={"told": dict(told.told)})
        files = {**layer.folder("migrate"), SCHEMA: schema.as_json()}
        policies = sum(len(entity.policies) for entity in app.entities)
        evidence = f"{len(app.entities)} tables, {policies} policies."
        if not released:
            return ChangeSet(files, evidence=evidence, warnings=told.warnings)
        more = following(released, schema, told.renames)
        new = {**more.files, **_platform_since(files, {**released, **more.files})}
        files = {**_without_migrations(files), **released, **new, SCHEMA: schema.as_json()}
        evidence = f"{len(new)} new migrations."
        return ChangeSet(files, evidence=evidence, warnings=told.warnings + more.warnings, losses=more.losses)

    @staticmethod
    def _renames(given: PhaseInput, built: Schema | None) -> ToldRenames:
        if not given.renames:
            return ToldRenames()
        return told_renames(given.renames, given.plan, given.layer.values["app"], built)


def _platform_since(files: Mapping[str, bytes], in_use: Mapping[str, bytes]) -> dict[str, bytes]:
    """What apps keep beside their tables and those built before do not have yet, as their next migrations."""
    names = {path.partition("_")[2] for path in in_use}
    last = max(int(path.removeprefix(FOLDER).partition("_")[0]) for path in in_use if path != SCHEMA)
    platform = {
        path.partition("_")[2]: data
        for path, data in migrations_of(files).items()
        if path.endswith(_PLATFORM)
    }
    missing = {name: data for name, data in platform.items() if name not in names}
    return {f"{FOLDER}{last + at:04}_{name}": data for at, (name, data) in enumerate(missing.items(), 1)}


def _without_migrations(files: Mapping[str, bytes]) -> dict[str, bytes]:
    ours = migrations_of(files)
    return {path: data for path, data in files.items() if path not in ours}


PHASE: Phase = Migrate()
