"""Shown: the part of a conversation that a lawyer reads; what was typed into the form stays with the person."""

from __future__ import annotations

from collections.abc import Sequence

from conversations.messages import Message

FORM = "form"


def without_the_form(messages: Sequence[Message]) -> list[Message]:
    """Leave out the form's questions and the answers to them.

    What the person released of those answers stands in the lead; what they kept back was typed there too.
    """
    shown: list[Message] = []
    asking = False
    for message in messages:
        if message.author == "bot":
            asking = message.kind == FORM
        if not (asking and message.author in ("bot", "person")):
            shown.append(message)
    return shown
