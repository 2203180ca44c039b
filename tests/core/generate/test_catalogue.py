"""The catalogue of components is true."""

from __future__ import annotations

import re

import yaml

from tests.phases.trees import LIBRARY, ROOT

PAGE = (ROOT / "docs/components.md").read_text("utf-8")


def test_every_component_has_an_entry_to_copy() -> None:
    """Each stands there with its path, and an example that is a section of a plan."""
    for entry in PAGE.split("\n### ")[1:]:
        (path,) = re.findall(r"^`(packages/[^`]+)`$", entry, re.MULTILINE)
        (example,) = re.findall(r"```yaml\n(.*?)```", entry, re.DOTALL)
        (section,) = yaml.safe_load(example)
        assert section["component"] == path
        assert section["props"]
    shown = set(re.findall(r"^`(packages/[^`]+)`$", PAGE, re.MULTILINE))
    assert shown == {path for path in LIBRARY if path.endswith(".tsx")}


def test_links_lead_to_entries() -> None:
    """What the list at the top names is on the page."""
    headings = {line.lstrip("# ").lower() for line in PAGE.splitlines() if line.startswith(("## ", "### "))}
    assert set(re.findall(r"\]\(#([a-z]+)\)", PAGE)) == headings
