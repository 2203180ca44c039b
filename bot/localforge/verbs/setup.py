"""Setting the scene: accounts, repositories, roles, rules, Apps and their installations."""

from __future__ import annotations

from bot.localforge import auth
from bot.localforge.errors import unprocessable
from bot.localforge.ops import apps, repos
from bot.localforge.records import Installation, Json
from bot.localforge.shapes.people import app_json, installation_json, user_json
from bot.localforge.shapes.repos import full_repo_json
from bot.localforge.site import Act
from bot.localforge.state import ROLES
from bot.localforge.verbs.base import Verbs


class SetupVerbs(Verbs):
    """What an administrator does."""

    async def create_user(self, login: str, kind: str = "User") -> Json:
        """Make an account (or find it); its `token` acts as the user in the API."""
        async with self.changing():
            user = repos.add_user(self.site, login, kind)
            token = auth.new_user_token(self.site, user.login)
            return {**user_json(self.site, user.login), "token": token}

    async def create_repo(
        self,
        repo: str,
        files: dict[str, str] | None = None,
        *,
        private: bool = True,
        default_branch: str = "main",
    ) -> Json:
        """Make `owner/name` with the files of a first commit (a README where none are given)."""
        owner, _, name = repo.partition("/")
        content = {path: text.encode() for path, text in (files or {"README.md": f"# {name}\n"}).items()}
        async with self.changing():
            repos.add_user(self.site, owner)
            actor = auth.person(self.site, owner)
            new = repos.NewRepo(name, content, private=private, default_branch=default_branch)
            made = await repos.create_repo(self.site, actor, new)
            return full_repo_json(Act(self.site, actor, made))

    async def fork(self, user: str, repo: str) -> Json:
        """Make the user's own copy of a repository."""
        async with self.acting(user, repo) as act:
            made = await repos.fork_repo(self.site, act.actor, act.repo)
            return full_repo_json(Act(self.site, act.actor, made))

    async def set_permission(self, repo: str, login: str, role: str) -> None:
        """Give a user a role: none, read, triage, write, maintain or admin."""
        if role not in ROLES:
            raise unprocessable(f"{role} is not one of {', '.join(ROLES)}")
        async with self.changing():
            act = self.looking(repo)
            act.repo.collaborators[self.site.state.user(login).login] = role
            if role == "none":
                del act.repo.collaborators[self.site.state.user(login).login]

    async def set_rules(self, repo: str, branch: str, rules: list[Json]) -> None:
        """Put rules in force for a branch, in the shape of `/rules/branches/{branch}`."""
        async with self.changing():
            self.looking(repo).repo.rules[branch] = rules

    async def require_reviews(
        self, repo: str, branch: str, count: int = 1, *, dismiss_stale: bool = False
    ) -> None:
        """Let only pull requests with so many approvals change a branch."""
        parameters = {
            "required_approving_review_count": count,
            "dismiss_stale_reviews_on_push": dismiss_stale,
            "require_code_owner_review": False,
            "require_last_push_approval": False,
            "required_review_thread_resolution": False,
        }
        await self.set_rules(repo, branch, [{"type": "pull_request", "parameters": parameters}])

    async def allow_drafts(self, repo: str, *, allowed: bool) -> None:
        """Let pull requests be drafts, or refuse that, as on some plans of GitHub's."""
        async with self.changing():
            self.looking(repo).repo.drafts_allowed = allowed

    async def register_app(
        self,
        name: str,
        owner: str,
        webhook_url: str = "",
        webhook_secret: str = "",
        permissions: dict[str, str] | None = None,
    ) -> Json:
        """Register an App; the answer has `id`, `slug`, `pem` (private key) and `webhook_secret`."""
        async with self.changing():
            repos.add_user(self.site, owner)
            new = apps.NewApp(name, owner, webhook_url, webhook_secret, permissions)
            app, pem = apps.register_app(self.site, new)
            return {**app_json(self.site, app), "pem": pem, "webhook_secret": app.webhook_secret}

    async def set_webhook(self, app_id: int, url: str) -> None:
        """Send an App's webhooks to that address from now on."""
        async with self.changing():
            self.site.state.apps[app_id].webhook_url = url

    async def install_app(self, app_id: int, repos: list[str]) -> Json:
        """Install an App on repositories of one account."""
        async with self.changing():
            account = self.site.state.repo(repos[0]).owner
            made = apps.install_app(self.site, self.site.state.apps[app_id], account, repos)
            return installation_json(self.site, made)

    async def suspend(self, installation_id: int, *, suspended: bool = True) -> None:
        """Suspend an installation, or end that."""
        async with self.changing():
            apps.suspend(self.site, self._installation(installation_id), suspended=suspended)

    async def uninstall(self, installation_id: int) -> None:
        """Remove an installation."""
        async with self.changing():
            apps.uninstall(self.site, self._installation(installation_id))

    def _installation(self, installation_id: int) -> Installation:
        return self.site.state.installations[installation_id]
