"""Fixers' turns on paper: who is due, when nothing more is tried, what may be touched."""

from __future__ import annotations

import json

import pytest

from bot.core import board
from bot.core.actions import PutCheck, Say
from bot.core.fixing import fingerprint, refused_paths
from bot.core.run import Remedy, Step
from tests.builders import Desk, names, of, told

ESLINT = Remedy(fixer="eslint", findings=("aaa",))
OTHER = Remedy(fixer="eslint", findings=("bbb",))
THIRD = Remedy(fixer="dependency", findings=("ccc",))


@pytest.fixture
def desk() -> Desk:
    """At the first checkpoint, where lint is about to be tried again."""
    made = Desk()
    made.until_first_checkpoint()
    made.comment("owner", "/build retry lint", **made.pull())
    return made


def red(desk: Desk, *remedies: Remedy, gate: str = "lint") -> list[str]:
    """The gate is red; names of the steps that are started for it."""
    return names(desk.finish(gate, "failed", remedies=remedies), desk)


def fixed(desk: Desk, by: str = "eslint") -> list[str]:
    """The fixer makes a commit; names of the steps that are started for it."""
    return names(desk.finish(by), desk)


def the_fix(desk: Desk) -> Step:
    (step,) = desk.the_run.in_flight
    assert step.kind == "fix"
    return step


class TestTurns:
    def test_a_fixer_is_handed_what_it_takes_on(self, desk: Desk) -> None:
        """A red gate's findings go to the first fixer that takes some of them on, on the course's branch."""
        head = desk.the_run.head
        assert red(desk, ESLINT, THIRD) == ["eslint"]
        fix = the_fix(desk)
        assert (fix.mends, fix.base, fix.branch, fix.attempt) == ("lint", head, desk.course.branch, 1)
        assert fix.handed == ("aaa",)
        assert desk.status == "running"

    def test_gates_run_on_what_it_made(self, desk: Desk) -> None:
        """All gates of the course run on the new head; green, they say who fixed it, and approval is of that head."""
        red(desk, ESLINT)
        assert fixed(desk) == ["compile", "lint"]
        head = desk.the_run.head
        assert {step.commit for step in desk.the_run.in_flight} == {head}
        desk.finish("compile")
        shown = [check for check in of(PutCheck, desk.finish("lint")) if check.name == "lint"]
        assert shown[-1].title == "lint ended Fixed by eslint in attempt 1."
        desk.wake(**desk.pull())
        assert desk.the_run.waiting_for.startswith("an approval")
        (check,) = [
            one for one in of(PutCheck, desk.actions) if one.name == "afterDomains" and one.commit == head
        ]
        assert check.conclusion == "action_required"

    def test_other_gates_are_waited_for(self) -> None:
        """Nothing is committed while a gate still looks at the head."""
        desk = Desk()
        desk.until_first_checkpoint()
        desk.wake(**desk.pull(head_sha="c" * 40))
        assert red(desk, ESLINT) == []
        assert names(desk.finish("compile"), desk) == ["eslint"]

    def test_one_at_a_time(self, desk: Desk) -> None:
        """While a fixer is at work, whatever happens starts no other."""
        red(desk, ESLINT)
        assert names(desk.wake(**desk.pull()), desk) == []

    def test_another_takes_what_is_left(self, desk: Desk) -> None:
        """The second attempt is that of who takes on what was not handed over yet."""
        red(desk, ESLINT, THIRD)
        fixed(desk)
        desk.finish("compile")
        assert red(desk, THIRD) == ["dependency"]
        assert the_fix(desk).attempt == 2

    def test_a_gate_that_nobody_knows_how_to_mend(self, desk: Desk) -> None:
        """What no fixer takes on halts at once, as ever."""
        assert red(desk) == []
        assert desk.status == "halted"
        assert "Tried" not in desk.the_run.trouble

    def test_shown_on_the_board(self, desk: Desk) -> None:
        """Each attempt is a row of the course: who, for which gate, which attempt, what came of it."""
        red(desk, ESLINT)
        fixed(desk)
        row = next(
            line for line in board.build_body(desk.the_run).splitlines() if "eslint" in line and "|" in line
        )
        assert "✅ | fix of lint by **eslint**, attempt 1 |" in row

    def test_after_the_merge_nothing_is_fixed(self) -> None:
        """What was merged is on nobody's branch any more: its red gates are for people."""
        desk = Desk()
        desk.until_first_checkpoint()
        desk.comment("owner", "/build retry lint", **desk.pull(is_open=False, is_merged=True))
        event_facts = desk.pull(is_open=False, is_merged=True)
        desk.facts |= event_facts
        assert red(desk, ESLINT) == []
        assert desk.status == "halted"


class TestEnough:
    def test_the_same_again(self, desk: Desk) -> None:
        """A finding that was handed over and is found again stops it at once."""
        red(desk, ESLINT)
        fixed(desk)
        desk.finish("compile")
        assert red(desk, ESLINT, THIRD) == []
        assert desk.status == "halted"
        assert "the same was found again" in desk.the_run.trouble

    def test_two_attempts(self, desk: Desk) -> None:
        """After two attempts nothing more is tried, whatever is found then."""
        for remedy in (ESLINT, OTHER):
            assert red(desk, remedy) == ["eslint"]
            fixed(desk)
            desk.finish("compile")
        assert red(desk, THIRD) == []
        assert "2 attempts, by eslint, did not turn it green" in desk.the_run.trouble

    @pytest.mark.parametrize("outcome", ["failed", "refused"])
    def test_nothing_came_of_it(self, desk: Desk, outcome: str) -> None:
        """A fixer that changes nothing, or may not change what it would, stops it at once."""
        red(desk, ESLINT, THIRD)
        assert names(desk.finish("eslint", outcome), desk) == []
        assert desk.status == "halted"
        assert "eslint could not mend it: eslint ended" in desk.the_run.trouble

    def test_people_were_quicker(self, desk: Desk) -> None:
        """Where somebody pushed meanwhile the gates look at that, and no attempt is counted."""
        red(desk, ESLINT)
        desk.facts |= desk.pull(head_sha="c" * 40)
        assert names(desk.finish("eslint", "cancelled"), desk) == ["compile", "lint"]
        assert desk.the_run.head == "c" * 40
        desk.finish("compile")
        assert red(desk, ESLINT) == ["eslint"]
        assert the_fix(desk).attempt == 1

    def test_a_push_of_peoples_counts_anew(self, desk: Desk) -> None:
        """What people push after a fix is a failure of its own, with attempts of its own."""
        red(desk, ESLINT)
        fixed(desk)
        desk.finish("compile")
        desk.finish("lint")
        desk.wake(**desk.pull(head_sha="c" * 40))
        desk.finish("compile")
        assert red(desk, ESLINT) == ["eslint"]
        assert the_fix(desk).attempt == 1

    def test_each_gate_has_its_own(self, desk: Desk) -> None:
        """What one gate's fixer broke for another gate is that one's failure."""
        red(desk, ESLINT)
        fixed(desk)
        desk.finish("lint")
        assert red(desk, THIRD, gate="compile") == ["dependency"]
        assert the_fix(desk).attempt == 1


class TestRetry:
    def halted(self, desk: Desk) -> None:
        red(desk, ESLINT)
        fixed(desk)
        desk.finish("compile")
        red(desk, ESLINT)
        assert desk.status == "halted"

    @pytest.mark.parametrize("words", ["/build retry lint", "/build resume"])
    def test_gives_fresh_attempts(self, desk: Desk, words: str) -> None:
        """The red gate alone runs again, on what was made so far; still red, it is handed over once more."""
        self.halted(desk)
        head = desk.the_run.head
        assert names(desk.comment("owner", words, **desk.pull()), desk) == ["lint"]
        assert red(desk, ESLINT) == ["eslint"]
        assert (the_fix(desk).base, the_fix(desk).attempt) == (head, 1)

    def test_a_fix_is_no_step_of_its_own(self, desk: Desk) -> None:
        """A fixer is not retried by name, and what it could not do holds up nobody's push."""
        red(desk, ESLINT)
        desk.finish("eslint", "failed")
        (answer,) = [
            say.body for say in of(Say, desk.comment("owner", "/build retry eslint")) if say.failure is None
        ]
        assert "No step of this run is called" in answer
        assert "eslint" not in answer.partition("There are:")[2]
        assert names(desk.wake(**desk.pull(head_sha="c" * 40)), desk) == ["compile", "lint"]

    def test_while_a_fixer_is_at_work(self, desk: Desk) -> None:
        """No gate begins on a commit that is about to be old, and no second fixer."""
        red(desk, ESLINT)
        actions = desk.comment("owner", "/build retry lint")
        assert names(actions, desk) == []
        assert "A fixer is at work" in told(actions)

    def test_the_halt_is_kept(self, desk: Desk) -> None:
        """One comment, and with it what is kept: the error, what to do, and the reports that say where."""
        self.halted(desk)
        (said,) = [say for say in of(Say, desk.actions) if say.failure]
        assert said.failure is not None
        assert said.failure.name == "failures/1.json"
        assert said.failure.error == "lint: lint ended"
        assert any("/build retry lint" in one for one in said.failure.suggestions)
        assert said.failure.reports == (f"gates/lint-{desk.the_run.head[:12]}.json",)


class TestFingerprint:
    def test_lines_and_figures_do_not_matter(self) -> None:
        """A finding is the same when only figures and blanks of its message are others."""
        first = fingerprint("lint", "a.ts", "no-x", "Line 3 has  2 faults")
        assert first == fingerprint("lint", "a.ts", "no-x", "Line 14 has 1 faults")

    @pytest.mark.parametrize(
        "other",
        [("unit", "a", "c", "m"), ("lint", "b", "c", "m"), ("lint", "a", "d", "m"), ("lint", "a", "c", "n")],
    )
    def test_all_else_does(self, other: tuple[str, str, str, str]) -> None:
        """Another gate, file, rule or message is another finding."""
        assert fingerprint("lint", "a", "c", "m") != fingerprint(*other)


PROTECTED = [
    ".github/workflows/ci.yml", ".drystone/manifest.json", ".drystone.yml", "CODEOWNERS", "docs/CODEOWNERS",
    "buildplan.yaml", "buildplan.renames.yaml", "eslint.config.mjs", ".eslintrc.json", "packages/ui/.eslintrc",
    ".npmrc", ".prettierrc", "tsconfig.json", "tsconfig.build.json", "next.config.ts", "vitest.config.ts",
    "playwright.config.ts", "jest.config.js", "db/migrations/0001_init.sql", "db/migrations/meta.json",
    "db/seed.sql", "scripts/migrate.mjs", "pnpm-lock.yaml", "package-lock.json", "yarn.lock", "pnpm-workspace.yaml",
    "packages/ui/package.json",
]  # fmt: skip
TESTS = [
    "tests/unit/a.ts",
    "lib/a.test.ts",
    "lib/a.spec.tsx",
    "e2e/booking.spec.ts",
    "a11y/pages.ts",
    "x/__tests__/a.ts",
]


class TestProtected:
    @pytest.mark.parametrize("path", PROTECTED)
    def test_what_gates_judge_by(self, path: str) -> None:
        """Workflows, plan, rules, gates' configuration, migrations and lock files are no fixer's."""
        for gate in ("lint", "compile", "unit"):
            assert refused_paths(gate, {path: b"a"}, {path: b"b"}, ()) == [path]

    @pytest.mark.parametrize("path", TESTS)
    def test_tests(self, path: str) -> None:
        """No fixer changes a test for the gate that runs it; its layout and types may be mended."""
        assert refused_paths("unit", {path: b"a"}, {path: b"b"}, ()) == [path]
        assert refused_paths("e2e", {path: b"a"}, {path: b"b"}, ()) == [path]
        assert refused_paths("lint", {path: b"a"}, {path: b"b"}, ()) == []

    @pytest.mark.parametrize(
        "path", ["app/(marketing)/page.tsx", "lib/testing/a.ts", "app/[id]/config.ts", "lib/sql.ts"]
    )
    def test_the_apps_code(self, path: str) -> None:
        """All other files that are there may be changed; none is made."""
        assert refused_paths("unit", {path: b"a"}, {path: b"b"}, ()) == []
        assert refused_paths("unit", {}, {path: b"b"}, ()) == [path]

    @pytest.mark.parametrize(
        ("after", "is_allowed"),
        [
            ({"scripts": {"a": "b"}, "dependencies": {"next": "15", "zod": "4"}}, True),
            ({"scripts": {"a": "b"}, "dependencies": {"next": "15"}, "devDependencies": {"zod": "4"}}, True),
            ({"scripts": {"a": "b"}, "dependencies": {"next": "15", "evil": "1"}}, False),
            ({"scripts": {"a": "b"}, "dependencies": {"next": "14", "zod": "4"}}, False),
            ({"scripts": {"a": "b"}, "dependencies": {"zod": "4"}}, False),
            ({"scripts": {"a": "c"}, "dependencies": {"next": "15"}}, False),
            ({"dependencies": {"next": "15"}}, False),
            ({"scripts": {"a": "b"}, "dependencies": {"next": "15"}, "jest": {}}, False),
            ([], False),
        ],
    )
    def test_packages(self, after: object, *, is_allowed: bool) -> None:
        """Known packages are added to package.json, and nothing else of it is changed."""
        before = {"scripts": {"a": "b"}, "dependencies": {"next": "15"}}
        files = [{"package.json": json.dumps(one).encode()} for one in (before, after)]
        assert refused_paths("compile", files[0], files[1], {"zod"}) == (
            [] if is_allowed else ["package.json"]
        )

    def test_a_manifest_that_cannot_be_read(self) -> None:
        """What is no JSON was not made by adding a package."""
        assert refused_paths("lint", {"package.json": b"{}"}, {"package.json": b"{"}, ()) == ["package.json"]
