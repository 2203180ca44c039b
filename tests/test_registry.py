"""Plug-ins are found by listing a folder."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from bot.registry import Named, RegistryError, load

PLUGIN = "class Plug:\n    name = {name!r}\n\n\nPLUG = Plug()\n"


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ModuleType]:
    """An empty package of its own, which `tmp_path` holds."""
    name = f"plugs_{tmp_path.name}"
    (tmp_path / name).mkdir()
    (tmp_path / name / "__init__.py").touch()
    monkeypatch.syspath_prepend(tmp_path)
    yield importlib.import_module(name)
    for loaded in [module for module in sys.modules if module.split(".")[0] == name]:
        del sys.modules[loaded]


def add(package: ModuleType, file: str, text: str) -> None:
    (Path(package.__path__[0]) / f"{file}.py").write_text(text)


def test_plugins_are_found_by_name_and_sorted(package: ModuleType) -> None:
    """Each file's constant, by the plug-in's own name, in the order of names."""
    for file, name in (("a", "zebra"), ("b", "ape")):
        add(package, file, PLUGIN.format(name=name))
    found: dict[str, Named] = load(package, "PLUG")
    assert list(found) == ["ape", "zebra"]


def test_helpers_are_left_out(package: ModuleType) -> None:
    """A file that begins with an underscore is no plug-in."""
    add(package, "_shared", "raise AssertionError")
    assert load(package, "PLUG") == {}


@pytest.mark.parametrize(
    ("files", "says"),
    [
        (
            {"a": PLUGIN.format(name="x"), "b": PLUGIN.format(name="x")},
            r"\.b: the name 'x' is taken by .*\.a",
        ),
        ({"a": "OTHER = 1"}, r"\.a: it does not end in `PLUG"),
        ({"a": "PLUG = object()"}, r"\.a: its PLUG has no name"),
        ({"a": PLUGIN.format(name="")}, r"\.a: its PLUG has no name"),
    ],
)
def test_a_folder_out_of_order_names_the_file(package: ModuleType, files: dict[str, str], says: str) -> None:
    """A name that is taken, a constant that is missing and a plug-in without a name are refused."""
    for file, text in files.items():
        add(package, file, text)
    with pytest.raises(RegistryError, match=says):
        load(package, "PLUG")
