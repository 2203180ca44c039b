"""From text to a plan, or to all its problems with their places."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.core.plan.checks import Around
from bot.core.plan.checks.examples import EXAMPLE
from bot.core.plan.formal import FORMAL, Formal
from bot.core.plan.load import load
from bot.core.plan.problems import Problem

HERE = Path(__file__).parent
RESTAURANT = (HERE.parents[2] / "examples/restaurant-booking/buildplan.yaml").read_text()
PRINTED = (HERE / "printed.buildplan.yaml").read_text()


def codes(text: str | bytes) -> list[str]:
    """The codes of a text's problems, in the order of the text."""
    return [problem.code for problem in load(text).problems]


def one(text: str | bytes, code: str) -> Problem:
    """The only problem of a text with this code."""
    found = [problem for problem in load(text).problems if problem.code == code]
    assert len(found) == 1, load(text).problems
    return found[0]


def test_restaurant_plan_is_sound() -> None:
    """The seed's plan has no error, and warns of what it leaves open and nothing else."""
    loaded = load(RESTAURANT)
    assert loaded.plan is not None
    assert loaded.errors == ()
    assert [problem.code for problem in loaded.warnings] == [
        "plan.reserved-sql-word",
        "plan.sql-tenancy",
        "plan.placeholder",
        "plan.no-requirements",
    ]


def test_printed_plan_names_the_line_and_its_correction() -> None:
    """The plan as the seed prints it is not YAML: the problem carries the exact corrected line."""
    loaded = load(PRINTED)
    assert loaded.plan is None
    (problem,) = loaded.errors
    corrected = (
        '    - { method: DELETE, path: "/api/reservations/{id}", operation: reservation.cancelReservation }'
    )
    assert (problem.code, problem.line, problem.column) == ("yaml.flow", 71, 49)
    assert problem.suggestion == problem.fix == corrected


def test_problems_behind_a_fault_of_syntax_are_told_too() -> None:
    """A line that can be corrected does not hide what else is wrong."""
    text = PRINTED.replace("stack: nextjs-15", "stack: nextjs15").replace("e2e: playwright", "e2e: 3")
    assert [(p.code, p.line) for p in load(text).errors] == [
        ("schema.enum", 5),
        ("yaml.flow", 71),
        ("schema.type", 111),
    ]


def test_a_line_is_never_corrected_into_itself() -> None:
    """Where nothing helps, it is told once what is wrong, at once."""
    text = EXAMPLE.replace("  ui: []", "  ui:\n.k\n    validate: true")
    assert [(p.code, p.line) for p in load(text).errors] == [("yaml.colon", 8), ("yaml.colon", 9)]


def test_a_fault_at_the_end_is_told_within_the_text() -> None:
    """A problem never points below the last line, where there is nothing to mark."""
    problem = one(EXAMPLE + "'", "yaml.colon")
    assert problem.line == EXAMPLE.count("\n") + 1


def test_a_problem_says_what_where_and_what_instead() -> None:
    """A problem of the schema has place, pointer, what was found, what is allowed and the nearest valid."""
    problem = one(EXAMPLE.replace("nextjs-15", "nextjs15"), "schema.enum")
    line = EXAMPLE.splitlines()[problem.line - 1]
    assert line[problem.column - 1 :].startswith("nextjs-15")
    assert problem.end_column == problem.column + len("nextjs15")
    assert problem.pointer == "/project/stack"
    assert problem.found == '"nextjs15"'
    assert problem.allowed == "nextjs-15, nestjs, expo, remix"
    assert problem.suggestion == "nextjs-15"
    assert problem.file == "buildplan.yaml"


def test_unknown_key_is_told_at_the_key_with_the_nearest() -> None:
    """An unknown key is told where it stands, and the missing one where it is missing."""
    problems = load(EXAMPLE.replace("rollout:", "rolout:")).errors
    assert [(p.code, p.suggestion) for p in problems] == [
        ("schema.required", 'rollout: {"featureFlags": ["new-search"], "stages": [10, 50, 100]}'),
        ("schema.additionalProperties", "rollout"),
    ]
    assert (problems[1].line, problems[1].column) == (EXAMPLE[: EXAMPLE.index("rollout:")].count("\n") + 1, 1)


SHOWN = [one for one in FORMAL if one.example]


def test_every_code_has_an_example() -> None:
    """Each code has a text that shows it and its cured form, or says what does; only a fault of ours has none."""
    assert {one.code for one in FORMAL if not (one.example or one.shown)} == {"schema.model"}
    assert all(one.cured for one in SHOWN)


@pytest.mark.parametrize("formal", SHOWN, ids=lambda one: one.code)
def test_documented_examples_of_text_and_shape(formal: Formal) -> None:
    """Each documented code of text and shape is what its example gets."""
    text = formal.example
    if isinstance(text, str) and not text.startswith(("#", "-")):
        text = completed(text)
    found = load(text).problems
    assert (formal.code, formal.severity) in {(problem.code, problem.severity) for problem in found}


@pytest.mark.parametrize("formal", SHOWN, ids=lambda one: one.code)
def test_documented_cures_cure(formal: Formal) -> None:
    """What the documentation shows as the cure has no problem left, not even a warning."""
    assert load(completed(formal.cured)).problems == ()


def completed(text: str) -> str:
    """The example plan with one of its keys written as `text`; a byte order mark stays at the front."""
    key, _ = text.removeprefix("\ufeff").split(":", 1)
    kept = [line for line in EXAMPLE.splitlines() if not line.startswith((f"{key}:", *_INSIDE.get(key, ())))]
    mark = "\ufeff" if text.startswith("\ufeff") else ""
    return mark + "\n".join(kept) + "\n" + text.removeprefix(mark)


_INSIDE = {"api": ("  routes:", "    - {method")}
"""How the lines below a key of several lines begin."""


def test_every_code_is_documented() -> None:
    """Whatever code a text can get stands in the documentation."""
    documented = {one.code for one in FORMAL}
    sources = (HERE.parents[2] / "bot/core/plan").glob("*.py")
    used = {code for source in sources for code in _codes_in(source.read_text())}
    assert used <= documented


def _codes_in(source: str) -> set[str]:
    return {
        word
        for word in source.replace("'", '"').split('"')
        if word.startswith("yaml.") and word[5:].replace("-", "").isalpha()
    }


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "yaml.empty"),
        ("\n\n# only a comment\n", "yaml.empty"),
        ("- a list\n", "yaml.mapping"),
        ("just words\n", "yaml.mapping"),
        (EXAMPLE.encode("utf-16"), "yaml.encoding"),
        (EXAMPLE.encode("utf-32"), "yaml.encoding"),
        ("variables: {A: caf\xe9}\n".encode("latin-1"), "yaml.encoding"),
        (EXAMPLE + "\0", "yaml.character"),
        (EXAMPLE + "# \u2028 ends a line for some\n", "yaml.character"),
        ("a: {x: &a [1], y: [*a, *a]}\n", "yaml.alias"),
        (EXAMPLE + "---\n" + EXAMPLE, "yaml.documents"),
        ("{a: " * 250 + "1" + "}" * 250, "yaml.depth"),
        ("[" * 1_000_000, "yaml.depth"),
        (b"a: b\n" * 2_000_000, "yaml.size"),
        ("[" + "1," * 300_000 + "]", "yaml.size"),
        ("1: a\n", "yaml.key"),
        ("? [a]\n: b\n", "yaml.key"),
        ("a: .nan\n", "yaml.number"),
    ],
)
def test_hostile_and_broken_texts_get_a_clear_problem(text: str | bytes, code: str) -> None:
    """Whatever the text is, there is a problem with a place, not an exception."""
    loaded = load(text)
    assert loaded.plan is None
    assert loaded.digest is None
    assert code in {problem.code for problem in loaded.errors}
    assert all(problem.line >= 1 and problem.column >= 1 for problem in loaded.problems)


def test_the_first_wrong_byte_is_named() -> None:
    """A text that is not UTF-8 is told at the line and column of its first wrong byte."""
    problem = one(
        "# größe\nvariables: {A: caf\xe9}\n".encode().replace(b"caf\xc3\xa9", b"caf\xe9"), "yaml.encoding"
    )
    assert (problem.line, problem.column, problem.found) == (2, 19, "byte 0xe9")


def test_byte_order_mark_and_line_ends_make_no_difference() -> None:
    """A BOM is a warning, CRLF nothing at all; the digest is the same."""
    plain = load(EXAMPLE)
    marked = load(b"\xef\xbb\xbf" + EXAMPLE.replace("\n", "\r\n").encode())
    assert [problem.code for problem in marked.problems] == ["yaml.bom"]
    assert marked.digest == plain.digest


def test_every_duplicate_key_is_told() -> None:
    """A key that stands twice is an error at its second place, although YAML readers take it."""
    problem = one(EXAMPLE.replace("runtime: node", "runtime: node, runtime: bun"), "yaml.duplicate-key")
    assert problem.line == 2
    assert EXAMPLE.replace("runtime: node", "runtime: node, runtime: bun").splitlines()[1][
        problem.column - 1 :
    ] == ("runtime: bun}")


@pytest.mark.parametrize(
    "written", ["on", "no", "Yes", "OFF", "12:30", "12:30:45", "012", "1_000", "0x1f", "2026-12-31"]
)
def test_values_that_readers_differ_over_are_refused_with_the_quoted_form(written: str) -> None:
    """Where a text is expected, a plain scalar that YAML 1.1 takes otherwise is told with its quoted form."""
    problem = one(EXAMPLE + f"variables:\n  A: {written}\n", "yaml.ambiguous")
    assert problem.found == written
    assert problem.fix == f'  A: "{written}"'


def test_a_boolean_written_as_yes_is_corrected_to_true() -> None:
    """Where true or false is expected, `yes` is corrected to `true`."""
    problem = one(EXAMPLE.replace("type: string}", "type: string, unique: yes}"), "yaml.ambiguous")
    assert problem.suggestion == "true"
    assert load(EXAMPLE).errors == ()


def test_numbers_where_texts_are_expected_are_told_with_quotes() -> None:
    """A number where a text is expected is told once, with the corrected line."""
    problem = one(EXAMPLE.replace("version: 1.0.0", "version: 1.0"), "schema.type")
    assert problem.suggestion == '"1.0"'
    assert problem.fix == 'version: "1.0"'


def test_digest_ignores_spelling_and_order_of_known_keys() -> None:
    """Comments, quotes, defaults written out and the order of known keys do not change the digest."""
    other = EXAMPLE.replace("version: 1.0.0", '# a comment\nversion: "1.0.0"').replace(
        "{source: fromEntities}", "{policies: [], source: fromEntities}"
    )
    assert load(other).digest == load(EXAMPLE).digest
    assert load(EXAMPLE.replace("[10, 100]", "[10.0, 100]")).digest == load(EXAMPLE).digest


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("corner-shop", "corner-store"),
        ("{title: string, price: ", "{price: "),
        ("type: string}", "type: string, nullable: true}"),
        ("type: string}", "type: string, nullable: true, default: null}"),
    ],
)
def test_digest_tells_plans_apart(old: str, new: str) -> None:
    """What makes another application makes another digest; a default of null is not a missing one."""
    changed = load(EXAMPLE.replace(old, new))
    assert changed.digest
    nullable = load(EXAMPLE.replace("type: string}", "type: string, nullable: true}"))
    others = {load(EXAMPLE).digest} | ({nullable.digest} if "default" in new else set())
    assert changed.digest not in others


def test_order_of_inputs_is_part_of_the_digest() -> None:
    """Forms follow the order of inputs, so their order makes another plan."""
    turned = EXAMPLE.replace(
        '{title: string, price: "decimal(10,2)"}', '{price: "decimal(10,2)", title: string}'
    )
    assert load(turned).digest != load(EXAMPLE).digest


def test_a_missing_component_is_an_error_only_where_the_library_is_known() -> None:
    """With the library's paths, a component that is not among them is an error with the nearest one."""
    library = frozenset(
        {
            "packages/platform/ui/src/primitives/heroes/hero-fullscreen/component.tsx",
            "packages/platform/ui/src/primitives/buttons/PrimaryButton.tsx",
            "packages/restaurants/src/features/BookingForm.tsx",
        }
    )
    (problem,) = load(RESTAURANT, around=Around(library=library)).errors
    assert problem.code == "plan.component-missing"
    assert problem.suggestion == "packages/restaurants/src/features/BookingForm.tsx"


def test_thousand_problems_are_bounded_and_say_so() -> None:
    """A text with very many problems gets a bounded list that says that there are more."""
    text = EXAMPLE + "".join(f"key{number}: 1\n" for number in range(5000))
    found = load(text).problems
    assert len(found) < 400
    assert "schema.more" in {problem.code for problem in found}


def test_large_plan_is_read_whole() -> None:
    """A plan of 300 entities is sound."""
    entities = "".join(
        f"        - {{name: E{number}x, fields: [{{name: id, type: uuid}}, {{name: n, type: int}}]}}\n"
        for number in range(300)
    )
    loaded = load(EXAMPLE.replace("      entities:\n", "      entities:\n" + entities))
    assert loaded.plan is not None
    assert len(loaded.plan.components.domains[0].entities) == 301
