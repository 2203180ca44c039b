"""Reviews of pull requests: each belongs to a commit, and nobody approves their own work."""

from __future__ import annotations

from bot.localforge.errors import ApiError, not_found, unprocessable
from bot.localforge.ops.events import emit
from bot.localforge.ops.issues import note
from bot.localforge.ops.texts import check_body
from bot.localforge.records import Pull, Review
from bot.localforge.shapes.pulls import pull_json, review_json
from bot.localforge.site import Act
from bot.localforge.state import pull_of

EVENTS = {"APPROVE": "APPROVED", "REQUEST_CHANGES": "CHANGES_REQUESTED", "COMMENT": "COMMENTED"}
_OWN = {"APPROVE": "approve", "REQUEST_CHANGES": "request changes on"}


async def add_review(
    act: Act, number: int, event: str, body: str = "", commit_id: str | None = None
) -> Review:
    """Review a pull request; without an event it stays pending until submitted."""
    pull = pull_of(act.repo, number)
    if commit_id is not None and not await _is_commit_of(act, pull, commit_id):
        raise unprocessable("Unprocessable Entity", "Commit is not part of the pull request")
    review = Review(
        id=act.state.new_id(),
        pull=number,
        login=act.login,
        body="",
        state="PENDING",
        commit_id=commit_id or pull.head_sha,
        submitted_at=None,
    )
    if event:
        _check(act, pull, event, body)
    act.repo.reviews[review.id] = review
    if event:
        _submit(act, pull, review, event, body)
    return review


def submit_review(act: Act, number: int, review_id: int, event: str, body: str = "") -> Review:
    """Submit a pending review."""
    pull, review = pull_of(act.repo, number), review_of(act, number, review_id)
    if review.state != "PENDING" or review.login != act.login:
        raise unprocessable("Unprocessable Entity", "Can not submit this review")
    _check(act, pull, event, body)
    _submit(act, pull, review, event, body)
    return review


def review_of(act: Act, number: int, review_id: int) -> Review:
    """The review of that id; a pending one is seen by its author only."""
    review = act.repo.reviews.get(review_id)
    if review is None or review.pull != number or (review.state == "PENDING" and review.login != act.login):
        raise not_found()
    return review


def _check(act: Act, pull: Pull, event: str, body: str) -> None:
    check_body("PullRequestReview", body)
    if event not in EVENTS:
        raise ApiError(422, f"Invalid request.\n\n{event} is not a member of {list(EVENTS)}.")
    if event in _OWN and act.repo.issues[pull.number].login.lower() == act.login.lower():
        raise unprocessable("Unprocessable Entity", f"Can not {_OWN[event]} your own pull request")
    if event != "APPROVE" and not body.strip():
        raise unprocessable("Unprocessable Entity", "Body can't be blank")


def _submit(act: Act, pull: Pull, review: Review, event: str, body: str) -> None:
    review.body, review.state, review.submitted_at = body, EVENTS[event], act.now()
    if act.login in pull.reviewers:
        pull.reviewers.remove(act.login)
    act.repo.issues[pull.number].updated_at = act.now()
    _tell(act, pull, review, "submitted")


async def dismiss_review(act: Act, number: int, review_id: int, message: str) -> Review:
    """Take a review's weight away."""
    pull, review = pull_of(act.repo, number), review_of(act, number, review_id)
    if not message.strip():
        raise ApiError(422, 'Invalid request.\n\n"message" wasn\'t supplied.')
    if review.state not in ("APPROVED", "CHANGES_REQUESTED"):
        raise unprocessable("Unprocessable Entity", "Can not dismiss a commented pull request review")
    review.state = "DISMISSED"
    note(act, act.repo.issues[number], "dismissed", message)
    await tell_dismissed(act, pull, review)
    return review


async def tell_dismissed(act: Act, pull: Pull, review: Review) -> None:
    """Send the event of a dismissal."""
    _tell(act, pull, review, "dismissed")


def reviews_of(act: Act, number: int) -> list[Review]:
    """A pull request's reviews, oldest first; pending ones of others are left out."""
    found = [one for one in act.repo.reviews.values() if one.pull == number]
    return [one for one in found if one.state != "PENDING" or one.login == act.login]


def standing(act: Act, pull: Pull) -> dict[str, Review]:
    """Each reviewer's latest review that counts: comments never override an approval or objection."""
    counting = ("APPROVED", "CHANGES_REQUESTED", "DISMISSED")
    return {
        one.login: one
        for one in act.repo.reviews.values()
        if one.pull == pull.number and one.state in counting
    }


async def _is_commit_of(act: Act, pull: Pull, sha: str) -> bool:
    resolved = await act.git.resolve(sha)
    return resolved == sha and await act.git.is_ancestor(sha, pull.head_sha)


def _tell(act: Act, pull: Pull, review: Review, action: str) -> None:
    shape = review_json(act.site, act.repo, review)
    shape["state"] = review.state.lower()
    whole = pull_json(act.site, act.repo, pull)
    emit(act, "pull_request_review", {"action": action, "review": shape, "pull_request": whole})
