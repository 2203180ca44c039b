"""The repository's own configuration: `.drystone.yml` on its default branch, never a pull request's."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from bot.core.base import Value


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
