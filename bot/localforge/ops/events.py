"""Sends an event to the hook of every App that is installed on the repository and asked for it."""

from __future__ import annotations

from bot.localforge.records import App, Installation, Json
from bot.localforge.shapes.people import user_json
from bot.localforge.shapes.repos import repo_json
from bot.localforge.site import Act, Site, node_id

EVENTS = (
    "check_run",
    "check_suite",
    "create",
    "delete",
    "deployment",
    "deployment_status",
    "issue_comment",
    "issues",
    "pull_request",
    "pull_request_review",
    "push",
    "repository",
    "status",
)
_ALWAYS = ("ping", "installation", "installation_repositories")


def emit(act: Act, event: str, payload: Json, only: App | None = None) -> None:
    """Queue an event of a repository; `payload` is what it has beside repository, sender and installation."""
    for app in act.state.apps.values():
        installation = act.state.installation_for(app.id, act.repo)
        if installation is None or installation.suspended_at or (only is not None and app.id != only.id):
            continue
        whole = {
            **payload,
            "repository": payload.get("repository") or repo_json(act.site, act.repo),
            "sender": user_json(act.site, act.login),
            "installation": installation_ref(installation),
        }
        send(act.site, app, event, whole)


def send(site: Site, app: App, event: str, payload: Json) -> None:
    """Queue one webhook to one App, if it has a hook and asked for the event."""
    if app.webhook_url and (event in _ALWAYS or event in app.events):
        site.hooks.enqueue(site.hooks.new(app, event, payload, site.state.new_id()))


def installation_ref(installation: Installation) -> Json:
    """The short form of an installation that every webhook carries."""
    return {"id": installation.id, "node_id": node_id("Installation", installation.id)}
