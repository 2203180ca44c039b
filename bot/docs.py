"""Pages of the documentation that are made from the code, so that they cannot fall behind."""

from __future__ import annotations

from pathlib import Path

from pydantic import SecretStr

from bot.core.plan.reference import plan_page, problems_page, schema_text
from bot.settings import Settings, variable

HEAD = """# Settings

Everything is set by environment variables. This page is made from `bot/settings.py` by `scripts/docs`.

| variable | default | what it does |
|---|---|---|
"""


def settings_page() -> str:
    """`docs/settings.md`."""
    rows = (
        f"| `{variable(name)}` | {_shown(field.default)} | {field.description} |"
        for name, field in Settings.model_fields.items()
    )
    return HEAD + "\n".join(rows) + "\n"


def _shown(default: object) -> str:
    if default is None or default == "" or isinstance(default, SecretStr):
        return ""
    return f"`{str(default).lower() if isinstance(default, bool) else default}`"


def write_pages(folder: Path) -> None:
    """Writes every page that is made from the code."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "settings.md").write_text(settings_page())
    (folder / "plan.md").write_text(plan_page(), encoding="utf-8")
    (folder / "problems.md").write_text(problems_page(), encoding="utf-8")
    schema = folder.parent / "workflows" / "schema" / "buildplan.schema.json"
    schema.parent.mkdir(parents=True, exist_ok=True)
    schema.write_text(schema_text(), encoding="utf-8")
