"""Check runs: made or brought up to date, each annotation written once."""

from __future__ import annotations

from collections.abc import Sequence

from bot.adapters.github.answers import Check, Note, read
from bot.adapters.github.client import Client, Json, safe
from bot.adapters.github.hub import Hub, make_once
from bot.core.ids import Workspace
from bot.core.text import cut
from bot.ports.forge import Annotation, CheckDraft, CheckView

TITLE = 250
MESSAGE = 8_000
BUTTON = (20, 40, 20)
"""The longest label, description and identifier."""
Key = tuple[str, int, int, str, str, str]


class Checks:
    """The bot's check runs, and others' as far as they are read."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub

    async def put_check(self, at: Workspace, check: CheckDraft) -> int:
        """Made or brought up to date. What is as wanted already is not sent again. Returns its id."""
        client, repo = self._hub.at(at)
        size = self._hub.options.annotations_per_call
        wanted = _annotations(check.annotations)
        first, made_now = wanted[:size], False

        async def find() -> Check | None:
            return await self._find_check(client, repo, check)

        async def make() -> Check:
            nonlocal made_now
            data = {"name": check.name, "head_sha": check.commit, "external_id": check.external_id}
            data |= _state(check) | _output(check, first)
            made = read(Check, await client.send("POST", f"{repo}/check-runs", data, makes_content=True))
            made_now = True
            return made

        there = await make_once(find, make)
        changes = {} if made_now else _changes(there, check)
        missing = wanted[size:] if made_now else await self._missing(client, repo, there, wanted)
        while changes or missing:
            batch, missing = missing[:size], missing[size:]
            if batch:
                changes |= _output(check, batch)
            await client.send("PATCH", f"{repo}/check-runs/{there.id}", changes)
            changes = {}
        return there.id

    async def checks(self, at: Workspace, commit: str) -> Sequence[CheckView]:
        """The newest check run of each App and name on a commit."""
        client, repo = self._hub.at(at)
        path = f"{repo}/commits/{safe(commit)}/check-runs"
        listed = client.all(path, "check_runs", filter="latest")
        return [read(Check, one).view() async for one in listed]

    async def _find_check(self, client: Client, repo: str, check: CheckDraft) -> Check | None:
        """The newest of this App's with that external id: names and ids can be anybody's."""
        app = self._hub.options.app_id
        path = f"{repo}/commits/{safe(check.commit)}/check-runs"
        listed = client.all(path, "check_runs", filter="all", check_name=check.name)
        found = [
            one
            async for data in listed
            if (one := read(Check, data)).external_id == check.external_id
            and one.app is not None
            and str(one.app.id) == app
        ]
        return max(found, key=lambda one: one.id, default=None)

    async def _missing(
        self, client: Client, repo: str, there: Check, wanted: list[dict[str, object]]
    ) -> list[dict[str, object]]:
        """The annotations that are not there yet."""
        if not wanted:
            return []
        count = there.output.annotations_count
        listed = client.all(f"{repo}/check-runs/{there.id}/annotations") if count else None
        have = {_key_of(read(Note, one)) async for one in listed} if listed else set()
        return [one for one in wanted if _key(one) not in have]


def _annotations(given: Sequence[Annotation]) -> list[dict[str, object]]:
    """Each once, in GitHub's shape and within its limits."""
    shaped: dict[Key, dict[str, object]] = {}
    for one in given:
        start = max(one.start_line, 1)
        note: dict[str, object] = {
            "path": one.path,
            "start_line": start,
            "end_line": max(one.end_line, start),
            "annotation_level": one.level,
            "message": cut(one.message, MESSAGE) or one.level,
        }
        if one.title:
            note["title"] = one.title[:TITLE]
        shaped.setdefault(_key(note), note)
    return list(shaped.values())


def _key(note: dict[str, object]) -> Key:
    return _key_of(Note.model_validate(note))


def _key_of(note: Note) -> Key:
    message = (note.message or "").replace("\r\n", "\n").strip()
    return note.path, note.start_line, note.end_line, note.annotation_level or "", message, note.title or ""


def _state(check: CheckDraft) -> dict[str, Json]:
    data: dict[str, Json] = {"status": check.status}
    if check.status == "completed":
        data["conclusion"] = check.conclusion or "neutral"
    if check.details_url:
        data["details_url"] = check.details_url
    data["actions"] = [
        dict(zip(("label", "description", "identifier"), _cut_button(button), strict=True))
        for button in check.buttons[:3]
    ]
    return data


def _cut_button(button: tuple[str, str, str]) -> list[str]:
    return [part[:longest] for part, longest in zip(button, BUTTON, strict=True)]


def _texts(check: CheckDraft) -> dict[str, str]:
    title = check.title[:TITLE] or check.name
    texts = {"title": title, "summary": cut(check.summary) or title}
    return {**texts, "text": cut(check.text)} if check.text else texts


def _output(check: CheckDraft, annotations: Sequence[dict[str, object]]) -> dict[str, Json]:
    return {"output": {**_texts(check), **({"annotations": list(annotations)} if annotations else {})}}


def _changes(there: Check, check: CheckDraft) -> dict[str, Json]:
    """What differs from what is there. Buttons cannot be read, and are sent along with the state."""
    changes: dict[str, Json] = {}
    state = _state(check)
    if (
        there.status != check.status
        or (check.status == "completed" and there.conclusion != state["conclusion"])
        or (check.details_url and there.details_url != check.details_url)
    ):
        changes |= state
    have = there.output.model_dump(include={"title", "summary", "text"})
    if any((have[name] or "").replace("\r\n", "\n") != text for name, text in _texts(check).items()):
        changes |= _output(check, ())
    return changes
