"""Whatever people type stays data: in code, SQL, YAML and Markdown."""

from __future__ import annotations

import json
import re

import pytest
import yaml

from bot.adapters.templates import FolderTemplates, RawTextError
from bot.core.generate.code import attribute, comment, js, jsx, prose
from tests.phases.trees import ROOT, text_of, tree_of

PLANS = ("hostile", "unsound")
each_plan = pytest.mark.parametrize("plan", PLANS)
NASTY = "<%= 7*7 %>`${process.env}`</script><script>alert(1)</script>\"'*/ {{{1+1}}}\n# x"


@each_plan
def test_a_plan_is_never_a_template(plan: str) -> None:
    """Nothing of a plan is evaluated by the templates' language."""
    for path, data in tree_of(plan).items():
        assert not re.search(rb"\b49\b", data), path


@each_plan
def test_a_hostile_text_is_one_literal(plan: str) -> None:
    """The app's name stands in code as the one literal that it is."""
    site = text_of(tree_of(plan), "lib/site.ts")
    literal = re.search(r"name: (\".*\"),\n", site)
    assert literal
    assert json.loads(literal.group(1)) == NASTY


@each_plan
def test_no_script_tag_reaches_a_file_of_code(plan: str) -> None:
    """`</script>` is escaped wherever text goes into code."""
    for path, data in tree_of(plan).items():
        if path.endswith((".ts", ".tsx", ".mjs")):
            assert b"</script" not in data, path


@each_plan
def test_generated_yaml_and_json_can_still_be_read(plan: str) -> None:
    """No text of the plan breaks out of a document."""
    tree = tree_of(plan)
    for path, data in tree.items():
        if path.endswith(".json"):
            json.loads(data)
        if path.endswith((".yml", ".yaml")) and path != "buildplan.yaml":
            yaml.safe_load(data)


@each_plan
def test_sql_texts_are_literals_and_names_are_plain(plan: str) -> None:
    """A default is one literal; a name that is no identifier becomes one."""
    sql = text_of(tree_of(plan), "db/migrations/0001_init.sql")
    assert "'''; drop table users; -- `${1}` </script>'" in sql
    assert len(re.findall(r"^create table", sql, re.MULTILINE)) == 1


@each_plan
def test_what_every_object_has_is_no_column_key(plan: str) -> None:
    """A field called `constructor` would be taken for the object's own."""
    assert "constructorValue" in text_of(tree_of(plan), "lib/db/schema.ts")


@each_plan
def test_paths_stay_in_the_app(plan: str) -> None:
    """Domains, functions and flows are plain names below the app."""
    assert all(not part.startswith("..") for path in tree_of(plan) for part in path.split("/"))


def test_a_domain_is_a_plain_folder() -> None:
    """Also where its name is none."""
    assert "domains/etc-7-7/operations.ts" in tree_of("unsound")


@pytest.mark.parametrize("text", [NASTY, "a\u2028b", "*/ x", "`", "${x}", "{x}", "\\"])
def test_each_filter_keeps_text_within_its_place(text: str) -> None:
    """The filters are the only way for a plan's text into code."""
    assert json.loads(js(text)) == text
    assert "<" not in js(text)
    assert "*/" not in comment(text)
    assert "\n" not in comment(text)
    assert not re.search(r"[{}<>]", re.sub(r'^\{".*"\}$', "", jsx(text), flags=re.DOTALL))
    assert attribute(text)[0] in '"{'
    assert "\n" not in prose(text)


def test_a_template_cannot_print_raw_text() -> None:
    """A template that forgets a filter fails, instead of letting text through."""
    templates = FolderTemplates(ROOT / "tests" / "phases" / "templates")
    assert templates.render("filtered.j2", {"text": NASTY}) == js(NASTY).encode() + b"\n"
    with pytest.raises(RawTextError):
        templates.render("raw.j2", {"text": NASTY})
