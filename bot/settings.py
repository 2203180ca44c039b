"""What can be set, read once from the environment. The only module that reads it."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError

from bot.errors import UserError

MEGABYTE = 1024 * 1024
HOUR = 3600
DAY = 24 * HOUR
SYSTEM_CACHE = Path("/var/cache/drystone")


def _set(default: Any, description: str, env: str = "", **limits: Any) -> Any:  # noqa: ANN401 as pydantic's Field
    """A setting: its default, what it does, and its variable where that is not `DRYSTONE_<NAME>`."""
    return Field(default, description=description, json_schema_extra={"env": env} if env else None, **limits)


class Settings(BaseModel):
    """Everything that can be set. Defaults make a machine with nothing set run in local mode."""

    model_config = ConfigDict(frozen=True, extra="forbid", validate_default=False)

    # where things are
    data: Path = _set(
        Path(".drystone"), "Folder of database, artifacts and mirrors; workers on several hosts share it."
    )
    cache: Path | None = _set(
        None,
        "Folder of what can be fetched again; `$XDG_CACHE_HOME/drystone` if not set, `/var/cache/drystone` for root.",
    )
    database_url: SecretStr = _set(
        SecretStr(""),
        "`postgresql://…` or `sqlite:///file`; `drystone.db` in the data folder if not set.",
        "DATABASE_URL",
    )
    redis_url: SecretStr = _set(
        SecretStr(""),
        "`redis://…`, `rediss://…` or `unix://…`. `drystone dev` starts one of its own where it is not set.",
        "REDIS_URL",
    )
    host: str = _set("127.0.0.1", "Address that the web server listens on.")
    port: int = _set(8080, "Port that the web server listens on.", "PORT", ge=0, le=65535)

    # GitHub
    github_app_id: str = _set("", "The App's id, from its settings page.", "GITHUB_APP_ID")
    github_private_key: SecretStr = _set(
        SecretStr(""), "The App's private key (PEM); `\\n` stands for a new line.", "GITHUB_PRIVATE_KEY"
    )
    github_private_key_file: Path | None = _set(
        None, "File of the private key, in place of `GITHUB_PRIVATE_KEY`.", "GITHUB_PRIVATE_KEY_FILE"
    )
    github_webhook_secret: SecretStr = _set(
        SecretStr(""),
        "The secret that webhooks are signed with. Nothing is served without it.",
        "GITHUB_WEBHOOK_SECRET",
    )
    github_api_url: str = _set(
        "https://api.github.com", "GitHub's API; another one for GHES.", "GITHUB_API_URL"
    )
    github_url: str = _set("https://github.com", "GitHub's pages and repositories.", "GITHUB_SERVER_URL")

    onboarding: bool = _set(
        True,
        "Open one pull request in each new repository, which sets it up; closing that turns Drystone off there.",
    )

    signed_commits: bool = _set(
        False,
        "Let GitHub make commits, which signs them, in place of pushing them: where signatures are asked for.",
    )

    # how it runs
    local: bool = _set(
        False, "Local mode: a local forge, migrations at start, a missing sandbox is a warning."
    )
    allow_unsandboxed: bool = _set(
        False, "Run gates, hooks and previews although this machine offers no sandbox."
    )
    log_level: Literal["debug", "info", "warning", "error"] = _set("info", "The least that is logged.")
    log_format: Literal["json", "console"] = _set("json", "One JSON object a line, or coloured text.")
    slow_workers: int = _set(2, "Processes that carry out steps.", ge=1, le=64)
    fast_workers: int = _set(2, "Processes that handle deliveries and perform actions.", ge=1, le=64)
    tick_seconds: float = _set(1.0, "Pause between two looks at what was missed.", gt=0)
    lease_seconds: float = _set(9.0, "How long a worker's silence is believed to be life.", gt=1)
    step_seconds: int = _set(1800, "The longest that a step may take.", ge=1)
    job_seconds: int = _set(120, "The longest that handling a delivery or performing actions may take.", ge=1)
    stop_seconds: float = _set(20.0, "How long workers may take to stop before they are killed.", gt=0)

    # limits of GitHub's, and own ones
    webhook_bytes: int = _set(
        25 * MEGABYTE, "The largest webhook payload; GitHub sends none above 25 MB.", ge=1
    )
    webhook_seconds: float = _set(8.0, "Answer a webhook within this; GitHub waits 10 s.", gt=0)
    delivery_days: int = _set(7, "How long handled deliveries are kept; GitHub redelivers for 3 days.", ge=3)
    redelivery_days: int = _set(3, "How far back failed deliveries are asked for again.", ge=0, le=3)
    requests_at_once: int = _set(100, "Requests at once.", ge=1)
    points_per_minute: int = _set(900, "Points a minute: a read is 1, a write 5.", ge=1)
    contents_per_minute: int = _set(80, "Comments, pull requests and the like a minute.", ge=1)
    contents_per_hour: int = _set(500, "Comments, pull requests and the like an hour.", ge=1)
    annotations_per_call: int = _set(50, "Annotations of a check run in one request.", ge=1, le=50)
    comment_characters: int = _set(
        60_000, "Where comments and bodies are cut; GitHub takes 65,536.", ge=1000, le=65_536
    )

    @property
    def secrets(self) -> tuple[str, ...]:
        """Every secret value, to be kept out of logs."""
        values = (getattr(self, name) for name in type(self).model_fields)
        return tuple(value.get_secret_value() for value in values if isinstance(value, SecretStr) and value)

    @property
    def database(self) -> str:
        """The database's URL."""
        return self.database_url.get_secret_value() or f"sqlite:///{self.data.absolute()}/drystone.db"

    @property
    def webhook_secret(self) -> bytes:
        """Raises `UserError` when there is none: an unsigned door is no door."""
        secret = self.github_webhook_secret.get_secret_value().strip()
        if not secret:
            raise UserError(
                "GITHUB_WEBHOOK_SECRET is not set.", "Set it to the webhook secret of your GitHub App."
            )
        return secret.encode()

    @property
    def private_key(self) -> str:
        """The App's key as PEM. Raises `UserError` when there is none."""
        key = self.github_private_key.get_secret_value().replace("\\n", "\n")
        if not key.strip():
            raise UserError(
                "The GitHub App's private key is not set.",
                "Set GITHUB_PRIVATE_KEY or GITHUB_PRIVATE_KEY_FILE.",
            )
        return key


def variable(name: str) -> str:
    """The environment variable of a setting."""
    extra = Settings.model_fields[name].json_schema_extra
    return str(extra["env"]) if isinstance(extra, dict) else f"DRYSTONE_{name.upper()}"


def read_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """The settings of the environment. Raises `UserError`, which names each variable at fault."""
    given = os.environ if environment is None else environment
    values = {
        name: given[variable(name)] for name in Settings.model_fields if given.get(variable(name), "").strip()
    }
    try:
        settings = Settings.model_validate(values)
    except ValidationError as error:
        raise UserError(_faults(error), "See docs/settings.md.") from None
    return settings.model_copy(update=_filled_in(settings, given))


def environment() -> Mapping[str, str]:
    """This process's own environment, for those who look for programs in it. Never to be passed on whole."""
    return dict(os.environ)


def cache_folder(environ: Mapping[str, str]) -> Path:
    """`DRYSTONE_CACHE`, else the user's cache folder; root's is the system's.

    Root runs PostgreSQL and gates as other users, who cannot get into root's home.
    """
    if given := environ.get("DRYSTONE_CACHE", "").strip():
        return Path(given).expanduser().absolute()
    base = environ.get("XDG_CACHE_HOME", "").strip()
    if base:
        return Path(base) / "drystone"
    return SYSTEM_CACHE if sys.platform == "linux" and os.geteuid() == 0 else Path.home() / ".cache/drystone"


def as_environment(settings: Settings) -> dict[str, str]:
    """The variables that make the same settings in a child process."""
    given: dict[str, str] = {}
    for name in Settings.model_fields:
        value = getattr(settings, name)
        plain = value.get_secret_value() if isinstance(value, SecretStr) else value
        if plain not in (None, ""):
            given[variable(name)] = str(plain)
    return given


def _filled_in(settings: Settings, given: Mapping[str, str]) -> dict[str, object]:
    """What depends on other settings or on files."""
    update: dict[str, object] = {"cache": cache_folder(given)}
    if settings.github_private_key_file and not settings.github_private_key:
        try:
            update["github_private_key"] = SecretStr(settings.github_private_key_file.read_text())
        except OSError as error:
            raise UserError(
                f"Reading GITHUB_PRIVATE_KEY_FILE: {error.strerror}: {settings.github_private_key_file}.",
                "Point it at the .pem file that GitHub gave you.",
            ) from None
    return update


def _faults(error: ValidationError) -> str:
    """One sentence for all that is wrong. Never the value: it may be a secret."""
    told = (
        f"{variable(str(fault['loc'][0]))}: {fault['msg']}" for fault in error.errors(include_input=False)
    )
    return f"Reading the environment: {'; '.join(told)}."
