"""GitHub slow, down, behind, strict: nothing is lost, doubled or shown."""

from __future__ import annotations

import logging

import pytest

from bot.adapters.github.app import GitHubApp
from bot.adapters.github.budget import Limits, LocalBudget
from bot.adapters.github.failures import PausedError
from bot.core.ids import Workspace
from bot.errors import Retryable, UserError
from bot.localforge.faults import ApiFaultKind
from tests.adapters.github.conftest import REPO, Town


async def test_reads_are_tried_again(town: Town) -> None:
    """A server error or a lost answer on a read is no error yet."""
    await town.forge.fault_api("status", path=".*/git/ref/.*", count=2)
    await town.forge.fault_api("lost", path=".*/git/ref/.*")
    assert await town.app.branch_sha(town.at, "main") == await town.head()


async def test_an_outage_is_for_later(town: Town) -> None:
    """When it lasts, the caller tries again."""
    await town.forge.fault_api("status", path=".*/git/ref/.*", count=9)
    with pytest.raises(Retryable) as caught:
        await town.app.branch_sha(town.at, "main")
    assert "GET /repos/owner/app/git/ref/heads/main" in str(caught.value)


async def test_no_connection_is_for_later(town: Town) -> None:
    """GitHub out of reach is nobody's fault."""
    await town.forge.stop()
    with pytest.raises(Retryable):
        await town.app.branch_sha(town.at, "main")


@pytest.mark.parametrize("status", [403, 429])
@pytest.mark.parametrize("kind", ["primary", "secondary"])
async def test_a_limit_pauses_the_installation(town: Town, kind: ApiFaultKind, status: int) -> None:
    """Told how long or not: nothing fails for good, nothing is done twice, and nobody asks on meanwhile."""
    issue = (await town.forge.open_issue("writer", REPO, "T"))["number"]
    await town.app.branch_sha(town.at, "main")
    await town.forge.fault_api(kind, "POST", ".*/comments", status=status, retry_after=30)
    with pytest.raises(PausedError) as caught:
        await town.app.put_comment(town.at, issue, "plan", "one")
    assert 25 < caught.value.after <= 30
    before = len(await town.forge.calls())
    with pytest.raises(PausedError):
        await town.app.branch_sha(town.at, "main")
    assert len(await town.forge.calls()) == before
    async with GitHubApp.connect(town.options) as later:
        await later.put_comment(town.at, issue, "plan", "one")
    assert len(await town.forge.comments(REPO, issue)) == 1


async def test_a_limit_that_does_not_say_how_long_is_a_minute(town: Town) -> None:
    """GitHub's own advice."""
    await town.forge.fault_api("secondary", path=".*/git/ref/.*")
    with pytest.raises(PausedError) as caught:
        await town.app.branch_sha(town.at, "main")
    assert 55 < caught.value.after <= 60


async def test_a_short_limit_is_waited_for(town: Town) -> None:
    """A pause of no length needs no second attempt by the caller."""
    await town.forge.fault_api("secondary", path=".*/git/ref/.*", retry_after=0)
    assert await town.app.branch_sha(town.at, "main") == await town.head()


async def test_an_etag_costs_nothing(town: Town) -> None:
    """Reading the same again is answered by 304."""
    for _ in range(3):
        await town.app.branch_sha(town.at, "main")
    first, *rest = town.forge.site.rates._windows.values()
    used = sum(window.used for window in [first, *rest])
    await town.app.branch_sha(town.at, "main")
    assert sum(window.used for window in town.forge.site.rates._windows.values()) == used


async def test_what_was_just_made_may_be_unknown_for_a_while(town: Town) -> None:
    """404 right after a create is GitHub being behind."""
    await town.branch("drystone-1")
    await town.forge.fault_api("late", "POST", ".*/pulls", times=2)
    made = await town.app.open_pull(town.at, "drystone-1", "main", "T", "", draft=True)
    assert await town.app.pull(town.at, made.number) is not None


async def test_a_token_that_ended_is_renewed(town: Town) -> None:
    """In the middle of everything, once."""
    await town.app.branch_sha(town.at, "main")
    town.forge.site.state.tokens.clear()
    assert await town.app.branch_sha(town.at, "main") == await town.head()
    assert len(await town.forge.calls("POST", "access_tokens")) == 2


async def test_a_missing_permission_is_one_clear_sentence(town: Town) -> None:
    """For people to mend."""
    registered = await town.forge.register_app(
        "narrow", "owner", permissions={"metadata": "read", "issues": "read"}
    )
    installation = await town.forge.install_app(registered["id"], [REPO])
    issue = (await town.forge.open_issue("writer", REPO, "T"))["number"]
    options = town.options.__class__(
        app_id=str(registered["id"]), private_key=registered["pem"], api_url=town.forge.api_url
    )
    async with GitHubApp.connect(options) as app:
        with pytest.raises(UserError, match="Grant the App the permission"):
            await app.put_comment(Workspace(installation=installation["id"], repo=REPO), issue, "x", "y")


async def test_no_token_is_ever_shown(
    town: Town, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    """Neither in errors nor in logs."""
    caplog.set_level(logging.DEBUG)
    _, authorization = await town.app.git_remote(town.at)
    tokens = [*town.forge.site.state.tokens, authorization]
    told = []
    kinds: tuple[ApiFaultKind, ...] = ("status", "lost", "secondary")
    for kind in kinds:
        await town.forge.fault_api(kind, path=".*/git/ref/.*", count=9)
        with pytest.raises(Retryable) as caught:
            await town.app.branch_sha(town.at, "main")
        told.append(f"{caught.value!r} {caught.value.__cause__!r}")
        await town.forge.clear_faults()
    seen = "".join(told) + caplog.text + "".join(capsys.readouterr()) + repr(town.options)
    assert not [token for token in tokens if len(token) > 8 and token in seen]


async def test_a_budget_keeps_below_the_limits() -> None:
    """So many points a minute and contents an hour; a write costs five."""
    now = 0.0
    budget = LocalBudget(
        Limits(points_per_minute=20, contents_per_minute=3, contents_per_hour=4), lambda: now
    )
    assert [await budget.wait(is_read=False, makes_content=True) for _ in range(3)] == [0, 0, 0]
    assert await budget.wait(is_read=False, makes_content=True) == 60
    assert [await budget.wait(is_read=True, makes_content=False) for _ in range(5)] == [0] * 5
    assert await budget.wait(is_read=True, makes_content=False) == 60
    now = 60.0
    assert await budget.wait(is_read=False, makes_content=True) == 0
    assert await budget.wait(is_read=False, makes_content=True) == 3540


async def test_pauses_grow_while_github_does_not_say_how_long() -> None:
    """A minute, then twice as long each time, until an answer comes."""
    budget = LocalBudget(Limits(), lambda: 0.0)
    assert [await budget.pause(60, is_told=False) for _ in range(3)] == [60, 120, 240]
    assert await budget.pause(7, is_told=True) == 7
    await budget.is_well()
    assert await budget.pause(60, is_told=False) == 60
