"""Reviews over REST."""

from __future__ import annotations

from bot.localforge.calls import Answer, Call, Route, page
from bot.localforge.ops import reviews
from bot.localforge.records import Review
from bot.localforge.shapes.pulls import review_json
from bot.localforge.state import pull_of


def _answer(call: Call, review: Review) -> Answer:
    return Answer(review_json(call.site, call.act.repo, review))


async def list_reviews(call: Call) -> Answer:
    """GET …/pulls/{number}/reviews, oldest first."""
    pull = pull_of(call.act.repo, call.number("number"))
    found = reviews.reviews_of(call.act, pull.number)
    return page(call, [review_json(call.site, call.act.repo, one) for one in found])


async def create_review(call: Call) -> Answer:
    """POST …/pulls/{number}/reviews."""
    event, body = call.text_or_none("event") or "", call.text_or_none("body") or ""
    commit = call.text_or_none("commit_id")
    return _answer(call, await reviews.add_review(call.act, call.number("number"), event, body, commit))


async def get_review(call: Call) -> Answer:
    """GET …/pulls/{number}/reviews/{id}."""
    return _answer(call, reviews.review_of(call.act, call.number("number"), call.number("id")))


async def submit_review(call: Call) -> Answer:
    """POST …/pulls/{number}/reviews/{id}/events."""
    numbers = call.number("number"), call.number("id")
    body = call.text_or_none("body") or ""
    return _answer(call, reviews.submit_review(call.act, *numbers, call.text("event"), body))


async def dismiss_review(call: Call) -> Answer:
    """PUT …/pulls/{number}/reviews/{id}/dismissals."""
    numbers = call.number("number"), call.number("id")
    return _answer(call, await reviews.dismiss_review(call.act, *numbers, call.text("message")))


_ALL = "/repos/{owner}/{repo}/pulls/{number}/reviews"

ROUTES = [
    Route("GET", _ALL, list_reviews, "pull_requests:read"),
    Route("POST", _ALL, create_review, "pull_requests:write", "read"),
    Route("GET", _ALL + "/{id}", get_review, "pull_requests:read"),
    Route("POST", _ALL + "/{id}/events", submit_review, "pull_requests:write", "read"),
    Route("PUT", _ALL + "/{id}/dismissals", dismiss_review, "pull_requests:write"),
]
