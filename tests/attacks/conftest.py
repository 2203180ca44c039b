"""Attacks begin where stories do, in the same worlds."""

from __future__ import annotations

from tests.stories.conftest import at_build_pull, at_checkpoint, plain_logs, stages, world

__all__ = ["at_build_pull", "at_checkpoint", "plain_logs", "stages", "world"]
