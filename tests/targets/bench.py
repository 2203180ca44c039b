"""A bench whose app is a small server of our own: deploying it takes no package manager and no build."""

from __future__ import annotations

import asyncio
import os
import subprocess
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.ports.workbench import Bench, Completed, Limits

SERVER = """#!/usr/bin/env node
const http = require("node:http");
const fs = require("node:fs");
if (process.argv[2] === "build") {
  if (fs.existsSync("does-not-build")) { console.error("Type error: no such page"); process.exit(1); }
  if (fs.existsSync("sly")) { fs.symlinkSync("/", ".drystone-ship"); }
  fs.writeFileSync(".next/BUILD_ID", process.env.AUTH_MODE);
  process.exit(0);
}
const port = Number(process.argv[process.argv.indexOf("-p") + 1]);
if (fs.existsSync("crash")) { console.error("Error: " + fs.readFileSync("crash", "utf8")); process.exit(1); }
const life = require("node:crypto").randomUUID();
http.createServer((request, response) => {
  const health = request.url === "/api/health";
  response.statusCode = health && fs.existsSync("ill") ? 503 : 200;
  const page = fs.existsSync("page") ? fs.readFileSync("page", "utf8") : "<h1>Hello there</h1>";
  if (request.url === "/end") process.exit(0);
  const pages = { "/env": JSON.stringify(process.env), "/life": life, "/api/health": "{}" };
  const left = request.url === "/migrated" ? fs.readFileSync("migrated", "utf8") : page;
  response.end(pages[request.url] ?? left);
}).listen(port, "127.0.0.1");
"""
MIGRATE = """
import fs from "node:fs";
fs.writeFileSync("migrated", JSON.stringify({ argv: process.argv.slice(2), url: process.env.MIGRATE_URL }));
if (fs.existsSync("bad-sql")) {
  console.error("syntax error at or near " + fs.readFileSync("bad-sql", "utf8"));
  process.exit(1);
}
"""


def app(**files: str) -> dict[str, bytes]:
    """The files of a commit; those named change how the app behaves."""
    return {"scripts/migrate.mjs": MIGRATE.encode()} | {name: text.encode() for name, text in files.items()}


NO_LIMITS = Limits()


class SmallBench:
    def __init__(self, path: Path) -> None:
        self._path = path

    @property
    def path(self) -> Path:
        return self._path

    @property
    def inside(self) -> str:
        return str(self._path)

    @asynccontextmanager
    async def cached(self, name: str, path: str) -> AsyncIterator[None]:
        (self.path / path).mkdir(parents=True)
        yield
        (self.path / path).rename(self.path / "cache-given-back")

    async def run(
        self, argv: Sequence[str], *, env: Mapping[str, str] | None = None, limits: Limits = NO_LIMITS
    ) -> Completed:
        process = await asyncio.create_subprocess_exec(
            *argv,
            cwd=self.path,
            env={**os.environ, **(env or {})},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        output, _ = await process.communicate()
        return Completed(tuple(argv), process.returncode or 0, output.decode(), 0)

    async def database(self) -> Mapping[str, str]:
        return {}

    async def browser(self) -> Mapping[str, str]:
        return {}

    def secret(self, name: str) -> str:
        return f"{name}-".ljust(43, "x")

    async def output_of(self, gate: str) -> bool:
        kept = (self.path / "kept").exists()
        if kept:
            (self.path / ".next").mkdir()
        return kept

    async def keep(self, gate: str, *paths: str) -> None:
        return None


class SmallWorkbench:
    """Counts how often a bench was opened."""

    opened = 0

    @asynccontextmanager
    async def open(
        self, workspace: str, files: Mapping[str, bytes], *, install: bool = True
    ) -> AsyncIterator[Bench]:
        self.opened += 1
        with TemporaryDirectory() as folder:
            for name, content in files.items():
                path = Path(folder) / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content)
            program = Path(folder) / "node_modules/.bin/next"
            program.parent.mkdir(parents=True)
            program.write_text(SERVER)
            program.chmod(0o755)
            yield SmallBench(Path(folder))

    async def missing_walls(self) -> str:
        return ""

    async def lock(self, workspace: str, files: Mapping[str, bytes]) -> Mapping[str, bytes]:
        return {}
