"""Dependencies, installed for real from the registry: two small packages."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.adapters.workbench.workbench import SandboxedWorkbench
from bot.errors import UserError

LOCKS = {"pnpm": "pnpm-lock.yaml", "npm": "package-lock.json"}
HOOK = "require('fs').writeFileSync('/tmp/ran', '1')"


def app(manager: str, **more: object) -> dict[str, bytes]:
    versions = {"pnpm": "12.21.0", "npm": "11.0.0"}
    fields = {"name": "app", "private": True, "packageManager": f"{manager}@{versions[manager]}"}
    scripts = {"preinstall": f'node -e "{HOOK}"', "postinstall": f'node -e "{HOOK}"'}
    content = {**fields, "scripts": scripts, "dependencies": {"is-number": "7.0.0"}, **more}
    return {"package.json": json.dumps(content).encode()}


def installs(workbench: SandboxedWorkbench) -> set[Path]:
    return set(workbench.folder.glob("workspaces/*/installs/*"))


@pytest.mark.real
@pytest.mark.parametrize("manager", LOCKS)
async def test_a_lock_is_made_once_and_fits_the_install(walled: SandboxedWorkbench, manager: str) -> None:
    """The lock file names contents and no host, is the same again, and an install takes it as it is."""
    files = app(manager)
    lock = await walled.lock("a/b", files)
    assert lock.keys() == {LOCKS[manager]}
    assert b"sha512-" in lock[LOCKS[manager]]
    assert b"http" not in lock[LOCKS[manager]].replace(b"opencollective", b"")
    assert await walled.lock("a/b", files) == lock
    async with walled.open("a/b", {**files, **lock}) as bench:
        done = await bench.run(["node", "-p", "require('is-number')(3)"])
        assert (done.output, bench.path.joinpath("ran").exists()) == ("true\n", False)


@pytest.mark.real
async def test_an_install_is_kept_and_stays_as_it_was(walled: SandboxedWorkbench) -> None:
    """A second bench takes the first one's install, and finds nothing of what the first changed in it."""
    files = app("pnpm")
    async with walled.open("a/b", files) as bench:
        before = installs(walled)
        spoil = "const f = require.resolve('is-number'); try { fs.appendFileSync(f, 'x(') } catch {}"
        await bench.run(["node", "-e", f"{spoil}; fs.mkdirSync('node_modules/.cache')"])
    async with walled.open("a/b", files) as bench:
        done = await bench.run(
            ["node", "-p", "[require('is-number')(3), fs.existsSync('node_modules/.cache')]"]
        )
        assert done.output == "[ true, false ]\n"
    assert installs(walled) == before


@pytest.mark.real
async def test_installs_are_per_workspace_and_content(workbench: SandboxedWorkbench) -> None:
    """Another workspace, and another package.json, get installs of their own."""
    for workspace, more in (("a/b", {}), ("x/y", {}), ("a/b", {"version": "2.0.0"})):
        async with workbench.open(workspace, app("pnpm", **more)):
            pass
    assert len(installs(workbench)) == 3
    assert len({path.parent.parent for path in installs(workbench)}) == 2


@pytest.mark.real
async def test_what_cannot_be_installed_is_told(workbench: SandboxedWorkbench) -> None:
    """A package that is not there is a person's mistake, told with what the manager said."""
    missing = app("pnpm", dependencies={"is-number": "999.0.0"})
    with pytest.raises(UserError, match="is-number") as refused:
        await workbench.lock("a/b", missing)
    assert "package.json" in refused.value.next_step
    outdated = await workbench.lock("a/b", app("pnpm"))
    with pytest.raises(UserError, match=r"frozen|outdated|up to date"):
        async with workbench.open("a/b", {**app("pnpm", dependencies={"is-odd": "3.0.1"}), **outdated}):
            raise AssertionError("opened")
