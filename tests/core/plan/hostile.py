"""Texts that try to cost much or to be misread, and a program that reads them within limits.

`python -m tests.core.plan.hostile` reads each in a process of its own, which the system ends where it takes
more processor time or memory than it may, and prints what each got.
"""

from __future__ import annotations

import json
import os
import resource
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from bot.core.plan.checks.examples import EXAMPLE
from bot.core.plan.load import load

MOST_SECONDS: Final = 20
"""Of processor time: a busy machine changes nothing."""
MOST_MEMORY: Final = 250_000_000

_BOMB = "variables: {a: &a [x, x, x, x, x, x, x, x, x]" + "".join(
    f", {new}: &{new} [{', '.join([f'*{old}'] * 9)}]"
    for old, new in zip("abcdefghi", "bcdefghij", strict=True)
)
_ITEM = "            - {name: title, type: string}\n"


def _with_default(number: str) -> str:
    return EXAMPLE.replace("type: string}", f"type: int, default: {number}}}")


def _with_props(props: str) -> str:
    section = f"{{component: packages/ui/Hero.tsx, props: {props}}}"
    return EXAMPLE.replace("layout: marketing", f"layout: marketing, sections: [{section}]")


HOSTILE: Final[Mapping[str, tuple[str | bytes, str]]] = {
    "a bomb of aliases": (_BOMB + "}\n", "yaml.alias"),
    "an alias of itself": ("variables: &a {A: *a}\n", "yaml.alias"),
    "anchors alone": (EXAMPLE.replace("name: Item", "name: &n Item"), "yaml.anchor"),
    "a merge key": ("variables:\n  <<: {SHOP: Corner}\n", "yaml.merge"),
    "a merge key of an alias": ("a: &a {x: 1}\nb: {<<: *a}\n", "yaml.alias"),
    "ten megabytes": (b"a: b\n" * 2_000_000, "yaml.size"),
    "ten megabytes in one line": ("x" * 10_000_000, "yaml.size"),
    "very many values": ("[" + "1," * 300_000 + "]", "yaml.size"),
    "very many keys": ("".join(f"k{n}: 1\n" for n in range(150_000)), "schema.more"),
    "very many faults of syntax": (EXAMPLE + "variables:\n" + "  A: @x\n" * 30_000, "yaml.quote"),
    "very many duplicate keys": ("version: 1.0.0\n" * 100_000, "yaml.duplicate-key"),
    "duplicate keys": (EXAMPLE + "version: 1.0.0\n", "yaml.duplicate-key"),
    "duplicate keys inside": (EXAMPLE.replace("name: Item", "name: Item\n          name: A"), "yaml.duplicate-key"),
    "tabs": (EXAMPLE.replace("      entities:", "\t\tentities:"), "yaml.tab"),
    "tabs alone": ("\t" * 100_000, "yaml.tab"),
    "a byte order mark": ("\ufeff" + EXAMPLE, "yaml.bom"),
    "UTF-16": (EXAMPLE.encode("utf-16"), "yaml.encoding"),
    "UTF-16 without a mark": (EXAMPLE.encode("utf-16-le"), "yaml.encoding"),
    "UTF-32": (EXAMPLE.encode("utf-32"), "yaml.encoding"),
    "Latin-1": ("variables: {A: café}\n".encode("latin-1"), "yaml.encoding"),
    "overlong UTF-8": (b"variables: {A: \xc0\xaf}\n", "yaml.encoding"),
    "half of a surrogate pair": (b"variables: {A: \xed\xa0\x80}\n", "yaml.encoding"),
    "lists 200 levels deep": ("variables: " + "[" * 201 + "]" * 201 + "\n", "yaml.depth"),
    "mappings 200 levels deep": ("{a: " * 250 + "1" + "}" * 250, "yaml.depth"),
    "blocks 200 levels deep": ("".join(f"{' ' * n}a:\n" for n in range(300)), "yaml.depth"),
    "a million levels": ("[" * 1_000_000, "yaml.depth"),
    "props 10,000 levels deep": (_with_props("{a: " * 10_000 + "1" + "}" * 10_000), "yaml.depth"),
    "a huge whole number": (_with_default("9" * 250), "plan.default-type"),
    "a number of 5,000 digits": (_with_default("9" * 5000), "yaml.number"),
    "a number of a million digits": (_with_default("9" * 1_000_000), "yaml.number"),
    "a number beyond all floats": (_with_default("1.0e+400"), "yaml.number"),
    "not a number": (_with_default(".nan"), "yaml.number"),
    "infinity": (_with_default("-.inf"), "yaml.number"),
    "more digits than are kept": (_with_default("0.1234567890123456789"), "yaml.number"),
    "an old octal number": (_with_default("0755"), "yaml.ambiguous"),
    "a number in base 60": (_with_default("12:30:45"), "yaml.ambiguous"),
    "a timestamp": (_with_default("2026-12-31T12:00:00Z"), "yaml.ambiguous"),
    "a date": (_with_default("2026-12-31"), "yaml.ambiguous"),
    "several documents": (EXAMPLE + "---\n" + EXAMPLE, "yaml.documents"),
    "a document with an end": (EXAMPLE + "...\n" + "a: b\n", "yaml.documents"),
    "a directive": ("%YAML 9.9\n---\n" + EXAMPLE, "yaml.syntax"),
    "a tag that would run code": ("variables: !!python/object/apply:os.system [id]\n", "yaml.tag"),
    "very many problems": (EXAMPLE.replace(_ITEM, "            - {name: 'a b', type: money}\n" * 5000), "plan.more"),
    "an expression that nests": (EXAMPLE.replace("price >= 0", "(" * 2000 + "price" + ")" * 2000), "plan.check-syntax"),
    "a type that nests": (EXAMPLE.replace("type: string}", f"type: '{'enum(' * 50_000}'}}"), "plan.unknown-type"),
    "a name of a million letters": (EXAMPLE.replace("name: Item", f"name: {'I' * 1_000_000}"), "plan.bad-name"),
    "nothing": ("", "yaml.empty"),
    "NUL bytes": (b"\0" * 100_000, "yaml.encoding"),
}  # fmt: skip


def _read(name: str, text: str | bytes) -> None:
    """Read a text within limits, and print its problems."""
    used = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (used + MOST_MEMORY, used + MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    found = [[one.code, one.line, one.column, one.message] for one in load(text).problems]
    sys.stdout.write(json.dumps([name, found]) + "\n")
    sys.stdout.flush()


def main() -> None:
    """A line of JSON for each text that stayed within the limits: its name, and its problems."""
    for name, (text, _) in HOSTILE.items():
        child = os.fork()
        if child == 0:
            try:
                _read(name, text)
            finally:
                os._exit(0)
        os.waitpid(child, 0)


if __name__ == "__main__":
    main()
