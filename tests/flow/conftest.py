"""What all tests of the flow have."""

from __future__ import annotations

from tests.quiet import plain_logs

__all__ = ["plain_logs"]
