"""The pages: what they show, what their forms do, and that no text of anybody's becomes code."""

from __future__ import annotations

import re

import pytest

from bot.localforge.git import Change
from bot.localforge.pages.diffs import file_diffs
from bot.localforge.pages.markup import code_lines, markdown
from bot.localforge.records import CheckRun
from tests.localforge.scene import AT, REPO, Scene


async def _get(world: Scene, path: str, **headers: str) -> tuple[int, str, dict[str, str]]:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    async with world.session.get(f"{world.forge.url}{path}", headers=named) as answer:
        return answer.status, await answer.text(), dict(answer.headers)


async def _post(world: Scene, path: str, login: str, **form: str) -> tuple[int, str]:
    cookies = {"as": login}
    async with world.session.post(
        f"{world.forge.url}{path}", data=form, headers={"Cookie": f"as={cookies['as']}"}
    ) as answer:
        return answer.status, await answer.text()


async def _story(world: Scene) -> int:
    """An issue, and a pull request with checks, annotations, a review and a deployment; its number."""
    await world.forge.open_issue("owner", REPO, "A wish", "please", labels=["wish"])
    pull = await world.pull("feature", "one\ntwo\nthree\n")
    note = {
        "path": "feature.txt",
        "start_line": 2,
        "end_line": 2,
        "annotation_level": "failure",
        "message": "bad line",
    }
    button = {"label": "Fix it", "description": "Try", "identifier": "fix"}
    run = {
        "name": "lint",
        "head_sha": pull["head"]["sha"],
        "conclusion": "failure",
        "output": {"title": "1 error", "summary": "**one** error", "annotations": [note]},
        "actions": [button],
    }
    await world.ok("POST", AT + "/check-runs", run)
    await world.forge.request_changes("reviewer", REPO, pull["number"], "Not yet.")
    await world.ok("POST", AT + "/deployments", {"ref": "main", "auto_merge": False, "required_contexts": []})
    return int(pull["number"])


async def test_a_pull_request_shows_where_it_runs(world: Scene) -> None:
    """The newest deployment of its commits in each environment, with its address while it is up; no others."""
    pull = await world.pull("feature", "one\n")
    given: dict[str, object] = {"environment": "preview", "auto_merge": False, "required_contexts": []}
    urls = ["http://localhost:4711", "http://localhost:4712"]
    for ref, url in zip((pull["head"]["sha"], "main"), urls, strict=True):
        made = await world.ok("POST", AT + "/deployments", {**given, "ref": ref})
        status = {"state": "success", "environment_url": url, "auto_inactive": False}
        await world.ok("POST", AT + f"/deployments/{made['id']}/statuses", status)
        if ref != "main":
            mine = made["id"]
    path = f"/{REPO}/pull/{pull['number']}"
    _, text, _ = await _get(world, path)
    assert [url in text for url in urls] == [True, False]
    await world.ok("POST", AT + f"/deployments/{mine}/statuses", {"state": "inactive"})
    _, text, _ = await _get(world, path)
    assert "preview" in text
    assert urls[0] not in text


async def test_every_page_is_there(world: Scene) -> None:
    """Each answers with a title, a main part and a policy that lets no foreign script in."""
    number = await _story(world)
    sha = (await world.forge.branches(REPO))["feature"]
    paths = [
        "",
        "/issues",
        "/issues/1",
        "/issues/new",
        "/pulls",
        "/deployments",
        "/tree/main",
        "/blob/main/README.md",
    ]
    paths += [f"/pull/{number}{tab}" for tab in ("", "/commits", "/checks", "/files")]
    paths += [f"/commit/{sha}", "/commits/feature", "/pulls?state=closed"]
    for path in ["/", "/_log", *(f"/{REPO}{path}" for path in paths)]:
        status, text, headers = await _get(world, path)
        assert status == 200, path
        assert '<main id="main"' in text
        assert "script-src 'self'" in headers["Content-Security-Policy"]
    for path in (
        "/nobody/nothing",
        f"/{REPO}/issues/99",
        f"/{REPO}/commit/{'1' * 40}",
        f"/{REPO}/blob/main/none",
    ):
        assert (await _get(world, path))[0] == 404, path


async def test_the_diff_shows_annotations_on_their_lines(world: Scene) -> None:
    """The note stands right after the row of its line."""
    number = await _story(world)
    _, text, _ = await _get(world, f"/{REPO}/pull/{number}/files")
    rows = text.split("<tr")
    at = next(index for index, row in enumerate(rows) if "bad line" in row)
    assert "two" in rows[at - 1]
    assert 'data-no="2"' in rows[at - 1]


async def test_the_checks_page_shows_figures_and_buttons(world: Scene) -> None:
    """The summary is rendered; buttons and Re-run reach the App as the one who clicks."""
    number = await _story(world)
    _, text, _ = await _get(world, f"/{REPO}/pull/{number}/checks")
    assert "<strong>one</strong> error" in text
    assert "Fix it" in text
    (run,) = await world.forge.checks(REPO, "feature")
    assert (await _post(world, f"/{REPO}/runs/{run['id']}/do", "reviewer", do="fix"))[0] == 200
    assert (await _post(world, f"/{REPO}/runs/{run['id']}/do", "reviewer", do="rerun"))[0] == 200
    await world.forge.idle()
    assert world.hook.payloads("check_run.requested_action")[0]["sender"]["login"] == "reviewer"
    assert world.hook.payloads("check_run.rerequested")


async def test_a_person_approves_and_merges_on_the_page(world: Scene) -> None:
    """The review is of the commit that the page showed; then Merge merges."""
    number = await _story(world)
    at = f"/{REPO}/pull/{number}"
    _, text, _ = await _get(world, at)
    seen = re.search(r'name="commit_id" value="(\w+)"', text)
    assert seen is not None
    await world.forge.push_files("owner", REPO, "feature", {"later.txt": "x"})
    assert (await _post(world, at + "/review", "reviewer", do="approve", commit_id=seen[1]))[0] == 200
    assert (await world.forge.reviews(REPO, number))[-1]["commit_id"] == seen[1]
    assert (await _post(world, at + "/merge", "reviewer", method="squash"))[0] == 200
    assert (await world.forge.pull(REPO, number))["merged"] is True


async def test_a_refusal_is_shown_with_its_reason(world: Scene) -> None:
    """A reader who merges, an author who approves: a sentence, not a trace."""
    number = await _story(world)
    at = f"/{REPO}/pull/{number}"
    status, text = await _post(world, at + "/merge", "guest", method="merge")
    assert (status, "has no write access" in text) == (422, True)
    await world.forge.push_files("owner", REPO, "mine", {"x": "x"})
    mine = await world.forge.open_pull("owner", REPO, "Mine", "mine")
    status, text = await _post(world, f"/{REPO}/pull/{mine['number']}/review", "owner", do="approve")
    assert (status, "Can not approve your own pull request" in text) == (422, True)


async def test_issues_are_opened_talked_about_and_closed(world: Scene) -> None:
    """By whoever is chosen at the top of the page."""
    await _post(world, f"/{REPO}/issues/new", "guest", title="From the page", body="hello")
    await _post(world, f"/{REPO}/issues/1/comment", "reviewer", body="/build", do="comment")
    await _post(world, f"/{REPO}/issues/1/comment", "owner", body="", do="close")
    issue = await world.forge.issue(REPO, 1)
    assert (issue["user"]["login"], issue["state"], issue["closed_by"]["login"]) == (
        "guest",
        "closed",
        "owner",
    )
    assert [one["user"]["login"] for one in await world.forge.comments(REPO, 1)] == ["reviewer"]
    await _post(world, f"/{REPO}/issues/1/comment", "owner", body="", do="reopen")
    assert (await world.forge.issue(REPO, 1))["state"] == "open"


async def test_a_page_that_has_not_changed_is_not_made_again(world: Scene) -> None:
    """The ETag holds until something happens, or somebody else looks."""
    await world.forge.open_issue("owner", REPO, "t")
    path = f"/{REPO}/issues/1"
    _, _, headers = await _get(world, path)
    assert (await _get(world, path, If_None_Match=headers["Etag"]))[0] == 304
    assert (await _get(world, path, If_None_Match=headers["Etag"], Cookie="as=guest"))[0] == 200
    await world.forge.comment("owner", REPO, 1, "x")
    assert (await _get(world, path, If_None_Match=headers["Etag"]))[0] == 200


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[x](javascript:alert(1))",
        "<a href='javascript:alert(1)'>x</a>",
        "<details ontoggle=alert(1)><summary>x</summary></details>",
        "<iframe src='http://example.com'></iframe>",
        "<style>body{display:none}</style>",
        "```\n</code></pre><script>alert(1)</script>\n```",
    ],
)
def test_no_text_becomes_code(text: str) -> None:
    """Whatever is written, nothing in it runs and nothing of the page's own is changed."""
    html = markdown(text, REPO)
    tags = re.findall(r"<[^>]*>", html)
    assert not [tag for tag in tags if re.search(r"<(script|iframe|style)|\son\w+=|javascript:", tag)]


def test_markdown_shows_what_github_shows() -> None:
    """Tables, tasks, details and references; comments vanish; code stays as it was written."""
    assert "<table>" in markdown("| a |\n|---|\n| b |", REPO)
    assert 'class="task done"' in markdown("- [x] a", REPO)
    assert "<details>" in markdown("<details><summary>a</summary>\n\nb\n\n</details>", REPO)
    assert markdown("a<!-- hidden -->b", REPO) == "<p>ab</p>\n"
    assert f'<a href="/{REPO}/issues/12">#12</a>' in markdown("see #12", REPO)
    assert "<a" not in markdown("`#12` and a#b", REPO)
    assert "flowchart LR" in markdown("```mermaid\nflowchart LR\n```", REPO)


def test_code_is_shown_as_it_is() -> None:
    """One line on the page for each in the file, markup in it escaped, colours closed on each line."""
    lines = code_lines("x.py", '"""a\nb"""\nx = "<b>"\n')
    assert len(lines) == 3
    assert all(line.count("<span") == line.count("</span>") for line in lines)
    assert "&lt;b&gt;" in lines[2]


def test_large_files_are_not_drawn(tmp_path: object) -> None:
    """They say so instead; notes on lines that are not shown stand at the top."""
    run = CheckRun(1, 1, 1, "lint", "0" * 40, "completed", None)
    run.annotations = [
        {"path": "big", "start_line": 5, "end_line": 5, "annotation_level": "notice", "message": "m"},
    ]
    (shown,) = file_diffs([Change("big", "added", "0" * 40, 5000, 0, "@@ -0,0 +1,5000 @@\n+x")], [run])
    assert (shown.large, shown.rows, [note.message for note in shown.stray]) == (True, [], ["m"])


async def test_a_file_is_never_served_as_a_page(world: Scene) -> None:
    """HTML in a repository comes as plain text."""
    await world.forge.push_files("owner", REPO, "main", {"x.html": "<script>1</script>"})
    status, _, headers = await _get(world, f"/{REPO}/raw/main/x.html")
    assert (status, headers["Content-Type"], headers["X-Content-Type-Options"]) == (
        200,
        "text/plain",
        "nosniff",
    )
