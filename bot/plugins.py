"""All that is found by listing folders: plug-ins, the workflow that orders them, the component library."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, cached_property

import yaml

import bot.commands
import bot.fixers
import bot.gates
import bot.stacks
import bot.targets
import phases
from bot.adapters.templates import bind, read_files, read_library
from bot.core.workflow import LOCK, Workflow
from bot.ports.command import Command
from bot.ports.fixer import Fixer
from bot.ports.gate import Gate
from bot.ports.phase import Phase
from bot.ports.stack import Stack
from bot.ports.target import TargetMaker
from bot.registry import load
from bot.resources import resource


class WiringError(RuntimeError):
    """The parts do not fit together; says which."""


class Plugins:
    """What there is, by name. Each folder is read once, when it is first asked for."""

    @cached_property
    def phases(self) -> Mapping[str, Phase]:
        return load(phases, "PHASE")

    @cached_property
    def gates(self) -> Mapping[str, Gate]:
        return load(bot.gates, "GATE")

    @cached_property
    def fixers(self) -> Mapping[str, Fixer]:
        return load(bot.fixers, "FIXER")

    @cached_property
    def commands(self) -> Mapping[str, Command]:
        return load(bot.commands, "COMMAND")

    @cached_property
    def stacks(self) -> Mapping[str, Stack]:
        """Each with the templates of its folder."""
        stacks: dict[str, Stack] = load(bot.stacks, "STACK")
        return {name: bind(stack, resource("templates")) for name, stack in stacks.items()}

    @cached_property
    def targets(self) -> Mapping[str, TargetMaker]:
        return load(bot.targets, "TARGET")

    @cached_property
    def workflow(self) -> Workflow:
        return read_workflow("build", self.phases, self.gates)

    @cached_property
    def onboarding(self) -> Mapping[str, bytes]:
        """What a repository is set up with: path -> bytes."""
        return read_files(resource("templates") / "onboarding")

    @cached_property
    def library(self) -> Mapping[str, bytes]:
        """The component library: `packages/…` paths to bytes."""
        return read_library(resource("templates"))

    def read(self) -> None:
        """Read all of it now: what is read before a process forks is not read again after it."""
        for name, part in vars(Plugins).items():
            if isinstance(part, cached_property):
                getattr(self, name)


@cache
def plugins() -> Plugins:
    """The same for all of a process."""
    return Plugins()


def read_workflow(name: str, known_phases: Mapping[str, Phase], gates: Mapping[str, Gate]) -> Workflow:
    """A workflow whose every phase and gate exists."""
    path = resource("workflows") / f"{name}.yml"
    workflow = Workflow.model_validate(yaml.safe_load(path.read_text()))
    steps = {step for course in workflow.courses for step in course.steps} - {LOCK}
    unknown = sorted((steps - set(known_phases)) | (workflow.gates - set(gates)))
    if unknown:
        raise WiringError(f"{path.name} names what does not exist: {', '.join(unknown)}")
    return workflow
