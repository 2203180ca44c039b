"""A course waits for a person: out of draft, who is asked, whose approval counts, what the check says."""

from __future__ import annotations

from bot.core import words
from bot.core.actions import AskReview, MarkReady
from bot.core.checkpoints import Verdict, asked_for, to_ask, verdict
from bot.core.facts import PullFacts
from bot.core.losses import losses_of
from bot.core.run import Course
from bot.core.turn import Turn
from bot.core.words import approvals, losses


def approve(turn: Turn) -> bool:
    """A person's approval of the head commit, where the plan asks for one here, or where data would be lost."""
    _ask_for_losses(turn)
    course = turn.run.course
    if course is None or not course.checkpoint:
        return True
    if course.branch == turn.run.branch and not leave_draft(turn):
        return False
    pulled = turn.facts.pull
    if pulled is None or pulled.pull.head_sha != turn.run.head:
        turn.wait(words.AWAITING_FORGE)
        return False
    judged = verdict(turn.run, pulled, turn.facts)
    _show_checkpoint(turn, course, judged)
    if judged.is_approved:
        _note_approval(turn, course, judged.approved_by)
        return True
    ask_reviewers(turn, pulled)
    _answer_unsaid(turn, pulled, judged)
    if pulled.pull.is_merged:
        turn.halt(course.checkpoint, words.MERGED_UNAPPROVED)
    else:
        turn.wait(approvals.awaited(turn.run, judged))
    return False


def _ask_for_losses(turn: Turn) -> None:
    """No merge takes data away that nobody approved: the last checkpoint is there then, named or not."""
    course = turn.run.course
    if course is not None and not course.checkpoint and losses_of(turn.run, course):
        turn.set_course(course, checkpoint=turn.rules.workflow.courses[-1].checkpoint)


def _answer_unsaid(turn: Turn, pulled: PullFacts, judged: Verdict) -> None:
    """Whoever approved and did not say that data is lost is told so, once."""
    for login, review in judged.unsaid.items():
        if review not in turn.run.answered:
            turn.set(answered=(*turn.run.answered, review))
            turn.say(pulled.pull.number, f"unsaid:{review}", losses.unsaid(login, judged.losses))


def _note_approval(turn: Turn, course: Course, who: tuple[str, ...]) -> None:
    if who != course.approved_by:
        turn.set_course(course, approved_by=who)
        turn.note(f"{course.checkpoint} approved by {', '.join(who)}", turn.run.head)


def ask_reviewers(turn: Turn, pulled: PullFacts) -> None:
    """Once for each head: who may approve it is asked to, where the repository names such people."""
    if turn.run.asked == asked_for(pulled.pull):
        return
    turn.set(asked=asked_for(pulled.pull))
    logins = to_ask(turn.run, pulled, turn.facts)
    if logins and pulled.pull.is_open:
        turn.do(AskReview(number=pulled.pull.number, commit=pulled.pull.head_sha, logins=logins))


def leave_draft(turn: Turn) -> bool:
    """Gates are green: the build pull request becomes ready. Approvals given before do not count."""
    run, pulled = turn.run, turn.facts.pull
    if pulled is None:
        turn.wait(words.AWAITING_FORGE)
        return False
    if pulled.pull.is_merged or (run.is_ready and not pulled.pull.is_draft):
        return True
    newest = max((review.id for review in pulled.reviews), default=0)
    turn.set(reviews_before_ready=max(newest, run.reviews_before_ready))
    if run.is_ready:
        turn.wait(words.AWAITING_READY)
        return False
    turn.do(MarkReady(number=run.build_pull, commit=run.head, attempt=run.resumes + 1))
    turn.wait(words.AWAITING_FORGE)
    return False


def _show_checkpoint(turn: Turn, course: Course, judged: Verdict) -> None:
    run = turn.run
    turn.check(
        course.checkpoint,
        run.head,
        "completed",
        "success" if judged.is_approved else "action_required",
        title=approvals.state(run, judged),
        summary=approvals.summary(run, course, judged),
    )
