"""Appeals: a refusal is looked at again by a person, and whoever was refused is told."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from conversations.accounts import Accounts
from conversations.appeals import Appeal, AppealRow, Appeals
from conversations.audit import Audit
from conversations.database import Database
from conversations.errors import AppealDecided, NothingToAppeal, UnknownAppeal
from conversations.messages import Reply
from conversations.standing import Standings
from conversations.transcripts import Transcripts

REFUSED = {"action": "deescalate", "moderation": {"hateful": 0.93, "refused": True, "reported": False}}


def tell(appeal: Appeal) -> Reply:
    return Reply(kind="notice", text=f"looked at, {appeal.outcome}")


@pytest.fixture
def reviewer(database: Database) -> int:
    return Accounts(database).add(email="r@example.com", password="long enough 123", role="staff", name="R").id


def talk(database: Database, text: str, decision: dict) -> str:
    transcripts = Transcripts(database)
    opened = transcripts.open(locale="es-US").conversation_id
    said = transcripts.add_person_message(opened, text)
    transcripts.add_replies(opened, [Reply("deescalate", "no")], decision=decision, in_reply_to=said.id)
    return opened


def test_a_refused_message_waits_for_a_reviewer_once_however_often_the_button_is_pressed(database: Database) -> None:
    conversation, appeals = talk(database, "what i wrote", REFUSED), Appeals(database)
    assert appeals.open(conversation).id == appeals.open(conversation).id
    (waiting,) = appeals.waiting()
    assert (waiting.text, waiting.hateful, waiting.language) == ("what i wrote", 0.93, "es")


def test_what_was_not_refused_cannot_be_appealed(database: Database) -> None:
    with pytest.raises(NothingToAppeal):
        Appeals(database).open(talk(database, "hello", {"action": "smalltalk", "moderation": {"refused": False}}))


def test_the_person_is_told_the_outcome_in_the_chat_and_it_is_audited(database: Database, reviewer: int) -> None:
    conversation, appeals = talk(database, "what i wrote", REFUSED), Appeals(database)
    appeal = appeals.open(conversation)
    appeals.decide(appeal.id, "overturned", account_id=reviewer, tell=tell, note="a quotation")
    assert Transcripts(database).messages(conversation)[-1].text == "looked at, overturned"
    assert appeals.waiting() == []
    assert appeals.decided()[0].note == "a quotation"
    entries = Audit(database).entries(subject=f"appeal:{appeal.id}")
    assert [(entry.actor, entry.action) for entry in entries] == [
        (f"account:{reviewer}", "appeal.overturned"),
        ("person", "appeal.opened"),
    ]


def test_the_first_reviewer_decides(database: Database, reviewer: int) -> None:
    appeals = Appeals(database)
    appeal = appeals.open(talk(database, "what i wrote", REFUSED))
    appeals.decide(appeal.id, "upheld", account_id=reviewer, tell=tell)
    with pytest.raises(AppealDecided, match="upheld"):
        appeals.decide(appeal.id, "overturned", account_id=reviewer, tell=tell)
    with pytest.raises(UnknownAppeal):
        appeals.decide(appeal.id + 1, "upheld", account_id=reviewer, tell=tell)


def test_appeal_and_standing_are_erased_with_the_conversation(database: Database) -> None:
    conversation = talk(database, "what i wrote", REFUSED)
    Appeals(database).open(conversation)
    Standings(database).keep(conversation, {"standing": "warned"})
    Transcripts(database).forget(conversation)
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(AppealRow)) == 0
    assert Standings(database).of(conversation) is None


def test_a_standing_is_kept_changed_and_cleared(database: Database) -> None:
    conversation, standings = talk(database, "hello", REFUSED), Standings(database)
    standings.keep(conversation, {"standing": "warned"})
    standings.keep(conversation, {"standing": "closed"})
    assert standings.of(conversation) == {"standing": "closed"}
    standings.clear(conversation)
    assert standings.of(conversation) is None
