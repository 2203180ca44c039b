"""Imports point inwards. Who adds a module finds here where it belongs."""

from __future__ import annotations

import ast

import pytest

from tests.promises.code import Module, calls, imported, modules, own_imports

BASE = ("bot.errors", "bot.settings", "bot.registry", "bot.resources", "bot.wire")
PLUGINS = (
    "bot.gates",
    "bot.commands",
    "bot.fixers",
    "bot.targets",
    "bot.provisioners",
    "bot.stacks",
    "phases",
)
LAYERS: dict[str, tuple[str, ...]] = {
    "base": BASE,
    "core": ("bot.core",),
    "ports": ("bot.ports",),
    **{plugin: (plugin,) for plugin in PLUGINS},
    "app": ("bot.app", "bot.views"),
    "flow": ("bot.flow",),
    "adapters": ("bot.adapters",),
    "bootstrap": ("bot.bootstrap", "bot.plugins"),
    "outside": ("bot.web", "bot.worker", "bot.jobs", "bot.cli", "bot.docs", "bot.demo"),
    "sdk": ("bot.sdk",),
    "localforge": ("bot.localforge",),
}
INNER = ("base", "core", "ports")
MAY_SEE: dict[str, tuple[str, ...]] = {
    "base": ("base",),
    "core": ("base", "core"),
    "ports": INNER,
    **{plugin: (*INNER, plugin) for plugin in PLUGINS},
    "app": (*INNER, "app"),
    "flow": (*INNER, "app", "flow"),
    "adapters": (*INNER, "adapters"),
    "bootstrap": (*INNER, *PLUGINS, "app", "flow", "adapters", "bootstrap"),
    "outside": (*INNER, *PLUGINS, "app", "flow", "adapters", "bootstrap", "outside", "localforge"),
    "sdk": ("sdk",),
    "localforge": ("localforge",),
}
IO_MODULES = {
    "aiohttp", "asyncio", "gidgethub", "jinja2", "logging", "os", "pathlib", "random", "redis", "rq", "secrets",
    "shutil", "socket", "sqlite3", "subprocess", "tempfile", "time", "urllib",
}  # fmt: skip
IMPURE_CALLS = {
    "open", "input", "print", "now", "utcnow", "today", "localtime", "uuid1", "uuid4", "getnode", "urandom",
}  # fmt: skip
ALL = sorted(modules())


def layer_of(name: str) -> str:
    """The layer with the longest prefix of a module's name."""
    fitting = [
        (len(prefix), layer)
        for layer, prefixes in LAYERS.items()
        for prefix in prefixes
        if name == prefix or name.startswith(prefix + ".")
    ]
    assert fitting or name == "bot", f"{name} is in no layer: say in {__file__} where it belongs"
    return max(fitting)[1] if fitting else "base"


def module(name: str) -> Module:
    return modules()[name]


@pytest.mark.parametrize("name", ALL)
def test_imports_point_inwards(name: str) -> None:
    """A module imports only from its own layer and those further in; plug-in folders are blind to each other."""
    allowed = MAY_SEE[layer_of(name)]
    wrong = {
        other for other in own_imports(module(name)) if layer_of(other) not in allowed and other != "bot"
    }
    assert not wrong


@pytest.mark.parametrize("name", ALL)
def test_no_import_inside_a_function(name: str) -> None:
    """What a module needs stands at its top."""
    assert [line for _, line, inside in imported(module(name)) if inside] == []


@pytest.mark.parametrize("name", [name for name in ALL if layer_of(name) == "core"])
def test_the_core_is_pure(name: str) -> None:
    """Nothing in the core can touch the world, tell the time or roll dice."""
    assert {found for found, _, _ in imported(module(name)) if found.split(".")[0] in IO_MODULES} == set()
    assert {called for called in calls(module(name)) if called in IMPURE_CALLS} == set()


def test_no_circles() -> None:
    """No module imports itself by way of others."""
    done: set[str] = set()

    def visit(name: str, way: tuple[str, ...]) -> None:
        assert name not in way, " -> ".join((*way, name))
        if name not in done:
            for other in own_imports(module(name)):
                if other != name and not name.startswith(other + "."):
                    visit(other, (*way, name))
            done.add(name)

    for name in ALL:
        visit(name, ())


@pytest.mark.parametrize("name", [name for name in ALL if name != "bot.settings"])
def test_only_settings_reads_the_environment(name: str) -> None:
    """`os.environ` and `os.getenv` stand in one module."""
    for node in ast.walk(module(name).tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "os":
            assert node.attr not in ("environ", "getenv", "environb"), f"line {node.lineno}"


@pytest.mark.parametrize("name", ALL)
def test_says_what_it_does(name: str) -> None:
    """Every module with code opens with a docstring."""
    tree = module(name).tree
    assert ast.get_docstring(tree) or not tree.body
