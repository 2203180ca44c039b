"""Templates and what all pages have in common: who looks, what the page is of, and whether it has changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from aiohttp import web
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from bot.localforge.errors import ApiError
from bot.localforge.pages.markup import markdown
from bot.localforge.records import Repo
from bot.localforge.site import Act, Site
from bot.localforge.verbs.all import AllVerbs

COOKIE = "as"


@cache
def templates_folder() -> Path:
    """`templates/forge`, in a wheel or in the repository."""
    bot = Path(__file__).resolve().parents[2]
    packed = bot / "data" / "templates" / "forge"
    return packed if packed.exists() else bot.parent / "templates" / "forge"


@cache
def environment() -> Environment:
    """The one Jinja environment of the pages."""
    made = Environment(
        loader=FileSystemLoader(templates_folder()),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["moment"] = moment
    made.filters["markdown"] = markdown
    made.filters["plural"] = plural
    made.globals["ui"] = made.get_template("macros.html").module
    return made


def moment(when: datetime) -> Markup:
    """A time that the page's script turns into "3 minutes ago"."""
    text = when.strftime("%Y-%m-%d %H:%M UTC")
    return Markup('<time datetime="{}" title="{}">{}</time>').format(when.isoformat(), text, text)


def plural(count: int, noun: str) -> str:
    """`1 commit`, `2 commits`."""
    return f"{count} {noun}{'' if count == 1 else 's'}"


@dataclass
class View:
    """One request for a page."""

    forge: AllVerbs
    request: web.Request

    @property
    def site(self) -> Site:
        """The forge's records."""
        return self.forge.site

    @property
    def me(self) -> str:
        """Whom the visitor acts as: the one they chose, else the repository's owner, else anybody."""
        chosen = self.request.cookies.get(COOKIE, "")
        people = self.people
        if chosen.lower() in (login.lower() for login in people):
            return chosen
        owner = self.request.match_info.get("owner", "")
        return owner if owner in people else (people[0] if people else "")

    @property
    def people(self) -> list[str]:
        """Who can be acted as."""
        return [user.login for user in self.site.state.users.values() if user.kind == "User"]

    @property
    def repo(self) -> Repo:
        """The repository that the address names."""
        info = self.request.match_info
        try:
            return self.site.state.repo(f"{info['owner']}/{info['repo']}")
        except ApiError:
            raise web.HTTPNotFound(text="There is no such repository.") from None

    @property
    def act(self) -> Act:
        """The visitor at the repository, to look."""
        return self.forge.act(self.me or self.repo.owner, self.repo.full_name)

    def number(self) -> int:
        """The issue number of the address."""
        number = int(self.request.match_info["number"])
        if number not in self.repo.issues:
            raise web.HTTPNotFound(text="There is no such issue or pull request.")
        return number

    @property
    def etag(self) -> str:
        """Changes whenever the forge does, or another person looks."""
        return f'W/"{id(self.forge):x}-{self.forge.version}-{self.me}"'

    def unchanged(self) -> bool:
        """Whether the visitor has this page already."""
        return self.request.headers.get("If-None-Match") == self.etag

    def page(self, template: str, **values: Any) -> web.Response:  # noqa: ANN401 - what templates take
        """Render a page."""
        named = "repo" in self.request.match_info
        html = (
            environment()
            .get_template(template)
            .render(
                me=self.me,
                people=self.people,
                path=self.request.path,
                site=self.site,
                repo=self.repo if named else None,
                open_counts=_open_counts(self.repo) if named else (0, 0),
                **values,
            )
        )
        headers = {"ETag": self.etag, "Cache-Control": "no-store", "Content-Security-Policy": _POLICY}
        return web.Response(text=html, content_type="text/html", headers=headers)


_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data: http: https:; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


def _open_counts(repo: Repo) -> tuple[int, int]:
    """Open issues and open pull requests."""
    numbers = [issue.number for issue in repo.issues.values() if issue.state == "open"]
    pulls = sum(1 for number in numbers if number in repo.pulls)
    return len(numbers) - pulls, pulls
