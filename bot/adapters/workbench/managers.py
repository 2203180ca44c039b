"""Package managers: what each is called with, and what of an app's files it may see."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any, Literal

import yaml

from bot.errors import UserError

Name = Literal["pnpm", "npm", "yarn"]
STORE = "{store}"
SCRIPTS_OFF = ("--ignore-scripts", "--ignore-pnpmfile")
CONFIGS = ("pnpm-workspace.yaml",)
UNSAFE_SETTINGS = frozenset(
    ("registry", "registries", "namedRegistries", "configDependencies", "pnpmfile", "globalPnpmfile")
)
NPM_SETTINGS = re.compile(r"(legacy-peer-deps|strict-peer-deps|install-strategy)\s*=\s*[\w-]+\s*")
FROM_REGISTRY = re.compile(
    r"(npm:(@[\w.-]+/)?[\w.-]+@)?[\w.*^~<>=|\s+-]*"  # a version, a range, a tag, another name
    r"|(workspace|catalog):[\w.*^~-]*"
)
HOSTED = re.compile(
    r"^\s*\"?(?:resolved|tarball|resolution)\"?:.*?(?:https?|git|ssh)(?:\+\w+)?://", re.MULTILINE
)
DEPENDENCIES = ("dependencies", "devDependencies", "optionalDependencies")


@dataclass(frozen=True)
class Manager:
    """How a package manager installs and locks: scripts and hooks off, `{store}` a folder that it keeps."""

    name: Name
    lock_file: str
    install: tuple[str, ...]
    lock: tuple[str, ...]
    env: Mapping[str, str] = field(default_factory=dict)


PNPM = Manager(
    "pnpm",
    "pnpm-lock.yaml",
    (
        *("install", "--frozen-lockfile", "--prefer-offline", "--package-import-method=copy"),
        *(*SCRIPTS_OFF, f"--store-dir={STORE}"),
    ),
    ("install", "--lockfile-only", "--no-frozen-lockfile", *SCRIPTS_OFF, f"--store-dir={STORE}"),
    # The version is ours: pnpm would fetch the one that `packageManager` names.
    {"pnpm_config_pm_on_fail": "ignore"},
)
NPM = Manager(
    "npm",
    "package-lock.json",
    ("ci", "--prefer-offline", "--ignore-scripts", "--no-audit", "--no-fund", f"--cache={STORE}"),
    ("install", "--package-lock-only", "--ignore-scripts", "--no-audit", "--no-fund", f"--cache={STORE}"),
    {"npm_config_update_notifier": "false"},
)
YARN = Manager(
    "yarn",
    "yarn.lock",
    ("install", "--immutable", "--mode=skip-build"),
    ("install", "--no-immutable", "--mode=update-lockfile"),
    {
        "YARN_NODE_LINKER": "node-modules",
        "YARN_IGNORE_PATH": "1",
        "YARN_ENABLE_SCRIPTS": "0",
        "YARN_ENABLE_TELEMETRY": "0",
        "YARN_ENABLE_GLOBAL_CACHE": "0",
        "YARN_CACHE_FOLDER": STORE,
    },
)
MANAGERS: Mapping[str, Manager] = {m.name: m for m in (PNPM, NPM, YARN)}


def manager_of(files: Mapping[str, bytes]) -> Manager:
    """The manager that package.json names, else the one whose lock file is there, else npm."""
    named = str(read_package(files).get("packageManager", "")).split("@")[0]
    if named:
        if named not in MANAGERS:
            raise UserError(
                f"packageManager {named!r} in package.json is not known.",
                f"Use one of {', '.join(MANAGERS)}.",
            )
        return MANAGERS[named]
    return next((m for m in MANAGERS.values() if m.lock_file in files), NPM)


def read_package(files: Mapping[str, bytes], path: str = "package.json") -> dict[str, Any]:
    """A package.json as an object. Raises `UserError`."""
    try:
        package = json.loads(files[path])
    except KeyError:
        raise UserError(f"There is no {path}.", "Add it, or leave out gates that need it.") from None
    except ValueError as error:
        raise UserError(f"{path} is not JSON: {error}.", "Correct it.") from error
    if not isinstance(package, dict):
        raise UserError(f"{path} is not an object.", "Correct it.")
    return package


def manifests(files: Mapping[str, bytes], manager: Manager) -> dict[str, bytes]:
    """All that decides what is installed, and nothing that runs: the package manager sees these files alone.

    Raises `UserError` where they reach for anything but the registry.
    """
    chosen = {path: text for path, text in files.items() if _is_manifest(path, manager)}
    for path in chosen:
        if path.endswith("package.json"):
            _refuse_foreign(path, read_package(files, path))
    for path in CONFIGS:
        if path in chosen:
            _refuse_settings(path, chosen[path])
    if manager.lock_file in chosen:
        chosen[manager.lock_file] = without_hosts(manager, chosen[manager.lock_file])
    if manager is NPM and ".npmrc" in files:
        lines = files[".npmrc"].decode(errors="replace").splitlines()
        chosen[".npmrc"] = "".join(f"{line}\n" for line in lines if NPM_SETTINGS.fullmatch(line)).encode()
    return chosen


def _is_manifest(path: str, manager: Manager) -> bool:
    parts = PurePosixPath(path).parts
    if path == manager.lock_file or (manager is PNPM and path in CONFIGS):
        return True
    return parts[-1] == "package.json" and "node_modules" not in parts


def _refuse_foreign(path: str, package: Mapping[str, Any]) -> None:
    for kind in DEPENDENCIES:
        for name, wanted in (package.get(kind) or {}).items():
            if not FROM_REGISTRY.fullmatch(str(wanted)):
                raise UserError(
                    f"{path} takes {name} from {wanted!r}; only packages of the registry are installed.",
                    "Name a published version.",
                )


def _refuse_settings(path: str, text: bytes) -> None:
    try:
        settings = yaml.safe_load(text) or {}
    except yaml.YAMLError as error:
        raise UserError(f"{path} is not YAML: {error}.", "Correct it.") from error
    unsafe = sorted(UNSAFE_SETTINGS & set(settings)) if isinstance(settings, dict) else []
    if unsafe:
        raise UserError(f"{path} sets {', '.join(unsafe)}, which installs may not.", "Remove it.")


def without_hosts(manager: Manager, lock: bytes) -> bytes:
    """The lock file with packages named by content alone, to fit any registry. Raises `UserError`."""
    if manager is NPM:
        lock = _without_resolved(lock)
    found = HOSTED.search(text := lock.decode(errors="replace"))
    if found:
        line = text[: found.start()].count("\n") + 1
        raise UserError(
            f"{manager.lock_file} names a host for a package (line {line}).", "Lock again without it."
        )
    return lock


def _without_resolved(lock: bytes) -> bytes:
    try:
        content = json.loads(lock)
        for package in content.get("packages", {}).values():
            if "integrity" in package:
                package.pop("resolved", None)
    except (ValueError, AttributeError) as error:
        raise UserError(f"{NPM.lock_file} cannot be read: {error}.", "Lock again.") from error
    return f"{json.dumps(content, indent=2, ensure_ascii=False)}\n".encode()
