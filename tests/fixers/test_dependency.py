"""The fixer `dependency`: a known package that is imported and missing goes into package.json."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.errors import UserError
from bot.fixers.dependency import FIXER, missing_package
from tests.fixers.faults import fault, found
from tests.gates.bench import RecordedBench

TSC = "Cannot find module 'zod' or its corresponding type declarations."
SAID = {
    TSC: "zod",
    "Cannot find module 'zod/v4' or its corresponding type declarations.": "zod",
    "Module not found: Can't resolve '@clerk/nextjs/server'": "@clerk/nextjs",
    'Failed to resolve import "zod" from "lib/a.ts". Does the file exist?': "zod",
    "Cannot find package 'zod' imported from /bench/lib/a.ts": "zod",
    "Could not find a declaration file for module 'pg'. '/x/index.js' implicitly has an 'any' type.": "@types/pg",
    "Could not find a declaration file for module '@a/b'.": "@types/a__b",
    "Cannot find type definition file for 'node'.": "@types/node",
    "Cannot find module './zod'": "",
    "Cannot find module '@/lib/zod'": "",
    "Cannot find module '~/zod'": "",
    "Cannot find module '/etc/zod'": "",
    "Cannot find module 'node:zod'": "",
    "Cannot find module '../zod'": "",
    "zod is not defined": "",
}
PACKAGE = b"""{
  "name": "app",
  "engines": { "node": ">=20.9" },
  "dependencies": {
    "next": "15.5.29",
    "react": "19.3.1"
  }
}
"""


@pytest.mark.parametrize("said", SAID)
def test_the_package_that_is_missing(said: str) -> None:
    """Each tool says it in its own words; paths, aliases and what Node brings are no packages."""
    assert missing_package(said) == SAID[said]


def test_takes_known_packages() -> None:
    """A name that Drystone does not pin is never added, however it is spelled."""
    known, unknown = found("a.ts", "TS2307", TSC), found("a.ts", "TS2307", TSC.replace("zod", "z0d"))
    assert FIXER.takes(fault("compile", known, unknown, found("a.ts", "TS1", "m"))) == (known,)


async def fixed(tmp_path: Path, package: bytes, *said: str) -> bytes:
    given = fault("compile", *(found("a.ts", "TS2307", one) for one in said))
    return (await FIXER.fix(RecordedBench(tmp_path, {}), given, {"package.json": package}))["package.json"]


async def test_adds_it_where_it_belongs(tmp_path: Path) -> None:
    """With the pinned version, in its section, in order; the rest of the file stays as it is laid out."""
    made = await fixed(tmp_path, PACKAGE, TSC, TSC)
    assert made == PACKAGE.replace(b'"react": "19.3.1"\n', b'"react": "19.3.1",\n    "zod": "4.6.7"\n')


async def test_a_section_that_is_not_there(tmp_path: Path) -> None:
    """It is made."""
    made = json.loads(await fixed(tmp_path, PACKAGE, "Cannot find package 'vitest'"))
    assert made == {**json.loads(PACKAGE), "devDependencies": {"vitest": "4.1.12"}}


async def test_one_that_is_named_already(tmp_path: Path) -> None:
    """It is missing for another reason: nothing is changed, in whatever section and version it is named."""
    named = PACKAGE.replace(b'"next"', b'"zod": "3.0.0", "next"').replace(b"dependencies", b"devDependencies")
    assert await fixed(tmp_path, named, TSC) == named


@pytest.mark.parametrize("package", [b"", b"{", b"[]", b'{"dependencies": []}', b'{"dependencies": "a"}'])
async def test_a_manifest_that_cannot_be_read(tmp_path: Path, package: bytes) -> None:
    """It is refused in a sentence."""
    with pytest.raises(UserError, match=r"package.json cannot be read"):
        await fixed(tmp_path, package, TSC)
