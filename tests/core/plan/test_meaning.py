"""What operations mean, told from their names, inputs and entities."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest

from bot.core.plan.app import AppModel, Operation
from bot.core.plan.model import Plan
from bot.core.plan.resolve import resolve
from tests.phases.trees import plan_of

FIELDS = [
    {"name": "title", "type": "string"},
    {"name": "status", "type": "enum(PostStatus: DRAFT|IN_REVIEW|PUBLISHED|ARCHIVED)"},
    {"name": "pinned", "type": "boolean"},
    {"name": "lockedAt", "type": "datetime", "nullable": True},
    {"name": "createdAt", "type": "datetime"},
    {"name": "updatedAt", "type": "datetime"},
]


def model(
    *operations: Mapping[str, object], fields: Sequence[Mapping[str, object]] | None = None
) -> AppModel:
    """An app with one entity, Post."""
    domain = {
        "name": "blog",
        "entities": [{"name": "Post", "fields": fields or FIELDS}],
        "operations": list(operations),
    }
    page = {"name": "Posts", "route": "/posts", "layout": "app"}
    plan: Plan = plan_of(
        "help-desk", components={"pages": [page], "ui": [], "domains": [domain]}, api={"routes": []}
    )
    return resolve(plan)


def told(name: str, given: dict[str, str], kind: str = "command", output: str = "Post") -> Operation:
    return model({"name": name, "kind": kind, "input": given, "output": output}).operations[0]


@pytest.mark.parametrize(
    ("name", "given", "kind", "output", "meaning"),
    [
        ("createPost", {"title": "string"}, "command", "Post", "create"),
        ("writePost", {"title": "string"}, "command", "Post", "create"),
        ("getPost", {"id": "uuid"}, "query", "Post", "get"),
        ("getPosts", {}, "query", "Post[]", "list"),
        ("searchPosts", {"title": "string"}, "query", "list(Post)", "list"),
        ("updatePost", {"id": "uuid", "title": "string"}, "command", "Post", "update"),
        ("renamePost", {"postId": "uuid", "title": "string"}, "command", "Post", "update"),
        ("deletePost", {"id": "uuid"}, "command", "Post", "delete"),
        ("publishPost", {"id": "uuid"}, "command", "Post", "change"),
        ("archivePost", {"id": "uuid"}, "command", "Post", "change"),
        ("pinPost", {"id": "uuid"}, "command", "Post", "change"),
        ("lockPost", {"id": "uuid"}, "command", "Post", "change"),
        ("explodePost", {"id": "uuid"}, "command", "Post", "open"),
        ("deletePost", {}, "command", "Post", "open"),
        ("countPosts", {}, "query", "int", "open"),
    ],
)
def test_the_name_says_it(name: str, given: dict[str, str], kind: str, output: str, meaning: str) -> None:
    """Verbs, keys and outputs together tell the meaning; what they do not tell stays open."""
    assert told(name, given, kind, output).meaning == meaning


@pytest.mark.parametrize(
    ("name", "value"), [("publishPost", "PUBLISHED"), ("unpublishPost", "DRAFT"), ("archivePost", "ARCHIVED")]
)
def test_a_verb_leads_to_its_status(name: str, value: str) -> None:
    """The enum's value of that meaning."""
    assert [s.value for s in told(name, {"id": "uuid"}).sets if s.column.enum] == [value]


def test_a_verb_sets_a_boolean_or_a_time() -> None:
    """`pin` sets pinned, `unpin` takes it back, `lock` remembers when."""
    assert told("pinPost", {"id": "uuid"}).sets[0].value is True
    assert told("unpinPost", {"id": "uuid"}).sets[0].value is False
    assert told("lockPost", {"id": "uuid"}).sets[0].now


def test_changes_are_stamped() -> None:
    """`updatedAt` follows every change, and is no state that `update` could mean."""
    assert [s.column.key for s in told("updatePost", {"id": "uuid", "title": "string"}).sets] == ["updatedAt"]


def test_creating_without_what_the_table_needs_is_open() -> None:
    """An insert that the database could never take is named, not generated."""
    operation = told("createPost", {})
    assert operation.meaning == "open"
    assert "title" in operation.reason


def test_the_first_value_is_where_a_status_begins() -> None:
    """A status without a default begins with its first value."""
    status = model().entity("Post").status
    assert status is not None
    assert status.default == "'DRAFT'"


@pytest.mark.parametrize(("extra", "stored"), [((), "CONFIRMED"), (("confirmPost",), None)])
def test_creating_confirms_where_nobody_else_does(extra: tuple[str, ...], stored: str | None) -> None:
    """A row that would wait for ever is stored as confirmed; with a confirming operation it waits."""
    fields = [{"name": "title", "type": "string"}, {"name": "status", "type": "enum(S: PENDING|CONFIRMED)"}]
    create = {"name": "createPost", "kind": "command", "input": {"title": "string"}, "output": "Post"}
    others = [{"name": name, "kind": "command", "input": {"id": "uuid"}, "output": "Post"} for name in extra]
    operation = model(create, *others, fields=fields).operations[0]
    assert [s.value for s in operation.sets] == ([stored] if stored else [])
