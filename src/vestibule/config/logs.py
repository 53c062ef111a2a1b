"""Structured logs: one JSON object a line, without personal data or secrets."""

import logging.config
import re
from typing import Any

import structlog

# Keys whose values never reach a log, whoever logs them.
_SECRET = re.compile(
    r"pass|secret|token|code|answer|cookie|authorization|ssn|tin|birth|email|recipient|user_id|name$|address|phone|query",
    re.I,
)
_HARMLESS = {"status_code", "reason_code", "logger_name", "kind_name", "path_name"}
# Shapes that give themselves away inside a sentence: e-mail addresses, nine digits, long random strings.
_SHAPES = re.compile(r"[\w.+'-]+@[\w-]+\.[\w.-]+|\b\d(?:[ .-]?\d){8}\b|\b[A-Za-z0-9_-]{40,}\b")


def redact(_logger: Any, _method: str, event: dict[str, Any]) -> dict[str, Any]:
    """Take personal data and secrets out of a log line: by key, and by shape inside texts."""
    for key, value in event.items():
        if key not in _HARMLESS and _SECRET.search(key):
            event[key] = "[redacted]"
        elif isinstance(value, str):
            event[key] = _SHAPES.sub("[redacted]", value)
    return event


def logging_settings(form: str) -> None:
    """Send structlog's and the standard library's lines through one pipe to standard error."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
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
