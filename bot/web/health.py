"""Health: what operators' probes ask, and the numbers that Prometheus collects."""

from __future__ import annotations

import time

from flask import Blueprint, Flask, Response, current_app, g, jsonify, request
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST

from bot.web.problems import RETRY_AFTER_S, problem
from bot.web.surroundings import house
from conversations.errors import DatabaseUnavailable

health = Blueprint("health", __name__)


@health.get("/health/live")
def live() -> Response:
    """The process runs."""
    return jsonify(status="live")


@health.get("/health/ready")
def ready() -> Response:
    """Storage and the dialogue engine both answer."""
    missing = [
        name for name, good in (("storage", _storage_answers()), ("engine", house().engine.ready())) if not good
    ]
    if not missing:
        return jsonify(status="ready")
    response = problem(503, "Not ready", f"Waiting for: {', '.join(missing)}.", waiting_for=missing)
    response.headers["Retry-After"] = str(RETRY_AFTER_S)
    return response


@health.get("/metrics")
def metrics() -> Response:
    """Prometheus text; counts and times only."""
    registry: CollectorRegistry = current_app.extensions["metrics"]
    current_app.extensions["engine_ready"].set(1 if house().engine.ready() else 0)
    return Response(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


for probe in (live, ready, metrics):  # probes come over plain HTTP from inside; flask-talisman reads this
    probe.talisman_view_options = {"force_https": False}  # type: ignore[attr-defined]


def measure(app: Flask) -> None:
    """Count and time every request under the name of its view, never its address."""
    registry = CollectorRegistry()
    requests = Counter("sidebar_http_requests", "Requests answered", ("view", "method", "status"), registry=registry)
    seconds = Histogram("sidebar_http_request_seconds", "Time to answer", ("view",), registry=registry)
    app.extensions["metrics"] = registry
    app.extensions["turns"] = Counter("sidebar_turns", "Turns by decided action", ("action",), registry=registry)
    app.extensions["engine_ready"] = Gauge("sidebar_engine_ready", "1 when the engine answers", registry=registry)

    def start() -> None:
        g.started = time.perf_counter()

    def stop(response: Response) -> Response:
        view = request.endpoint or "none"
        requests.labels(view, request.method, response.status_code).inc()
        seconds.labels(view).observe(time.perf_counter() - g.get("started", time.perf_counter()))
        return response

    app.before_request(start)
    app.after_request(stop)


def _storage_answers() -> bool:
    try:
        house().database.ping()
    except DatabaseUnavailable:
        return False
    return True
