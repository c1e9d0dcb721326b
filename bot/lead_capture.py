"""Lead capture: a completed form becomes a consented lead, or the person is told that it did not."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

import phonenumbers

from bot.assembly import DialogueParts
from bot.replies import state_name
from bot.triage.memory import Memory
from conversations.errors import ConversationsError
from conversations.messages import Reply
from handoff.consent import ConsentGiven
from handoff.errors import HandoffError
from handoff.lead import LeadDraft

log = logging.getLogger(__name__)


def _national(number: str) -> str:
    """+16175550142 -> (617) 555-0142"""
    if not number:
        return ""
    return phonenumbers.format_number(phonenumbers.parse(number), phonenumbers.PhoneNumberFormat.NATIONAL)


SPELLED = {"state": state_name, "phone": _national}
SHOWN = ("name", "email", "phone", "state", "description", "opposing_party")


def capture(
    conversation_id: str, filled: Mapping[str, Any], memory: Memory, language: str, parts: DialogueParts
) -> tuple[Reply, bool]:
    """Store the lead; return what to say, and whether it was stored."""
    wording = parts.speech.wording
    consent = ConsentGiven(
        conversation_id=conversation_id,
        text=wording.say("consent", language),
        version=wording.version("consent"),
        how="chat",
        channels=tuple(channel for channel in ("email", "phone") if filled[channel]),
        recipients=("lawyers who take part in Sidebar",),
        locale=language,
    )
    draft = LeadDraft(
        conversation_id=conversation_id,
        name=filled["name"],
        email=filled["email"] or None,
        phone=filled["phone"] or None,
        state=filled["state"],
        description=filled["description"],
        opposing_party=filled["opposing_party"] or None,
        topics=memory.topics or ("courts",),  # no area of law was recognised: someone who knows the courts sorts it
        reasons=memory.reasons,
        consent=consent,
        language=language,
    )
    try:
        parts.leads.capture(draft)
    except (HandoffError, ConversationsError):
        log.exception("a lead could not be stored")
        return Reply(kind="form", text=wording.say("not_stored", language)), False
    said = wording.say(
        "captured",
        language,
        name=filled["name"],
        state=state_name(filled["state"]),
        summary=_summary(filled, language, parts),
    )
    return Reply(kind="form", text=said), True


def _summary(filled: Mapping[str, Any], language: str, parts: DialogueParts) -> str:
    lines = []
    for name in SHOWN:
        value = SPELLED.get(name, str)(filled[name] or "")
        if value:
            lines.append(f"• {parts.speech.wording.say(f'summary_{name}', language)}: {value}")
    return "\n".join(lines)
