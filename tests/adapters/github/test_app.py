"""The bot's words for the forge, spoken to a whole forge."""

from __future__ import annotations

import asyncio
import base64

import pytest

from bot.adapters.github.answers import TreeEntry
from bot.adapters.github.app import GitHubApp
from bot.adapters.github.hub import Options
from bot.core.ids import Workspace, marker
from bot.errors import Retryable, UserError
from bot.flow.carry_out import LONGEST_PAUSE
from bot.ports.forge import Deliveries, Forge
from tests.adapters.github.conftest import REPO, Town


def both_ports(app: GitHubApp) -> tuple[Forge, Deliveries]:
    """mypy sees that the App is both."""
    return app, app


async def test_who_and_where(town: Town) -> None:
    """The bot's login, the default branch, and where the App is installed."""
    assert await town.app.bot_login() == "drystone[bot]"
    assert await town.app.default_branch(town.at) == "main"
    assert await town.app.workspace(REPO) == town.at
    assert await town.app.workspace("owner/none") is None
    assert await town.app.installations() == [town.at]


@pytest.mark.parametrize(
    ("login", "role"),
    [
        ("owner", "admin"),
        ("boss", "write"),
        ("writer", "write"),
        ("triager", "read"),
        ("reader", "read"),
        ("stranger", "none"),
        ("nobody-at-all", "none"),
        ("../../app", "none"),
        ("", "none"),
    ],
)
async def test_permission_is_read_live(town: Town, login: str, role: str) -> None:
    """Maintainers write, triagers read, and who is unknown may do nothing."""
    assert await town.app.permission(town.at, login) == role


async def test_a_permission_taken_away_is_gone_at_once(town: Town) -> None:
    """No answer is kept."""
    assert await town.app.permission(town.at, "writer") == "write"
    await town.forge.set_permission(REPO, "writer", "none")
    assert await town.app.permission(town.at, "writer") == "none"


async def test_a_permission_that_cannot_be_read_is_no_permission(town: Town) -> None:
    """An outage raises, so that nothing is allowed."""
    await town.forge.fault_api("status", path=".*/permission", count=9)
    with pytest.raises(Retryable):
        await town.app.permission(town.at, "owner")


async def test_writers_are_people_with_write_access(town: Town) -> None:
    """Whom an approval can be awaited of."""
    assert sorted(await town.app.writers(town.at)) == ["boss", "owner", "writer"]


async def test_issues_and_comments(town: Town) -> None:
    """Read as they are, over all pages."""
    issue = await town.forge.open_issue("writer", REPO, "Title", "Body")
    for number in range(120):
        await town.forge.comment("reader", REPO, issue["number"], f"word {number}")
    found = await town.app.issue(town.at, issue["number"])
    assert found is not None
    assert (found.title, found.body, found.author, found.is_open, found.is_pull) == (
        "Title",
        "Body",
        "writer",
        True,
        False,
    )
    said = await town.app.comments(town.at, issue["number"])
    assert [one.body for one in said] == [f"word {number}" for number in range(120)]
    assert await town.app.issue(town.at, 999) is None
    assert [one.number for one in await town.app.issues(town.at)] == [issue["number"]]
    await town.forge.close_issue("writer", REPO, issue["number"])
    assert await town.app.issues(town.at) == []


async def test_one_comment_for_a_topic(town: Town) -> None:
    """Made once, then edited in place; written only where it differs; found by another process too."""
    issue = (await town.forge.open_issue("writer", REPO, "T"))["number"]
    first = await town.app.put_comment(town.at, issue, "plan", "one")
    assert await town.app.put_comment(town.at, issue, "plan", "one") == first
    async with GitHubApp.connect(town.options) as other:
        assert await other.put_comment(town.at, issue, "plan", "two") == first
    assert await town.app.put_comment(town.at, issue, "status", "three") != first
    bodies = [one["body"] for one in await town.forge.comments(REPO, issue)]
    assert bodies == [f"{marker('plan')}\ntwo", f"{marker('status')}\nthree"]
    assert len(await town.writes()) == 3


async def test_a_pasted_marker_is_nobodys(town: Town) -> None:
    """Only the bot's own comments are its own."""
    issue = (await town.forge.open_issue("writer", REPO, "T"))["number"]
    pasted = await town.forge.comment("writer", REPO, issue, f"{marker('plan')}\nmine")
    assert await town.app.put_comment(town.at, issue, "plan", "ours") != pasted["id"]
    assert (await town.forge.comments(REPO, issue))[0]["body"] == f"{marker('plan')}\nmine"


async def test_a_long_comment_is_cut(town: Town) -> None:
    """GitHub takes what is sent."""
    issue = (await town.forge.open_issue("writer", REPO, "T"))["number"]
    await town.app.put_comment(town.at, issue, "log", "<details>\n\n```\n" + "🪨\n" * 90_000)
    body = (await town.forge.comments(REPO, issue))[0]["body"]
    assert len(body) < 65_536
    assert "</details>" in body


async def test_a_reaction_is_given_once(town: Town) -> None:
    """Twice is once, and a comment that is gone is no trouble."""
    issue = (await town.forge.open_issue("writer", REPO, "T"))["number"]
    comment = (await town.forge.comment("writer", REPO, issue, "/build"))["id"]
    await town.app.react(town.at, comment, "eyes")
    await town.app.react(town.at, comment, "eyes")
    assert len(await town.forge.reactions(REPO, issue, comment)) == 1
    await town.forge.delete_comment("writer", REPO, comment)
    await town.app.react(town.at, comment, "rocket")


async def test_a_lost_answer_makes_no_second_comment(town: Town) -> None:
    """The answer to the write got lost: what it made is found."""
    issue = (await town.forge.open_issue("writer", REPO, "T"))["number"]
    await town.forge.fault_api("lost", "POST", ".*/comments")
    await town.app.put_comment(town.at, issue, "plan", "one")
    assert len(await town.forge.comments(REPO, issue)) == 1


async def test_a_pull_request_is_opened_once(town: Town) -> None:
    """Made, found again, and read: also when the answer got lost."""
    await town.branch("drystone-1")
    await town.forge.fault_api("lost", "POST", ".*/pulls")
    first = await town.app.open_pull(town.at, "drystone-1", "main", "Title", "Body", draft=True)
    assert (first.is_draft, first.is_open, first.from_fork, first.author) == (
        True,
        True,
        False,
        "drystone[bot]",
    )
    again = await town.app.open_pull(town.at, "drystone-1", "main", "Title", "Body", draft=True)
    assert again.number == first.number
    assert len(await town.forge.pulls(REPO)) == 1
    found = await town.app.pull_of(town.at, "drystone-1", "main")
    assert found is not None
    assert found.number == first.number
    assert await town.app.pull_of(town.at, "none", "main") is None
    assert await town.app.pull(town.at, 999) is None


async def test_a_closed_pull_request_counts_until_the_branch_moves(town: Town) -> None:
    """Closed by a person: not opened again, unless there is something new."""
    await town.branch("drystone-1")
    first = await town.app.open_pull(town.at, "drystone-1", "main", "T", "", draft=False)
    await town.app.close_pull(town.at, first.number)
    await town.app.close_pull(town.at, first.number)
    assert (
        await town.app.open_pull(town.at, "drystone-1", "main", "T", "", draft=False)
    ).number == first.number
    await town.forge.push_files("owner", REPO, "drystone-1", {"more.txt": "1"})
    assert (
        await town.app.open_pull(town.at, "drystone-1", "main", "T", "", draft=False)
    ).number != first.number


async def test_where_drafts_are_refused(town: Town) -> None:
    """A normal pull request with a label, which goes when it is ready."""
    await town.forge.allow_drafts(REPO, allowed=False)
    await town.branch("drystone-1")
    made = await town.app.open_pull(town.at, "drystone-1", "main", "T", "", draft=True)
    assert not made.is_draft
    assert [one["name"] for one in (await town.forge.pull(REPO, made.number))["labels"]] == [
        "drystone:building"
    ]
    await town.app.mark_ready(town.at, made.number)
    await town.app.mark_ready(town.at, made.number)
    assert (await town.forge.pull(REPO, made.number))["labels"] == []


async def test_out_of_draft(town: Town) -> None:
    """By GraphQL, once."""
    await town.branch("drystone-1")
    made = await town.app.open_pull(town.at, "drystone-1", "main", "T", "", draft=True)
    await town.app.mark_ready(town.at, made.number)
    await town.app.mark_ready(town.at, made.number)
    assert (await town.forge.pull(REPO, made.number))["draft"] is False
    assert len(await town.forge.calls("POST", "graphql")) == 1


async def test_editing_a_pull_request(town: Town) -> None:
    """Only what is given is sent, and without looking first: a read may still say that there is none."""
    await town.branch("drystone-1")
    await town.forge.fault_api("late", "POST", ".*/pulls", times=5)
    made = await town.app.open_pull(town.at, "drystone-1", "main", "T", "B", draft=True)
    await town.app.edit_pull(town.at, made.number, body="C")
    assert (await town.writes())[-1] == ("PATCH", f"/pulls/{made.number}")
    assert len(await town.writes()) == 2
    assert (await town.forge.pull(REPO, made.number))["body"] == "C"


async def test_merging_is_done_once(town: Town) -> None:
    """Merged at that head; again, or after a lost answer, it is the same merge."""
    head = await town.branch("drystone-1")
    made = await town.app.open_pull(town.at, "drystone-1", "main", "T", "", draft=False)
    with pytest.raises(UserError, match="new commits"):
        await town.app.merge_pull(town.at, made.number, "0" * 40, "T")
    await town.forge.fault_api("lost", "PUT", ".*/merge")
    commit = await town.app.merge_pull(town.at, made.number, head, "Title")
    assert commit == await town.head()
    assert await town.app.merge_pull(town.at, made.number, head, "Title") == commit
    found = await town.app.pull(town.at, made.number)
    assert found is not None
    assert (found.is_merged, found.merge_commit, found.is_open) == (True, commit, False)


async def test_a_merge_that_rules_forbid_is_said(town: Town) -> None:
    """The repository's rules are not gone round."""
    await town.forge.require_reviews(REPO, "main", 1)
    head = await town.branch("drystone-1")
    made = await town.app.open_pull(town.at, "drystone-1", "main", "T", "", draft=False)
    with pytest.raises(UserError, match="GitHub refused"):
        await town.app.merge_pull(town.at, made.number, head, "T")


async def test_reviews_and_reviewers(town: Town) -> None:
    """Reviews keep the commit that they were given on; who cannot be asked is left out."""
    head = await town.branch("drystone-1")
    made = await town.app.open_pull(town.at, "drystone-1", "main", "T", "", draft=False)
    await town.app.request_reviewers(town.at, made.number, ["writer", "stranger", "boss"])
    await town.app.request_reviewers(town.at, made.number, ["writer"])
    asked = {one["login"] for one in (await town.forge.pull(REPO, made.number))["requested_reviewers"]}
    assert {"writer", "boss"} <= asked
    await town.forge.approve("writer", REPO, made.number)
    (review,) = await town.app.reviews(town.at, made.number)
    assert (review.author, review.state, review.commit, review.author_is_bot) == (
        "writer",
        "APPROVED",
        head,
        False,
    )
    (commit,) = await town.app.pull_commits(town.at, made.number)
    assert commit.sha == head


async def test_branches_and_files(town: Town) -> None:
    """Tips, deletion of the bot's own branches only, and files as bytes."""
    app, at = town.app, town.at
    assert await app.branch_sha(at, "main") == await town.head()
    assert await app.branch_sha(at, "no/such") is None
    await town.branch("drystone/1-x")
    await app.delete_branch(at, "drystone/1-x")
    await app.delete_branch(at, "drystone/1-x")
    assert await app.branch_sha(at, "drystone/1-x") is None
    with pytest.raises(UserError):
        await app.delete_branch(at, "main")
    assert await app.read_file(at, "ü/ñ.txt", "main") == "é".encode()
    assert await app.read_file(at, "ü", "main") is None
    assert await app.read_file(at, "none", "main") is None
    assert await app.read_file(at, "../x", "main") is None


async def test_a_branch_moves_only_forward(town: Town) -> None:
    """A fast-forward is done, also twice, also where the branch is further already; a diverged branch stays."""
    app, at = town.app, town.at
    build, course = "drystone/1-x", "drystone/1-x--afterDomains"
    for branch in (build, course):
        await town.forge.set_branch("owner", REPO, branch, await town.head())
    tip = await town.push(course, "a")
    assert await app.move_branch(at, build, tip)
    assert await app.branch_sha(at, build) == tip
    further = await town.push(build, "b")
    assert await app.move_branch(at, build, tip)
    aside = await town.push("main", "c")
    assert not await app.move_branch(at, build, aside)
    assert await app.branch_sha(at, build) == further
    with pytest.raises(UserError):
        await app.move_branch(at, "drystone/none", tip)


async def test_what_lies_in_a_commit(town: Town) -> None:
    """The root's files and folders, or all below too; and where two branches parted."""
    app, at, main = town.app, town.at, await town.head()
    root = await app.entries(at, main)
    assert {path: entry.kind for path, entry in root.items()} == {"README.md": "file", "ü": "folder"}
    assert root["README.md"].size == len("# app\n")
    assert set(await app.entries(at, root["ü"].sha, deep=True)) == {"ñ.txt"}
    assert "ü/ñ.txt" in await app.entries(at, main, deep=True)
    assert await app.entries(at, "0" * 40) == {}
    head = await town.branch("one")
    await town.forge.push_files("owner", REPO, "main", {"later.txt": "x"})
    assert await app.merge_base(at, await town.head(), head) == main
    assert await app.merge_base(at, await town.head(), "0" * 40) is None


async def test_whose_files(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    """All paths that a pull request changes, a renamed one under both names; too many to see all are refused."""
    app, at = town.app, town.at
    await town.forge.push_files("owner", REPO, "main", {"old.txt": "a long line that stays the same\n" * 9})
    await town.branch("one")
    text = "a long line that stays the same\n" * 9
    await town.forge.push_files("owner", REPO, "one", {"old.txt": None, "new.txt": text})
    made = await app.open_pull(at, "one", "main", "T", "", draft=False)
    assert set(await app.pull_files(at, made.number)) == {"one.txt", "old.txt", "new.txt"}
    monkeypatch.setattr("bot.adapters.github.reviews.MOST_FILES", 2)
    with pytest.raises(UserError, match="cannot be told"):
        await app.pull_files(at, made.number)


async def test_the_same_tree(town: Town) -> None:
    """Commits with the same files have the same tree, whatever is between them; one that is gone has none."""
    app, at, head = town.app, town.at, await town.branch("one")
    await town.push("one", "more")
    await town.forge.push_files("owner", REPO, "one", {"more.txt": None})
    back = (await town.forge.branches(REPO))["one"]
    assert back != head
    assert (
        await app.tree_sha(at, back)
        == await app.tree_sha(at, head)
        != await app.tree_sha(at, await town.head())
    )
    assert await app.tree_sha(at, "0" * 40) is None


def test_what_is_no_file() -> None:
    """Links and submodules are told from files."""
    modes = {"100644": "file", "100755": "file", "120000": "link"}
    for mode, kind in modes.items():
        assert TreeEntry(path="a", mode=mode, type="blob", sha="b").view().kind == kind
    assert TreeEntry(path="a", mode="160000", type="commit", sha="b").view().kind == "module"


async def test_a_deployment_is_made_once(town: Town) -> None:
    """One for a commit and environment; each status once."""
    head = await town.head()
    for state in ("in_progress", "in_progress", "success", "success"):
        await town.app.deployment(town.at, head, "staging", state, "http://127.0.0.1:1/")
    (one,) = await town.forge.deployments(REPO)
    assert one["environment"] == "staging"
    assert [path for _, path in await town.writes()].count("/deployments") == 1
    assert len([path for _, path in await town.writes() if path.endswith("/statuses")]) == 2


async def test_the_git_remote_carries_the_token_in_a_header(town: Town) -> None:
    """The URL has none."""
    url, authorization = await town.app.git_remote(town.at)
    assert url == f"{town.forge.url}/{REPO}.git"
    kind, _, value = authorization.partition(" ")
    assert (kind, base64.b64decode(value).split(b":")[0]) == ("Basic", b"x-access-token")


async def test_failed_deliveries_are_asked_for_again(town: Town) -> None:
    """Those that never arrived, and no others."""
    await town.forge.set_webhook(int(town.options.app_id), "http://127.0.0.1:9/")
    await town.forge.open_issue("writer", REPO, "T")
    await town.forge.idle()
    failed = await town.app.failed_deliveries(0)
    assert failed
    number, guid = failed[-1]
    await town.app.redeliver(number)
    await town.forge.idle()
    again = await town.app.failed_deliveries(0)
    assert guid in [one for _, one in again]
    assert len([one for one in await town.forge.deliveries() if one["guid"] == guid]) == 2
    assert await town.app.failed_deliveries(4_000_000_000) == []


async def test_one_token_for_many_at_once(town: Town) -> None:
    """An installation's token is asked for once and shared."""
    await asyncio.gather(*(town.app.branch_sha(town.at, "main") for _ in range(8)))
    assert len(await town.forge.calls("POST", "access_tokens")) == 1


async def test_a_repository_that_is_none_is_refused(town: Town) -> None:
    """No path is made from it."""
    for repo in ("../app", "owner/..", "owner", "owner/app/x"):
        with pytest.raises(UserError):
            await town.app.issue(Workspace(installation=1, repo=repo), 1)


async def test_a_suspended_installation_is_waited_for(town: Town) -> None:
    """Whatever was to be done there is done once an owner ends that; meanwhile it is left out of the list."""
    await town.forge.suspend(town.at.installation)
    with pytest.raises(Retryable, match="suspended") as pause:
        await town.app.branch_sha(town.at, "main")
    assert pause.value.after > LONGEST_PAUSE, "no step fails for it, however long it takes"
    assert await town.app.installations() == []


async def test_a_key_that_is_none_is_said(town: Town) -> None:
    """And not shown."""
    options = Options(app_id="1", private_key="-----BEGIN secret", api_url=town.forge.api_url)
    async with GitHubApp.connect(options) as app:
        with pytest.raises(UserError, match="private key") as caught:
            await app.bot_login()
    assert "BEGIN secret" not in str(caught.value)
    assert "BEGIN secret" not in repr(options)


async def test_a_page_that_was_full_is_no_end(town: Town) -> None:
    """The hundred-and-first comment is seen, although the page before it did not change."""
    issue = (await town.forge.open_issue("writer", REPO, "T"))["number"]
    for number in range(100):
        await town.forge.comment("reader", REPO, issue, f"word {number}")
    assert len(await town.app.comments(town.at, issue)) == 100
    await town.forge.comment("reader", REPO, issue, "one more")
    assert len(await town.app.comments(town.at, issue)) == 101
