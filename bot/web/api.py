"""Api: the chat over HTTP, for the page, the widget and anyone who embeds Sidebar."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Any, TypeVar

from flask import Response, jsonify, request
from flask.views import MethodView
from flask_smorest import Blueprint
from werkzeug.exceptions import Unauthorized

from bot.web.problems import PROBLEM_JSON
from bot.web.schemas import (
    AfterQuery,
    FeedbackBody,
    LenientJson,
    MessageBody,
    MessagesSchema,
    OpenBody,
    OpeningSchema,
    ProblemSchema,
    ReadSchema,
    ReturnBody,
    TranscriptQuery,
    TurnSchema,
)
from bot.web.surroundings import house, turns
from bot.web.transcript import as_markdown
from conversations.messages import Message
from handoff.errors import BadLink

View = TypeVar("View", bound=Callable[..., Any])
WHERE = "/conversations/<string(maxlength=200):conversation_id>"


class ApiBlueprint(Blueprint):
    ARGUMENTS_PARSER = LenientJson()
    DEFAULT_PAGINATION_PARAMETERS = None


def chat_api() -> ApiBlueprint:
    """The blueprint, made anew for each application."""
    api = ApiBlueprint("chat", __name__, url_prefix="/api/v1", description="Conversations with Sidebar")
    api.route("/conversations")(_openings(api))
    api.route("/conversations/return")(_return(api))
    api.route(f"{WHERE}/messages")(_messages(api))
    api.route(f"{WHERE}/messages/<int(max=9223372036854775807):message_id>/feedback")(_feedback(api))
    api.route(f"{WHERE}/transcript")(_transcript(api))
    api.route(WHERE)(_erasure(api))
    return api


def _problems(api: ApiBlueprint, *codes: int) -> Callable[[View], View]:
    """Document which problems a call may answer with."""

    def documented(view: View) -> View:
        for code in codes:
            view = api.alt_response(
                code, schema=ProblemSchema, content_type=PROBLEM_JSON, description=HTTPStatus(code).phrase
            )(view)
        return api.doc(security=[{"token": []}])(view) if 401 in codes else view

    return documented


def _openings(api: ApiBlueprint) -> type[MethodView]:
    class Openings(MethodView):
        @_problems(api, 400, 413, 422, 429)
        @api.arguments(OpenBody, required=False)
        @api.response(201, OpeningSchema)
        def post(self, body: dict[str, Any]) -> dict[str, Any]:
            """Open a conversation"""
            opening = house().switchboard.open(locale=body["locale"], page_url=body["page_url"])
            return {
                "conversation_id": opening.conversation_id,
                "token": opening.token,
                "messages": _as_json(opening.messages),
            }

    return Openings


def _return(api: ApiBlueprint) -> type[MethodView]:
    class Return(MethodView):
        @_problems(api, 400, 413, 422, 429)
        @api.alt_response(401, schema=ProblemSchema, content_type=PROBLEM_JSON, description="The link is over")
        @api.arguments(ReturnBody)
        @api.response(200, OpeningSchema)
        def post(self, body: dict[str, Any]) -> dict[str, Any]:
            """Come back by the link of an e-mail"""
            try:
                way = house().handoff.returning.enter(body["link"])
            except BadLink as error:
                raise Unauthorized(str(error)) from error
            found = house().switchboard.messages(way.conversation_id, way.token)
            return {"conversation_id": way.conversation_id, "token": way.token, "messages": _as_json(found)}

    return Return


def _messages(api: ApiBlueprint) -> type[MethodView]:
    class Messages(MethodView):
        @_problems(api, 400, 401, 404, 413, 422, 429, 503)
        @api.arguments(MessageBody)
        @api.response(200, TurnSchema)
        def post(self, body: dict[str, Any], conversation_id: str) -> dict[str, Any]:
            """Say something and get the answer"""
            turn = house().switchboard.receive(
                conversation_id, bearer_token(), text=body["text"], payload=body["payload"]
            )
            turns().labels(action=str(turn.decision.get("action", "none"))).inc()
            return {"messages": _as_json(turn.messages), "decision": turn.decision}

        @_problems(api, 401, 404, 422, 429)
        @api.arguments(AfterQuery, location="query")
        @api.response(200, ReadSchema)
        def get(self, query: dict[str, Any], conversation_id: str) -> dict[str, Any]:
            """Read what was said"""
            found = house().switchboard.messages(conversation_id, bearer_token(), after=query["after"])
            held = house().transcripts.held_by_lawyer(conversation_id)
            return {"messages": _as_json(found), "held_by_lawyer": held}

    return Messages


def _feedback(api: ApiBlueprint) -> type[MethodView]:
    class Feedback(MethodView):
        @_problems(api, 400, 401, 404, 422, 429)
        @api.arguments(FeedbackBody)
        @api.response(204)
        def post(self, body: dict[str, Any], conversation_id: str, message_id: int) -> None:
            """Say whether a message helped"""
            house().switchboard.feedback(
                conversation_id, bearer_token(), message_id, helpful=body["helpful"], comment=body["comment"]
            )

    return Feedback


def _transcript(api: ApiBlueprint) -> type[MethodView]:
    class Transcript(MethodView):
        @_problems(api, 401, 404, 422, 429)
        @api.arguments(TranscriptQuery, location="query")
        @api.response(200, MessagesSchema)
        def get(self, query: dict[str, Any], conversation_id: str) -> Response:
            """Take a copy of the conversation, as JSON or as Markdown"""
            found = house().switchboard.messages(conversation_id, bearer_token())
            if query["format"] == "md":
                response = Response(as_markdown(found), content_type="text/markdown; charset=utf-8")
            else:
                response = jsonify({"messages": _as_json(found)})
            response.headers["Content-Disposition"] = f'attachment; filename="sidebar-conversation.{query["format"]}"'
            return response

    return Transcript


def _erasure(api: ApiBlueprint) -> type[MethodView]:
    class Erasure(MethodView):
        @_problems(api, 401, 404, 429)
        @api.response(204)
        def delete(self, conversation_id: str) -> None:
            """Delete the conversation for good"""
            house().switchboard.forget(conversation_id, bearer_token())

    return Erasure


def bearer_token() -> str:
    """The token of the Authorization header; 401 when there is none."""
    credentials = request.authorization
    if credentials is None or credentials.type != "bearer" or not credentials.token:
        raise Unauthorized("Send this conversation's token: Authorization: Bearer TOKEN.")
    return credentials.token


def _as_json(messages: list[Message]) -> list[dict[str, Any]]:
    return [message.as_json() for message in messages]
