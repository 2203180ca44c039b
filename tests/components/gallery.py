"""The gallery: an app in which every component of the library stands on a page, bare and with its example."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import yaml

from bot.adapters.templates import read_examples
from bot.core.generate.library import Component, component
from bot.core.plan import naming
from bot.core.plan.model import Plan
from tests.gates.bench import PLAN
from tests.phases.trees import LIBRARY, ROOT, laid

STAGE = Path(__file__).parent / "stage"
EXAMPLES = read_examples(ROOT / "templates")
COMPONENTS: Mapping[str, Component] = {
    one.name: one for path in LIBRARY if path.endswith(".tsx") for one in [component(path, LIBRARY)]
}


def gallery_plan() -> Plan:
    """A plan with a page for each component: once as it is, once with its example's props."""
    pages = [
        {
            "name": f"{name} page",
            "route": f"/{naming.kebab(name)}",
            "layout": "marketing",
            "sections": [
                {"component": one.path},
                *([{"component": one.path, "props": EXAMPLES[name]}] if EXAMPLES.get(name) else []),
            ],
        }
        for name, one in sorted(COMPONENTS.items())
    ]
    ui = [{"name": name, "from": one.path} for name, one in sorted(COMPONENTS.items())]
    base = yaml.safe_load(PLAN.read_text("utf-8"))
    return Plan.model_validate({**base, "components": {**base["components"], "pages": pages, "ui": ui}})


@cache
def gallery_files() -> Mapping[str, bytes]:
    """The app as `scaffold` and `assemble` lay it, and the stage on which its pages are shown as one."""
    files = laid(gallery_plan(), upto="assemble")
    stage = {f"gallery/{path.name}": path.read_bytes() for path in sorted(STAGE.iterdir())}
    return {**files, **stage, "gallery/gallery.tsx": _gallery().encode()}


def _gallery() -> str:
    names = sorted(COMPONENTS)
    shown = [name for name in names if COMPONENTS[name].takes != "resource"]
    imports = [f'import {name}Page from "@/app/(marketing)/{naming.kebab(name)}/page";' for name in shown]
    pages = [
        f'    <article data-component="{name}">{f"<{name}Page />" if name in shown else ""}{{own("{name}")}}</article>'
        for name in names
    ]
    return "\n".join(
        [
            *imports,
            'import { RESOURCES } from "./resources";',
            "",
            "const own = (name: string) => (name in RESOURCES ? RESOURCES[name as keyof typeof RESOURCES] : null);",
            "",
            "export function Gallery() {",
            "  return (",
            "    <>",
            *(f"  {page}" for page in pages),
            "    </>",
            "  );",
            "}",
            "",
        ]
    )
