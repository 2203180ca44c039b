"""Each place to run at gets its own configuration, and every app its checks."""

from __future__ import annotations

import json

import pytest
import yaml

from tests.phases.trees import changes_of, text_of


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("restaurant-booking", "vercel.json"),
        ("help-desk", "railway.json"),
        ("clinic", "fly.toml"),
        ("shop", "apprunner.json"),
    ],
)
def test_the_target_has_its_configuration(name: str, path: str) -> None:
    """Vercel builds by itself; the others run a container."""
    files = changes_of("deploy", name).writes
    assert path in files
    assert ("Dockerfile" in files) == (path != "vercel.json")
    if path.endswith(".json"):
        assert json.loads(files[path])


def test_the_workflow_runs_the_gates() -> None:
    """The checks on every push are those that Drystone ran."""
    workflow = yaml.safe_load(text_of(changes_of("deploy", "clinic").writes, ".github/workflows/quality.yml"))
    commands = [step.get("run", "") for step in workflow["jobs"]["quality"]["steps"]]
    for gate in ("qa:compile", "qa:lint", "qa:unit", "build", "qa:e2e", "qa:a11y"):
        assert f"npm run {gate}" in commands
