"""What the bot is made of: a frozen record of ports and registries, put together by `bootstrap`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.core.turn import Rules
from bot.ports.clock import Clock
from bot.ports.command import Command
from bot.ports.fixer import Fixer
from bot.ports.forge import Deliveries, Forge
from bot.ports.gate import Gate
from bot.ports.phase import Phase
from bot.ports.queue import Queue
from bot.ports.repo import Repo
from bot.ports.stack import Stack
from bot.ports.store import Artifacts, Store
from bot.ports.target import Target
from bot.ports.translate import Translate
from bot.ports.workbench import Workbench
from bot.settings import Settings


@dataclass(frozen=True)
class App:
    """The parts. `target` is where merged apps go, None where none is configured; `library` and `onboarding`
    (what a repository is set up with) map paths to bytes.
    """

    settings: Settings
    rules: Rules
    forge: Forge
    deliveries: Deliveries
    translate: Translate
    repo: Repo
    store: Store
    artifacts: Artifacts
    queue: Queue
    clock: Clock
    workbench: Workbench
    target: Target | None
    phases: Mapping[str, Phase]
    gates: Mapping[str, Gate]
    fixers: Mapping[str, Fixer]
    commands: Mapping[str, Command]
    stacks: Mapping[str, Stack]
    library: Mapping[str, bytes]
    onboarding: Mapping[str, bytes]
    worker: str
    """This process's name in leases."""
