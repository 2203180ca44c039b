"""Pages of one pull request: conversation, commits, checks, files."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from bot.localforge.ops import pulls as pull_ops
from bot.localforge.ops.checks import latest_runs
from bot.localforge.ops.reviews import standing
from bot.localforge.ops.rules import unmet
from bot.localforge.pages.conversations import worst
from bot.localforge.pages.diffs import file_diffs, note_of
from bot.localforge.pages.render import View
from bot.localforge.pages.story import story
from bot.localforge.records import Deployment, Pull
from bot.localforge.site import Act
from bot.localforge.state import at_least


def _pull(view: View) -> Pull:
    found = view.repo.pulls.get(view.number())
    if found is None:
        raise web.HTTPFound(f"/{view.repo.full_name}/issues/{view.number()}")
    return found


async def _common(view: View, tab: str) -> dict[str, Any]:
    pull = _pull(view)
    runs = sorted(latest_runs(view.act, pull.head_sha), key=lambda run: run.id)
    figures = await pull_ops.figures_of(view.act.git, pull)
    return {
        "issue": view.repo.issues[pull.number],
        "pull": pull,
        "tab": tab,
        "here": f"/{view.repo.full_name}/pull/{pull.number}",
        "runs": runs,
        "outcome": worst(runs),
        "figures": figures,
        "writes": at_least(view.site.state.role(view.repo, view.me), "write") if view.me else False,
    }


async def conversation(view: View) -> web.Response:
    """What was said and done, and the box to merge in."""
    common = await _common(view, "conversation")
    pull, issue = common["pull"], common["issue"]
    if issue.state == "open" and not pull_ops.knows_mergeable(pull):
        await pull_ops.compute_mergeable(view.act, pull)
    return view.page(
        "conversation.html",
        **common,
        entries=await story(view.act, issue),
        standing=standing(view.act, pull),
        unmet=unmet(view.act, pull) if issue.state == "open" else [],
        deployments=await _deployments(view.act, pull),
    )


async def _deployments(act: Act, pull: Pull) -> list[Deployment]:
    """The newest one of its commits in each environment."""
    shas = {one.sha for one in await act.git.log(f"{pull.base_sha}..{pull.head_sha}")}
    found = [one for one in act.repo.deployments.values() if one.sha in shas]
    return list({one.environment: one for one in sorted(found, key=lambda one: one.id)}.values())


async def commits(view: View) -> web.Response:
    """The commits of a pull request, oldest first."""
    common = await _common(view, "commits")
    pull = common["pull"]
    found = await view.act.git.log(f"{pull.base_sha}..{pull.head_sha}")
    return view.page("pull_commits.html", **common, commits=found[::-1])


async def checks(view: View) -> web.Response:
    """The check runs on the head, one of them open."""
    common = await _common(view, "checks")
    runs = common["runs"]
    wanted = view.request.query.get("run", "")
    red = [run for run in runs if run.conclusion in ("failure", "timed_out", "action_required")]
    chosen = next((run for run in runs if str(run.id) == wanted), (red or runs or [None])[0])
    notes = [(one["path"], note_of(chosen.name, one)) for one in chosen.annotations] if chosen else []
    return view.page("checks.html", **common, chosen=chosen, notes=notes)


async def files(view: View) -> web.Response:
    """The diff, with annotations."""
    common = await _common(view, "files")
    pull, git = common["pull"], view.act.git
    base = await git.merge_base(pull.base_sha, pull.head_sha) or pull.base_sha
    diffs = file_diffs(await git.diff(base, pull.head_sha), common["runs"])
    return view.page("files.html", **common, files=diffs)


async def run(view: View) -> web.Response:
    """A check run's own address leads to it on its pull request."""
    found = view.repo.check_runs.get(int(view.request.match_info["id"]))
    if found is None:
        raise web.HTTPNotFound(text="There is no such check run.")
    for pull in view.repo.pulls.values():
        if pull.head_sha == found.head_sha:
            raise web.HTTPFound(f"/{view.repo.full_name}/pull/{pull.number}/checks?run={found.id}")
    notes = [(one["path"], note_of(found.name, one)) for one in found.annotations]
    return view.page("run.html", chosen=found, notes=notes, writes=False)


async def plain_diff(view: View) -> web.Response:
    """The diff as text."""
    pull, git = _pull(view), view.act.git
    base = await git.merge_base(pull.base_sha, pull.head_sha) or pull.base_sha
    raw = await git.run_bytes("diff-tree", "-r", "-M", "-p", base, pull.head_sha)
    return web.Response(body=raw, content_type="text/plain", headers={"X-Content-Type-Options": "nosniff"})
