"""The app builds for production: `next build`, whose output is kept for gates that run the app."""

from __future__ import annotations

import base64
import hashlib
import re

from pydantic import TypeAdapter

from bot.core.plan.model import Plan
from bot.gates._report import NoEvidenceError, Session, carry_out, count, plain, read_bytes, read_report
from bot.ports.gate import Finding, Gate, GateReport
from bot.ports.workbench import Bench, Limits

OUTPUT = ".next"
CACHE = f"{OUTPUT}/cache"
ROUTES = f"{OUTPUT}/app-path-routes-manifest.json"
LIMITS = Limits(seconds=600)
PAGES = TypeAdapter(dict[str, str])
BLOCK = re.compile(r"^\./(?P<path>[^\s:]+)(?::(?P<line>\d+):(?P<column>\d+))?\s*$")
IN_MESSAGE = re.compile(r"-\[(?P<path>[^\]\n]+):(?P<line>\d+):(?P<column>\d+)\]")
END = re.compile(r"^(?:Import trace|> Build failed|https://nextjs\.org|Next\.js build worker|\s*at )")
PRERENDER = re.compile(r"^Error occurred prerendering page \"(?P<page>[^\"]+)\"")
EXPORTED = re.compile(r"^Export encountered an error on /?(?P<source>[^:\s]+):")
ENV = {
    # Types and rules have gates of their own; an app's next.config leaves them out where this is set.
    "DRYSTONE_GATE": "build",
    "AUTH_MODE": "dev",
    "PREVIEW_DEV_AUTH": "1",
    "AUTH_DEV_SECRET": "only-for-the-build-gate-0123456789abcdef",
}


class Build:
    """Anything but a complete build fails."""

    name = "build"
    summary = "the app builds for production"
    needs: tuple[str, ...] = ()

    async def check(self, bench: Bench, plan: Plan) -> GateReport:
        return await carry_out(self.name, bench, _build)


async def _build(session: Session) -> GateReport:
    await session.clear(OUTPUT)
    async with session.bench.cached("next", CACHE):
        # Random for each build by default, and then webpack's cache never fits.
        key = hashlib.sha256(session.bench.secret("server-actions").encode()).digest()
        env = ENV | {"NEXT_SERVER_ACTIONS_ENCRYPTION_KEY": base64.b64encode(key).decode()}
        done = await session.run("node_modules/.bin/next", "build", "--no-lint", env=env, limits=LIMITS)
    output = plain(done.output)
    if not done.ok:
        findings = read_failures(output)
        summary = f"The build failed with {count(len(findings), 'error')}."
        return session.report(summary, findings, {"seconds": round(done.seconds, 1)}, passed=False)
    if not read_bytes(session.bench, f"{OUTPUT}/BUILD_ID"):
        raise NoEvidenceError("the build left no BUILD_ID")
    routes = read_report(session.bench, ROUTES, PAGES)
    pages = sum(route.endswith("/page") for route in routes)
    await session.bench.keep("build", OUTPUT)
    figures = {"seconds": round(done.seconds, 1), "pages": pages, "API routes": len(routes) - pages}
    summary = f"Built {count(pages, 'page')} and {count(len(routes) - pages, 'API route')}."
    return session.report(summary, [], figures, passed=True)


def read_failures(output: str) -> list[Finding]:
    """The errors that `next build` prints: a path, alone or with a place, and what is wrong below it."""
    findings: list[Finding] = []
    lines = output.splitlines()
    for number, line in enumerate(lines):
        if match := BLOCK.match(line):
            message = _message(lines[number + 1 :])
            if message:
                findings.append(_finding(match, message))
        elif match := PRERENDER.match(line):
            findings.append(_prerendering(match["page"], lines[number + 1 :]))
    if not findings:
        tail = "\n".join(lines[-20:]).strip()
        findings.append(Finding("", 1, "failure", tail or "The build printed nothing.", "build"))
    return findings


def _message(lines: list[str]) -> str:
    kept: list[str] = []
    for line in lines:
        if BLOCK.match(line) or END.match(line) or (not line.strip() and kept and not kept[-1].strip()):
            break
        kept.append(line)
    return "\n".join(kept).strip()


def _prerendering(page: str, lines: list[str]) -> Finding:
    """A page that threw while it was made; Next names its source below the stack trace."""
    exported = next((match for line in lines if (match := EXPORTED.match(line))), None)
    path = f"app/{exported['source']}.tsx" if exported else ""
    why = next((line.strip() for line in lines if line.strip()), "no reason given")
    return Finding(path, 1, "failure", f"Prerendering {page}: {why}", "prerender")


def _finding(match: re.Match[str], message: str) -> Finding:
    place = match if match["line"] else IN_MESSAGE.search(message)
    line, column = (int(place["line"]), int(place["column"])) if place else (1, None)
    return Finding(match["path"], line, "failure", message, "build", column)


GATE: Gate = Build()
