"""Registering Apps and installing them."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from bot.localforge.ops.events import EVENTS, installation_ref, send
from bot.localforge.records import App, Installation, Json, User
from bot.localforge.shapes.people import app_json, installation_json, user_json
from bot.localforge.site import Site, node_id

PERMISSIONS = {
    "actions": "read",
    "administration": "read",
    "checks": "write",
    "contents": "write",
    "deployments": "write",
    "environments": "write",
    "issues": "write",
    "metadata": "read",
    "pull_requests": "write",
    "statuses": "write",
    "workflows": "write",
}


@dataclass(frozen=True)
class NewApp:
    """What an App is registered with; permissions and events default to all that the forge knows."""

    name: str
    owner: str
    webhook_url: str = ""
    webhook_secret: str = ""
    permissions: dict[str, str] | None = None
    events: list[str] | None = None


def register_app(site: Site, new: NewApp) -> tuple[App, str]:
    """Register an App with a new key pair; the private key (PEM) is given once and not kept."""
    private = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    slug = "-".join(new.name.lower().split())
    app = App(
        id=site.state.new_id(),
        slug=slug,
        name=new.name,
        owner=site.state.user(new.owner).login,
        public_key=_public_pem(private),
        webhook_url=new.webhook_url,
        webhook_secret=new.webhook_secret or secrets.token_hex(20),
        permissions=dict(PERMISSIONS if new.permissions is None else new.permissions),
        events=list(EVENTS if new.events is None else new.events),
        created_at=site.clock(),
        client_id="Iv23li" + secrets.token_hex(7),
    )
    site.state.apps[app.id] = app
    bot = User(site.state.new_id(), f"{slug}[bot]", "Bot", site.clock(), app.id)
    site.state.users[bot.login.lower()] = bot
    _ping(site, app)
    return app, _private_pem(private)


def _ping(site: Site, app: App) -> None:
    config = {"content_type": "json", "insecure_ssl": "0", "secret": "********", "url": app.webhook_url}
    hook = {
        "type": "App",
        "id": app.id,
        "name": "web",
        "active": True,
        "events": app.events,
        "config": config,
        "updated_at": app_json(site, app)["updated_at"],
        "created_at": app_json(site, app)["created_at"],
        "app_id": app.id,
        "deliveries_url": f"{site.api}/app/hook/deliveries",
    }
    send(site, app, "ping", {"zen": "Keep it logically awesome.", "hook_id": app.id, "hook": hook})


def install_app(site: Site, app: App, account: str, repos: Sequence[str]) -> Installation:
    """Install an App on repositories of one account, or add repositories to what is there."""
    names = [site.state.repo(name).full_name for name in repos]
    for old in site.state.installations.values():
        if (old.app_id, old.account) == (app.id, account):
            _add_repos(site, app, old, [name for name in names if name not in old.repos])
            return old
    new = Installation(site.state.new_id(), app.id, account, names, dict(app.permissions), site.clock())
    site.state.installations[new.id] = new
    send(site, app, "installation", _installation_event(site, new, "created", names))
    return new


def suspend(site: Site, installation: Installation, *, suspended: bool) -> None:
    """Suspend an installation, or end that."""
    installation.suspended_at = site.clock() if suspended else None
    action = "suspend" if suspended else "unsuspend"
    app = site.state.apps[installation.app_id]
    send(site, app, "installation", _installation_event(site, installation, action, installation.repos))


def uninstall(site: Site, installation: Installation) -> None:
    """Remove an installation with its tokens."""
    app = site.state.apps[installation.app_id]
    event = _installation_event(site, installation, "deleted", installation.repos)
    del site.state.installations[installation.id]
    tokens = site.state.tokens
    for value in [one.value for one in tokens.values() if one.installation_id == installation.id]:
        del tokens[value]
    send(site, app, "installation", event)


def _add_repos(site: Site, app: App, installation: Installation, names: list[str]) -> None:
    installation.repos.extend(names)
    payload = {
        "action": "added",
        "installation": installation_json(site, installation),
        "repository_selection": "selected",
        "repositories_added": _short_repos(site, names),
        "repositories_removed": [],
        "requester": None,
        "sender": user_json(site, installation.account),
    }
    send(site, app, "installation_repositories", payload)


def _installation_event(site: Site, installation: Installation, action: str, names: Sequence[str]) -> Json:
    shape = installation_json(site, installation)
    event = {
        "action": action,
        "installation": {**shape, **installation_ref(installation)},
        "repositories": _short_repos(site, names),
        "sender": user_json(site, installation.account),
    }
    return {**event, "requester": None} if action == "created" else event


def _short_repos(site: Site, names: Sequence[str]) -> list[Json]:
    repos = [site.state.repo(name) for name in names]
    return [
        {
            "id": repo.id,
            "node_id": node_id("Repository", repo.id),
            "name": repo.name,
            "full_name": repo.full_name,
            "private": repo.private,
        }
        for repo in repos
    ]


def _public_pem(key: rsa.RSAPrivateKey) -> str:
    public = key.public_key()
    kind = serialization.PublicFormat.SubjectPublicKeyInfo
    return public.public_bytes(serialization.Encoding.PEM, kind).decode()


def _private_pem(key: rsa.RSAPrivateKey) -> str:
    kind = serialization.PrivateFormat.TraditionalOpenSSL
    return key.private_bytes(serialization.Encoding.PEM, kind, serialization.NoEncryption()).decode()
