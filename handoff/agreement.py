"""Agreement: when and how a person said yes, as the record of their conversation has it."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from conversations.models import ConversationRow, DecisionRow, MessageRow
from handoff.consent import ConsentGiven

ASKED = "consent"  # the slot of the form that asks for the yes


def as_recorded(session: Session, given: ConsentGiven) -> ConsentGiven:
    """The consent with the moment, the way (`button` or `typed`) and the page that the record shows.

    Where the conversation is not on record, the consent stays as it was handed over.
    """
    conversation = session.get(ConversationRow, given.conversation_id)
    if conversation is None:
        return given
    here = replace(given, page_url=given.page_url or conversation.page_url)
    yes = _yes(session, given.conversation_id)
    if yes is None:
        return here
    return replace(here, given_at=yes.created_at, how="button" if yes.payload else "typed")


def _yes(session: Session, conversation_id: str) -> MessageRow | None:
    """The last message that answered the question for consent so that the form went on."""
    found = select(DecisionRow).where(DecisionRow.conversation_id == conversation_id).order_by(DecisionRow.id)
    asked, answer = False, None
    for decision in session.scalars(found):
        slot = decision.body.get("requested_slot")
        if asked and slot not in (None, ASKED) and decision.message_id is not None:
            answer = decision.message_id
        asked = slot == ASKED
    return session.get(MessageRow, answer) if answer is not None else None
