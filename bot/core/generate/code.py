"""Text that may stand in generated code as it is. All other text goes through a filter of the templates."""

from __future__ import annotations

import json
import re


class Code(str):
    """Code made by us. `__html__` lets Jinja's autoescape pass it."""

    __slots__ = ()

    def __html__(self) -> str:
        return str(self)


def js(value: object) -> Code:
    """A JSON literal that is also a JavaScript literal, safe in JSX and within `<script>`."""
    text = json.dumps(value, ensure_ascii=False)
    for char, escape in (("<", "\\u003c"), ("\u2028", "\\u2028"), ("\u2029", "\\u2029")):
        text = text.replace(char, escape)
    return Code(text)


def key(name: str) -> Code:
    """A property name of an object literal: bare where it can be."""
    return Code(name) if re.fullmatch(r"[A-Za-z_$][A-Za-z0-9_$]*", name) else js(name)


def comment(text: object) -> Code:
    """Text within a comment of JavaScript, SQL or YAML: one line, and no end of a comment."""
    line = re.sub(r"[\s\x00-\x1f\u2028\u2029]+", " ", str(text)).strip()
    return Code(line.replace("*/", "* /").replace("/*", "/ *"))


def prose(text: object) -> Code:
    """Text within Markdown: one line, nothing of it is HTML, a link or a code fence."""
    line = re.sub(r"[\s\x00-\x1f]+", " ", str(text)).strip()
    return Code(re.sub(r"([\\`*_{}\[\]<>#|!])", r"\\\1", line))


def jsx(text: object) -> Code:
    """Text within JSX: as it is where that is plain, else an expression."""
    plain = str(text)
    return (
        Code(plain)
        if re.fullmatch(r"[A-Za-z0-9 .,:;!?%()/-]*[A-Za-z0-9.!?]", plain)
        else Code("{" + js(plain) + "}")
    )


def attribute(value: object) -> Code:
    """The value of a JSX attribute, with its quotes or braces."""
    if isinstance(value, str) and re.fullmatch(r"[A-Za-z0-9 .,:;!?%()/_-]*", value):
        return Code(f'"{value}"')
    return Code("{" + js(value) + "}")


def found(text: object, pattern: str) -> list[str]:
    """What of a pattern stands in code, each once, sorted: from it a module knows what to import."""
    return sorted(set(re.findall(rf"(?<![.\w])(?:{pattern})(?!\w)", str(text))))


def makers(text: object) -> list[str]:
    """The functions of tests/fixtures.ts that code calls."""
    return found(text, r"make[A-Z]\w*(?=\()")
