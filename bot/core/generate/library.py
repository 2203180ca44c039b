"""The component library: what a component is called, what it brings along, what it needs of an app.

A component may have a contract, a YAML file beside it (`BookingForm.contract.yaml`, or `contract.yaml` in
the folder of a `component.tsx`):

    takes: resource          # its props are `ResourceProps` (`lib/view.ts`): one entity's form, rows and buttons
    takes: form              # the same, but only where the plan names the entity in the prop `entity`
    fills: {href: start}     # props filled in where the plan gives none: `start` is the app's first own page
    says: {submit: Book}     # the words on its button, for tests that press it
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import yaml

from bot.core.plan import naming
from bot.core.plan.components import likely, stem
from bot.errors import UserError

_IMPORT: Final = re.compile(
    r"""(?P<before>(?:\bfrom|\bimport)\s*\(?\s*)(?P<quote>["'])(?P<target>[^"'\n]+)(?P=quote)"""
)
_EXPORT_DEFAULT: Final = re.compile(r"^export\s+default\b", re.MULTILINE)
_EXPORT: Final = re.compile(
    r"^export\s+(?:async\s+)?(?:function|const|class)\s+([A-Z][A-Za-z0-9_]*)", re.MULTILINE
)
_SPACED: Final = re.compile(r"layout/Section|--gutter")
_EXTENSIONS: Final = (
    "",
    ".tsx",
    ".ts",
    ".jsx",
    ".js",
    ".css",
    ".json",
    "/index.tsx",
    "/index.ts",
    "/component.tsx",
)
_SAFE: Final = re.compile(r"packages(/[A-Za-z0-9_][A-Za-z0-9_.-]*)+\.(tsx|ts|jsx|js)")


@dataclass(frozen=True)
class Component:
    """One component. `place` is its module in the app, `name` its export, empty for a default export only."""

    path: str
    place: str
    name: str
    is_default: bool
    takes: str
    fills: Mapping[str, str]
    says: Mapping[str, str]
    is_framed: bool
    """Whether a page gives it its space: it is a primitive, and keeps none of its own."""

    @property
    def module(self) -> str:
        """What an import statement names."""
        return "@/" + self.place.rsplit(".", 1)[0]


def component(path: str, library: Mapping[str, bytes]) -> Component:
    """The component at a library path. Raises `UserError` where it is missing or unsafe."""
    if not _SAFE.fullmatch(path) or ".." in path.split("/"):
        raise UserError(
            f"`{path}` is not a path of a component in the library.", "Write `packages/…/Name.tsx`."
        )
    if path not in library:
        near = likely(path, library)
        hint = f"Did you mean `{near}`?" if near else "See docs/components.md, or add it to the repository."
        raise UserError(f"The library has no `{path}`.", hint)
    return _read(path, library[path], library.get(_beside(path)))


@lru_cache(maxsize=1024)
def _read(path: str, code: bytes, contract: bytes | None) -> Component:
    text, called = code.decode(), naming.pascal(stem(path))
    named = _EXPORT.findall(text)
    name = next((one for one in named if one.lower() == called.lower()), named[0] if named else "")
    is_default = bool(_EXPORT_DEFAULT.search(text)) and not named
    if not named and not is_default:
        raise UserError(f"`{path}` exports no component.", "Export a function with a capital first letter.")
    framed = "/primitives/" in path and "/heroes/" not in path and not _SPACED.search(text)
    return Component(path, place_of(path), name or called, is_default, *_agreed(contract), framed)


def _beside(path: str) -> str:
    """Where a component's contract stands, if it has one."""
    folder, _, file = path.rpartition("/")
    name = file.rsplit(".", 1)[0]
    return f"{folder}/contract.yaml" if name in ("component", "index") else f"{folder}/{name}.contract.yaml"


def _agreed(contract: bytes | None) -> tuple[str, Mapping[str, str], Mapping[str, str]]:
    read = yaml.safe_load(contract.decode()) or {} if contract is not None else {}
    fills, says = ({str(k): str(v) for k, v in (read.get(part) or {}).items()} for part in ("fills", "says"))
    return str(read.get("takes", "")), fills, says


def place_of(path: str) -> str:
    """Where a library file stands in the app: `packages/x/src/y.tsx` -> `components/x/y.tsx`."""
    return "components/" + "/".join(part for part in path.split("/")[1:] if part != "src")


def closure(path: str, library: Mapping[str, bytes]) -> dict[str, bytes]:
    """A component with all that it imports from the library: place in the app -> its text, imports rewritten."""
    files: dict[str, bytes] = {}
    waiting = [path]
    while waiting:
        one = waiting.pop()
        if place_of(one) in files:
            continue
        text = library[one].decode()
        for target in dict.fromkeys(match["target"] for match in _IMPORT.finditer(text)):
            found = resolved(target, one, library)
            if found:
                waiting.append(found)
        files[place_of(one)] = _rewritten(text, one, library).encode()
    return dict(sorted(files.items()))


def resolved(target: str, path: str, library: Mapping[str, bytes]) -> str | None:
    """The library file that an import names: relative, or by a monorepo alias (`@platform/ui/…`)."""
    if target.startswith("."):
        base = posixpath.normpath(posixpath.join(posixpath.dirname(path), target))
        if not base.startswith("packages/"):
            raise UserError(
                f"`{path}` imports `{target}`, which is outside the library.", "Bring it into `packages/`."
            )
        found = _existing(base, library)
        if found is None:
            raise UserError(
                f"`{path}` imports `{target}`, which the library lacks.", "Add it, or take the import out."
            )
        return found
    if target.startswith(("@/", "next", "react")) or not target.startswith(("@", "packages/")):
        return None
    parts = target.removeprefix("@").removeprefix("packages/").split("/")
    for cut in range(len(parts), 0, -1):
        inner = "/".join(parts[cut:])
        base = f"packages/{'/'.join(parts[:cut])}"
        for candidate in (f"{base}/src/{inner}", f"{base}/{inner}"):
            if found := _existing(candidate.rstrip("/"), library):
                return found
    return None


def _existing(base: str, library: Mapping[str, bytes]) -> str | None:
    return next((base + ending for ending in _EXTENSIONS if base + ending in library), None)


def _rewritten(text: str, path: str, library: Mapping[str, bytes]) -> str:
    def replaced(match: re.Match[str]) -> str:
        found = resolved(match["target"], path, library)
        if found is None:
            return match.group(0)
        place = place_of(found)
        module = place if place.endswith((".css", ".json")) else place.rsplit(".", 1)[0]
        return f"{match['before']}{match['quote']}@/{module}{match['quote']}"

    return _IMPORT.sub(replaced, text)
