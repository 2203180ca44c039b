"""The frame of the app: tools, theme, layouts, sign-in, error format. Compiles by itself."""

from __future__ import annotations

from bot.ports.phase import ChangeSet, Phase, PhaseInput


class Scaffold:
    name = "scaffold"
    summary = "the frame of the app: tools, theme, layouts and sign-in"

    def lay(self, given: PhaseInput) -> ChangeSet:
        """Yield the frame, and the plan as it was frozen."""
        layer = given.layer
        files = layer.folder("scaffold")
        app = layer.values["app"]
        packages = len(layer.values["versions"]["dependencies"]) + len(
            layer.values["versions"]["dev_dependencies"]
        )
        return ChangeSet(
            {**files, "buildplan.yaml": given.material.plan_text.encode()},
            evidence=f"{app.title}: {len(files)} files, {packages} pinned packages, {len(app.pages)} pages to come.",
        )


PHASE: Phase = Scaffold()
