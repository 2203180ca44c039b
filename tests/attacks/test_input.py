"""Rows 18 to 24 of the attacks: forks, settings, names, plans and paths that mean harm.

Rows 22 and 23 are about fetching addresses and asking models, which nothing here does yet.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.adapters.workbench.workbench import SandboxedWorkbench
from bot.core.ids import PLAN_CHECK
from bot.ports.phase import ChangeSet, PhaseInput
from tests.adapters.workbench.conftest import folder, in_reach, machine, prepared, workbench
from tests.attacks.people import push_commit
from tests.attacks.shell import BareWorkbench, ShellGate
from tests.builders import restaurant
from tests.world import REPO, World, issue_text

__all__ = ["folder", "in_reach", "machine", "prepared", "workbench"]
SELF: dict[str, str | None] = {".drystone.yml": "approvals: {self: true}\nstart: command\n"}


async def test_18_a_forks_pull_request(at_checkpoint: World) -> None:
    """A fork's plan is looked at, and no more: no run, no gate, no token, whatever its branch is called."""
    world = at_checkpoint
    run = await world.run()
    world.forge.looking(REPO).repo.private = False
    await world.forge.create_user("stranger")
    await world.forge.fork("stranger", REPO)
    fork, branch = "stranger/bites", run.courses[0].branch
    files: dict[str, str | None] = {"buildplan.yaml": restaurant().replace("Bali Bites", "Mine"), **SELF}
    head = await world.forge.push_files("stranger", fork, branch, files)
    pull = await world.forge.open_pull("stranger", REPO, "Mine", f"stranger:{branch}")
    await world.forge.edit_issue("stranger", REPO, pull["number"], body=issue_text(restaurant()))
    await world.settle()
    await world.comment("stranger", pull["number"], "/build")
    await world.comment("owner", pull["number"], "/build")
    await world.forge.push_files("stranger", fork, branch, {"more.txt": "more\n"})
    await world.settle()
    after = await world.run()
    assert (after.head, after.steps, after.pushers) == (run.head, run.steps, run.pushers)
    assert [one.id for one in await world.runs()] == [run.id]
    assert {one.name for one in world.check_runs() if one.head_sha == head} <= {PLAN_CHECK}
    assert not [one for one in await world.forge.calls() if fork in one["path"]]


async def test_19_its_own_rules(at_checkpoint: World, workbench: SandboxedWorkbench) -> None:
    """A branch that brings its own settings is judged by the default branch's; gates see no credential."""
    world = at_checkpoint
    run = await world.run()
    rules = await world.forge.file(REPO, "eslint.config.mjs", run.head)
    world.outside.workbench = BareWorkbench(workbench)
    await world.start()
    world.gates["lint"] = gate = ShellGate(
        "lint", script="env; cat /proc/$PPID/environ; cat eslint.config.mjs"
    )
    own = "export default [{ ignores: ['**'] }];\n"
    await world.push("second", run.courses[0].branch, {"eslint.config.mjs": own, **SELF})
    await world.approve("owner", run.courses[0].pull)
    after = await world.run()
    assert (after.head != run.head, after.courses[0].laid) == (True, False)
    (printed,) = gate.printed
    assert rules in printed
    assert own not in printed
    for secret in (*world.settings.secrets, "ghs_", "GITHUB", "DRYSTONE"):
        assert secret not in printed


NASTY = (
    "$(touch {0})",
    "`touch {0}`",
    "--upload-pack=touch {0}",
    "../../x",
    "a\\n--output={0}",
    "-o{0}",
    "x;y",
)


async def test_20_names_that_are_options(world: World, tmp_path: Path) -> None:
    """Names in webhooks, plans and branches are never a shell's, an option's or another folder's."""
    made = tmp_path / "made"
    nasty = [name.format(made) for name in NASTY]
    await world.forge.fault_hook("fail", "push")
    base = f"$(touch${{IFS}}{made})"
    await world.forge.set_branch("owner", REPO, base, (await world.forge.branches(REPO))["main"])
    world.forge.looking(REPO).repo.default_branch = base
    await world.forge.idle()
    payload = str((await world.forge.deliveries("push"))[-1]["payload"])
    for number, name in enumerate(nasty):
        for old, new in ((f'"{REPO}"', f'"{name}"'), ("refs/heads/", f"refs/heads/{name}")):
            body = payload.replace(old, new)
            assert body != payload
            assert await world.send("push", body, {"X-GitHub-Delivery": f"{number}-{len(new)}"}) == 202
    plan = restaurant().replace("name: restaurant-booking", f'name: "{" ".join(nasty)}"')
    await world.open_issue(plan=plan)
    run = await world.run()
    assert (run.base, run.status) == (base, "waiting"), run.trouble
    assert re.fullmatch(r"drystone/[a-z0-9-]+", run.branch)
    assert set(await world.forge.branches(REPO)) == {"main", base, run.branch, run.courses[0].branch}
    assert not made.exists()


async def test_21_templates_bombs_and_giants(world: World) -> None:
    """What looks like a template is text; a plan that unfolds without end, or is too large, is refused in words."""
    nested = "\n".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9) if n else 'x'}]" for n in range(12))
    number = await world.open_issue(plan=f"{nested}\n{restaurant()}")
    assert "problem" in (await world.said(number))[0]
    assert await world.runs() == []

    title = "{{ 7 * 7 }} <%= 7 * 7 %> {% raw %}"
    await world.open_issue(plan=restaurant().replace("Bali Bites", title))
    run = await world.run()
    assert run.status == "waiting", run.trouble
    written = [
        await world.forge.file(REPO, path, run.head) for path in await world.forge.files(REPO, run.head)
    ]
    assert [text for text in written if "{{ 7 * 7 }}" in text]
    assert not [text for text in written if "49" in text and "7 * 7" in text]

    giant = restaurant() + "\n".join(f"# {n} {'x' * 90}" for n in range(100_000))
    await world.push("second", run.courses[0].branch, {"buildplan.yaml": giant})
    halted = await world.run()
    assert halted.status == "halted"
    assert "at most 2,000,000 bytes" in halted.trouble


@dataclass
class Hostile:
    """A phase that writes where it was told to."""

    path: str
    name: str = "scaffold"
    summary: str = "Write elsewhere"

    def lay(self, given: PhaseInput) -> ChangeSet:
        return ChangeSet({"package.json": b"{}", self.path: b"harm\n"})


@pytest.mark.parametrize("path", ["../up", "/etc/harm", ".git/hooks/post-checkout", "a/.GIT/config", "a\\b"])
async def test_24_paths_outside(world: World, path: str) -> None:
    """A phase that writes outside of the repository or into git's own folder writes nothing at all."""
    world.outside.phases["scaffold"] = Hostile(path)
    await world.start()
    await world.open_issue()
    run = await world.run()
    assert run.status == "halted"
    assert "no file is written there" in run.trouble
    assert await world.phases(run.branch) == ["", "plan"]


async def test_24_links_in_the_way(world: World) -> None:
    """A symlink that a person left where a phase writes is not followed: both sides are shown."""
    link = {"path": "app", "mode": "120000", "content": "/etc"}
    await push_commit(world, "owner", "main", [link, {**link, "path": "packages/ui", "content": "/etc"}])
    await world.open_issue()
    run = await world.run()
    assert run.status == "halted"
    assert "app" in run.trouble


async def test_24_workflows_without_the_permission(world: World) -> None:
    """Workflow files need a permission of their own: without it the run halts with one clear sentence."""
    for installation in world.forge.site.state.installations.values():
        installation.permissions["workflows"] = "none"
    world.outside.phases["scaffold"] = Hostile(".github/workflows/ci.yml")
    await world.start()
    await world.open_issue()
    run = await world.run()
    assert run.status == "halted"
    assert "workflows" in run.trouble
    (comment,) = [one for one in await world.said(run.build_pull) if "Halted" in one]
    assert "permission" in comment
