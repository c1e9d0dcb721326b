"""The record of conversations: nothing is lost, nobody else gets in, and erasing erases."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import StatementError

from conversations.database import Base, Database
from conversations.errors import UnknownConversation, UnknownMessage, WrongToken
from conversations.messages import Button, Citation, Reply
from conversations.transcripts import Transcripts

DECISION = {
    "action": "answer",
    "confidence": 0.91,
    "reasons": [{"code": "fits", "text": "A vetted answer fits."}],
    "topics": [{"topic": "housing", "subtopic": "deposit", "code": None, "probability": 0.8}],
    "jurisdiction": "TX",
    "requested_slot": None,
    "versions": {"model": "m1", "corpus": "c1", "policy": "p1"},
}
ANSWER = Reply(
    "answer",
    "Thirty days, as a rule.",
    buttons=(Button("That helped", "/feedback_good"),),
    citations=(Citation("State law library", "https://example.org/deposit", "2026-01-02", "TX"),),
    explanation="The question matches a vetted answer.",
    answer_id="housing-deposit-return-tx",
)


@pytest.fixture
def conversation_id(transcripts: Transcripts) -> str:
    return transcripts.open().conversation_id


def rows(database: Database) -> dict[str, int]:
    with database.reading() as session:
        found = {
            name: session.scalar(select(func.count()).select_from(t)) for name, t in Base.metadata.tables.items()
        }
    return {name: count for name, count in found.items() if count}


def test_the_token_opens_the_conversation_it_was_made_for(transcripts: Transcripts) -> None:
    opened = transcripts.open(locale="en-US", page_url="https://example.org/help")
    conversation = transcripts.access(opened.conversation_id, opened.token)
    assert (conversation.id, conversation.locale) == (opened.conversation_id, "en-US")
    assert conversation.page_url == "https://example.org/help"


def test_a_strange_locale_and_address_do_no_harm(transcripts: Transcripts) -> None:
    opened = transcripts.open(locale="\x00\ud800" + "x" * 100, page_url="https://example.org/\x00")
    assert len(transcripts.access(opened.conversation_id, opened.token).locale) == 35


@pytest.mark.parametrize("token", ["", "guess", "\ud800", "x" * 100_000], ids=range(4))
def test_any_other_token_does_not(transcripts: Transcripts, conversation_id: str, token: str) -> None:
    with pytest.raises(WrongToken):
        transcripts.access(conversation_id, token)


def test_the_token_of_another_conversation_does_not(transcripts: Transcripts, conversation_id: str) -> None:
    with pytest.raises(WrongToken):
        transcripts.access(conversation_id, transcripts.open().token)


@pytest.mark.parametrize(
    "conversation_id", ["", "nobody", "\x00", "\ud800", "x" * 100_000, "' OR 1=1 --"], ids=range(6)
)
def test_a_conversation_that_was_never_opened_is_unknown(transcripts: Transcripts, conversation_id: str) -> None:
    with pytest.raises(UnknownConversation):
        transcripts.access(conversation_id, "token")


def test_the_token_itself_is_not_stored(transcripts: Transcripts, database: Database) -> None:
    opened = transcripts.open()
    table = Base.metadata.tables["conversation"]
    with database.reading() as session:
        assert opened.token not in str(session.execute(select(table)).all())


def test_messages_come_back_as_they_were_said(transcripts: Transcripts, conversation_id: str) -> None:
    asked = transcripts.add_person_message(conversation_id, "my landlord kept my deposit", payload="/ask")
    (answered,) = transcripts.add_replies(conversation_id, [ANSWER], decision=DECISION, in_reply_to=asked.id)
    assert transcripts.messages(conversation_id) == [asked, answered]
    assert (asked.author, asked.text, asked.payload) == ("person", "my landlord kept my deposit", "/ask")
    assert Reply(answered.kind, answered.text, answered.buttons, answered.citations, answered.explanation,
                 answered.answer_id) == ANSWER  # fmt: skip


def test_a_message_is_shown_by_the_api_with_everything_that_belongs_to_it(
    transcripts: Transcripts, conversation_id: str
) -> None:
    (message,) = transcripts.add_replies(conversation_id, [ANSWER])
    assert message.as_json() == {
        "id": message.id,
        "author": "bot",
        "kind": "answer",
        "text": "Thirty days, as a rule.",
        "buttons": [{"title": "That helped", "payload": "/feedback_good"}],
        "citations": [
            {
                "title": "State law library",
                "url": "https://example.org/deposit",
                "reviewed_on": "2026-01-02",
                "jurisdiction": "TX",
            }
        ],
        "explanation": "The question matches a vetted answer.",
        "card": None,
        "speaker": "",
        "created_at": message.created_at.isoformat(),
    }


def test_a_card_and_the_name_of_the_speaker_are_kept_with_the_message(
    transcripts: Transcripts, conversation_id: str
) -> None:
    said = Reply("message", "I can call at six.", card={"fields": [{"name": "county"}]}, speaker="Lee Park, Park Law")
    transcripts.add_replies(conversation_id, [said], author="lawyer")
    (kept,) = transcripts.messages(conversation_id)
    assert kept.card == {"fields": [{"name": "county"}]}
    assert kept.as_json()["speaker"] == "Lee Park, Park Law"


def test_only_what_is_new_is_returned_after_a_message(transcripts: Transcripts, conversation_id: str) -> None:
    first = transcripts.add_person_message(conversation_id, "hello")
    second = transcripts.add_person_message(conversation_id, "are you there?")
    assert transcripts.messages(conversation_id, after=first.id) == [second]
    assert transcripts.messages(conversation_id, after=2**70) == []


def test_a_conversation_shows_no_message_of_another(transcripts: Transcripts, conversation_id: str) -> None:
    transcripts.add_person_message(transcripts.open().conversation_id, "secret")
    assert transcripts.messages(conversation_id) == []


@pytest.mark.parametrize(
    "text", ["nul \x00 inside", "half \ud83d a pair", "😀 ünïcode العربية", "x" * 100_000], ids=range(4)
)
def test_whatever_a_person_types_can_be_kept(transcripts: Transcripts, conversation_id: str, text: str) -> None:
    kept = transcripts.add_person_message(conversation_id, text)
    assert len(kept.text) == len(text)
    assert transcripts.messages(conversation_id) == [kept]


def test_a_decision_is_kept_whole(transcripts: Transcripts, conversation_id: str) -> None:
    transcripts.add_replies(conversation_id, [ANSWER], decision=DECISION)
    assert transcripts.decisions(conversation_id) == [DECISION]


def test_replies_whose_decision_cannot_be_kept_are_not_kept_either(
    transcripts: Transcripts, conversation_id: str
) -> None:
    with pytest.raises(StatementError):
        transcripts.add_replies(conversation_id, [ANSWER], decision={**DECISION, "matches": [object()]})
    assert transcripts.messages(conversation_id) == []


def test_the_conversation_keeps_the_topic_of_the_last_decision_that_has_one(transcripts: Transcripts) -> None:
    opened = transcripts.open()
    transcripts.add_replies(opened.conversation_id, [], decision=DECISION)
    transcripts.add_replies(opened.conversation_id, [], decision={**DECISION, "action": "smalltalk", "topics": []})
    assert transcripts.access(opened.conversation_id, opened.token).topic == "housing"


def test_the_last_word_of_feedback_counts(transcripts: Transcripts, conversation_id: str, database: Database) -> None:
    (message,) = transcripts.add_replies(conversation_id, [ANSWER])
    transcripts.give_feedback(conversation_id, message.id, helpful=True)
    transcripts.give_feedback(conversation_id, message.id, helpful=False, comment="wrong state")
    with database.reading() as session:
        feedback = session.execute(select(Base.metadata.tables["feedback"])).one()
    assert (feedback.helpful, feedback.comment) == (False, "wrong state")


@pytest.mark.parametrize("offset", [1, 2**40, 2**80, -(2**40)])
def test_feedback_on_a_message_that_is_not_there_is_refused(
    transcripts: Transcripts, conversation_id: str, offset: int
) -> None:
    (message,) = transcripts.add_replies(conversation_id, [ANSWER])
    with pytest.raises(UnknownMessage):
        transcripts.give_feedback(conversation_id, message.id + offset, helpful=True)


def test_feedback_on_a_message_of_another_conversation_is_refused(
    transcripts: Transcripts, conversation_id: str
) -> None:
    (message,) = transcripts.add_replies(transcripts.open().conversation_id, [ANSWER])
    with pytest.raises(UnknownMessage):
        transcripts.give_feedback(conversation_id, message.id, helpful=True)


def test_feedback_on_ones_own_words_is_refused(transcripts: Transcripts, conversation_id: str) -> None:
    message = transcripts.add_person_message(conversation_id, "hello")
    with pytest.raises(UnknownMessage):
        transcripts.give_feedback(conversation_id, message.id, helpful=True)


def test_forgetting_leaves_a_count_and_nothing_else(
    transcripts: Transcripts, conversation_id: str, database: Database
) -> None:
    asked = transcripts.add_person_message(conversation_id, "my name is Maria Lopez")
    (answer,) = transcripts.add_replies(conversation_id, [ANSWER], decision=DECISION, in_reply_to=asked.id)
    transcripts.give_feedback(conversation_id, answer.id, helpful=True)
    transcripts.forget(conversation_id)
    assert rows(database) == {"forgotten_conversation": 1}
    with database.reading() as session:
        left = session.execute(select(Base.metadata.tables["forgotten_conversation"])).one()
    assert (left.topic, left.steps) == ("housing", ["answered"])


def test_forgetting_one_conversation_leaves_the_others(transcripts: Transcripts, conversation_id: str) -> None:
    other = transcripts.open().conversation_id
    kept = transcripts.add_person_message(other, "hello")
    transcripts.forget(conversation_id)
    assert transcripts.messages(other) == [kept]


def test_a_forgotten_conversation_is_unknown(transcripts: Transcripts) -> None:
    opened = transcripts.open()
    transcripts.forget(opened.conversation_id)
    for call in (
        lambda: transcripts.access(opened.conversation_id, opened.token),
        lambda: transcripts.messages(opened.conversation_id),
        lambda: transcripts.decisions(opened.conversation_id),
        lambda: transcripts.add_person_message(opened.conversation_id, "still there?"),
        lambda: transcripts.forget(opened.conversation_id),
    ):
        with pytest.raises(UnknownConversation):
            call()


def test_a_message_that_was_stored_survives_a_new_start(transcripts: Transcripts, url: str) -> None:
    opened = transcripts.open()
    asked = transcripts.add_person_message(opened.conversation_id, "hello")
    later = Database(url)
    assert Transcripts(later).messages(opened.conversation_id) == [asked]
    later.close()
