"""Code templates on disk: one cached Jinja environment, in which raw text from a plan cannot reach the output.

`<% %>` and `<%= %>` are the delimiters, since JSX and GitHub's expressions own the braces. A value is printed
only if it is `Code`, a number or a harmless word; all else has to pass a filter (`js`, `jsx`, `comment` …).
"""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Iterable, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

import jinja2
import yaml

from bot.core.generate import code, ddl
from bot.core.plan import naming
from bot.ports.stack import Stack

_HARMLESS = re.compile(r"[A-Za-z0-9_$][A-Za-z0-9_$., /\[\]()%-]*|")


class RawTextError(Exception):
    """A template printed text that is neither code of ours nor filtered: a fault of the template."""


def _checked(value: object) -> object:
    if value is None or isinstance(value, bool):
        raise RawTextError(f"A template prints {value!r}.")
    if hasattr(value, "__html__") or isinstance(value, (int, float, jinja2.Undefined)):
        return value
    text = str(value)
    if not _HARMLESS.fullmatch(text):
        raise RawTextError(f"A template prints {text!r} without a filter.")
    return code.Code(text)


def _pretty(value: object, indent: int = 0) -> code.Code:
    text = json.dumps(value, indent=2, ensure_ascii=False)
    return code.Code(text.replace("\n", "\n" + " " * indent))


class FolderTemplates:
    """The templates below one folder. Implements `bot.ports.stack.Templates`."""

    def __init__(self, root: Path) -> None:
        self._root = root

    @cached_property
    def _environment(self) -> jinja2.Environment:
        environment = jinja2.Environment(
            loader=jinja2.FileSystemLoader(self._root),
            undefined=jinja2.StrictUndefined,
            autoescape=True,
            finalize=_checked,
            block_start_string="<%",
            block_end_string="%>",
            variable_start_string="<%=",
            variable_end_string="%>",
            comment_start_string="<%#",
            comment_end_string="%>",
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
            cache_size=-1,
            auto_reload=False,
        )
        environment.filters.update(
            js=code.js,
            pretty=_pretty,
            label_phrase=lambda text: text[:1].upper() + text[1:],
            jsx=code.jsx,
            key=code.key,
            attribute=code.attribute,
            comment=code.comment,
            prose=code.prose,
            code=code.Code,
            found=code.found,
            makers=code.makers,
            sqlname=lambda name: code.Code(ddl.quote(name)),
            sqltext=lambda text: code.Code(naming.literal(text)),
            pascal=naming.pascal,
            camel=naming.camel,
            kebab=naming.kebab,
            label=naming.label,
            phrase=naming.phrase,
            article=naming.with_article,
        )
        return environment

    @cached_property
    def _names(self) -> tuple[str, ...]:
        files = (path for path in self._root.rglob("*") if path.is_file() and not path.is_symlink())
        return tuple(sorted(path.relative_to(self._root).as_posix() for path in files))

    def names(self, prefix: str = "") -> Iterable[str]:
        """Template paths below `prefix`, sorted."""
        folder = f"{prefix.rstrip('/')}/" if prefix else ""
        return [name for name in self._names if name.startswith(folder)]

    def render(self, name: str, values: Mapping[str, Any]) -> bytes:
        """The rendered text of a `.j2` template, or the bytes of any other file."""
        if name not in self._names:
            raise FileNotFoundError(name)
        if not name.endswith(".j2"):
            return (self._root / name).read_bytes()
        return self._environment.get_template(name).render(values).encode()


def bind(stack: Stack, templates_root: Path) -> Stack:
    """The stack with the templates of its folder: `<templates_root>/stacks/<name>`."""
    folder = FolderTemplates(templates_root / "stacks" / stack.name)
    return dataclasses.replace(stack, templates=folder)  # type: ignore[type-var]  # every stack is a frozen dataclass


def read_library(templates_root: Path) -> dict[str, bytes]:
    """Drystone's own component library: `packages/…` path -> bytes."""
    files = read_files(templates_root / "library/packages")
    return {f"packages/{path}": data for path, data in files.items()}


def read_files(root: Path) -> dict[str, bytes]:
    """All files below a folder: path -> bytes."""
    files = sorted(path for path in root.rglob("*") if path.is_file() and not path.is_symlink())
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in files}


def read_examples(templates_root: Path) -> Mapping[str, Mapping[str, Any]]:
    """For each component of Drystone's library, by its name, props as a plan would give them."""
    text = (templates_root / "library/examples.yaml").read_text("utf-8")
    read: Mapping[str, Mapping[str, Any]] = yaml.safe_load(text)
    return read
