"""Library components with all that they import, and the pages that need no data."""

from __future__ import annotations

from bot.core.generate import lay
from bot.core.generate.library import closure, component
from bot.core.generate.pages import PageView
from bot.ports.phase import ChangeSet, Phase, PhaseInput


class Assemble:
    name = "assemble"
    summary = "components from the library, and the pages they stand on"

    def lay(self, given: PhaseInput) -> ChangeSet:
        """Yield the components, the names that the plan gives them, and the pages as far as they need no data."""
        base = given.layer
        wanted = _wanted(
            given,
            [
                PageView(base.values["app"], p, given.library, with_data=True)
                for p in base.values["app"].pages
            ],
        )
        files: dict[str, bytes] = {}
        for path in wanted:
            component(path, given.library)
            files.update(closure(path, given.library))
        aliases = [(one, component(one.from_, given.library)) for one in given.plan.components.ui]
        layer = lay.with_pages(base, given.library, with_data=False)
        files |= lay.with_values(layer, aliases=aliases).folder("assemble")
        return ChangeSet(
            dict(sorted(files.items())), evidence=f"{len(wanted)} components, {len(files)} files."
        )


def _wanted(given: PhaseInput, views: list[PageView]) -> list[str]:
    listed = [one.from_ for one in given.plan.components.ui]
    on_pages = [section.component for view in views for section, _ in view.sections]
    return sorted({*listed, *on_pages})


PHASE: Phase = Assemble()
