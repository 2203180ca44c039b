"""What can go wrong between a forge and a bot, on order: which webhook or call, and what happens to it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import Literal
from uuid import uuid4

from bot.localforge.records import Delivery

HookFaultKind = Literal["drop", "fail", "double", "twin", "delay", "reorder"]
ApiFaultKind = Literal["status", "primary", "secondary", "slow", "lost", "late"]
GitFaultKind = Literal["status", "lost"]


@dataclass
class HookFault:
    """The next `count` webhooks of an event (`issues`, `issues.opened` or any).

    drop: it never was. fail: in the log as failed, not sent. double: sent twice, same GUID. twin: twice, two
    GUIDs. delay: sent after `seconds`, or held until released where that is 0. reorder: held until all `count`
    are there, then sent last first.
    """

    kind: HookFaultKind
    event: str = ""
    count: int = 1
    seconds: float = 0.0
    held: list[Delivery] = field(default_factory=list)

    def matches(self, delivery: Delivery) -> bool:
        """Whether this fault is for that webhook."""
        names = ("", delivery.event, f"{delivery.event}.{delivery.action}")
        return self.count > 0 and self.event in names


class HookFaults:
    """The webhook faults in force; the first that matches decides."""

    def __init__(self) -> None:
        self.rules: list[HookFault] = []

    def add(self, fault: HookFault) -> None:
        """Put a fault in force."""
        self.rules.append(fault)

    def clear(self) -> None:
        """Take all faults out of force; what they hold back stays lost."""
        self.rules.clear()

    def apply(self, delivery: Delivery) -> list[tuple[Delivery, float]]:
        """What is sent instead of this webhook: each with the seconds to wait before."""
        fault = next((rule for rule in self.rules if rule.matches(delivery)), None)
        if fault is None:
            return [(delivery, 0.0)]
        fault.count -= 1
        return _fate(fault, delivery)

    def release(self) -> list[Delivery]:
        """All that is held back, no longer held."""
        held = [delivery for rule in self.rules for delivery in rule.held]
        for rule in self.rules:
            rule.held.clear()
        return held


def _fate(fault: HookFault, delivery: Delivery) -> list[tuple[Delivery, float]]:
    if fault.kind == "reorder" or (fault.kind == "delay" and not fault.seconds):
        return _hold(fault, delivery)
    if fault.kind == "fail":
        return [(replace(delivery, status="failed by order", status_code=502), 0.0)]
    if fault.kind == "double":
        return [(delivery, 0.0), (replace(delivery, id=-delivery.id), 0.0)]
    if fault.kind == "twin":
        return [(delivery, 0.0), (replace(delivery, id=-delivery.id, guid=str(uuid4())), 0.0)]
    return [(delivery, fault.seconds)] if fault.kind == "delay" else []


def _hold(fault: HookFault, delivery: Delivery) -> list[tuple[Delivery, float]]:
    fault.held.append(delivery)
    if fault.kind == "reorder" and fault.count == 0:
        due = [(one, 0.0) for one in reversed(fault.held)]
        fault.held.clear()
        return due
    return []


@dataclass
class ApiFault:
    """The next `count` calls (after the first `skip`) whose method and path match fully.

    status: answered with `status` and nothing done. primary, secondary: the rate-limit answers, with `status`
    (403 or 429) and `retry_after` where given. slow: answered after `seconds`. lost: done, but the connection
    closes without an answer. late: done, and the next `times` reads of what it made say 404.
    """

    kind: ApiFaultKind
    path: str = ".*"
    method: str = ".*"
    count: int = 1
    skip: int = 0
    status: int = 503
    retry_after: int | None = None
    seconds: float = 0.0
    times: int = 2

    def matches(self, method: str, path: str) -> bool:
        """Whether this fault is for that call."""
        return bool(re.fullmatch(self.method, method) and re.fullmatch(self.path, path))


class ApiFaults:
    """The faults for API calls in force; the first that matches decides."""

    def __init__(self) -> None:
        self.rules: list[ApiFault] = []

    def add(self, fault: ApiFault) -> None:
        """Put a fault in force."""
        self.rules.append(fault)

    def clear(self) -> None:
        """Take all faults out of force."""
        self.rules.clear()

    def take(self, method: str, path: str) -> ApiFault | None:
        """The fault for this call, counted down."""
        for rule in self.rules:
            if rule.count > 0 and rule.matches(method, path):
                if rule.skip > 0:
                    rule.skip -= 1
                    continue
                rule.count -= 1
                return rule
        return None

    def hide(self, path: str, times: int) -> None:
        """Let the next reads of a path say 404, as a read from a copy that is behind does."""
        self.add(ApiFault("status", path=re.escape(path), method="GET", count=times, status=404))
