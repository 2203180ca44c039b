"""The App's own routes: installations, tokens, hook deliveries, hook configuration, manifests."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any
from uuid import uuid4

from bot.localforge.auth import new_installation_token
from bot.localforge.calls import Answer, Call, Route, page
from bot.localforge.errors import ApiError, not_found
from bot.localforge.ops.apps import NewApp, register_app
from bot.localforge.records import App, Delivery, Installation, Json
from bot.localforge.shapes.people import app_json, installation_json, token_json, user_json
from bot.localforge.shapes.repos import repo_json
from bot.localforge.state import iso

KEPT = timedelta(days=3)


def _app(call: Call) -> App:
    assert call.actor.app is not None, "the route's needs let only Apps through"
    return call.actor.app


def _installation(call: Call) -> Installation:
    found = call.site.state.installations.get(call.number("id"))
    if found is None or found.app_id != _app(call).id:
        raise not_found()
    return found


async def get_app(call: Call) -> Answer:
    """GET /app."""
    count = sum(1 for one in call.site.state.installations.values() if one.app_id == _app(call).id)
    return Answer({**app_json(call.site, _app(call)), "installations_count": count})


async def list_installations(call: Call) -> Answer:
    """GET /app/installations."""
    mine = [one for one in call.site.state.installations.values() if one.app_id == _app(call).id]
    return page(call, [installation_json(call.site, one) for one in mine])


async def get_installation(call: Call) -> Answer:
    """GET /app/installations/{id}."""
    return Answer(installation_json(call.site, _installation(call)))


async def create_token(call: Call) -> Answer:
    """POST /app/installations/{id}/access_tokens."""
    installation = _installation(call)
    if installation.suspended_at is not None:
        raise ApiError(403, "This installation has been suspended")
    names = call.texts("repositories")
    chosen = call.body.get("repository_ids")
    if names is not None:
        chosen_repos: list[str] | None = [f"{installation.account}/{name}" for name in names]
    elif chosen is not None:
        chosen_repos = [one.full_name for one in call.site.state.repos.values() if one.id in chosen]
    else:
        chosen_repos = None
    token = new_installation_token(call.site, installation, call.body.get("permissions"), chosen_repos)
    shape = token_json(token)
    if chosen_repos is not None:
        shape["repositories"] = [
            repo_json(call.site, call.site.state.repo(name), call.actor) for name in chosen_repos
        ]
    return Answer(shape, 201)


async def repo_installation(call: Call) -> Answer:
    """GET /repos/{owner}/{repo}/installation, with the App's JWT."""
    repo = call.site.state.repo(f"{call.params['owner']}/{call.params['repo']}")
    installation = call.site.state.installation_for(_app(call).id, repo)
    if installation is None:
        raise not_found()
    return Answer(installation_json(call.site, installation))


async def installation_repos(call: Call) -> Answer:
    """GET /installation/repositories."""
    repos = [call.site.state.repo(name) for name in call.actor.repos]
    answer = page(call, [repo_json(call.site, repo, call.actor) for repo in repos], "repositories")
    answer.data["repository_selection"] = "selected"
    return answer


def _delivery(delivery: Delivery, url: str | None = None) -> Json:
    shape: Json = {
        "id": abs(delivery.id),
        "guid": delivery.guid,
        "delivered_at": iso(delivery.delivered_at),
        "redelivery": delivery.redelivery,
        "duration": delivery.duration,
        "status": delivery.status,
        "status_code": delivery.status_code,
        "event": delivery.event,
        "action": delivery.action,
        "installation_id": delivery.installation_id,
        "repository_id": delivery.repository_id,
        "throttled_at": None,
    }
    if url is None:
        return shape
    request = {"headers": delivery.request_headers, "payload": json.loads(delivery.payload)}
    response = {"headers": delivery.response_headers, "payload": delivery.response_body}
    return {**shape, "url": url, "request": request, "response": response}


def _is_listed(call: Call, delivery: Delivery) -> bool:
    """Deliveries are kept for three days, and shown once they are over."""
    return delivery.status != "pending" and delivery.delivered_at > call.site.clock() - KEPT


async def list_deliveries(call: Call) -> Answer:
    """GET /app/hook/deliveries: newest first, paged by `cursor`, `status` is `success` or `failure`."""
    found = [one for one in call.site.hooks.log.of_app(_app(call).id) if _is_listed(call, one)]
    status = call.query.get("status")
    if status in ("success", "failure"):
        found = [one for one in found if (200 <= one.status_code < 400) == (status == "success")]
    size = min(int(call.query.get("per_page", "30")), 100)
    cursor = call.query.get("cursor")
    if cursor:
        found = [one for one in found if abs(one.id) < int(cursor)]
    part, rest = found[:size], found[size:]
    headers = {}
    if rest:
        url = f"{call.site.url}{call.path}?per_page={size}&cursor={abs(part[-1].id)}"
        headers["Link"] = f'<{url}>; rel="next"'
    return Answer([_delivery(one) for one in part], headers=headers)


def _one_delivery(call: Call) -> Delivery:
    found = call.site.hooks.log.all.get(call.number("id"))
    if found is None or found.app_id != _app(call).id or not _is_listed(call, found):
        raise not_found()
    return found


async def get_delivery(call: Call) -> Answer:
    """GET /app/hook/deliveries/{id}."""
    return Answer(_delivery(_one_delivery(call), _app(call).webhook_url))


async def redeliver(call: Call) -> Answer:
    """POST /app/hook/deliveries/{id}/attempts."""
    call.site.hooks.redeliver(_one_delivery(call), call.site.state.new_id())
    return Answer({}, 202)


async def hook_config(call: Call) -> Answer:
    """GET and PATCH /app/hook/config."""
    app = _app(call)
    app.webhook_url = call.text_or_none("url") or app.webhook_url
    app.webhook_secret = call.text_or_none("secret") or app.webhook_secret
    shape = {"content_type": "json", "insecure_ssl": "0", "secret": "********", "url": app.webhook_url}
    return Answer(shape)


async def convert_manifest(call: Call) -> Answer:
    """POST /app-manifests/{code}/conversions: the code of a manifest that the forge's page has taken."""
    manifest: Json | None = call.site.manifests.pop(call.params["code"], None)
    if manifest is None:
        raise not_found()
    hook: dict[str, Any] = manifest.get("hook_attributes") or {}
    new = NewApp(
        name=str(manifest.get("name") or f"app-{uuid4().hex[:6]}"),
        owner=str(manifest["owner"]),
        webhook_url=str(hook.get("url") or ""),
        permissions=manifest.get("default_permissions"),
        events=manifest.get("default_events"),
    )
    app, private_key = register_app(call.site, new)
    secrets = {"client_secret": uuid4().hex, "webhook_secret": app.webhook_secret, "pem": private_key}
    return Answer({**app_json(call.site, app), **secrets}, 201)


async def get_app_by_slug(call: Call) -> Answer:
    """GET /apps/{slug}."""
    for app in call.site.state.apps.values():
        if app.slug == call.params["slug"]:
            return Answer(app_json(call.site, app))
    raise not_found()


async def get_user(call: Call) -> Answer:
    """GET /user and /users/{login}."""
    login = call.params.get("login") or call.actor.user.login
    shape = user_json(call.site, login)
    user = call.site.state.user(login)
    counts = dict.fromkeys(("public_repos", "public_gists", "followers", "following"), 0)
    about = dict.fromkeys(("name", "company", "blog", "location", "email", "hireable", "bio"), None)
    times = {"created_at": iso(user.created_at), "updated_at": iso(user.created_at)}
    return Answer({**shape, **about, **counts, **times})


async def rate_limit(call: Call) -> Answer:
    """GET /rate_limit: costs nothing; the figures are those of the headers."""
    core = call.site.rates.peek(call.actor.rate_key, call.site.clock())
    return Answer({"resources": {"core": core, "search": core}, "rate": core})


ROUTES = [
    Route("GET", "/app", get_app, "jwt"),
    Route("GET", "/app/installations", list_installations, "jwt"),
    Route("GET", "/app/installations/{id}", get_installation, "jwt"),
    Route("POST", "/app/installations/{id}/access_tokens", create_token, "jwt"),
    Route("GET", "/app/hook/config", hook_config, "jwt"),
    Route("PATCH", "/app/hook/config", hook_config, "jwt"),
    Route("GET", "/app/hook/deliveries", list_deliveries, "jwt"),
    Route("GET", "/app/hook/deliveries/{id}", get_delivery, "jwt"),
    Route("POST", "/app/hook/deliveries/{id}/attempts", redeliver, "jwt"),
    Route("GET", "/repos/{owner}/{repo}/installation", repo_installation, "jwt"),
    Route("GET", "/installation/repositories", installation_repos, "installation"),
    Route("POST", "/app-manifests/{code}/conversions", convert_manifest, "nobody"),
    Route("GET", "/apps/{slug}", get_app_by_slug, "nobody"),
    Route("GET", "/user", get_user, "token"),
    Route("GET", "/users/{login}", get_user, "token"),
    Route("GET", "/rate_limit", rate_limit, "token"),
]
