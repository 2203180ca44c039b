"""Logs: structlog and the standard library alike, as JSON lines or coloured text, without secrets."""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterable
from typing import Any, Literal, TextIO

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

from bot.core.redact import Redactor


def configure(
    level: str = "info",
    form: Literal["json", "console"] = "json",
    secrets: Iterable[str] = (),
    stream: TextIO | None = None,
) -> None:
    """Sets logging up for this process. What libraries log goes the same way."""
    before = _before()
    render: Processor = (
        structlog.processors.JSONRenderer() if form == "json" else structlog.dev.ConsoleRenderer()
    )
    without_secrets = _without_secrets(Redactor(secrets))
    formatter = structlog.stdlib.ProcessorFormatter(
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, without_secrets, render],
        foreign_pre_chain=before,
    )
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(formatter)
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)
    structlog.configure(
        processors=[*before, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )


def _before() -> list[Processor]:
    return [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.PositionalArgumentsFormatter(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.StackInfoRenderer(),
        structlog.processors.format_exc_info,
    ]


def _without_secrets(redactor: Redactor) -> Processor:
    def process(_logger: WrappedLogger, _name: str, event: EventDict) -> EventDict:
        return {key: _clean(redactor, value) for key, value in event.items()}

    return process


def _clean(redactor: Redactor, value: Any) -> Any:  # noqa: ANN401 anything can be logged
    if isinstance(value, dict):
        return {key: _clean(redactor, inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_clean(redactor, inner) for inner in value]
    if value is None or isinstance(value, (bool, int, float)):
        return value
    return redactor(value if isinstance(value, str) else repr(value))
