"""Runs and decisions to save."""

from __future__ import annotations

from bot.core.ids import Workspace
from bot.core.run import Course, Run, Step
from bot.ports.store import Decided

AT = Workspace(installation=7, repo="Owner/App")
ELSEWHERE = Workspace(installation=8, repo="owner/app")


def a_run(run_id: str = "r1", **changes: object) -> Run:
    """A run of issue 12 with one course that ends in a checkpoint, and the last one."""
    branch = "drystone/12-app"
    run = Run(
        id=run_id,
        workspace=AT,
        issue=12,
        status="running",
        plan_text="name: café\n",
        digest="d" * 64,
        project="app",
        author="owner",
        requester="owner",
        base="main",
        branch=branch,
        courses=(
            Course(
                number=1,
                steps=("scaffold",),
                gates=("compile",),
                checkpoint="afterDomains",
                branch=f"{branch}--a",
            ),
            Course(number=2, steps=("api",), gates=(), checkpoint="", branch=branch),
        ),
        steps=(Step(id="s1", kind="phase", name="scaffold", number=1, course=1),),
        created_at=1_000_000,
        version=1,
    )
    return run.model_copy(update=changes)


def saved(run: Run, **changes: object) -> Decided:
    return Decided(workspace=run.workspace, stream=run.id, run=run).model_copy(update=changes)
