"""The plan's schema: ours, the seed's and the typed model accept the same documents."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path as File
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, ValidationError, validators
from pydantic import ValidationError as ModelError

from bot.core.plan.load import PLAN
from bot.core.plan.model import Plan
from bot.core.plan.verdict import broken_rules, validator_for
from tests.core.plan.documents import Path, at, documents, largest, least, mutations, places

HERE = File(__file__).parent
ROOT = HERE.parents[2]
SEED: dict[str, Any] = json.loads((HERE / "seed.schema.json").read_text())


def _whole_pattern(_: object, pattern: str, instance: object, __: object) -> Iterator[ValidationError]:
    """All patterns of the seed are anchored at both ends, which in ECMA-262 means the whole text."""
    assert pattern[0] == "^"
    assert pattern[-1] == "$"
    if isinstance(instance, str) and not re.fullmatch(pattern[1:-1], instance):
        yield ValidationError("pattern")


extend: Any = validators.extend
SEED_VALIDATOR = extend(Draft202012Validator, {"pattern": _whole_pattern})(SEED)


OUR_VALIDATOR = validator_for(PLAN.schema)


def verdicts(document: Any) -> tuple[bool, bool, bool]:
    """Whether the seed's schema, ours and the model accept a document."""
    return (
        SEED_VALIDATOR.is_valid(document),
        not any(broken_rules(document, OUR_VALIDATOR)),
        _is_modelled(document),
    )


def _is_modelled(document: Any) -> bool:
    try:
        Plan.model_validate(document)
    except ModelError:
        return False
    return True


def assert_agreed(document: Any) -> bool:
    """All three say the same."""
    seed, ours, model = verdicts(document)
    assert (seed, seed) == (ours, model), json.dumps(document, indent=1)
    return seed


FEW = settings(max_examples=120, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))


@FEW
@given(documents(SEED))
def test_accepts_what_the_seed_accepts(document: Any) -> None:
    """Whatever the seed's schema accepts, ours and the model accept."""
    assert assert_agreed(document)


@FEW
@given(documents(SEED), st.data())
def test_agrees_on_mutated_documents(document: Any, data: st.DataObject) -> None:
    """A valid document with one value changed gets the same verdict from all three."""
    path, _ = data.draw(st.sampled_from(list(places(SEED, document))))
    assert_agreed(data.draw(st.sampled_from(list(mutations(document, path)))))


def test_agrees_on_every_mutation_of_every_key() -> None:
    """Every value of a document with all keys, changed in every way: the same verdict, and both kinds occur."""
    whole = largest(SEED)
    assert assert_agreed(whole)
    said = [assert_agreed(changed) for path, _ in places(SEED, whole) for changed in mutations(whole, path)]
    assert said.count(False) > 1000
    assert said.count(True) > 100


def test_mutations_break_every_keyword_of_the_seed() -> None:
    """Wherever the seed's schema has a keyword that can refuse, some mutation is refused by just that."""
    whole = largest(SEED)
    changed = (one for path, _ in places(SEED, whole) for one in mutations(whole, path))
    broken = {
        tuple(error.absolute_schema_path) for one in changed for error in SEED_VALIDATOR.iter_errors(one)
    }
    keywords = set(_keywords(SEED))
    assert len(keywords) > 190
    assert keywords <= broken


def _keywords(rules: dict[str, Any], at: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Where keywords stand that a document can break."""
    for key in ("type", "enum", "pattern", "minLength", "minItems", "minimum", "maximum", "required"):
        if key in rules:
            yield (*at, key)
    if rules.get("additionalProperties") is False:
        yield (*at, "additionalProperties")
    for name, inner in rules.get("properties", {}).items():
        yield from _keywords(inner, (*at, "properties", name))
    for key in ("items", "additionalProperties"):
        if isinstance(rules.get(key), dict):
            yield from _keywords(rules[key], (*at, key))


def test_what_is_left_out_has_the_default_of_the_seed() -> None:
    """Without an optional key, the plan holds what the seed's schema says it defaults to."""
    filled = Plan.model_validate(least(SEED, largest(SEED))).model_dump(mode="json", by_alias=True)
    defaults = [(path, rules["default"]) for path, rules in places(SEED, filled) if _has_default(rules, path)]
    assert len(defaults) == 14
    assert [at(filled, path) for path, _ in defaults] == [default for _, default in defaults]


def _has_default(rules: Any, path: Path) -> bool:
    return isinstance(rules, dict) and "default" in rules and path != ("testing", "e2e")


def test_largest_document_has_every_key() -> None:
    """The document that is mutated holds each key that the schema knows."""
    known = set(_keys(SEED))
    used = {path[-1] for path, _ in places(SEED, largest(SEED)) if path and isinstance(path[-1], str)}
    assert known <= used


def _keys(schema: dict[str, Any]) -> Iterator[str]:
    for key, rules in schema.get("properties", {}).items():
        yield key
        yield from _keys(rules)
    if isinstance(schema.get("items"), dict):
        yield from _keys(schema["items"])


def _without_words(schema: Any) -> Any:
    if isinstance(schema, list):
        return [_without_words(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    words = ("description", "examples", "title", "$id")
    kept = {key: _without_words(value) for key, value in schema.items() if key not in words}
    if "properties" in kept:
        kept["properties"] = {name: _without_words(one) for name, one in schema["properties"].items()}
    if "required" in kept:
        kept["required"] = sorted(kept["required"])
    return kept


def test_differs_from_the_seed_in_words_alone() -> None:
    """Keywords and defaults are the seed's."""
    assert json.dumps(_without_words(PLAN.schema), sort_keys=True) == json.dumps(
        _without_words(SEED), sort_keys=True
    )


@pytest.mark.parametrize("text", ["1.0.0\n", "1.0", "v1.0.0", "1.0.0 "])
def test_patterns_end_where_the_text_ends(text: str) -> None:
    """A pattern's `$` is the end of the text, not the place before a final line break."""
    assert verdicts({**largest(SEED), "version": text}) == (False, False, False)


def test_every_key_is_described() -> None:
    """Each key of the published schema has a description and examples that the schema itself accepts."""

    def walk(rules: dict[str, Any]) -> Iterator[dict[str, Any]]:
        for inner in rules.get("properties", {}).values():
            yield inner
            yield from walk(inner)
            yield from walk(inner.get("items", {}))

    described = list(walk(PLAN.schema))
    assert len(described) > 80
    for rules in described:
        assert rules["description"].endswith(".")
        for example in rules["examples"]:
            is_brief = "object" in (rules["type"], rules.get("items", {}).get("type"))
            assert is_brief or Draft202012Validator(rules).is_valid(example)


def test_published_file_is_the_schema() -> None:
    """`workflows/schema/buildplan.schema.json` is what the code says (`scripts/docs` writes it)."""
    published = json.loads((ROOT / "workflows/schema/buildplan.schema.json").read_text())
    assert published == PLAN.schema
    Draft202012Validator.check_schema(published)
