"""Settings in, a running App out: the only module that names concrete parts."""

from __future__ import annotations

import os
import socket
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from importlib.metadata import version
from pathlib import Path

import yaml

import bot.commands
import bot.gates
import bot.stacks
import bot.targets
import phases
from bot.app import App
from bot.core.turn import Rules
from bot.core.workflow import LOCK, Workflow
from bot.flow.obey import help_text
from bot.ports.command import Command
from bot.ports.gate import Gate
from bot.ports.phase import Phase
from bot.registry import load
from bot.resources import resource


class WiringError(RuntimeError):
    """The parts do not fit together; says which."""


def read_workflow(name: str, phases_: Mapping[str, Phase], gates: Mapping[str, Gate]) -> Workflow:
    """A workflow whose every phase and gate exists."""
    path = resource("workflows") / f"{name}.yml"
    workflow = Workflow.model_validate(yaml.safe_load(path.read_text()))
    steps = {step for course in workflow.courses for step in course.steps} - {LOCK}
    unknown = sorted((steps - set(phases_)) | (workflow.gates - set(gates)))
    if unknown:
        raise WiringError(f"{path.name} names what does not exist: {', '.join(unknown)}")
    return workflow


def read_library(folder: Path) -> dict[str, bytes]:
    """The components that Drystone brings: `packages/…` -> bytes."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def rules_of(
    workflow: Workflow, gates: Mapping[str, Gate], commands: Mapping[str, Command], *, deploys: bool
) -> Rules:
    """What decisions go by."""
    return Rules(
        workflow=workflow,
        needs={name: gate.needs for name, gate in gates.items()},
        engine=version("drystone"),
        deploys=deploys,
        help=help_text(commands),
    )
