"""Pages of the forge itself: what is in it, deployments, webhooks and calls."""

from __future__ import annotations

from aiohttp import web

from bot.localforge.pages.render import View


async def home(view: View) -> web.Response:
    """All repositories, Apps and people."""
    state = view.site.state
    return view.page(
        "home.html",
        repos=list(state.repos.values()),
        apps=list(state.apps.values()),
        installations=list(state.installations.values()),
    )


async def deployments(view: View) -> web.Response:
    """A repository's deployments, newest first."""
    found = sorted(view.repo.deployments.values(), key=lambda one: -one.id)
    return view.page("deployments.html", deployments=found)


async def log(view: View) -> web.Response:
    """The last webhooks and API calls."""
    deliveries = sorted(view.site.hooks.log.all.values(), key=lambda one: -abs(one.id))[:100]
    calls = list(view.forge.api.seen)[-100:][::-1]
    return view.page("log.html", deliveries=deliveries, calls=calls)
