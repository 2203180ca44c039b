"""What the app is about: types, schemas, operations, forms and rows; and the pages wired to them."""

from __future__ import annotations

from bot.core.generate import lay
from bot.ports.phase import ChangeSet, Phase, PhaseInput


class Domains:
    name = "domains"
    summary = "types, operations, forms and the typed database schema"

    def lay(self, given: PhaseInput) -> ChangeSet:
        """Yield the domains' code; what cannot be told is an open point, and answers 501."""
        base = given.layer
        app = base.values["app"]
        layer = lay.with_pages(base, given.library, with_data=True)
        files = layer.folder("domains")
        told = [o for o in app.operations if o.meaning != "open"]
        evidence = (
            f"{len(app.entities)} entities, {len(told)} operations, {len(app.operations) - len(told)} open."
        )
        return ChangeSet(files, evidence=" ".join([evidence, *app.notes]), open_points=app.open_points)


PHASE: Phase = Domains()
