"""Who owns which files."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.owners import owned_paths, read_rules

EXAMPLE = """\
# This is a comment.
*       @global-owner1 @global-owner2
*.js    @js-owner #This is an inline comment.
*.go docs@example.com
*.txt @octo-org/octocats
/build/logs/ @doctocat
docs/* docs@example.com
apps/ @octocat
/docs/ @doctocat
/scripts/ @doctocat @octocat
**/logs @octocat
/apps/ @octocat
/apps/github
"""
"""The example of GitHub's own documentation."""


@pytest.mark.parametrize(
    ("path", "owners"),
    [
        ("README.md", ["global-owner1", "global-owner2"]),
        ("src/deep/a.js", ["js-owner"]),
        ("a.go", ["docs@example.com"]),
        ("a/b.txt", ["octo-org/octocats"]),
        ("build/logs/a.log", ["octocat"]),
        ("build/logs", ["octocat"]),
        ("deep/build/logs/a.log", ["octocat"]),
        ("docs/getting-started.md", ["doctocat"]),
        ("docs/build-app/troubleshooting.md", ["doctocat"]),
        ("scripts/x/y", ["doctocat", "octocat"]),
        ("apps/web/page.tsx", ["octocat"]),
        ("other/apps/web/page.tsx", ["octocat"]),
        ("apps/github", []),
        ("apps/github/a.ts", []),
    ],
)
def test_the_documented_example(path: str, owners: list[str]) -> None:
    """The last line that fits decides; one without owners makes files nobody's."""
    found = owned_paths(EXAMPLE, [path])
    assert [name for one in found for name in (*one.people, *one.others)] == owners


@pytest.mark.parametrize(
    ("glob", "fits", "fits_not"),
    [
        ("*", ["a", "a/b"], []),
        ("docs/*", ["docs/a.md", "docs/a/"[:-1]], ["docs/a/b.md", "x/docs/a.md"]),
        ("/docs/*.md", ["docs/a.md"], ["docs/a/b.md", "docs/a.mdx"]),
        ("a/**/b", ["a/b", "a/x/b", "a/x/y/b"], ["a", "x/a/b", "ab"]),
        ("src/**", ["src/a", "src/a/b"], ["src", "x/src/a"]),
        ("a.b", ["a.b", "x/a.b", "a.b/c"], ["aXb"]),
        ("a\\ b", ["a b"], ["a", "a\\ b"]),
        ("file?.ts", ["file1.ts"], ["file.ts", "file/.ts", "file12.ts"]),
        ("\\#a", ["#a"], []),
        ("(x)+", ["(x)+"], ["x", "xx"]),
    ],
)
def test_patterns(glob: str, fits: list[str], fits_not: list[str]) -> None:
    """Patterns are `.gitignore`'s: anchored by a slash within, `*` and `?` in one folder, `**` in any."""
    for path in fits:
        assert owned_paths(f"{glob} @me", [path]), path
    for path in fits_not:
        assert not owned_paths(f"{glob} @me", [path]), path


def test_files_with_the_same_owners_belong_together() -> None:
    """One of the owners of a group is enough for all of it; people are told from teams and addresses."""
    (app, rest) = owned_paths("* @Zed\n/app/ @me @Org/team a@b.c", ["app/a", "x", "app/b"])
    assert (app.people, app.others, app.paths) == (("me",), ("org/team", "a@b.c"), ("app/a", "app/b"))
    assert rest.people == ("zed",)


def test_what_is_passed_over() -> None:
    """Negation, character classes and comments are no rules; a line without owners is one."""
    text = "!a @me\n[ab] @me\n# c @me\n\nd\n  e @me # @you\nf name\n"
    assert [(rule.text, rule.owners) for rule in read_rules(text)] == [("d", ()), ("e", ("@me",)), ("f", ())]


@given(st.text(max_size=60), st.text(max_size=20))
def test_never_breaks(text: str, path: str) -> None:
    """Any text is read, and any path looked up, without an error."""
    assert len(owned_paths(text, [path])) <= 1
