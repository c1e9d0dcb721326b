"""Schemas: what the chat API takes and gives, checked on the way in and documented in OpenAPI."""

from __future__ import annotations

import json
from typing import Any

from flask import Request
from marshmallow import EXCLUDE, Schema, ValidationError, fields, validate, validates_schema
from webargs import core
from webargs.flaskparser import FlaskParser

LARGEST_ID = 2**63 - 1
LONGEST_PAYLOAD = 6_100


class LenientJson(FlaskParser):
    """Reads the body as JSON whatever its content type says; what is not JSON is a 400."""

    def _raw_load_json(self, req: Request) -> Any:
        body = req.get_data(cache=True)
        if not body.strip():
            return core.missing
        try:
            return core.parse_json(body)
        except (UnicodeDecodeError, json.JSONDecodeError):
            raise
        except (ValueError, RecursionError) as error:
            raise json.JSONDecodeError(str(error), "…", 0) from error


def _storable(text: str) -> None:
    """Refuse what no database can keep: half of a surrogate pair, or NUL."""
    if "\x00" in text or any("\ud800" <= letter <= "\udfff" for letter in text):
        raise ValidationError("The text holds characters that are not valid Unicode text.")


class _Body(Schema):
    class Meta:
        unknown = EXCLUDE


class OpenBody(_Body):
    locale = fields.String(allow_none=True, load_default=None, validate=validate.Length(max=35))
    page_url = fields.String(allow_none=True, load_default=None, validate=validate.Length(max=2000))


class MessageBody(_Body):
    """What was typed; or the payload of a button, with the button's title as `text` where the page knows it."""

    text = fields.String(allow_none=True, load_default=None, validate=_storable)
    payload = fields.String(
        allow_none=True, load_default=None, validate=[_storable, validate.Length(1, LONGEST_PAYLOAD)]
    )

    @validates_schema
    def one_of_both(self, values: dict[str, Any], **_: Any) -> None:
        if values["text"] is None and values["payload"] is None:
            raise ValidationError("Send `text`, or the `payload` of a button.")
        if values["payload"] is None and not values["text"].strip():
            raise ValidationError("The message is empty.")


class FeedbackBody(_Body):
    helpful = fields.Boolean(required=True)
    comment = fields.String(load_default="", validate=[_storable, validate.Length(max=2000)])


class ReturnBody(_Body):
    link = fields.String(required=True, validate=[_storable, validate.Length(1, 500)])


class AfterQuery(_Body):
    after = fields.Integer(
        load_default=0,
        validate=validate.Range(min=0, max=LARGEST_ID),
        metadata={"description": "Only messages with a larger id."},
    )


class TranscriptQuery(_Body):
    format = fields.String(load_default="json", validate=validate.OneOf(("md", "json")))


class ButtonSchema(Schema):
    title = fields.String(required=True)
    payload = fields.String(required=True)


class CitationSchema(Schema):
    title = fields.String(required=True)
    url = fields.String(required=True)
    reviewed_on = fields.String(required=True, metadata={"format": "date"})
    jurisdiction = fields.String(required=True, metadata={"description": "US, or a two-letter state code."})


class MessageSchema(Schema):
    id = fields.Integer(required=True)
    author = fields.String(required=True, validate=validate.OneOf(("bot", "person", "lawyer")))
    kind = fields.String(required=True, metadata={"description": "One of the decision's actions, or `notice`."})
    text = fields.String(required=True)
    buttons = fields.List(fields.Nested(ButtonSchema), required=True)
    citations = fields.List(fields.Nested(CitationSchema), required=True)
    explanation = fields.String(required=True)
    card = fields.Dict(
        required=True,
        allow_none=True,
        metadata={"description": "What a page may show as a form: the request for a lawyer, field by field."},
    )
    speaker = fields.String(required=True, metadata={"description": "A lawyer's name and firm; else empty."})
    created_at = fields.String(metadata={"format": "date-time"})


class OpeningSchema(Schema):
    conversation_id = fields.String(required=True)
    token = fields.String(required=True, metadata={"description": "Shown once; send it as a Bearer token."})
    messages = fields.List(fields.Nested(MessageSchema), required=True)


class TurnSchema(Schema):
    messages = fields.List(fields.Nested(MessageSchema), required=True)
    decision = fields.Dict(required=True, metadata={"description": "What Sidebar decided, and why."})


class MessagesSchema(Schema):
    messages = fields.List(fields.Nested(MessageSchema), required=True)


class ReadSchema(MessagesSchema):
    held_by_lawyer = fields.Boolean(
        required=True, metadata={"description": "Whether a lawyer answers here, and the bot keeps quiet."}
    )


class ProblemSchema(Schema):
    """RFC 9457 problem details."""

    type = fields.String(required=True)
    title = fields.String(required=True)
    status = fields.Integer(required=True)
    detail = fields.String(required=True)
    invalid = fields.Dict(metadata={"description": "Which fields cannot be used, and why."})
    kept = fields.Boolean(metadata={"description": "True when the message was stored although no answer came."})
    retry_after = fields.Integer(metadata={"description": "Seconds to wait."})
