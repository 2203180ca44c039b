"""Plug-ins found by listing a folder: each file ends in one typed constant, and no name is there twice."""

from __future__ import annotations

import importlib
import pkgutil
from types import ModuleType
from typing import Protocol, TypeVar, cast


class Named(Protocol):
    """What every plug-in has."""

    @property
    def name(self) -> str: ...


T = TypeVar("T", bound=Named)


class RegistryError(RuntimeError):
    """A plug-in folder is not in order; names the file."""


def load(package: ModuleType, constant: str) -> dict[str, T]:
    """Every plug-in of a folder by its name, sorted. Files that begin with `_` are helpers of the others.

    Raises `RegistryError` where a file lacks the constant, a plug-in lacks a name, or a name is taken.
    """
    found: dict[str, T] = {}
    homes: dict[str, str] = {}
    for module in sorted(pkgutil.iter_modules(package.__path__), key=lambda listed: listed.name):
        if module.name.startswith("_"):
            continue
        home = f"{package.__name__}.{module.name}"
        plugin = cast("T", _constant_of(home, constant))
        name = getattr(plugin, "name", None)
        if not isinstance(name, str) or not name:
            raise RegistryError(f"reading {home}: its {constant} has no name")
        if name in homes:
            raise RegistryError(f"reading {home}: the name {name!r} is taken by {homes[name]}")
        homes[name] = home
        found[name] = plugin
    return dict(sorted(found.items()))


def _constant_of(home: str, constant: str) -> object:
    module = importlib.import_module(home)
    if not hasattr(module, constant):
        raise RegistryError(f"reading {home}: it does not end in `{constant}: … = …()`")
    return getattr(module, constant)
