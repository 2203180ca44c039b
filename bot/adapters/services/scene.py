"""The local forge as the bot's home: people, a repository, and the bot registered as an App there."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from aiohttp import ClientError, ClientSession, ClientTimeout

from bot.adapters.services.processes import write_private
from bot.errors import Retryable, UserError

OWNER, REVIEWER = "owner", "reviewer"
REPO = f"{OWNER}/restaurant-booking"
APP_NAME = "drystone"


@dataclass(frozen=True)
class Registration:
    """What the forge knows the bot by; `pem` and `webhook_secret` are secret."""

    app_id: int
    installation: int
    repo: str
    pem: str
    webhook_secret: str


class Control:
    """The forge's control API: verbs with JSON arguments, for processes on this machine."""

    def __init__(self, url: str) -> None:
        self._url = url

    async def __call__(self, verb: str, **arguments: Any) -> Any:  # noqa: ANN401 - JSON in and out
        """Carry out a verb. Raises `UserError` where the forge refuses it."""
        try:
            timeout, url = ClientTimeout(total=60), f"{self._url}/_control/{verb}"
            async with ClientSession(timeout=timeout) as session, session.post(url, json=arguments) as answer:
                if answer.status != 200:
                    raise UserError(f"The local forge refuses {verb}: {await answer.text()}")
                return await answer.json()
        except (ClientError, TimeoutError) as error:
            raise Retryable(f"The local forge at {self._url} does not answer: {error}") from error


async def set_scene(forge_url: str, webhook_url: str, kept: Path) -> Registration:
    """Make people, repository and App, or find those of last time, which `kept` names."""
    control = Control(forge_url)
    known = _known(kept)
    if known is not None:
        await control("set_webhook", app_id=known.app_id, url=webhook_url)
        return known
    for login in (OWNER, REVIEWER):
        await control("create_user", login=login)
    await control("create_repo", repo=REPO)
    await control("set_permission", repo=REPO, login=REVIEWER, role="write")
    app = await control("register_app", name=APP_NAME, owner=OWNER, webhook_url=webhook_url)
    installation = await control("install_app", app_id=app["id"], repos=[REPO])
    made = Registration(app["id"], installation["id"], REPO, app["pem"], app["webhook_secret"])
    write_private(kept, json.dumps(asdict(made)).encode())
    return made


def _known(kept: Path) -> Registration | None:
    return Registration(**json.loads(kept.read_bytes())) if kept.exists() else None
