"""The page that shows the component library: each component's path, props and an example to copy into a plan."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import Any, Final

import yaml

from bot.core.generate.library import Component, component
from bot.core.generate.props import Prop, props_of

_HEAD: Final = """# Components

What plans can name in `sections` and `ui`. This page is made from `templates/library` by `scripts/docs`.

Every prop may be left out. All are styled by the tokens of the app's `globals.css`, in light and dark, and pass axe at
WCAG AA; how to add one is told in [the library's README](../templates/library/README.md).
"""
_GROUPS: Final = {
    "heroes": "Heroes",
    "sections": "Sections",
    "features": "Features",
    "navigation": "Navigation",
    "data": "Data",
    "charts": "Charts",
    "forms": "Forms",
    "buttons": "Buttons",
    "feedback": "Feedback",
    "overlay": "Overlays",
    "media": "Media",
    "text": "Text",
    "icons": "Icons",
    "layout": "Layout",
}


def components_page(library: Mapping[str, bytes], examples: Mapping[str, Mapping[str, Any]]) -> str:
    """`docs/components.md`."""
    found = [component(path, library) for path in library if path.endswith(".tsx")]
    ordered = sorted(found, key=lambda one: (list(_GROUPS).index(_group(one)), one.name))
    groups = [(name, list(ones)) for name, ones in groupby(ordered, _group)]
    lines = [_HEAD, *(_line(name, ones) for name, ones in groups)]
    for name, ones in groups:
        lines += ["", f"## {_GROUPS[name]}"]
        for one in ones:
            lines += _entry(one, library, examples.get(one.name, {}))
    return "\n".join(lines) + "\n"


def _group(one: Component) -> str:
    return next(part for part in reversed(one.path.split("/")) if part in _GROUPS)


def _line(name: str, ones: list[Component]) -> str:
    links = ", ".join(f"[{one.name}](#{one.name.lower()})" for one in ones)
    return f"- [{_GROUPS[name]}](#{_GROUPS[name].lower()}): {links}"


def _entry(one: Component, library: Mapping[str, bytes], example: Mapping[str, Any]) -> Iterator[str]:
    known = props_of(one, library)
    yield from ("", f"### {one.name}", "", known.doc, "", f"`{one.path}`")
    if known.props:
        yield from (
            "",
            "| prop | type | default | what it is |",
            "|---|---|---|---|",
            *map(_row, known.props),
        )
    notes = []
    if known.element:
        notes.append(f"It takes the attributes of `<{known.element}>` too.")
    if one.takes == "resource":
        notes.append(
            "On a page it shows an entity's rows, and the form for a new one; `entity` names another entity."
        )
    if one.takes == "form":
        notes.append("With the prop `entity` its form is that entity's, and what is sent becomes a row.")
    if notes:
        yield from ("", " ".join(notes))
    if example:
        section = yaml.safe_dump(
            [{"component": one.path, "props": dict(example)}], sort_keys=False, allow_unicode=True, width=110
        )
        yield from ("", "```yaml", section.rstrip(), "```")


def _row(prop: Prop) -> str:
    kind = re.sub(r'ComponentProps<typeof (\w+)>\["(\w+)"\]', r"`\2` of `\1`", prop.type)
    kind = re.sub(r"ComponentProps<typeof (\w+)>(\[\])?", r"the props of `\1`\2", kind)
    shown = kind if kind != prop.type else f"`{kind}`"
    default = f"`{prop.default}`" if prop.default else ""
    cells = (f"`{prop.name}`", shown, default, prop.doc)
    return f"| {' | '.join(_escaped(cell) for cell in cells)} |"


def _escaped(cell: str) -> str:
    return cell.replace("|", "\\|")
