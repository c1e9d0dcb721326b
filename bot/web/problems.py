"""Problems: every error as an RFC 9457 document for programs, or as a page for people."""

from __future__ import annotations

import json
from typing import Any

from flask import Flask, Response, current_app, render_template, request
from flask_smorest import Api
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, MethodNotAllowed, NotFound

from bot.errors import BadMessage, EngineUnavailable
from conversations.errors import DatabaseUnavailable, UnknownConversation, UnknownMessage, WrongToken

PROBLEM_JSON = "application/problem+json"
RETRY_AFTER_S = 3
PAUSE_WHEN_LIMITED_S = 60

EXPLANATIONS = {
    400: "The request could not be read.",
    401: "You need to sign in, or send the conversation's token.",
    403: "Your account does not open this page.",
    404: "There is nothing at this address.",
    405: "This address does not take that kind of request.",
    409: "Someone else has changed this in the meantime.",
    413: "What you sent is too large.",
    415: "This kind of content cannot be read here; send JSON.",
    422: "Something that you sent cannot be used.",
    429: "Too many requests in a short time. Please wait a minute and try again.",
    500: "Something went wrong on our side. It has been noted; please try again.",
    503: "Sidebar is not ready yet. Please try again in a moment.",
}


class ProblemApi(Api):
    """flask-smorest with our shape of errors in place of its own."""

    DEFAULT_ERROR_RESPONSE_NAME = None

    def handle_http_exception(self, error: HTTPException) -> Response:
        return as_response(error)


def register_problems(app: Flask) -> None:
    """Say what each of our own exceptions means over HTTP, in one place."""
    app.register_error_handler(BadMessage, _bad_message)
    app.register_error_handler(EngineUnavailable, _engine_unavailable)
    app.register_error_handler(UnknownConversation, _unknown_conversation)
    app.register_error_handler(UnknownMessage, _unknown_message)
    app.register_error_handler(WrongToken, _wrong_token)
    app.register_error_handler(DatabaseUnavailable, _database_unavailable)
    app.register_error_handler(CSRFError, _stale_form)
    app.register_error_handler(Exception, _unexpected)


def problem(status: int, title: str, detail: str, **more: Any) -> Response:
    """Build the RFC 9457 document; `more` are its extension members."""
    body = {"type": "about:blank", "title": title, "status": status, "detail": detail, **more}
    return Response(json.dumps(body), status=status, content_type=PROBLEM_JSON)


def error_page(status: int, title: str, detail: str) -> Response:
    """The same news as a finished page."""
    return Response(render_template("error.html", status=status, title=title, detail=detail), status=status)


def as_response(error: HTTPException) -> Response:
    """Turn what Werkzeug or webargs raised into a problem or a page."""
    if error.response is not None and (error.code is None or error.code < 400):
        return Response(response=error.response.data, status=error.code, headers=error.response.headers)  # type: ignore[attr-defined]
    status = error.code or 500
    extra = getattr(error, "data", None) or {}
    invalid = extra.get("messages")
    detail = _first_text(invalid) or _own_words(error, status)
    response = (
        problem(status, error.name, detail, **({"invalid": invalid} if invalid else {}))
        if _wants_problem()
        else error_page(status, error.name, detail)
    )
    for name, value in error.get_headers(request.environ):
        if name.lower() not in ("content-type", "content-length"):
            response.headers[name] = value
    if status == 429:
        response.headers["Retry-After"] = str(PAUSE_WHEN_LIMITED_S)
    return response


def _own_words(error: HTTPException, status: int) -> str:
    if isinstance(error, NotFound | MethodNotAllowed) or error.description in (None, type(error).description):
        return EXPLANATIONS.get(status, error.name)
    if status == 429:
        return EXPLANATIONS[429]
    return str(error.description)


def _first_text(invalid: object) -> str:
    """The first sentence inside webargs' nested messages, with the name of its field."""
    path: list[str] = []
    while isinstance(invalid, dict) and invalid:
        key, invalid = next(iter(invalid.items()))
        path.append(str(key))
    if isinstance(invalid, list) and invalid:
        field = path[-1] if path and path[-1] not in ("json", "query", "_schema") else ""
        return f"{field}: {invalid[0]}" if field else str(invalid[0])
    return ""


def _wants_problem() -> bool:
    return request.path.startswith(("/api/", "/health/", "/metrics"))


def _answer(status: int, title: str, detail: str, **more: Any) -> Response:
    return problem(status, title, detail, **more) if _wants_problem() else error_page(status, title, detail)


def _bad_message(error: BadMessage) -> Response:
    return _answer(422, "Message cannot be used", str(error))


def _engine_unavailable(error: EngineUnavailable) -> Response:
    current_app.extensions["access_log"].warning("engine unavailable", error=str(error))
    response = _answer(
        503,
        "Sidebar is starting up",
        "Your message is kept. Please try again in a few seconds.",
        kept=True,
        retry_after=RETRY_AFTER_S,
    )
    response.headers["Retry-After"] = str(RETRY_AFTER_S)
    return response


def _unknown_conversation(_: UnknownConversation) -> Response:
    return _answer(404, "Unknown conversation", "There is no conversation with this id; it may have been deleted.")


def _unknown_message(_: UnknownMessage) -> Response:
    return _answer(404, "Unknown message", "This conversation has no message with this id.")


def _wrong_token(_: WrongToken) -> Response:
    response = _answer(401, "Wrong token", "Send this conversation's own token: Authorization: Bearer TOKEN.")
    response.headers["WWW-Authenticate"] = 'Bearer realm="conversation", error="invalid_token"'
    return response


def _database_unavailable(error: DatabaseUnavailable) -> Response:
    current_app.extensions["access_log"].error("database unavailable", error=str(error))
    response = _answer(503, "Storage is not reachable", "Nothing was lost. Please try again in a moment.", kept=False)
    response.headers["Retry-After"] = str(RETRY_AFTER_S)
    return response


def _stale_form(_: CSRFError) -> Response:
    return _answer(
        400,
        "This form has expired",
        "For your safety the form was not sent. Go back, reload the page and send it again.",
    )


def _unexpected(error: Exception) -> Response:
    if isinstance(error, HTTPException):
        return as_response(error)
    current_app.extensions["access_log"].error("unexpected error", exc_info=error)
    return _answer(500, "Internal Server Error", EXPLANATIONS[500])
