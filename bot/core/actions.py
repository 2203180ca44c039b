"""Everything that the bot can do to the world, as data, in the imperative.

Each action has a `key`, unique in its stream. What it makes carries a name of its own where people or GitHub
keep it (a marker, an external id, a head branch), so that an action performed again finds what it made the
first time. Actions with the same `lane` write the same thing and are performed in order.
"""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field, TypeAdapter

from bot.core.base import Value

Conclusion = Literal["success", "failure", "neutral", "cancelled", "action_required", "skipped"]


CheckStatus = Literal["queued", "in_progress", "completed"]


class _Act(Value):
    is_courtesy: ClassVar[bool] = False
    """Whether the run goes on as if nothing was, should this never succeed."""

    @property
    def key(self) -> str:
        raise NotImplementedError

    @property
    def lane(self) -> str:
        return self.key


class React(_Act):
    """Show at once that a comment was understood (or not)."""

    kind: Literal["react"] = "react"
    comment: int
    content: Literal["eyes", "+1", "-1", "rocket", "confused"]

    @property
    def key(self) -> str:
        return f"react:{self.comment}:{self.content}"


class Failure(Value):
    """Why a run halted: kept as the artifact `name`, `{error, suggestions, files}`.

    `reports` are the artifacts of the gates that were red on `commit`: files, places and causes come of them.
    """

    name: str
    error: str
    suggestions: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    commit: str = ""
    reports: tuple[str, ...] = ()


class Say(_Act):
    """One comment per `topic` on an issue or pull request, written once and then edited in place.

    `report` is the artifact whose text follows, if any; of a `failure`, what failed where, and why, does.
    """

    kind: Literal["say"] = "say"
    number: int
    topic: str
    body: str
    stamp: str
    report: str = ""
    failure: Failure | None = None

    @property
    def lane(self) -> str:
        return f"say:{self.number}:{self.topic}"

    @property
    def key(self) -> str:
        return f"{self.lane}@{self.stamp}"


class CheckPlan(_Act):
    """Look at the plan that a pull request brings as it is now, and say on it what is wrong or what would change."""

    kind: Literal["check_plan"] = "check_plan"
    pull: int
    stamp: str

    @property
    def lane(self) -> str:
        return f"plan:{self.pull}"

    @property
    def key(self) -> str:
        return f"{self.lane}@{self.stamp}"


class CompilePrd(_Act):
    """Bring the plan on a pull request's branch up to the PRD and architecture there as they are now."""

    kind: Literal["compile_prd"] = "compile_prd"
    pull: int
    stamp: str

    @property
    def lane(self) -> str:
        return f"prd:{self.pull}"

    @property
    def key(self) -> str:
        return f"{self.lane}@{self.stamp}"


class Onboard(_Act):
    """Bring the set-up of the repository to where it should be: one pull request that asks for it."""

    kind: Literal["onboard"] = "onboard"
    at: int
    stamp: str

    @property
    def lane(self) -> str:
        return "onboard"

    @property
    def key(self) -> str:
        return f"{self.lane}@{self.stamp}"


class LeaveWorkspace(_Act):
    """End the repository's runs and forget what is only kept to be quicker."""

    kind: Literal["leave"] = "leave"
    stamp: str

    @property
    def lane(self) -> str:
        return "onboard"

    @property
    def key(self) -> str:
        return f"leave@{self.stamp}"


class StartStep(_Act):
    """Hand a step of the run to a worker."""

    kind: Literal["start_step"] = "start_step"
    step: str

    @property
    def key(self) -> str:
        return f"step:{self.step}"


class OpenPull(_Act):
    """The one pull request from `head` (at `commit`) into `base`. Its body is the run's board."""

    kind: Literal["open_pull"] = "open_pull"
    head: str
    commit: str
    base: str
    title: str
    draft: bool
    attempt: int = 1

    @property
    def key(self) -> str:
        return f"pull:{self.head}:{self.commit}:{self.attempt}"


class RefreshBoard(_Act):
    """Bring the bodies of the run's pull requests and its status comment up to the state of now."""

    kind: Literal["refresh_board"] = "refresh_board"
    version: int

    @property
    def lane(self) -> str:
        return "board"

    @property
    def key(self) -> str:
        return f"board:{self.version}"


class PutCheck(_Act):
    """The one check run `name` for `commit`. `report` is the artifact that holds findings and log, if any."""

    kind: Literal["put_check"] = "put_check"
    name: str
    commit: str
    status: CheckStatus
    conclusion: Conclusion | None = None
    title: str = ""
    summary: str = ""
    report: str = ""
    attempt: int = 1
    """Each attempt of a gate is a check run of its own, as GitHub's own re-runs are."""
    stamp: str

    @property
    def lane(self) -> str:
        return f"check:{self.name}:{self.commit}"

    @property
    def key(self) -> str:
        return f"{self.lane}@{self.stamp}"


class TellOpenPoints(_Act):
    """One neutral check run for `commit` that names what the plan leaves open and nobody has written yet."""

    is_courtesy: ClassVar[bool] = True
    kind: Literal["tell_open_points"] = "tell_open_points"
    commit: str

    @property
    def key(self) -> str:
        return f"open:{self.commit}"


class MarkReady(_Act):
    """Take a pull request out of draft, or out of what stands for it where drafts are refused."""

    kind: Literal["mark_ready"] = "mark_ready"
    number: int
    commit: str
    attempt: int = 1

    @property
    def key(self) -> str:
        return f"ready:{self.number}:{self.commit}:{self.attempt}"


class AskReview(_Act):
    """Ask people to review a pull request's head; whom the forge does not let be asked is left out."""

    is_courtesy: ClassVar[bool] = True
    kind: Literal["ask_review"] = "ask_review"
    number: int
    commit: str
    logins: tuple[str, ...]

    @property
    def key(self) -> str:
        return f"ask:{self.number}:{self.commit}"


class MoveBranch(_Act):
    """Fast-forward `branch` to `commit`, the approved head of that course; never by force."""

    kind: Literal["move_branch"] = "move_branch"
    branch: str
    commit: str
    course: int
    attempt: int = 1

    @property
    def key(self) -> str:
        return f"move:{self.branch}:{self.commit}:{self.attempt}"


class MergePull(_Act):
    """Merge the build pull request, only while its head is `commit`."""

    kind: Literal["merge_pull"] = "merge_pull"
    number: int
    branch: str
    commit: str
    attempt: int = 1

    @property
    def key(self) -> str:
        return f"merge:{self.number}:{self.commit}:{self.attempt}"


class RemoveBranch(_Act):
    """Delete a branch of the bot's own that is merged, only while its tip is `commit`."""

    kind: Literal["remove_branch"] = "remove_branch"
    branch: str
    commit: str

    @property
    def key(self) -> str:
        return f"remove:{self.branch}"


class StopSteps(_Act):
    """End what workers are doing for this run."""

    kind: Literal["stop_steps"] = "stop_steps"
    steps: tuple[str, ...]

    @property
    def key(self) -> str:
        return f"stop:{','.join(self.steps)}"


class StartPreview(_Act):
    """Hand the preview that the run wants to a worker."""

    kind: Literal["start_preview"] = "start_preview"
    attempt: int

    @property
    def lane(self) -> str:
        return "preview"

    @property
    def key(self) -> str:
        return f"preview:{self.attempt}"


class StopPreview(_Act):
    """End the preview of `commit`; where another one is wanted by then, that one takes its place."""

    kind: Literal["stop_preview"] = "stop_preview"
    pull: int
    commit: str
    attempt: int

    @property
    def lane(self) -> str:
        return "preview"

    @property
    def key(self) -> str:
        return f"stop-preview:{self.attempt}"


class WakeNext(_Act):
    """Let the next queued run of the workspace begin."""

    kind: Literal["wake_next"] = "wake_next"
    after: str

    @property
    def key(self) -> str:
        return f"wake:{self.after}"


Action = (
    React | Say | CheckPlan | CompilePrd | Onboard | LeaveWorkspace | AskReview
    | StartStep | OpenPull | RefreshBoard | PutCheck | MarkReady | MoveBranch
    | MergePull | TellOpenPoints | RemoveBranch | StopSteps | StartPreview | StopPreview | WakeNext
)  # fmt: skip

ACTION: TypeAdapter[Action] = TypeAdapter(Annotated[Action, Field(discriminator="kind")])
