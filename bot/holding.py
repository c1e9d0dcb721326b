"""Holding: while a lawyer answers in a conversation the bot keeps quiet, until the person asks it back."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from bot.triage.plain_words import withdraws
from bot.wording import Wording
from conversations.messages import Button, Reply

ASK_BOT = "/ask_bot"
QUIET = "quiet"

_ASKS_BACK = re.compile(
    r"^\W*(?:(?:hey|hi|ok(?:ay)?|please|can i|i want to|i'?d like to|let me|go|quiero|volver)\W+)*"
    r"(?:(?:ask|talk (?:to|with)|speak (?:to|with)|come|back|bring|return|switch|get|preguntar|hablar con|a|al)\W+)*"
    r"(?:(?:back|to|the|my|el)\W+)*(?:side ?bar|(?:chat)?bot|assistant|asistente|program)"
    r"(?:\W+(?:back|again|please|come back|por favor|de nuevo))*\W*$",
    re.IGNORECASE,
)


def asks_bot_back(text: str, payload: str | None) -> bool:
    """Whether the person wants the bot to answer again."""
    return payload == ASK_BOT or bool(_ASKS_BACK.match(text))


def breaks_silence(text: str) -> bool:
    """What goes to the bot although a lawyer holds the conversation: taking a request back."""
    return withdraws(text)


def quiet_decision(wording: Wording, language: str) -> dict[str, Any]:
    """The decision to say nothing, in the shape of every decision."""
    return _decision(QUIET, "held_by_lawyer", wording, language)


def back_decision(wording: Wording, language: str) -> dict[str, Any]:
    return {**_decision("smalltalk", "asked_back", wording, language), "subject": "back"}


def quiet_replies(wording: Wording, language: str, last: Mapping[str, Any] | None) -> list[Reply]:
    """Nothing; only the first time, how to get the bot back."""
    if last is not None and last.get("action") == QUIET:
        return []
    button = Button(wording.say("button_ask_bot", language), ASK_BOT)
    return [Reply(kind="notice", text=wording.say("held_by_lawyer", language), buttons=(button,))]


def back_replies(wording: Wording, language: str) -> list[Reply]:
    return [Reply(kind="smalltalk", text=wording.say("back", language))]


def _decision(action: str, reason: str, wording: Wording, language: str) -> dict[str, Any]:
    return {
        "action": action,
        "subject": "",
        "confidence": 1.0,
        "reasons": [{"code": reason, "text": wording.say(f"reason_{reason}", language)}],
        "topics": [],
        "matches": [],
        "jurisdiction": None,
        "requested_slot": None,
        "answer_id": None,
        "versions": {},
    }
