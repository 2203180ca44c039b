"""What the door, the workers and the tick ask of the flow."""

from __future__ import annotations

from typing import Protocol


class Flow(Protocol):
    """Each of these may be called again, late, or twice at once: the store decides what is left to do."""

    async def handle_delivery(self, guid: str) -> None: ...

    async def drain(self, run_id: str) -> None:
        """Performs the run's due actions."""
        ...

    async def carry_out(self, run_id: str, step_id: str) -> None: ...

    async def preview(self, run_id: str) -> None:
        """Brings up the preview that the run wants."""
        ...

    async def reconcile(self) -> None:
        """Repairs what was missed: hands lost jobs to the queue again."""
        ...
