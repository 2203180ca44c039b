"""Keeps book of a story: what is new in each scene, and how long every part took. No input or output here."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from bot.demo.seen import ENDED, PREVIEW, Check, Commit, Deployed, Pull, Scene

Kind = Literal["plan", "phase", "gate", "checkpoint", "merge", "deploy", "visit"]
State = Literal["running", "awaiting", "done", "failed"]
HALTED, UNSOUND = "### Halted", "### The plan has "
HIDDEN = re.compile(r"<!--.*?-->", re.DOTALL)
BOT = "drystone"


@dataclass(frozen=True)
class Moment:
    """Something happened: who did what, and where to look."""

    at: float
    who: str
    what: str
    link: str = ""


@dataclass
class Row:
    """One part of the story. `began` and `ended` are seconds since the story began; `key` tells rows apart."""

    key: str
    kind: Kind
    title: str
    state: State
    began: float
    ended: float | None = None
    link: str = ""

    def seconds(self, now: float) -> float:
        return (self.ended if self.ended is not None else now) - self.began


@dataclass
class Ledger:
    """Rows in the order in which they began, and the moments so far."""

    rows: dict[str, Row] = field(default_factory=dict)
    moments: list[Moment] = field(default_factory=list)
    trouble: str = ""
    """What the bot said when it could not go on."""
    _known: set[str] = field(default_factory=set)
    _free_since: float = 0.0

    def take(self, scene: Scene, now: float) -> None:
        """Write down what is new in this scene."""
        for comment in scene.comments:
            self._hear(comment.number, comment.body, comment.url, now)
        for pull in sorted(scene.pulls, key=lambda one: one.number):
            self._see_pull(pull, now, is_build=pull == scene.build)
        for deployed in scene.deployments:
            self._see_deployment(deployed, now)

    def start(self, now: float) -> None:
        """The first part begins now."""
        self._free_since = now

    def took(self, kind: Kind) -> float:
        """Seconds in which at least one part of that kind ran."""
        spans = sorted((row.began, row.ended) for row in self.rows.values() if row.kind == kind and row.ended)
        total, covered = 0.0, 0.0
        for began, ended in spans:
            total += max(0.0, ended - max(began, covered))
            covered = max(covered, ended)
        return total

    def told(self, now: float, who: str, what: str, link: str = "") -> None:
        """Write down what somebody did."""
        self.moments.append(Moment(now, who, what, link))

    def begin(self, key: str, kind: Kind, title: str, now: float, link: str = "") -> Row:
        """A part that runs from now on; known already, it runs again."""
        row = self.rows.get(key)
        if row is None:
            row = self.rows[key] = Row(key, kind, title, "running", now, link=link)
        row.state, row.ended = "running", None
        return row

    def end(self, key: str, now: float, state: State = "done") -> None:
        """A part is over."""
        row = self.rows[key]
        row.state, row.ended = state, now
        self._free_since = now

    def doing(self) -> str:
        """What is being waited for, for people."""
        running = [row.title for row in self.rows.values() if row.ended is None]
        return ", ".join(running) or "the bot's next step"

    def _new(self, key: str) -> bool:
        known = key in self._known
        self._known.add(key)
        return not known

    def _hear(self, number: int, body: str, url: str, now: float) -> None:
        body = HIDDEN.sub("", body).strip()
        first = next((line.strip("# ") for line in body.splitlines() if line.strip()), "")
        if self._new(f"said:{url}:{first}"):
            self.told(now, BOT, f"says on #{number}: {first}", url)
        if body.startswith((HALTED, UNSOUND)):
            self.trouble = body

    def _see_pull(self, pull: Pull, now: float, *, is_build: bool) -> None:
        if self._new(f"pull:{pull.number}"):
            kind = "build" if is_build else "checkpoint"
            self.told(now, BOT, f"opens the {kind} pull request #{pull.number}: {pull.title}", pull.url)
        for commit in pull.commits:
            self._see_commit(pull, commit, now)
        for check in sorted(pull.checks, key=lambda one: one.awaits):  # gates first: they are what it asks on
            self._see_check(pull, check, now)
        if pull.is_merged and self._new(f"merged:{pull.number}"):
            self._see_merge(pull, now, is_build=is_build)

    def _see_commit(self, pull: Pull, commit: Commit, now: float) -> None:
        if not commit.phase or not self._new(f"commit:{commit.sha}"):
            return
        key = f"phase:{commit.phase}:{commit.sha}"
        row = self.begin(key, "phase", commit.phase, self._free_since, f"{pull.url}/commits/{commit.sha}")
        self.end(row.key, now)
        self.told(now, BOT, f"lays {commit.phase}: {commit.subject}", row.link)

    def _see_check(self, pull: Pull, check: Check, now: float) -> None:
        key = f"check:{pull.sha}:{check.name}"
        if self._new(f"{key}:{check.status}:{check.conclusion}"):
            for moment in self._changes(key, pull, check, now):
                self.moments.append(moment)

    def _changes(self, key: str, pull: Pull, check: Check, now: float) -> Iterator[Moment]:
        where = f"on #{pull.number}"
        if check.awaits:
            self.begin(key, "checkpoint", check.name, now, pull.url).state = "awaiting"
            yield Moment(now, BOT, f"asks for an approval {where}: {check.name}", pull.url)
        elif key in self.rows and self.rows[key].kind == "checkpoint":
            self.end(key, now)
            yield Moment(now, BOT, f"finds {check.name} approved", self.rows[key].link)
        else:
            row = self.begin(key, "gate", f"{check.name} {where}", now, check.url)
            if check.status != ENDED:
                row.began = now  # waiting for a worker is no part of the gate
            else:
                self.end(key, now, "done" if check.is_green else "failed")
                verdict = "green" if check.is_green else "RED"
                yield Moment(now, BOT, f"gate {check.name} is {verdict} {where}: {check.title}", check.url)

    def _see_merge(self, pull: Pull, now: float, *, is_build: bool) -> None:
        for row in self.rows.values():
            if row.kind == "checkpoint" and row.link == pull.url and row.ended is None:
                self.end(row.key, now)
        self.told(now, BOT, f"merges #{pull.number} into {pull.base}", pull.url)
        self._free_since = now
        if is_build:
            self.begin("deploy", "deploy", "deployment to staging", now, pull.url)

    def _see_deployment(self, deployed: Deployed, now: float) -> None:
        if not self._new(f"deployed:{deployed.sha}:{deployed.environment}:{deployed.state}"):
            return
        link = deployed.url
        if deployed.environment == PREVIEW:
            self.told(now, BOT, f"preview of {deployed.sha[:7]}: {deployed.state} {link}".strip(), link)
            return
        self.told(now, BOT, f"deployment to {deployed.environment}: {deployed.state} {link}".strip(), link)
        if deployed.state in ("success", "failure", "error"):
            self.begin("deploy", "deploy", f"deployment to {deployed.environment}", now, link).link = link
            self.end("deploy", now, "done" if deployed.state == "success" else "failed")
