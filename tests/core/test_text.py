"""Text for people: cut, made inert, fenced, in tables."""

from __future__ import annotations

import html
import re

from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from bot.core import text

MARKDOWN = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
NASTY = st.text(
    st.sampled_from(
        [*"`~<>@#*_[]()!|\\&-+=1.: \n\tab$^{}", "\u200d", "\u202e", "\u0301", "\U0001f469", "\u00e9"]
    ),
    max_size=120,
)
PIECES = st.lists(
    st.sampled_from(
        [
            "```\n",
            "````js\n",
            "~~~\n",
            "<details>\n",
            "</details>\n",
            "<!-- ",
            " -->\n",
            "word ",
            "\n",
            "- item\n",
            "👩‍🚀",
        ]
    ),
    max_size=60,
).map("".join)


@given(NASTY)
def test_inert_shows_the_words_and_nothing_else(given_text: str) -> None:
    """Whatever people wrote, Markdown shows it as paragraphs of text: no tag, link, code, list or heading."""
    shown = MARKDOWN.render(text.inert(given_text))
    assert set(re.findall(r"</?([a-z0-9]+)", shown)) <= {"p", "br"}
    plain = html.unescape(re.sub(r"<[^>]+>", "", shown)).replace("\u200b", "")
    assert "".join(plain.split()) == "".join(text._HIDDEN.sub("", given_text).split())


def test_inert_breaks_mentions_references_and_links() -> None:
    """A name is not notified, an issue not referred to, an address not linked."""
    shown = text.inert("@team see #12, GH-7, https://evil.example and www.evil.example, #124;")
    assert not re.search(r"@\w|#\d|GH-\d|https?:|www\.", shown)


def test_inert_keeps_no_marker_of_ours() -> None:
    """Text that carries the bot's hidden marker does not carry it any more."""
    assert "<!--" not in text.inert("<!-- drystone:say -->")


@given(NASTY, st.sampled_from(["", "ts", "a`b\nc"]))
def test_fence_is_one_block_of_code(given_text: str, lang: str) -> None:
    """Nothing in a log ends its block."""
    tokens = MARKDOWN.parse(text.fence(given_text, lang) + "\nafter\n")
    assert [token.type for token in tokens] == ["fence", "paragraph_open", "inline", "paragraph_close"]


@given(NASTY)
def test_code_is_one_span(given_text: str) -> None:
    """Nothing in a name ends its span of code."""
    shown = text.code(given_text)
    if shown:
        assert [child.type for child in MARKDOWN.parseInline(f"x {shown}")[0].children or []] == [
            "text",
            "code_inline",
        ]


@given(st.lists(st.lists(NASTY.map(text.inert), min_size=1, max_size=3), min_size=1, max_size=4))
def test_table_has_a_row_for_each_row(rows: list[list[str]]) -> None:
    """No cell breaks out of its row."""
    tokens = MARKDOWN.parse(text.table(rows))
    assert sum(token.type == "tr_open" for token in tokens) == len(rows)
    width = max(len(row) for row in rows)
    assert sum(token.type in {"th_open", "td_open"} for token in tokens) == width * len(rows)


@given(PIECES, st.integers(100, 300))
def test_cut_fits_and_leaves_nothing_open(given_text: str, limit: int) -> None:
    """What is cut is within the limit, and what follows it is outside fences, details and comments."""
    short = text.cut(given_text, limit, "https://bot.example/whole")
    assert len(short) <= limit
    if len(given_text) <= limit:
        assert short == given_text
    else:
        assert "(https://bot.example/whole)" in short
        assert text._closing(short) == ""
        assert "paragraph_open" in [token.type for token in MARKDOWN.parse(short + "\n\nafter\n")][-3:]


def test_cut_keeps_composed_characters_whole() -> None:
    """An emoji of several code points is kept or dropped, never halved."""
    astronaut = "👩‍🚀"
    for limit in range(60, 120):
        kept = text.cut(astronaut * 100, limit).split("\n")[0]
        assert kept == astronaut * (len(kept) // len(astronaut))
    for limit in range(60, 80):
        assert len(text.cut("🇩🇪" * 100, limit).split("\n")[0]) % 2 == 0


def test_cut_of_a_huge_log_is_quick_and_within_githubs_limit() -> None:
    """Two megabytes of output become a body that GitHub takes."""
    short = text.cut("<details>\n\n" + text.fence("é\u0301 line of a log\n" * 150_000))
    assert len(short) <= text.LIMIT
    assert short.rstrip().endswith("… cut here.")
    assert "\n```\n" in short
    assert "</details>" in short
