"""What every place for artifacts holds to."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.adapters.artifacts import FolderArtifacts
from bot.errors import UserError
from tests.contract.samples import AT, ELSEWHERE


@pytest.fixture
def artifacts(tmp_path: Path) -> FolderArtifacts:
    return FolderArtifacts(tmp_path)


async def test_what_was_put_is_got(artifacts: FolderArtifacts) -> None:
    """Byte for byte; putting again replaces."""
    for data in (b"one", b"\x00two"):
        await artifacts.put(AT, "r1", "gates/lint.log", data)
    assert await artifacts.get(AT, "r1", "gates/lint.log") == b"\x00two"
    assert await artifacts.get(AT, "r1", "gates") is None
    assert await artifacts.get(AT, "r2", "gates/lint.log") is None
    assert await artifacts.get(ELSEWHERE, "r1", "gates/lint.log") is None


async def test_names_are_listed_in_order(artifacts: FolderArtifacts) -> None:
    """Of that run only."""
    for name in ("b.json", "a/z.log", "a/.last run [é].json"):
        await artifacts.put(AT, "r1", name, b"")
    assert list(await artifacts.names(AT, "r1")) == ["a/.last run [é].json", "a/z.log", "b.json"]
    assert list(await artifacts.names(AT, "r2")) == []


@pytest.mark.parametrize(
    "name", ["../x", "/etc/passwd", "a/../../x", "", "a//b", "./a", ".draft-x", "a/..", "a\nb", "a\\b"]
)
async def test_no_name_leads_elsewhere(artifacts: FolderArtifacts, name: str) -> None:
    """Names may come from generated files."""
    with pytest.raises(UserError):
        await artifacts.put(AT, "r1", name, b"")
