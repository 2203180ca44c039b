"""People's texts as safe HTML: Markdown with tables, task lists and `<details>`; comments vanish, scripts cannot be."""

from __future__ import annotations

import re
from functools import cache, lru_cache

import nh3
from markdown_it import MarkdownIt
from markupsafe import Markup
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import find_lexer_class_by_name, get_lexer_for_filename
from pygments.lexers.special import TextLexer
from pygments.util import ClassNotFound

_TAG_NAMES = """a b blockquote br code dd del details div dl dt em h1 h2 h3 h4 h5 h6 hr i img ins kbd li ol p pre s
    samp span strong sub summary sup table tbody td tfoot th thead tr ul"""
_TAGS = set(_TAG_NAMES.split())
_ATTRIBUTES = {
    "a": {"href", "title"},
    "img": {"src", "alt", "title", "width", "height"},
    "details": {"open"},
    "td": {"align", "style"},
    "th": {"align", "style"},
    "code": {"class"},
    "span": {"class"},
    "div": {"class"},
    "pre": {"class"},
}
_TASK = re.compile(r"<li>(\s*<p>)?\s*\[([ xX])\] ")
_REFERENCE = re.compile(r"(?<![\w/&#])#(\d+)\b")
_SPLIT = re.compile(r"(<a .*?</a>|<pre.*?</pre>|<code.*?</code>|<[^>]+>)", re.DOTALL)


@cache
def _parser() -> MarkdownIt:
    options = {"html": True, "linkify": True, "breaks": True, "highlight": _fence}
    parser = MarkdownIt("commonmark", options).enable(["table", "strikethrough", "linkify"])
    if parser.linkify is not None:
        parser.linkify.set({"fuzzy_link": False})  # README.md is a file, not a site in Moldova
    return parser


def _fence(code: str, language: str, _: str) -> str:
    try:
        lexer = find_lexer_class_by_name(language)() if language else TextLexer()
    except ClassNotFound:
        lexer = TextLexer()
    return str(highlight(code, lexer, HtmlFormatter(nowrap=True)))


@lru_cache(maxsize=512)
def markdown(text: str, repo: str) -> Markup:
    """A text of `owner/name` as HTML; `#12` links to that issue."""
    html = nh3.clean(
        _parser().render(text), tags=_TAGS, attributes=_ATTRIBUTES, link_rel="nofollow noreferrer"
    )
    parts = _SPLIT.split(_TASK.sub(_task, html))
    linked = [
        part if index % 2 else _REFERENCE.sub(_reference(repo), part) for index, part in enumerate(parts)
    ]
    # nh3 has left nothing but the tags above; what is added after it is made here.
    return Markup("".join(linked))  # noqa: S704


def _task(found: re.Match[str]) -> str:
    done = found[2] != " "
    state, word = ("done", "done") if done else ("open", "to do")
    return (
        f'<li class="task {state}">{found[1] or ""}<span class="box" role="img" aria-label="{word}"></span>'
    )


def _reference(repo: str) -> str:
    return rf'<a href="/{repo}/issues/\1">#\1</a>'


@lru_cache(maxsize=256)
def code_lines(path: str, text: str) -> list[Markup]:
    """A file's lines, coloured by its kind."""
    try:
        lexer = get_lexer_for_filename(path, stripnl=False, ensurenl=True)
    except ClassNotFound:
        lexer = TextLexer(stripnl=False)
    html = str(highlight(text, lexer, HtmlFormatter(nowrap=True)))
    lines = html.rstrip("\n").split("\n") if html else []
    # Pygments escapes all that it is given.
    return [Markup(line) for line in _closed(lines)]  # noqa: S704


def _closed(lines: list[str]) -> list[str]:
    """Close a colour that spans lines at the end of each, and open it again on the next."""
    result, held = [], ""
    for line in lines:
        whole = held + line
        held = ""
        for tag in re.findall(r"<span[^>]*>|</span>", whole):
            held = "" if tag == "</span>" else tag
        result.append(whole + ("</span>" if held else ""))
    return result
