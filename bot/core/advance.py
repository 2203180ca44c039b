"""What is due next, derived from the run's state and live facts alone, whatever happened.

Each function looks at one stage, in order, and either finds something to do or to wait for (False: no
further) or finds its stage complete (True: the next one's turn).
"""

from __future__ import annotations

from bot.core import fixing, previews, words
from bot.core.actions import (
    MergePull,
    MoveBranch,
    OpenPull,
    RemoveBranch,
    TellOpenPoints,
)
from bot.core.approve import approve, ask_reviewers, leave_draft
from bot.core.open_points import leaves_open
from bot.core.plan.checks import Around
from bot.core.plan.load import load
from bot.core.plan.model import Plan
from bot.core.plan.render import problems_markdown
from bot.core.retry import FAILED, newest_attempts
from bot.core.run import Course, Run, Step, StepKind
from bot.core.turn import Turn
from bot.core.words import approvals, failures
from bot.core.workflow import LOCK, REPLAN


def advance(turn: Turn) -> None:
    """Do whatever is due now."""
    run = turn.now_run
    if run is None or run.is_ended or _is_closed(turn):
        return
    previews.tend(turn)
    if turn.facts.trouble:
        turn.halt("reading the forge", turn.facts.trouble)
    if turn.run.status == "halted" and not _pushed_since(turn):
        return
    stages = (
        _begin,
        _freeze,
        _open_build_pull,
        _refreeze,
        _lay,
        _open_course_pull,
        _gate,
        previews.show,
        _watch_merge,
        _watch_base,
        approve,
        _merge,
        _deploy,
    )
    for stage in stages:
        if turn.run.is_ended or turn.run.status == "halted" or not stage(turn):
            return


def _is_closed(turn: Turn) -> bool:
    """Somebody closed a pull request that is being worked on, without merging it: the run ends."""
    run, pulled, number = turn.run, turn.facts.pull, turn.facts.closed_pull
    if pulled is not None and not run.merged and not pulled.pull.is_open and not pulled.pull.is_merged:
        number = pulled.pull.number
    if number:
        turn.end("cancelled", f"pull request #{number} was closed")
    return bool(number)


def _pushed_since(turn: Turn) -> bool:
    """A push to the branch of a halted run may be the fix: it is looked at without being asked."""
    tip = turn.facts.tip
    if not tip or tip == turn.run.head or not _may_be_mended(turn):
        return False
    turn.set(status="running", trouble="", head=tip, resumes=turn.run.resumes + 1)
    turn.note("pushed to while halted; going on", tip)
    return True


def _may_be_mended(turn: Turn) -> bool:
    """Gates look at any commit. A step is made again for another plan, or when told to: what stands is then kept."""
    if turn.facts.tip_plan not in ("", turn.run.plan_text):
        return True
    return not any(step.kind != "gate" and step.status in FAILED for step in newest_attempts(turn.run))


def _begin(turn: Turn) -> bool:
    """One building run per workspace."""
    if turn.run.status != "queued":
        return True
    if turn.facts.ahead:
        turn.set(waiting_for=words.queued_behind(turn.facts.ahead))
        return False
    turn.set(status="running", waiting_for="")
    turn.note("started")
    return True


def _freeze(turn: Turn) -> bool:
    """The first commit: the plan, frozen. An edited one is on the branch already."""
    return turn.run.edition > 1 or _step_done(turn, "plan", "plan", turn.run.branch)


def _open_build_pull(turn: Turn) -> bool:
    """With the first commit; where the plan is on the base branch already, with the first that is not."""
    run, course = turn.run, turn.run.course
    if run.build_pull:
        return True
    commit = _tip(turn) if course is None or course.branch == run.branch else run.built
    if run.is_empty(run.branch, commit):
        return True
    turn.do(_pull(run, run.branch, commit, words.build_title(run)))
    return False


def _tip(turn: Turn) -> str:
    return turn.facts.tip or turn.run.head


def base_of(run: Run, number: int) -> str:
    """Where that pull request of the run's belongs."""
    return run.base if number == run.build_pull else run.branch


def _pull(run: Run, head: str, commit: str, title: str) -> OpenPull:
    is_build = head == run.branch
    base = run.base if is_build else run.branch
    return OpenPull(head=head, commit=commit, base=base, title=title, draft=is_build, attempt=run.resumes + 1)


def _refreeze(turn: Turn) -> bool:
    """A person with write access edited the plan on the branch: it is frozen anew, its phases made again."""
    run, text = turn.run, turn.facts.tip_plan
    if not text or text == run.plan_text or run.in_flight:
        return True
    loaded = load(text, around=Around(library=turn.facts.library or None))
    if loaded.plan is None or loaded.digest is None:
        told = problems_markdown(loaded.problems, text)
        turn.halt("the plan", words.edited_plan_is_bad(len(loaded.errors), told))
        return False
    turn.set(plan_text=text)
    if loaded.digest == run.digest:
        return True
    turn.set(digest=loaded.digest, edition=run.edition + 1, reviews_before_ready=0)
    _add_last_checkpoint(turn, loaded.plan)
    turn.note(f"the plan was edited on the branch; frozen anew as {loaded.digest[:12]}", turn.facts.tip)
    return True


def _add_last_checkpoint(turn: Turn, plan: Plan) -> None:
    """An edited plan may ask for more approval before the merge, never for less than the frozen one did."""
    last, named = turn.run.courses[-1], turn.rules.workflow.courses[-1].checkpoint
    if not last.laid and not last.checkpoint and named in plan.humanCheckpoints:
        turn.set_course(last, checkpoint=named)


def _lay(turn: Turn) -> bool:
    """The steps of the course, one after the other, each on the commit of the one before."""
    course = turn.run.course
    if course is None:
        return True
    if turn.run.edition > 1 and not _step_done(turn, "phase", REPLAN, course.branch):
        return False
    for name in due_steps(turn.run, course):
        if not _step_done(turn, "lock" if name == LOCK else "phase", name, course.branch):
            return False
        _ask_course_pull(turn, course)
    return True


def due_steps(run: Run, course: Course) -> tuple[str, ...]:
    """The course's steps that this edition still lays: `replan` made again all that was there before it."""
    if run.edition == 1:
        return course.steps
    before = {step.name for step in run.steps if step.edition < run.edition and step.status == "done"}
    return tuple(name for name in course.steps if name not in before or name == LOCK)


def _ask_course_pull(turn: Turn, course: Course) -> None:
    """The checkpoint's pull request is opened with the course's first commit; laying goes on meanwhile."""
    run, commit = turn.run, _tip(turn)
    if course.branch != run.branch and not (course.pull or run.is_empty(course.branch, commit)):
        turn.do(_pull(run, course.branch, commit, approvals.title(run, course)))


def _open_course_pull(turn: Turn) -> bool:
    """A course that changes nothing needs no gates and no approval; a build that changes nothing is at its end."""
    run, course, commit = turn.run, turn.run.course, _tip(turn)
    if course is None or course.pull or (course.branch == run.branch and run.build_pull):
        return True
    _ask_course_pull(turn, course)
    if not run.is_empty(course.branch, commit):
        return False
    if course.branch == run.branch:
        turn.end("completed", f"nothing to build: {run.base} is as the plan says")
    else:
        turn.note(f"nothing to approve at {course.checkpoint}", commit)
        lay_course(turn, course)
        advance(turn)
    return False


def _gate(turn: Turn) -> bool:
    """The course's gates on its last commit; people's commits on top of ours are checked like ours."""
    run, course = turn.run, turn.run.course
    if course is None:
        return True
    if turn.facts.tip and turn.facts.tip != run.head:
        turn.set(head=turn.facts.tip)
        turn.note("the branch moved", turn.facts.tip)
    _tell_open_points(turn)
    return _gates_pass(turn, course.gates, turn.run.head)


def _tell_open_points(turn: Turn) -> None:
    """Once for each head, beside its gates, which they hold up no more than anything else."""
    told = TellOpenPoints(commit=turn.run.head)
    if told.lane not in turn.run.checks and leaves_open(turn.run.plan_text):
        turn.set(checks={**turn.run.checks, told.lane: "told"})
        turn.do(told)


def _gates_pass(turn: Turn, gates: tuple[str, ...], commit: str) -> bool:
    passed = {name for name in gates if _passed(turn.run, name, commit)}
    awaited = {need for name in gates for need in turn.rules.needs.get(name, ())}
    # Those that others wait for go first, so that the longest way begins at once.
    for name in sorted(gates, key=lambda name: name not in awaited):
        due = turn.run.latest("gate", name, commit) is None
        if due and passed.issuperset(set(turn.rules.needs.get(name, ())) & set(gates)):
            turn.start_step("gate", name, commit=commit)
    if len(passed) == len(gates):
        return True
    on_commit = [step for name in gates if (step := turn.run.latest("gate", name, commit))]
    being_mended = any(step.kind == "fix" for step in turn.run.in_flight)
    if not being_mended and not any(step.is_in_flight for step in on_commit):
        _mend(turn, [step for step in on_commit if step.status != "done"], commit)
    return False


def _mend(turn: Turn, red: list[Step], commit: str) -> None:
    """A fixer's turn, where one takes on what was found; its commit is gated like any other. Else the run halts."""
    run, course = turn.run, turn.run.course
    is_merged = turn.facts.pull is not None and turn.facts.pull.pull.is_merged
    found = fixing.due(run, red)
    if course is None or is_merged or found is None:
        failure = failures.of_gates(run, red, commit)
        turn.halt("the gates", words.gates_failed(run, red, commit), **failure)
        return
    gate, remedy = found
    turn.start_step(
        "fix",
        remedy.fixer,
        branch=course.branch,
        attempt=len(fixing.tried(run, gate)) + 1,
        mends=gate.name,
        base=commit,
        handed=remedy.findings,
        resumes=run.resumes,
    )


def _passed(run: Run, gate: str, commit: str) -> bool:
    step = run.latest("gate", gate, commit)
    return step is not None and step.status == "done"


def _watch_merge(turn: Turn) -> bool:
    """Somebody merged the pull request before all that belongs to it was there: the rest needs another one."""
    run, course, pulled = turn.run, turn.run.course, turn.facts.pull
    if course is None or pulled is None or not pulled.pull.is_merged or pulled.pull.head_sha == run.head:
        return True
    turn.halt("a merge", words.merged_early(pulled.pull.number))
    if course.branch == run.branch:
        turn.set(build_pull=0, is_ready=False, reviews_before_ready=0)
    else:
        turn.set_course(course, pull=0)
    return False


def _watch_base(turn: Turn) -> bool:
    """Somebody pointed the pull request at another branch: what is approved there is another change."""
    run, pulled = turn.run, turn.facts.pull
    if pulled is None or pulled.pull.is_merged:
        return True
    wanted = base_of(run, pulled.pull.number)
    if pulled.pull.base != wanted:
        turn.halt("the base", words.retargeted(pulled.pull.number, pulled.pull.base, wanted))
    return pulled.pull.base == wanted


def _merge(turn: Turn) -> bool:
    """An approved course goes onto the build branch; the last one into the base branch."""
    course = turn.run.course
    if course is None:
        return True
    return _move_onto_build(turn, course) if course.branch != turn.run.branch else _merge_build(turn, course)


def _move_onto_build(turn: Turn, course: Course) -> bool:
    run, pulled = turn.run, turn.facts.pull
    if pulled is not None and pulled.pull.is_merged:
        lay_course(turn, course)
        advance(turn)
    else:
        attempt = run.resumes + 1
        turn.do(MoveBranch(branch=run.branch, commit=run.head, course=course.number, attempt=attempt))
        turn.wait(words.AWAITING_FORGE)
    return False


def _merge_build(turn: Turn, course: Course) -> bool:
    run, pulled = turn.run, turn.facts.pull
    if pulled is not None and pulled.pull.is_merged:
        lay_course(turn, course)
        turn.set(merged=pulled.pull.merge_commit)
        turn.note("merged", pulled.pull.merge_commit)
        return True
    if course.checkpoint:
        attempt = run.resumes + 1
        turn.do(MergePull(number=run.build_pull, branch=run.branch, commit=run.head, attempt=attempt))
        turn.wait(words.AWAITING_FORGE)
    elif leave_draft(turn):
        if pulled is not None:
            ask_reviewers(turn, pulled)
        turn.wait(words.AWAITING_MERGE)
    return False


def lay_course(turn: Turn, course: Course) -> None:
    """The course is where it belongs; its own branch is no longer needed."""
    turn.set_course(course, laid=True)
    if course.branch != turn.run.branch:
        turn.note(f"{course.checkpoint}: laid on {turn.run.branch}", turn.run.head)
        turn.do(RemoveBranch(branch=course.branch, commit=turn.run.head))


def _deploy(turn: Turn) -> bool:
    """The merge commit goes to staging: at once if it has the gated tree, after its own gates otherwise."""
    run, environment = turn.run, turn.rules.workflow.deploy
    if run.latest("deploy", environment) is None and not _may_deploy(turn):
        return False
    if not (turn.rules.deploys and environment):
        turn.end("completed", "merged; no target to deploy to is configured")
    elif _step_done(turn, "deploy", environment, run.base):
        turn.end("completed", f"deployed to {environment}")
    return False


def _may_deploy(turn: Turn) -> bool:
    if turn.facts.is_gated_tree is None:
        return False
    return turn.facts.is_gated_tree or _gates_pass(turn, turn.run.courses[-1].gates, turn.run.merged)


def _step_done(turn: Turn, kind: StepKind, name: str, branch: str) -> bool:
    """True once the step is done; starts it, awaits it or halts on it otherwise."""
    run = turn.run
    match run.latest(kind, name):
        case None:
            commit = run.merged if kind == "deploy" else ""
            turn.start_step(kind, name, branch=branch, commit=commit)
            return False
        case Step(status="done"):
            return True
        case Step(is_in_flight=True):
            return False
        case Step() as step:
            shown = words.conflicts_name(step) if step.is_conflict else ""
            turn.halt(step.name, words.step_failed(run, step), shown, **failures.of_step(run, step))
            return False
