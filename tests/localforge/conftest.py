"""The forge's world as a fixture."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.localforge.scene import Scene, scene


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[Scene]:
    """A private repository with an App on it."""
    async with scene(tmp_path / "forge") as made:
        yield made


@pytest.fixture
async def public(tmp_path: Path) -> AsyncIterator[Scene]:
    """The same, public."""
    async with scene(tmp_path / "forge", private=False) as made:
        yield made
