"""Lead capture: a form that the person has sent becomes a consented lead, or they are told that it did not."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from bot.form_questions import Form, consent_text
from bot.intake_reach import REACH
from bot.intake_review import kept_back
from bot.replies import state_name
from conversations.errors import ConversationsError
from conversations.messages import Reply
from handoff.consent import ConsentGiven
from handoff.errors import HandoffError, StateClosed
from handoff.lead import LeadDraft

log = logging.getLogger(__name__)


def capture(conversation_id: str, form: Form) -> tuple[Reply, bool]:
    """Store the lead, without what is kept back; return what to say, and whether it was stored."""
    sent = replace(form, filled=released(form.filled))
    try:
        lead = form.parts.leads.capture(_draft(conversation_id, sent))
    except StateClosed as closed:
        return Reply(kind="notice", text=str(closed)), False
    except (HandoffError, ConversationsError):
        log.exception("a lead could not be stored")
        return Reply(kind="notice", text=form.say("not_stored")), False
    name, state = sent.filled["name"], state_name(sent.filled["state"])
    said = form.say("captured", name=name, state=state, summary=sent.summary().as_text())
    if lead.held == "doubtful":  # held back for staff, which is not hidden
        said = f"{said}\n\n{form.say('captured_held')}"
    return Reply(kind="notice", text=said), True


def released(filled: Mapping[str, Any]) -> dict[str, Any]:
    """What goes to the lawyer: everything that is filled and not kept back."""
    held = kept_back(filled)
    return {name: value for name, value in filled.items() if name not in held}


def _draft(conversation_id: str, form: Form) -> LeadDraft:
    filled = form.filled
    deadline = filled.get("deadline")
    return LeadDraft(
        conversation_id=conversation_id,
        name=filled["name"],
        email=filled.get("email") or None,
        phone=filled.get("phone") or None,
        state=filled["state"],
        county=filled.get("county") or None,
        description=filled["description"],
        opposing_party=filled.get("opposing_party") or None,
        deadline=date.fromisoformat(deadline) if deadline else None,
        safe_contact=_safe_contact(form) or None,
        topics=_topics(form),
        reasons=form.memory.reasons,
        consent=_consent(conversation_id, form),
        language=filled.get("spoken") or form.language,
        mail_ok=not filled.get("discreet") and filled.get("only") not in ("call", "text"),
    )


def _consent(conversation_id: str, form: Form) -> ConsentGiven:
    return ConsentGiven(
        conversation_id=conversation_id,
        text=consent_text(form),
        version=f"{form.wording.version('consent')}; rules {form.parts.leads.rules.compliance.version}",
        how="chat",
        channels=tuple(channel for channel in ("email", "phone") if form.filled.get(channel)),
        recipients=("lawyers who take part in Sidebar",),
        locale=form.language,
    )


def _safe_contact(form: Form) -> str:
    """How and when the person may be reached, in English, for the lawyer: "Text messages only. No voicemail." """
    summary = replace(form, language="en").summary()
    lines = [_line(name, summary.shown(name), form) for name in REACH if summary.shown(name)]
    return " ".join(line if line.endswith((".", "!", "?")) else f"{line}." for line in lines)


def _line(name: str, shown: str, form: Form) -> str:
    labelled = name in ("hours", "code_word")
    return f"{form.wording.say(f'summary_{name}', 'en')}: {shown}" if labelled else shown


def _topics(form: Form) -> tuple[str, ...]:
    """The area that the person chose, else the likeliest, and the others that were touched."""
    first = form.summary().value("topic")
    if form.filled.get("topic"):
        return (first, *(topic for topic in form.memory.topics[1:] if topic != first))
    return form.memory.topics or (first,)
