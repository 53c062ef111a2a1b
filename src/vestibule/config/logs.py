"""Structured logs: one JSON object a line, without personal data or secrets."""

import logging.config
import re
import traceback
from datetime import date
from types import TracebackType
from typing import Any
from uuid import UUID

import structlog

REDACTED = "[redacted]"
# Keys whose values never reach a log, whoever logs them.
_SECRET = re.compile(
    r"pass|secret|token|code|answer|cookie|authorization|(^|_)(ssn|tin|otp)(_|$)|birth|email|recipient|user_id|name$"
    r"|address|phone|query|body",
    re.I,
)
_HARMLESS = {"status_code", "reason_code", "logger_name", "kind_name", "path_name"}
# Shapes that give themselves away inside a sentence: email addresses, nine or ten digits however they are separated
# (Social Security, tax and telephone numbers), long random strings.
_SHAPES = re.compile(
    r"[\w.+'-]+@[\w-]+\.[\w.-]+"
    r"|(?<![\w.])\(?\d(?:[ ().-]{0,2}\d){8,9}(?![\w.-]*\w)"
    r"|(?<![\w-])[A-Za-z0-9_-]{40,}(?![\w-])"
)
_PLAIN = (int, float, bool, type(None))


def redact(_logger: Any, _method: str, event: dict[str, Any]) -> dict[str, Any]:
    """Take personal data and secrets out of a log line: by key, and by shape inside texts."""
    return {key: _redacted(key, value) for key, value in event.items()}


def _redacted(key: str, value: Any) -> Any:
    if key.startswith("_"):  # what the logging library passes along for itself
        return value
    return REDACTED if key not in _HARMLESS and _SECRET.search(key) else _plain(value)


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): _redacted(str(key), part) for key, part in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(part) for part in value]
    if isinstance(value, str | UUID | date):
        return _SHAPES.sub(REDACTED, str(value))
    return value if isinstance(value, _PLAIN) else f"<{type(value).__name__}>"


def without_messages(exc_info: tuple[type[BaseException], BaseException, TracebackType | None]) -> str:
    """Return where an exception came from, its causes first, without what it says: messages quote what people typed."""
    told: list[str] = []
    fault: BaseException | None = exc_info[1]
    while fault is not None and len(told) < 10:
        frames = "".join(traceback.format_tb(fault.__traceback__))
        told.append(f"{frames}{type(fault).__module__}.{type(fault).__qualname__}")
        fault = fault.__cause__ or (None if fault.__suppress_context__ else fault.__context__)
    return "\n\nwhich led to\n\n".join(reversed(told))


def logging_settings(form: str) -> None:
    """Send structlog's and the standard library's lines through one pipe to standard error."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.ExceptionRenderer(without_messages),
        redact,
    ]
    renderer: Any = (
        structlog.processors.JSONRenderer() if form == "json" else structlog.dev.ConsoleRenderer(colors=False)
    )
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "formatters": {
                "line": {
                    "()": structlog.stdlib.ProcessorFormatter,
                    "foreign_pre_chain": shared,
                    "processors": [structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
                }
            },
            "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
            "root": {"handlers": ["stderr"], "level": "INFO"},
        }
    )
