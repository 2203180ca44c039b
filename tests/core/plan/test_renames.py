"""Renames: told in a file beside the plan, checked against what was built and what the plan has now."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
import yaml

from bot.core.plan.checks.examples import EXAMPLE
from bot.core.plan.checks.renames import BEFORE, RENAME_CODES
from bot.core.plan.formal import Formal
from bot.core.plan.model import Plan
from bot.core.plan.renames import FILE, Built, LoadedRenames, Renames, load_renames, names_of, read_renames

SOUND = "entities: {Product: Item}\nfields: {Item: {label: title}}\n"


def plan(text: str) -> Plan:
    return Plan.model_validate(yaml.safe_load(text))


def loaded(
    text: str, before: str | None = BEFORE, told: Mapping[str, str] | None = None, now: str = EXAMPLE
) -> LoadedRenames:
    """The renames of a file, from one plan to the example plan; `told` are those of the build before."""
    built = Built(names_of(plan(before)), told or {}) if before else None
    return load_renames(read_renames(text), plan(now), built)


def test_renames_are_read() -> None:
    """Entities by their old names; fields by their entity's new name and their own old one."""
    assert loaded(SOUND) == LoadedRenames(
        Renames({"Product": "Item"}, {("Item", "label"): "title"}),
        (),
        {"Product": "Item", "Item.label": "title"},
    )


def test_a_field_of_an_entity_that_kept_its_name() -> None:
    """Only fields are renamed where the entity is called as before."""
    before = EXAMPLE.replace("name: title", "name: label")
    assert loaded("fields: {Item: {label: title}}\n", before).renames == Renames(
        {}, {("Item", "label"): "title"}
    )


def test_the_file_may_stay_when_it_was_built() -> None:
    """What has its new name already is a warning and no rename any more."""
    again = loaded(SOUND, EXAMPLE)
    assert again.renames == Renames()
    assert [(one.code, one.severity) for one in again.problems] == [("plan.rename-done", "warning")] * 2


def codes(found: LoadedRenames) -> list[str]:
    return [one.code for one in found.problems]


def test_names_change_places() -> None:
    """Once: when the same is told again with the next build, it was done, and nothing is swapped back."""
    text = "fields: {Item: {title: price, price: title}}\n"
    pending = loaded(text, EXAMPLE)
    assert pending == LoadedRenames(
        Renames({}, {("Item", "title"): "price", ("Item", "price"): "title"}),
        (),
        {"Item.title": "price", "Item.price": "title"},
    )
    again = loaded(text, EXAMPLE, pending.told)
    assert again.renames == Renames()
    assert codes(again) == ["plan.rename-done"] * 2


@pytest.mark.parametrize("built", ["Thing", "Product", "Item"])
def test_renames_of_many_builds_stay_in_the_file(built: str) -> None:
    """Whichever of them was built last, the rest is renamed, in one go."""
    text = "entities: {Thing: Product, Product: Item}\n"
    found = loaded(text, EXAMPLE.replace("- name: Item", f"- name: {built}"))
    assert found.renames == Renames({built: "Item"} if built != "Item" else {})
    assert set(codes(found)) <= {"plan.rename-done"}
    assert loaded(text, None).problems == ()


def test_values_are_renamed_by_their_enum() -> None:
    """Once; of an enum that the plan has."""
    now = EXAMPLE.replace("title, type: string", 'title, type: "enum(State: NEW|SOLD)"')
    before = now.replace("NEW|", "FRESH|")
    text = "values: {State: {FRESH: NEW}}\n"
    pending = loaded(text, before, now=now)
    assert pending == LoadedRenames(
        Renames(values={("State", "FRESH"): "NEW"}), (), {"values.State.FRESH": "NEW"}
    )
    assert codes(loaded(text, now, pending.told, now=now)) == ["plan.rename-done"]
    assert codes(loaded(text.replace("NEW", "NEWW"), before, now=now)) == ["plan.rename-target"]
    assert codes(loaded(text.replace("State", "Sate"), before, now=now)) == ["plan.rename-target"]


def test_an_entity_that_is_gone() -> None:
    """Renames of its fields may stay in the file; of an entity that never was they are a mistake."""
    text = "fields: {Gone: {a: b}}\n"
    before = EXAMPLE.replace("- name: Item", "- name: Gone")
    assert codes(loaded(text, before)) == ["plan.rename-done"]
    assert codes(loaded(text, EXAMPLE, {"Gone.a": "b"})) == ["plan.rename-done"]
    assert codes(loaded(text, EXAMPLE)) == ["plan.rename-target"]


def test_what_was_there_beside_the_old_name() -> None:
    """It cannot be called that as well: its own data would be in the way."""
    before = EXAMPLE.replace("- {name: title,", "- {name: label, type: string}\n            - {name: title,")
    assert codes(loaded("fields: {Item: {label: title}}\n", before)) == ["plan.rename-target"]


def test_without_knowing_what_was_built_old_names_are_believed() -> None:
    """A machine that has only the plan checks the new names."""
    assert loaded("fields: {Item: {anything: title}}\n", None).renames
    assert loaded("fields: {Item: {anything: nothing}}\n", None).renames is None


@pytest.mark.parametrize("formal", RENAME_CODES, ids=lambda one: one.code)
def test_documented_examples(formal: Formal) -> None:
    """Each code is what its example gets, and nothing else is an error beside it."""
    assert isinstance(formal.example, str)
    found = loaded(formal.example).problems
    assert (formal.code, formal.severity) in {(one.code, one.severity) for one in found}
    assert {one.code for one in found if one.severity == "error"} <= {formal.code}


@pytest.mark.parametrize("formal", RENAME_CODES, ids=lambda one: one.code)
def test_documented_cures_cure(formal: Formal) -> None:
    """What the documentation shows as the cure has no problem left, not even a warning."""
    assert loaded(formal.cured).problems == ()


@pytest.mark.parametrize(
    ("text", "code", "line", "column", "suggestion"),
    [
        ("entities:\n  Product: Itm\n", "plan.rename-target", 2, 12, "Item"),
        ("entities:\n  Prodcut: Item\n", "plan.rename-unknown", 2, 3, "Product"),
        (
            "entities: {Product: Item}\nfields:\n  Product:\n    label: title\n",
            "plan.rename-target",
            3,
            3,
            "Item",
        ),
        ("entitis: {Product: Item}\n", "schema.additionalProperties", 1, 1, "entities"),
        ("entities: [Product]\n", "schema.type", 1, 11, ""),
        ("fields: {Item: {label: 1}}\n", "schema.type", 1, 24, '"1"'),
        ("entities: {Product: no}\n", "yaml.ambiguous", 1, 21, '"no"'),
        ("entities: {Product: &a Item}\n", "yaml.anchor", 1, 21, ""),
        ("", "yaml.empty", 1, 1, ""),
        ("- Product\n", "yaml.mapping", 1, 1, ""),
    ],
)
def test_problems_have_their_places(text: str, code: str, line: int, column: int, suggestion: str) -> None:
    """Wrong text, shape and names are told where they stand, with what is near; the renames are not used."""
    told = loaded(text)
    found = next(one for one in told.problems if one.code == code)
    assert told.renames is None
    assert (found.file, found.line, found.column, found.suggestion) == (FILE, line, column, suggestion)


def test_a_file_that_breaks_the_schema_is_called_the_file() -> None:
    """Problems do not call the renames a plan."""
    (problem,) = loaded("entitis: {}\n").problems
    assert problem.message == "The file has no key `entitis`."
    assert problem.allowed == "entities, fields, values"
