"""Check runs, suites, annotations and commit statuses as JSON."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.localforge.git import CommitInfo
from bot.localforge.records import CheckRun, CheckSuite, CommitStatus, Json, Repo
from bot.localforge.shapes.people import app_json, user_json
from bot.localforge.shapes.pulls import pull_ref_json
from bot.localforge.shapes.repos import minimal_repo_json
from bot.localforge.site import Site, node_id
from bot.localforge.state import iso

STALE_AFTER = timedelta(days=14)


def outcome(run: CheckRun, now: datetime) -> tuple[str, str | None]:
    """Status and conclusion; a run that nobody finished for 14 days is stale."""
    if run.status != "completed" and run.started_at and now - run.started_at > STALE_AFTER:
        return "completed", "stale"
    return run.status, run.conclusion


def check_run_json(site: Site, repo: Repo, run: CheckRun) -> Json:
    """A CheckRun."""
    url = f"{site.repo_url(repo)}/check-runs/{run.id}"
    status, conclusion = outcome(run, site.clock())
    output = {
        "title": run.title,
        "summary": run.summary,
        "text": run.text,
        "annotations_count": len(run.annotations),
        "annotations_url": f"{url}/annotations",
    }
    return {
        "id": run.id,
        "node_id": node_id("CheckRun", run.id),
        "name": run.name,
        "head_sha": run.head_sha,
        "external_id": run.external_id,
        "url": url,
        "html_url": f"{site.page_url(repo)}/runs/{run.id}",
        "details_url": run.details_url or f"{site.page_url(repo)}/runs/{run.id}",
        "status": status,
        "conclusion": conclusion,
        "started_at": iso(run.started_at),
        "completed_at": iso(run.completed_at),
        "output": output,
        "check_suite": {"id": run.suite_id},
        "app": app_json(site, site.state.apps[run.app_id]),
        "pull_requests": pulls_at(site, repo, run.head_sha),
    }


def hook_check_run_json(site: Site, repo: Repo, run: CheckRun) -> Json:
    """A check run as webhooks carry it: with its suite and the buttons it offers."""
    suite = suite_json(site, repo, repo.check_suites[run.suite_id])
    names = ("id", "node_id", "head_branch", "head_sha", "status", "conclusion", "url", "before", "after")
    more = ("pull_requests", "app", "created_at", "updated_at")
    short = {name: suite[name] for name in (*names, *more)}
    return {**check_run_json(site, repo, run), "check_suite": short, "actions": run.actions}


def pulls_at(site: Site, repo: Repo, sha: str) -> list[Json]:
    """Open pull requests of this repository with that head; those of forks are not named."""
    found = [
        pull
        for pull in repo.pulls.values()
        if (pull.head_sha, pull.head_repo) == (sha, repo.full_name)
        and repo.issues[pull.number].state == "open"
    ]
    return [pull_ref_json(site, repo, pull) for pull in found]


def suite_json(site: Site, repo: Repo, suite: CheckSuite) -> Json:
    """A CheckSuite, but for `head_commit` and `repository`."""
    url = f"{site.repo_url(repo)}/check-suites/{suite.id}"
    runs = [run for run in repo.check_runs.values() if run.suite_id == suite.id]
    status, conclusion = suite_outcome(runs)
    return {
        "id": suite.id,
        "node_id": node_id("CheckSuite", suite.id),
        "head_branch": suite.head_branch,
        "head_sha": suite.head_sha,
        "status": status,
        "conclusion": conclusion,
        "url": url,
        "before": "0" * 40,
        "after": suite.head_sha,
        "pull_requests": pulls_at(site, repo, suite.head_sha),
        "app": app_json(site, site.state.apps[suite.app_id]),
        "created_at": iso(suite.created_at),
        "updated_at": iso(suite.updated_at),
        "rerequestable": True,
        "runs_rerequestable": True,
        "latest_check_runs_count": len(runs),
        "check_runs_url": f"{url}/check-runs",
    }


def full_suite_json(site: Site, repo: Repo, suite: CheckSuite, head: CommitInfo) -> Json:
    """A CheckSuite as the API gives it."""
    more = {"head_commit": head_commit_json(head), "repository": minimal_repo_json(site, repo)}
    return {**suite_json(site, repo, suite), **more}


def head_commit_json(commit: CommitInfo) -> Json:
    """A SimpleCommit."""
    return {
        "id": commit.sha,
        "tree_id": commit.tree,
        "message": commit.message,
        "timestamp": commit.committer.when,
        "author": {"name": commit.author.name, "email": commit.author.email},
        "committer": {"name": commit.committer.name, "email": commit.committer.email},
    }


def suite_outcome(runs: list[CheckRun]) -> tuple[str, str | None]:
    """A suite's status and conclusion out of the latest run of each name."""
    latest = {run.name: run for run in sorted(runs, key=lambda run: run.id)}
    if not latest:
        return "queued", None
    if any(run.status != "completed" for run in latest.values()):
        return "in_progress", None
    held = {run.conclusion for run in latest.values()}
    worst = ("failure", "timed_out", "cancelled", "action_required", "success", "neutral", "skipped")
    return "completed", next(one for one in worst if one in held)


def annotation_json(site: Site, repo: Repo, run: CheckRun, annotation: Json) -> Json:
    """A CheckAnnotation."""
    names = ("path", "start_line", "end_line", "start_column", "end_column", "annotation_level")
    shape = {name: annotation.get(name) for name in (*names, "title", "message", "raw_details")}
    shape["blob_href"] = f"{site.page_url(repo)}/blob/{run.head_sha}/{annotation['path']}"
    return shape


def status_json(site: Site, repo: Repo, status: CommitStatus) -> Json:
    """A Status."""
    creator = user_json(site, status.login)
    return {
        "url": f"{site.repo_url(repo)}/statuses/{status.sha}",
        "avatar_url": creator["avatar_url"],
        "id": status.id,
        "node_id": node_id("Status", status.id),
        "state": status.state,
        "description": status.description,
        "target_url": status.target_url,
        "context": status.context,
        "created_at": iso(status.created_at),
        "updated_at": iso(status.created_at),
        "creator": creator,
    }
