"""Settings in, a running App out: with `plugins`, the only module that names concrete parts."""

from __future__ import annotations

import os
import socket
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from importlib.metadata import version

from bot.adapters.artifacts import FolderArtifacts
from bot.adapters.clock import SystemClock
from bot.adapters.git.repo import GitRepo
from bot.adapters.github.app import GitHubApp
from bot.adapters.github.translate import translate
from bot.adapters.queue.rq import Limits, RqQueue
from bot.adapters.services.host import LocalHost
from bot.adapters.store.sql import SqlStore
from bot.adapters.tools import Tools, find_tools
from bot.adapters.workbench.late import LateWorkbench
from bot.app import App
from bot.core.redact import Redactor
from bot.core.turn import Rules
from bot.errors import UserError
from bot.flow.flow import BotFlow
from bot.flow.obey import help_text
from bot.plugins import Plugins, plugins
from bot.ports.clock import Clock
from bot.ports.queue import Queue
from bot.ports.target import Parts, Target
from bot.settings import Settings, environment, read_settings

SYSTEM_CLOCK = SystemClock()


def rules_of(found: Plugins, *, deploys: bool) -> Rules:
    """What decisions go by."""
    return Rules(
        workflow=found.workflow,
        needs={name: gate.needs for name, gate in found.gates.items()},
        engine=version("drystone"),
        deploys=deploys,
        help=help_text(found.commands),
    )


@asynccontextmanager
async def open_app(
    settings: Settings,
    *,
    queue: Queue | None = None,
    tools: Tools | None = None,
    clock: Clock = SYSTEM_CLOCK,
) -> AsyncIterator[App]:
    """The App, until the block ends. Without `tools` it decides and performs, but carries out no steps."""
    found = plugins()
    async with AsyncExitStack() as stack:
        store = SqlStore(settings.database, clock)
        stack.push_async_callback(store.close)
        limits = Limits(fast=settings.job_seconds, slow=settings.step_seconds)
        jobs = queue or RqQueue(redis_of(settings), limits=limits)
        stack.push_async_callback(jobs.close)
        github = await stack.enter_async_context(GitHubApp.open(settings))
        workbench = make_workbench(settings, tools)
        target = make_target(settings, workbench, found)
        yield App(
            settings=settings,
            rules=rules_of(found, deploys=settings.local),
            forge=github,
            deliveries=github,
            translate=translate,
            repo=make_repo(settings, github),
            store=store,
            artifacts=FolderArtifacts(settings.data / "artifacts"),
            queue=jobs,
            clock=clock,
            workbench=workbench,
            target=target,
            phases=found.phases,
            gates=found.gates,
            fixers=found.fixers,
            commands=found.commands,
            stacks=found.stacks,
            library=found.library,
            onboarding=found.onboarding,
            worker=f"{socket.gethostname()}:{os.getpid()}",
        )


def make_repo(settings: Settings, github: GitHubApp) -> GitRepo:
    """Commits are pushed, or made by GitHub where they are to be signed."""
    signer = github if settings.signed_commits else None
    return GitRepo(settings.data / "mirrors", github.git_remote, github.git_denied, signer=signer)


def redis_of(settings: Settings) -> str:
    """Raises `UserError` where none is set: the parts have to share one."""
    url = settings.redis_url.get_secret_value()
    if not url.startswith(("redis://", "rediss://", "unix://")):
        raise UserError(
            "REDIS_URL is not set to a redis://, rediss:// or unix:// address.",
            "Set it, or run `drystone dev`, which starts a Redis of its own.",
        )
    return url


def make_workbench(settings: Settings, tools: Tools | None) -> LateWorkbench:
    """With real credentials a missing sandbox refuses the work; in local mode it is a warning."""
    return LateWorkbench(
        (settings.cache or settings.data) / "workbench",
        tools,
        redact=Redactor(settings.secrets),
        require_isolation=not (settings.local or settings.allow_unsandboxed),
    )


def make_target(settings: Settings, workbench: LateWorkbench, found: Plugins) -> Target | None:
    """In local mode apps run on this machine, behind the workbench's walls; elsewhere no target is configured yet."""
    if not settings.local:
        return None
    host = LocalHost(settings.data / "local", workbench)
    return found.targets["local"](Parts(workbench=workbench, host=host))


@asynccontextmanager
async def open_flow() -> AsyncIterator[BotFlow]:
    """The flow of a worker process, from its environment."""
    settings = read_settings()
    async with open_app(settings, tools=await warm_tools()) as app:
        yield BotFlow(app)


_TOOLS: list[Tools] = []


async def warm_tools() -> Tools:
    """What is on this machine, looked for once for each process and its forks."""
    if not _TOOLS:
        _TOOLS.append(await find_tools(environment()))
    return _TOOLS[0]
