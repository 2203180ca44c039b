"""Services behind the workbench's walls, each way that this machine offers."""

from __future__ import annotations

from tests.adapters.workbench.conftest import folder, in_reach, machine, prepared, walled, workbench

__all__ = ["folder", "in_reach", "machine", "prepared", "walled", "workbench"]
