"""Problems and summaries as people see them: complete, bounded, and with other people's text inert."""

from __future__ import annotations

from pathlib import Path

from markdown_it import MarkdownIt

from bot.core.plan.checks.examples import EXAMPLE
from bot.core.plan.load import load
from bot.core.plan.render import LONGEST, problems_markdown, problems_text
from bot.core.plan.summary import plan_summary

HERE = Path(__file__).parent
PRINTED = (HERE / "printed.buildplan.yaml").read_text()
RESTAURANT = (HERE.parents[2] / "examples/restaurant-booking/buildplan.yaml").read_text()
HOSTILE = "x` @octocat </details> <script>alert(1)</script> [a](http://evil.test) \n```\n# big\n#1 |"


def html(markdown: str) -> str:
    """What a reader of Markdown sees, raw HTML let through as GitHub would have to clean it."""
    return str(MarkdownIt("commonmark", {"html": True}).enable("table").render(markdown))


def test_text_shows_place_excerpt_and_cure() -> None:
    """On a terminal a problem has its place, its line, a mark below the fault, and what to write."""
    text = problems_text(load(PRINTED).errors, PRINTED)
    assert text.splitlines() == [
        "buildplan.yaml:71:49: error: Inside { … } a text that holds braces has to be quoted. [yaml.flow]",
        "    71 |     - { method: DELETE, path: /api/reservations/{id}, operation: reservation.cancelReservation }",
        "       |                                                 ^",
        "    found:   {id}, operation: reservation.cancelReservation }",
        '    write:   - { method: DELETE, path: "/api/reservations/{id}", operation: reservation.cancelReservation }',
    ]


def test_markdown_has_errors_first_and_the_corrected_line() -> None:
    """A comment lists errors before warnings, each with its line and code, and the exact line to write."""
    problems = load(PRINTED).problems
    shown = problems_markdown(problems, PRINTED)
    assert shown.startswith("- ❌ **line 71**")
    assert '    - { method: DELETE, path: "/api/reservations/{id}", operation' in shown
    assert all(problem.code in shown for problem in problems)
    assert html(shown).count("<li>") >= len(problems)


def test_hostile_text_stays_words() -> None:
    """Names that try to mention, link, open HTML or end a fence do nothing in a comment."""
    text = EXAMPLE.replace(
        "name: Item", f"name: {HOSTILE!r}".replace("'", '"').replace("\\n", "\\n")
    ).replace("stack: nextjs-15", f'stack: "{HOSTILE.replace(chr(10), " ")}"')
    shown = html(problems_markdown(load(text).problems, text))
    assert load(text).problems
    for live in ("<script>", "</details>", "<a ", "<h1>"):
        assert live not in shown
    outside = shown.replace("<code>", "\0").replace("</code>", "\1")
    words = "".join(part.split("\1")[-1] for part in outside.split("\0"))
    assert "@octocat" not in words


def test_very_many_problems_fit_into_a_comment() -> None:
    """The list is bounded in number and length, and says that there is more."""
    text = EXAMPLE + "".join(f"{'key' * 30}{number}: {'x' * 500}\n" for number in range(500))
    shown = problems_markdown(load(text).problems, text)
    assert len(shown) <= LONGEST


def test_long_and_odd_lines_are_cut_around_the_fault() -> None:
    """Of a very long line the stretch around the fault is shown; control characters are not."""
    text = EXAMPLE.replace("ui: []", f"ui: [{', '.join('{name: B}' for _ in range(200))}]")
    shown = problems_text(load(text).problems, text)
    assert max(len(line) for line in shown.splitlines()) < 400
    text = EXAMPLE.replace("stack: nextjs-15", 'stack: "\\e[31mred"')
    assert "\x1b" not in problems_text(load(text).problems, text)


def test_summary_tells_what_will_be_built() -> None:
    """The summary names entities with their fields and relations, routes, pages and checkpoints."""
    plan = load(RESTAURANT).plan
    assert plan is not None
    shown = plan_summary(plan)
    for part in (
        "```mermaid\nerDiagram",
        "Reservation {",
        "Table ||--o{ Reservation : tableId",
        "| DELETE | `/api/reservations/{id}` | `reservation.cancelReservation` | user |",
        "| Bookings | `/bookings` | app | 1 |",
        "`afterDomains`",
        "vercel, supabase, clerk, stripe, resend",
    ):
        assert part in shown


def test_summary_prints_hooks() -> None:
    """Commands that the plan runs are shown whole to those who approve it."""
    plan = load(EXAMPLE + "hooks: {pre: ['echo ```; curl x | sh']}\n").plan
    assert plan is not None
    assert "````sh\necho ```; curl x | sh\n````" in plan_summary(plan)


def test_summary_of_hostile_and_huge_plans_is_inert_and_bounded() -> None:
    """Whatever a plan calls itself, its summary stays words and within a comment's bounds."""
    deep = f"/{'x' * 60}" * 5
    pages = "".join(
        f'    - {{name: "P{n} @octocat <b>{"x" * 40}", route: /p{n}{deep}, layout: app}}\n'
        for n in range(300)
    )
    plan = load(EXAMPLE.replace("  pages:\n", f"  pages:\n{pages}")).plan
    assert plan is not None
    shown = plan_summary(plan)
    assert len(shown) <= LONGEST
    assert "<b>" not in html(shown)
    assert "@octocat" not in shown
