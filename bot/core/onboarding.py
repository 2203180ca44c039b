"""The one pull request that sets a repository up. Closed without being merged, it turns Drystone off there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from bot.core.base import Value
from bot.core.facts import PullView
from bot.core.ids import BRANCH_PREFIX

BRANCH = f"{BRANCH_PREFIX}onboarding"
TITLE = "Set up Drystone"
TOPIC = "onboarding"
Status = Literal["asked", "off", "over"]


class Onboarding(Value):
    """How far a repository is: `asked` by the pull request, `off` since that was closed, or `over` for good."""

    status: Status
    pull: int = 0


def state_of(pull: PullView) -> Onboarding:
    """What the pull request says, as it is now."""
    status: Status = "asked" if pull.is_open else "over" if pull.is_merged else "off"
    return Onboarding(status=status, pull=pull.number)


def missing(files: Mapping[str, bytes], there: Mapping[str, bytes]) -> dict[str, bytes]:
    """Those of the files that the repository does not have: nothing of people's is changed."""
    return {path: data for path, data in files.items() if path not in there}
