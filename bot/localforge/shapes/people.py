"""Users, Apps and installations as JSON."""

from __future__ import annotations

from bot.localforge.records import App, Installation, Json, Token, User
from bot.localforge.site import Site, node_id
from bot.localforge.state import iso


def user_json(site: Site, login: str) -> Json:
    """A SimpleUser."""
    return _user(site, site.state.user(login))


def _user(site: Site, user: User) -> Json:
    url = f"{site.api}/users/{user.login}"
    links = {
        "followers_url": f"{url}/followers",
        "following_url": f"{url}/following{{/other_user}}",
        "gists_url": f"{url}/gists{{/gist_id}}",
        "starred_url": f"{url}/starred{{/owner}}{{/repo}}",
        "subscriptions_url": f"{url}/subscriptions",
        "organizations_url": f"{url}/orgs",
        "repos_url": f"{url}/repos",
        "events_url": f"{url}/events{{/privacy}}",
        "received_events_url": f"{url}/received_events",
    }
    return {
        "login": user.login,
        "id": user.id,
        "node_id": node_id("User", user.id),
        "avatar_url": f"{site.url}/_avatar/{user.login}",
        "gravatar_id": "",
        "url": url,
        "html_url": f"{site.url}/{user.login}",
        **links,
        "type": user.kind,
        "user_view_type": "public",
        "site_admin": False,
    }


def app_json(site: Site, app: App) -> Json:
    """An Integration."""
    return {
        "id": app.id,
        "slug": app.slug,
        "node_id": node_id("App", app.id),
        "client_id": app.client_id,
        "owner": user_json(site, app.owner),
        "name": app.name,
        "description": "",
        "external_url": app.webhook_url or site.url,
        "html_url": f"{site.url}/apps/{app.slug}",
        "created_at": iso(app.created_at),
        "updated_at": iso(app.created_at),
        "permissions": app.permissions,
        "events": app.events,
    }


def installation_json(site: Site, installation: Installation) -> Json:
    """An Installation."""
    app = site.state.apps[installation.app_id]
    account = user_json(site, installation.account)
    url = f"{site.api}/app/installations/{installation.id}"
    return {
        "id": installation.id,
        "account": account,
        "repository_selection": "selected",
        "access_tokens_url": f"{url}/access_tokens",
        "repositories_url": f"{site.api}/installation/repositories",
        "html_url": f"{site.url}/settings/installations/{installation.id}",
        "app_id": app.id,
        "client_id": app.client_id,
        "app_slug": app.slug,
        "target_id": account["id"],
        "target_type": account["type"],
        "permissions": installation.permissions,
        "events": app.events,
        "created_at": iso(installation.created_at),
        "updated_at": iso(installation.created_at),
        "single_file_name": None,
        "has_multiple_single_files": False,
        "single_file_paths": [],
        "suspended_by": account if installation.suspended_at else None,
        "suspended_at": iso(installation.suspended_at),
    }


def token_json(token: Token) -> Json:
    """An InstallationToken."""
    return {
        "token": token.value,
        "expires_at": iso(token.expires_at),
        "permissions": token.permissions,
        "repository_selection": "selected",
    }
