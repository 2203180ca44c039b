"""Pages of issues: lists, one issue, a new one."""

from __future__ import annotations

from aiohttp import web

from bot.localforge.ops.checks import latest_runs
from bot.localforge.pages.render import View
from bot.localforge.pages.story import story
from bot.localforge.records import CheckRun, Issue
from bot.localforge.shapes.checks import suite_outcome


def _wanted(view: View) -> str:
    state = view.request.query.get("state", "open")
    return state if state in ("open", "closed") else "open"


def _listed(view: View, *, pulls: bool) -> list[Issue]:
    repo = view.repo
    found = [one for one in repo.issues.values() if (one.number in repo.pulls) == pulls]
    return sorted(found, key=lambda one: -one.number)


async def issues(view: View) -> web.Response:
    """The list of issues."""
    return _list(view, pulls=False)


async def pulls(view: View) -> web.Response:
    """The list of pull requests."""
    return _list(view, pulls=True)


def _list(view: View, *, pulls: bool) -> web.Response:
    every, state = _listed(view, pulls=pulls), _wanted(view)
    counts = {one: sum(1 for issue in every if issue.state == one) for one in ("open", "closed")}
    comments = {one.number: 0 for one in every}
    for comment in view.repo.comments.values():
        if comment.issue in comments:
            comments[comment.issue] += 1
    shown = [one for one in every if one.state == state]
    outcomes = {one.number: outcome_of(view, one) for one in shown} if pulls else {}
    return view.page(
        "list.html",
        issues=shown,
        state=state,
        counts=counts,
        comments=comments,
        pulls=pulls,
        outcomes=outcomes,
    )


def outcome_of(view: View, issue: Issue) -> str:
    """How the checks of a pull request's head stand, in a word; empty where there are none."""
    return worst(latest_runs(view.act, view.repo.pulls[issue.number].head_sha))


def worst(runs: list[CheckRun]) -> str:
    """The word for all runs together."""
    if not runs:
        return ""
    status, conclusion = suite_outcome(runs)
    return conclusion or status


async def issue(view: View) -> web.Response:
    """One issue; a pull request's number leads to its own page."""
    number = view.number()
    if number in view.repo.pulls:
        raise web.HTTPFound(f"/{view.repo.full_name}/pull/{number}")
    found = view.repo.issues[number]
    return view.page("issue.html", issue=found, entries=await story(view.act, found))


async def new_issue(view: View) -> web.Response:
    """The form for a new issue."""
    return view.page("new_issue.html")
