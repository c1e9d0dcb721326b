"""What a lawyer reads of a conversation: the matter, and nothing that was typed into the form."""

from __future__ import annotations

from datetime import UTC, datetime

from conversations.messages import Message
from handoff.shown import without_the_form

AT = datetime(2026, 11, 21, tzinfo=UTC)


def said(number: int, author: str, kind: str, text: str) -> Message:
    return Message(number, "c", author, kind, text, (), (), "", AT)


def test_what_was_typed_into_the_form_is_left_out_and_the_rest_stays() -> None:
    talk = [
        said(1, "bot", "notice", "Welcome."),
        said(2, "person", "message", "my landlord kept my deposit"),
        said(3, "bot", "handoff", "Would you like a lawyer?"),
        said(4, "person", "message", "yes"),
        said(5, "bot", "form", "How can a lawyer reach you?"),
        said(6, "person", "message", "617-555-0142"),
        said(7, "bot", "form", "This is what the lawyer will see."),
        said(8, "person", "message", "keep back my phone"),
        said(9, "bot", "notice", "Thank you."),
        said(10, "person", "message", "how long does it take?"),
        said(11, "lawyer", "message", "I can call at six."),
        said(12, "person", "message", "fine"),
    ]
    assert [message.id for message in without_the_form(talk)] == [1, 2, 3, 4, 9, 10, 11, 12]


def test_a_lawyer_who_writes_while_the_form_is_open_is_shown() -> None:
    talk = [
        said(1, "bot", "form", "Your name?"),
        said(2, "lawyer", "message", "Hello."),
        said(3, "person", "message", "Ana"),
    ]
    assert [message.id for message in without_the_form(talk)] == [2]
