"""Everything that the bot can do to the world, as data, in the imperative.

Each action has a `key`, unique in its run: what it makes carries that key where people or GitHub keep it, so
that an action performed again finds what it made the first time.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, TypeAdapter

from bot.core.base import Value

Conclusion = Literal["success", "failure", "neutral", "cancelled", "action_required", "skipped"]


class React(Value):
    """Show at once that a comment was understood (or not)."""

    kind: Literal["react"] = "react"
    comment: int
    content: Literal["eyes", "+1", "-1", "rocket", "confused"]

    @property
    def key(self) -> str:
        return f"react:{self.comment}:{self.content}"


class Say(Value):
    """One comment per `topic` on an issue or pull request, written once and then edited in place."""

    kind: Literal["say"] = "say"
    number: int
    topic: str
    body: str

    @property
    def key(self) -> str:
        return f"say:{self.number}:{self.topic}"


class StartStep(Value):
    """Hand a step of the run to a worker."""

    kind: Literal["start_step"] = "start_step"
    step: str

    @property
    def key(self) -> str:
        return f"step:{self.step}"


class OpenPull(Value):
    """The one pull request from `head` into `base`. Its body is the run's board."""

    kind: Literal["open_pull"] = "open_pull"
    head: str
    base: str
    title: str
    draft: bool

    @property
    def key(self) -> str:
        return f"pull:{self.head}"


class RefreshBoard(Value):
    """Bring the bodies of the run's pull requests and its status comment up to the state of now."""

    kind: Literal["refresh_board"] = "refresh_board"
    version: int

    @property
    def key(self) -> str:
        return f"board:{self.version}"


class PutCheck(Value):
    """The one check run `name` for `commit`. `report` is the artifact that holds findings and log, if any."""

    kind: Literal["put_check"] = "put_check"
    name: str
    commit: str
    status: Literal["queued", "in_progress", "completed"]
    conclusion: Conclusion | None = None
    title: str = ""
    summary: str = ""
    report: str = ""
    attempt: int = 1
    buttons: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        return f"check:{self.name}:{self.commit}:{self.attempt}:{self.status}:{self.conclusion}:{self.title}"


class MarkReady(Value):
    """Take a draft pull request out of draft."""

    kind: Literal["mark_ready"] = "mark_ready"
    number: int
    commit: str

    @property
    def key(self) -> str:
        return f"ready:{self.number}:{self.commit}"


class MoveBranch(Value):
    """Fast-forward `branch` to `commit`, never by force."""

    kind: Literal["move_branch"] = "move_branch"
    branch: str
    commit: str
    attempt: int = 1

    @property
    def key(self) -> str:
        return f"move:{self.branch}:{self.commit}:{self.attempt}"


class MergePull(Value):
    """Merge the build pull request, only while its head is `commit`."""

    kind: Literal["merge_pull"] = "merge_pull"
    number: int
    branch: str
    commit: str
    attempt: int = 1

    @property
    def key(self) -> str:
        return f"merge:{self.number}:{self.commit}:{self.attempt}"


class RemoveBranch(Value):
    """Delete a branch of the bot's own that is merged."""

    kind: Literal["remove_branch"] = "remove_branch"
    branch: str

    @property
    def key(self) -> str:
        return f"remove:{self.branch}"


class StopSteps(Value):
    """End what workers are doing for this run."""

    kind: Literal["stop_steps"] = "stop_steps"
    steps: tuple[str, ...]

    @property
    def key(self) -> str:
        return f"stop:{','.join(self.steps)}"


class WakeNext(Value):
    """Let the next queued run of the workspace begin."""

    kind: Literal["wake_next"] = "wake_next"
    after: str

    @property
    def key(self) -> str:
        return f"wake:{self.after}"


Action = (
    React | Say | StartStep | OpenPull | RefreshBoard | PutCheck | MarkReady | MoveBranch | MergePull
    | RemoveBranch | StopSteps | WakeNext
)  # fmt: skip

ACTION: TypeAdapter[Action] = TypeAdapter(Annotated[Action, Field(discriminator="kind")])
