"""AccessLog: one line of JSON per request, with no word of what a person wrote and no conversation's id."""

from __future__ import annotations

import sys
import time
import uuid

import structlog
from flask import Flask, Response, g, request

QUIET = frozenset({"static", "health.live", "health.ready", "health.metrics"})


def log_access(app: Flask, *, level: str) -> None:
    """Write the log to standard error; `level` is one of debug, info, warning, error."""
    log = json_logger(level)
    app.extensions["access_log"] = log

    def start() -> None:
        g.request_id = uuid.uuid4().hex[:12]
        g.log_started = time.perf_counter()

    def finish(response: Response) -> Response:
        response.headers["X-Request-ID"] = g.get("request_id", "")
        write = log.debug if request.endpoint in QUIET else log.info
        write(
            "request",
            request_id=g.get("request_id"),
            method=request.method,
            route=str(request.url_rule) if request.url_rule else None,
            status=response.status_code,
            ms=round((time.perf_counter() - g.get("log_started", time.perf_counter())) * 1000, 1),
        )
        return response

    app.before_request(start)
    app.after_request(finish)


class StandardError:
    """Writes each line at once, to whatever standard error is by then."""

    def write(self, line: str) -> None:
        sys.stderr.write(f"{line}\n")
        sys.stderr.flush()

    debug = info = warning = error = write


def json_logger(level: str) -> structlog.typing.FilteringBoundLogger:
    """A logger of our own, so that nothing global changes for Rasa's or a test's logging."""
    chosen = {"debug": 10, "info": 20, "warning": 30, "error": 40}[level]
    logger: structlog.typing.FilteringBoundLogger = structlog.wrap_logger(
        StandardError(),
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(chosen),
        context_class=dict,
        cache_logger_on_first_use=True,
    )
    return logger
