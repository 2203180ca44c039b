"""What the workbench uses of this machine, as `bot.adapters.tools` found it."""

from __future__ import annotations

from pathlib import Path

from bot.adapters.tools import Tools
from bot.adapters.workbench.install import Program
from bot.adapters.workbench.workbench import Machine
from bot.errors import UserError


def machine_from(tools: Tools) -> Machine:
    """The workbench's view of the tools. Raises `UserError` where there is no Node.js."""
    node = tools.path("node")
    if node is None:
        raise UserError(
            "There is no usable Node.js on this machine.", "`drystone doctor` says how to get it."
        )
    return Machine(
        node=node,
        node_version=tools["node"].version,
        managers=_managers(tools, node),
        postgres=tools.path("postgresql"),
        postgres_version=tools["postgresql"].version,
        chromium=tools.path("chromium"),
        readable=tuple(_readable(tools)),
        network_env=tools.network_env(),
    )


def _managers(tools: Tools, node: Path) -> dict[str, Program]:
    programs = {}
    for name in ("pnpm", "npm", "yarn"):
        if path := tools.path(name):
            argv = (str(node), str(path)) if path.suffix == ".js" else (str(path),)
            programs[name] = Program(argv, tools[name].version)
    return programs


def _readable(tools: Tools) -> list[Path]:
    """Folders that hold the programs, as narrow as they can be: a home folder must not be among them."""
    node = tools.path("node")
    folders = [_home_of(node)] if node else []
    for name in ("pnpm", "chromium"):
        if path := tools.path(name):
            folders.append(path.resolve().parent)
    if yarn := tools.path("yarn"):
        folders.append(yarn.resolve().parent.parent)
    if postgres := tools.path("postgresql"):
        folders.append(postgres.resolve().parent)
    return folders


def _home_of(node: Path) -> Path:
    """Node's own prefix, which holds npm as well; the bare program where its folder is a mixed one."""
    prefix = node.resolve().parent.parent
    return prefix if (prefix / "lib/node_modules").is_dir() else node.resolve()
