"""The repository's own configuration: `.drystone.yml` on its default branch, never a pull request's."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from difflib import get_close_matches
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, Field, ValidationError

from bot.core.base import Value
from bot.core.plan.problems import Path
from bot.core.plan.reader import Document, read
from bot.core.plan.text import prepare

CONFIG_FILE = ".drystone.yml"
LARGEST = 64 << 10
_LOGIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")


def _login(text: str) -> str:
    login = text.removeprefix("@")
    if "/" in login:
        raise ValueError("who is in a team cannot be seen: name people")
    if not _LOGIN.fullmatch(login):
        raise ValueError("not a person's login")
    return login


Login = Annotated[str, AfterValidator(_login)]


class Approvals(Value):
    """Whose approvals count at checkpoints, among those with write access."""

    self_: bool = Field(
        default=False,
        alias="self",
        description="Whether who asked for a run, and who made its commits, may approve it: for teams of one.",
        examples=[True],
    )
    approvers: tuple[Login, ...] = Field(
        default=(),
        description=(
            "Logins of which one has to approve at every checkpoint. Without any, everyone with write access may."
        ),
        examples=[["reviewer", "second"]],
    )
    owners: bool = Field(
        default=False,
        description=(
            "Whether every changed file that `CODEOWNERS` on the default branch gives an owner needs the approval of "
            "one of its owners."
        ),
        examples=[True],
    )


class Configured(Value):
    """What `.drystone.yml` may say, and what holds without it."""

    start: Literal["auto", "command"] = Field(
        default="auto",
        description=(
            "`auto` starts a run as soon as someone with write access opens an issue with a sound plan; `command` "
            "waits for `/build`."
        ),
        examples=["command"],
    )
    approvals: Approvals = Field(default=Approvals(), description=str(Approvals.__doc__))


class Config(Configured):
    """The configuration in force. `problem` is why the file cannot be used: nothing starts or is approved then."""

    problem: str = ""


def read_config(data: bytes) -> Config:
    """The configuration in a `.drystone.yml`; what cannot be used is named in `problem`, with its line."""
    if len(data) > LARGEST:
        return Config(problem=f"larger than {LARGEST} bytes")
    text = prepare(data, CONFIG_FILE)
    document = read(text.content or "")
    faults = [*(problem.message for problem in text.problems), *_unreadable(document)]
    if faults:
        return Config(problem="; ".join(faults))
    if document.value is None:
        return Config()
    if not isinstance(document.value, dict):
        return Config(problem="not a mapping of `start` and `approvals`")
    try:
        said = Configured.model_validate(document.value)
    except ValidationError as error:
        found = (_told(document, one["loc"], one["type"], one["msg"]) for one in error.errors())
        return Config(problem="; ".join(found))
    return Config(start=said.start, approvals=said.approvals)


def _unreadable(document: Document) -> Iterator[str]:
    if document.syntax is not None:
        yield f"no YAML: {' '.join(str(document.syntax).split())[:200]}"
    for fault in document.faults[:5]:
        yield f"line {fault.place.line}: {fault.message}"


def _told(document: Document, path: Path, kind: str, message: str) -> str:
    key = ".".join(map(str, path))
    if kind != "extra_forbidden":
        said = "a list is due here" if kind == "tuple_type" else message.removeprefix("Value error, ")
        return f"line {document.place_of(path).line}: `{key}`: {said}"
    known = _keys(path[:-1])
    near = get_close_matches(str(path[-1]), known, n=1)
    hint = f" (did you mean `{near[0]}`?)" if near else ""
    allowed = ", ".join(f"`{one}`" for one in known)
    return f"line {document.key_of(path).line}: `{key}` is no key; there are {allowed}{hint}"


def _keys(path: Path) -> list[str]:
    """The keys that there are below a path."""
    model: Any = Configured
    for step in path:
        field = next((one for name, one in model.model_fields.items() if step in (name, one.alias)), None)
        model = field.annotation if field else None
    if not (isinstance(model, type) and issubclass(model, BaseModel)):
        return []
    return [field.alias or name for name, field in model.model_fields.items()]


def config_schema() -> str:
    """The JSON Schema of `.drystone.yml`, for editors."""
    schema = Configured.model_json_schema(by_alias=True)
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": CONFIG_FILE}
    return json.dumps({**schema, **head}, indent=2, ensure_ascii=False) + "\n"


def config_keys(model: type[BaseModel] = Configured, above: str = "") -> Iterator[tuple[str, Any, str]]:
    """(key, default, what it says) of everything that can be configured."""
    for name, field in model.model_fields.items():
        key = f"{above}{field.alias or name}"
        if isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel):
            yield from config_keys(field.annotation, f"{key}.")
        else:
            yield key, field.default, str(field.description)
