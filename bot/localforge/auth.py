"""Who is calling: App JWTs, installation tokens and people's tokens, and what each of them may do."""

from __future__ import annotations

import base64
import binascii
import secrets
from datetime import datetime, timedelta
from typing import Literal

import jwt

from bot.localforge.errors import ApiError, forbidden_to_app, not_found
from bot.localforge.records import App, Installation, Repo, Token
from bot.localforge.site import Actor, Site
from bot.localforge.state import at_least

TOKEN_LIFE = timedelta(hours=1)
JWT_LIFE = timedelta(minutes=10)
_LEVELS = ("none", "read", "write", "admin")


def bad_credentials() -> ApiError:
    """The caller is nobody we know."""
    return ApiError(401, "Bad credentials")


def actor_of(site: Site, header: str) -> Actor:
    """Whom an Authorization header stands for: `Bearer`/`token` with a token or a JWT, or `Basic`."""
    scheme, _, rest = header.partition(" ")
    if scheme.lower() == "basic":
        return actor_by_token(site, _password(rest))
    if scheme.lower() in ("bearer", "token") and rest:
        value = rest.strip()
        return actor_by_token(site, value) if value.startswith("gh") else _app_by_jwt(site, value)
    raise ApiError(401, "Requires authentication")


def actor_by_token(site: Site, value: str) -> Actor:
    """Whom a token belongs to; 401 once it has expired."""
    token = site.state.tokens.get(value)
    if token is None or (token.expires_at is not None and token.expires_at <= site.clock()):
        raise bad_credentials()
    user = site.state.user(token.login)
    if token.installation_id is None:
        return Actor(user=user, token=value)
    installation = site.state.installations.get(token.installation_id)
    if installation is None:
        raise bad_credentials()
    if installation.suspended_at is not None:
        raise ApiError(403, "This installation has been suspended")
    repos = installation.repos if token.repos is None else token.repos
    return Actor(
        user=user,
        app=site.state.apps[installation.app_id],
        installation=installation,
        permissions=token.permissions or installation.permissions,
        repos=tuple(name for name in repos if name in installation.repos),
        token=value,
    )


def person(site: Site, login: str) -> Actor:
    """A user, acting without a token (from the pages or a test)."""
    return Actor(user=site.state.user(login))


def new_user_token(site: Site, login: str) -> str:
    """A personal access token that never expires."""
    value = "ghp_" + secrets.token_hex(18)
    site.state.tokens[value] = Token(value=value, login=login)
    return value


def new_installation_token(
    site: Site, installation: Installation, permissions: dict[str, str] | None, repos: list[str] | None
) -> Token:
    """A token for an hour, narrowed where asked; never wider than the installation."""
    app = site.state.apps[installation.app_id]
    for name, level in (permissions or {}).items():
        if not _includes(installation.permissions.get(name, "none"), level):
            raise ApiError(422, "The permissions requested are not granted to this installation.")
    if repos is not None and not set(repos) <= set(installation.repos):
        raise ApiError(422, "There is at least one repository that does not exist or is not accessible.")
    filler = ".".join(secrets.token_urlsafe(120) for _ in range(3))
    token = Token(
        value=f"ghs_{app.id}_{filler}",
        login=f"{app.slug}[bot]",
        installation_id=installation.id,
        expires_at=(site.clock() + TOKEN_LIFE).replace(microsecond=0),
        permissions=permissions or dict(installation.permissions),
        repos=repos,
    )
    site.state.tokens[token.value] = token
    return token


def may_see(actor: Actor, site: Site, repo: Repo) -> bool:
    """Whether the repository exists for this caller at all."""
    if actor.installation is not None:
        return repo.full_name in actor.repos or not repo.private
    return not actor.is_app and site.state.role(repo, actor.user.login) != "none"


def require(site: Site, actor: Actor, repo: Repo, needs: str, role: str = "") -> None:
    """Refuse a call that lacks its permission.

    `needs` reads `issues|pull_requests:write`; `role` is what a person needs where that is not the level.
    """
    if not may_see(actor, site, repo):
        raise not_found()
    names, _, level = needs.partition(":")
    if actor.installation is not None:
        held = [actor.permissions.get(name, "none") for name in names.split("|")]
        covered = repo.full_name in actor.repos or (level == "read" and not repo.private)
        if not covered or (names != "metadata" and not any(_includes(one, level) for one in held)):
            raise forbidden_to_app()
    elif not at_least(site.state.role(repo, actor.user.login), role or level):
        raise ApiError(403, "Must have admin rights to Repository.") if level == "admin" else not_found()


def require_app(actor: Actor, kind: Literal["jwt", "installation"]) -> None:
    """Refuse who does not call as an App in that way."""
    if kind == "jwt" and (actor.app is None or actor.installation is not None):
        raise ApiError(401, "A JSON web token could not be decoded")
    if kind == "installation" and actor.installation is None:
        raise forbidden_to_app() if actor.is_app else ApiError(403, "Resource not accessible by token")


def _includes(held: str, wanted: str) -> bool:
    return _LEVELS.index(held) >= _LEVELS.index(wanted)


def _password(encoded: str) -> str:
    try:
        _, _, password = base64.b64decode(encoded, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        raise bad_credentials() from None
    return password


def _app_by_jwt(site: Site, value: str) -> Actor:
    try:
        issuer = jwt.decode(value, options={"verify_signature": False})["iss"]
        app = _app_of_issuer(site, str(issuer))
        options = {
            "verify_exp": False,
            "verify_iat": False,
            "verify_iss": False,
            "require": ["exp", "iat", "iss"],
        }
        claims = jwt.decode(value, app.public_key, algorithms=["RS256"], options=options)  # type: ignore[arg-type]
        _check_times(site.clock(), int(claims["iat"]), int(claims["exp"]))
    except (jwt.PyJWTError, KeyError, ValueError):
        raise ApiError(401, "A JSON web token could not be decoded") from None
    return Actor(user=site.state.bot_of(app), app=app)


def _app_of_issuer(site: Site, issuer: str) -> App:
    for app in site.state.apps.values():
        if issuer in (str(app.id), app.client_id):
            return app
    raise ApiError(401, "Integration not found")


def _check_times(now: datetime, issued: int, expires: int) -> None:
    """Times are read on the forge's own clock, with a minute of drift for `iat`."""
    if expires <= now.timestamp():
        raise ApiError(
            401, "'Expiration time' claim ('exp') must be a numeric value representing the future time"
        )
    if expires > (now + JWT_LIFE).timestamp():
        raise ApiError(401, "'Expiration time' claim ('exp') is too far in the future")
    if issued > now.timestamp() + 60:
        raise ApiError(
            401, "'Issued at' claim ('iat') must be an Integer representing the time that it was issued"
        )
