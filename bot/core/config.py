"""The repository's own configuration: `.drystone.yml` on its default branch, never a pull request's."""

from __future__ import annotations

from difflib import get_close_matches
from typing import Literal

import yaml
from pydantic import Field, ValidationError

from bot.core.base import Value

LARGEST = 64 << 10
KNOWN = ("start", "approvals", "self")


class Approvals(Value):
    """Who may approve. `self` lets the requester and authors approve their own work, for teams of one."""

    self_: bool = Field(default=False, alias="self")


class Config(Value):
    """What `.drystone.yml` may say, and what holds without one.

    `start: auto` starts a run as soon as someone with write access opens a valid plan; `command` waits for
    `/build`. `problem` is why the file could not be used: then the defaults hold and people are told.
    """

    start: Literal["auto", "command"] = "auto"
    approvals: Approvals = Approvals()
    problem: str = ""


def read_config(data: bytes) -> Config:
    """The configuration in a `.drystone.yml`. What cannot be used is named in `problem`; defaults hold then."""
    if len(data) > LARGEST:
        return Config(problem=f"larger than {LARGEST} bytes")
    try:
        value = yaml.safe_load(data)
        if value is None:
            return Config()
        if not isinstance(value, dict) or "problem" in value:
            return Config(problem="not a mapping of `start` and `approvals`")
        return Config.model_validate(value)
    except ValidationError as error:
        return Config(problem="; ".join(_told(found["loc"], found["msg"]) for found in error.errors()))
    except (yaml.YAMLError, ValueError) as error:
        return Config(problem=f"no YAML: {str(error).splitlines()[0]}")


def _told(path: tuple[int | str, ...], message: str) -> str:
    close = get_close_matches(str(path[-1]), KNOWN, n=1)
    hint = f" (did you mean `{close[0]}`?)" if close and close[0] != path[-1] else ""
    return f"`{'.'.join(map(str, path))}`: {message}{hint}"
