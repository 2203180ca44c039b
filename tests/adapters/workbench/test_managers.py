"""What a package manager gets to see of a commit, and what is refused."""

from __future__ import annotations

import json

import pytest

from bot.adapters.workbench.managers import (
    MANAGERS,
    NPM,
    PNPM,
    YARN,
    Manager,
    manager_of,
    manifests,
    without_hosts,
)
from bot.errors import UserError


def package(**fields: object) -> dict[str, bytes]:
    return {"package.json": json.dumps(fields).encode()}


@pytest.mark.parametrize(
    ("files", "manager"),
    [
        (package(packageManager="pnpm@12.21.0"), PNPM),
        (package(packageManager="yarn@4.18.1") | {"pnpm-lock.yaml": b""}, YARN),
        (package() | {"yarn.lock": b""}, YARN),
        (package() | {"pnpm-lock.yaml": b""}, PNPM),
        (package(), NPM),
    ],
)
def test_the_manager_is_the_named_one_else_the_locks(files: dict[str, bytes], manager: Manager) -> None:
    """`packageManager` goes first, then the lock file that is there, then npm."""
    assert manager_of(files) is manager


@pytest.mark.parametrize(
    "files", [package(packageManager="bun@1"), {}, {"package.json": b"{"}, {"package.json": b"1"}]
)
def test_a_package_that_cannot_be_read_is_told(files: dict[str, bytes]) -> None:
    """An unknown manager, or no readable package.json, is a person's to mend."""
    with pytest.raises(UserError):
        manager_of(files)


def test_only_manifests_are_seen() -> None:
    """The app's code, and configuration that could run code, are not there when packages are installed."""
    code = {
        ".pnpmfile.cjs": b"",
        ".yarnrc.yml": b"",
        "app/page.tsx": b"",
        ".npmrc": b"registry=http://x",
        "a/node_modules/b/package.json": b"{}",
    }
    kept = {
        "packages/ui/package.json": b"{}",
        "pnpm-workspace.yaml": b"packages: [.]",
        "pnpm-lock.yaml": b"x",
    }
    seen = manifests(package() | code | kept, PNPM)
    assert seen.keys() == {"package.json"} | kept.keys()


def test_npms_settings_are_kept_but_for_where_it_reaches() -> None:
    """Of `.npmrc`, settings of the resolution stay; registries, tokens and scripts do not."""
    text = b"legacy-peer-deps=true\nregistry=http://x\n//x/:_authToken=${TOKEN}\nnode-options=--require=./x\n"
    assert manifests(package() | {".npmrc": text}, NPM)[".npmrc"] == b"legacy-peer-deps=true\n"


@pytest.mark.parametrize(
    "wanted", ["^1.2.3", "latest", "npm:other@1.x", ">=1 <2 || 3.*", "workspace:*", "npm:@a/b@~1"]
)
def test_published_versions_are_installed(wanted: str) -> None:
    """Versions, ranges, tags and other names of the registry are fine."""
    assert manifests(package(dependencies={"a": wanted}), PNPM)


@pytest.mark.parametrize(
    "wanted",
    [
        "http://169.254.169.254/x.tgz",
        "git+ssh://host/x",
        "github:a/b",
        "a/b",
        "file:../../x",
        "link:/etc",
        "npm:a@http://x",
    ],
)
@pytest.mark.parametrize("kind", ["dependencies", "devDependencies", "optionalDependencies"])
def test_nothing_but_the_registry_is_reached(wanted: str, kind: str) -> None:
    """A dependency by address, repository or path is refused by name."""
    with pytest.raises(UserError, match="registry"):
        manifests(package(**{kind: {"left-pad": wanted}}), PNPM)


@pytest.mark.parametrize(
    "setting", ["registry: http://x", "configDependencies: {a: 1}", "pnpmfile: x.cjs", "- a: ["]
)
def test_settings_that_reach_out_or_run_code_are_refused(setting: str) -> None:
    """pnpm's own settings may not bring another registry or hooks."""
    with pytest.raises(UserError):
        manifests(package() | {"pnpm-workspace.yaml": setting.encode()}, PNPM)


def test_a_lock_file_names_no_host() -> None:
    """npm's addresses go where a content hash is there; a host in another lock is refused with its line."""
    lock = {
        "packages": {
            "node_modules/a": {"version": "1.0.0", "resolved": "https://host/a.tgz", "integrity": "sha512-x"}
        }
    }
    assert b"host" not in without_hosts(NPM, json.dumps(lock).encode())
    bad = {"packages": {"node_modules/a": {"resolved": "git+ssh://git@host/a.git"}}}
    with pytest.raises(UserError):
        without_hosts(NPM, json.dumps(bad, indent=1).encode())
    with pytest.raises(UserError, match="line 2"):
        without_hosts(PNPM, b"packages:\n  resolution: {tarball: https://host/a.tgz}\n")
    plain = b"packages:\n  a@1.0.0:\n    resolution: {integrity: sha512-x}\n    homepage: https://host\n"
    assert without_hosts(PNPM, plain) == plain


@pytest.mark.parametrize("manager", MANAGERS.values(), ids=MANAGERS)
def test_install_scripts_are_off(manager: Manager) -> None:
    """No way of installing or locking runs a package's scripts."""
    off = {"--ignore-scripts", "--mode=skip-build", "--mode=update-lockfile"}
    for argv in (manager.install, manager.lock):
        assert off & set(argv)
