"""The App's own token and those of its installations: made when needed, kept until shortly before they end."""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable

import jwt
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from gidgethub.apps import get_jwt

from bot.adapters.github.answers import Token, read
from bot.errors import UserError

EARLY = 300.0
"""Seconds before a token's end at which a new one is taken."""
JWT_LIFE = 480


class AppToken:
    """The App's JWT, new every few minutes."""

    def __init__(self, app_id: str, private_key: str, clock: Callable[[], float] = time.time) -> None:
        self._app_id = app_id
        self._private_key = private_key
        self._clock = clock
        self._made: tuple[str, float] | None = None

    async def authorization(self) -> str:
        """The Authorization header's value."""
        if not self._made or self._made[1] <= self._clock():
            try:
                made = self._sign()
            except (jwt.PyJWTError, ValueError, TypeError):
                # The cause could show parts of the key.
                raise UserError(
                    "The GitHub App's private key cannot be read.",
                    "Set GITHUB_PRIVATE_KEY to the whole .pem file that GitHub gave you.",
                ) from None
            self._made = (made, self._clock() + JWT_LIFE / 2)
        return f"Bearer {self._made[0]}"

    def _sign(self) -> str:
        # Whether the key's numbers fit together is GitHub's to say: looking takes 0.1 s in each new process.
        key = load_pem_private_key(self._private_key.encode(), None, unsafe_skip_rsa_key_validation=True)
        # PyJWT takes a key that is loaded already as well as its text.
        return get_jwt(app_id=self._app_id, private_key=key, expiration=JWT_LIFE)  # type: ignore[arg-type]

    def forget(self) -> None:
        """Make a new one next time."""
        self._made = None


class InstallationTokens:
    """Tokens by installation; `make` asks GitHub for one. Asked for once, however many wait for it."""

    def __init__(
        self, make: Callable[[int], Awaitable[object]], clock: Callable[[], float] = time.time
    ) -> None:
        self._make = make
        self._clock = clock
        self._kept: dict[int, Token] = {}
        self._locks: defaultdict[int, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def token(self, installation: int) -> str:
        """A token that is good for some minutes at least."""
        async with self._locks[installation]:
            kept = self._kept.get(installation)
            if not kept or kept.expires_at.timestamp() - EARLY <= self._clock():
                kept = self._kept[installation] = read(Token, await self._make(installation))
            return kept.token

    def forget(self, installation: int) -> None:
        """Take a new one next time."""
        self._kept.pop(installation, None)
