"""The intake as a conversation: few questions, the summary last, and nothing sent before the person sends it."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from bot.form_turn import FormTurn
from bot.triage.memory import Memory
from tests.bot.forms import REFUSED, KeptLeads, Parts, Person, at_the_summary, words


def card_of(turn: FormTurn) -> dict[str, dict[str, Any]]:
    """The fields of the card under the last reply, by name."""
    card = turn.replies[-1].card
    assert card is not None
    return {field["name"]: field for field in card["fields"]}


def buttons(turn: FormTurn) -> list[str]:
    return [button.title for button in turn.replies[-1].buttons]


def test_few_things_are_asked_and_the_summary_comes_last() -> None:
    person, asked = Person(), []
    for text in ("yes", "I agree", "Ana Diaz", "ana@example.com", "Texas", "They kept it all.", "Acme", "skip"):
        asked.append(person.says(text).decision.requested_slot)
    assert asked == ["consent", "name", "email", "state", "description", "opposing_party", "reach", "review"]


def test_nothing_is_stored_before_it_is_sent() -> None:
    person = at_the_summary()
    assert person.slot == "review"
    turn = person.says("send")
    assert (turn.decision.requested_slot, turn.replies) == (None, ())
    assert person.parts.leads.drafts == []
    reply, stored = person.sends()
    assert (stored, reply.kind) == (True, "notice")  # no longer the form: what follows is not an answer to it
    assert "Ana Diaz" in reply.text
    (draft,) = person.parts.leads.drafts
    assert (draft.name, draft.email, draft.phone, draft.state) == (
        "Ana Diaz",
        "ana@example.com",
        "+16175550142",
        "TX",
    )


@pytest.mark.parametrize("text", ["stop", "cancel", "/stop"])
def test_stop_at_the_summary_sends_nothing(text: str) -> None:
    person = at_the_summary()
    assert "not passed on" in words(person.says(text, intent="stop"))
    assert person.slot is None


@pytest.mark.parametrize(
    "text", ["send", "yes, send it", "Send to the lawyer", "looks good", "yes", "sí, enviar", "envíelo", "/affirm"]
)
def test_the_summary_is_sent_by_word_or_button(text: str) -> None:
    person = at_the_summary()
    person.says(text) if not text.startswith("/") else person.presses("affirm")
    assert person.filled["review"] is True


@pytest.mark.parametrize("text", ["hmm", "what a day it was today", "123"])
def test_anything_else_at_the_summary_sends_nothing(text: str) -> None:
    person = at_the_summary()
    turn = person.says(text)
    assert person.slot == "review"
    assert person.filled["review"] is None
    assert turn.replies[-1].card is not None


def test_the_summary_shows_every_field_with_its_value() -> None:
    fields = card_of(at_the_summary().says("hmm"))
    assert (fields["name"]["value"], fields["name"]["required"]) == ("Ana Diaz", True)
    assert (fields["phone"]["shown"], fields["state"]["shown"]) == ("(617) 555-0142", "Texas")
    assert fields["topic"]["shown"] == "housing"
    assert (fields["county"]["value"], fields["county"]["required"]) == ("", False)


def test_the_summary_is_plain_text_with_buttons_for_other_clients() -> None:
    turn = at_the_summary().says("hmm")
    assert "• Name: Ana Diaz" in words(turn)
    assert buttons(turn) == ["Send", "Change something", "Stop"]


def test_the_card_is_json_and_its_labels_are_in_the_language_of_the_person() -> None:
    turn = at_the_summary(language="es").says("hmm")
    assert json.loads(json.dumps(turn.replies[-1].card)) == turn.replies[-1].card
    assert card_of(turn)["name"]["label"] == "Nombre"


@pytest.mark.parametrize(
    ("name", "value", "kept"),
    [
        ("name", "Ana María Díaz", "Ana María Díaz"),
        ("phone", "(512) 555-0133", "+15125550133"),
        ("state", "OK", "OK"),
        ("county", "Travis County", "Travis County"),
        ("topic", "debt", "debt"),
        ("description", "They kept 900 dollars {and} my bike.", "They kept 900 dollars {and} my bike."),
        ("deadline", "2027-01-15", "2027-01-15"),
        ("hours", "weekdays after 6 pm", "weekdays after 6 pm"),
        ("code_word", "bluebird", "bluebird"),
        ("only", "text", "text"),
        ("voicemail", "no", False),
        ("discreet", "yes", True),
        ("spoken", "Vietnamese", "vi"),
        ("opposing_party", "Acme Homes LLC", "Acme Homes LLC"),
    ],
)
def test_a_field_is_changed_on_the_summary(name: str, value: str, kept: Any) -> None:
    person = at_the_summary()
    turn = person.edits(name, value)
    assert person.filled[name] == kept
    assert (person.slot, turn.replies[-1].card is not None) == ("review", True)


@pytest.mark.parametrize(
    ("name", "value", "why"),
    [
        ("name", "", "a name is needed"),
        ("name", "12345", "name"),
        ("email", "ana at example", "e-mail"),
        ("phone", "12", "phone"),
        ("state", "Narnia", "state"),
        ("description", "", "what happened"),
        ("deadline", "someday", "date"),
        ("spoken", "Klingonese", "language"),
    ],
)
def test_a_change_that_cannot_be_used_leaves_the_field_and_says_why(name: str, value: str, why: str) -> None:
    person = at_the_summary()
    before = person.filled[name]
    assert why in words(person.edits(name, value)).lower()
    assert (person.filled[name], person.slot) == (before, "review")


def test_words_that_are_refused_in_the_chat_are_refused_on_the_summary() -> None:
    person = at_the_summary()
    before = person.filled["description"]
    person.edits("description", f"I think {REFUSED} and more")
    assert (person.filled["description"], person.slot) == (before, "review")


@pytest.mark.parametrize("text", ["keep back my phone", "don't send my phone number", "no envíe mi teléfono"])
def test_a_field_that_is_kept_back_is_not_sent(text: str) -> None:
    person = at_the_summary()
    turn = person.says(text)
    assert "not be sent" in words(turn)
    assert "555-0142" not in turn.replies[-1].text
    person.says("send")
    person.sends()
    (draft,) = person.parts.leads.drafts
    assert (draft.phone, draft.email) == (None, "ana@example.com")
    assert draft.consent is not None
    assert draft.consent.channels == ("email",)


def test_a_field_that_was_kept_back_can_be_released_again() -> None:
    person = at_the_summary()
    assert card_of(person.presses("inform", keep_back="phone"))["phone"]["kept_back"]
    assert not card_of(person.presses("inform", release="phone"))["phone"]["kept_back"]


@pytest.mark.parametrize("name", ["name", "state", "description", "opposing_party", "topic"])
def test_what_a_lawyer_cannot_do_without_stays_and_the_person_is_told_why(name: str) -> None:
    person = at_the_summary()
    assert "needed" in words(person.presses("inform", keep_back=name))
    assert not person.filled["kept_back"]


def test_one_way_to_reach_the_person_stays() -> None:
    person = at_the_summary()
    person.presses("inform", keep_back="phone")
    assert "one way to reach you" in words(person.presses("inform", keep_back="email"))
    assert person.filled["kept_back"] == ["phone"]


def test_a_change_can_be_asked_for_in_words() -> None:
    person = at_the_summary()
    assert person.says("change my name").decision.requested_slot == "name"
    assert person.says("Ana Ruiz").decision.requested_slot == "review"
    assert person.filled["name"] == "Ana Ruiz"


def test_a_change_can_be_asked_for_by_buttons_alone() -> None:
    person = at_the_summary()
    turn = person.presses("inform", field="any")
    assert "County or town" in buttons(turn)
    assert person.presses("inform", field="county").decision.requested_slot == "county"
    person.says("Travis County")
    assert (person.filled["county"], person.slot) == ("Travis County", "review")


def test_a_correction_with_its_value_is_taken_at_once() -> None:
    person = at_the_summary()
    turn = person.says("change my phone to 512-555-0133")
    assert (person.filled["phone"], person.slot) == ("+15125550133", "review")
    assert "(512) 555-0133" in words(turn)


def test_how_to_be_reached_is_understood_when_it_is_typed() -> None:
    person = Person(slot="reach", filled={**at_the_summary().filled, "reach": None})
    person.says("call me after 6, don't leave a voicemail")
    assert (person.filled["hours"], person.filled["voicemail"], person.slot) == ("after 6", False, "review")


def test_how_to_be_reached_is_not_asked_of_somebody_who_has_said_it() -> None:
    person = Person()
    for text in ("yes", "I agree", "Ana Diaz", "617-555-0142, text only please", "Texas", "They kept it all."):
        person.says(text)
    assert person.says("Acme").decision.requested_slot == "review"
    assert person.filled["only"] == "text"


def test_buttons_note_one_thing_after_the_other() -> None:
    person = Person(slot="reach", filled={**at_the_summary().filled, "reach": None})
    turn = person.presses("inform", reach="voicemail")
    assert person.slot == "reach"
    assert "No voicemail" not in buttons(turn)
    assert person.presses("inform", reach="hours").decision.requested_slot == "hours"
    assert person.says("after six in the evening").decision.requested_slot == "reach"
    assert person.presses("inform", reach="code_word").decision.requested_slot == "code_word"
    person.says("bluebird")
    person.presses("inform", reach="done")
    assert person.slot == "review"
    person.says("send")
    person.sends()
    (draft,) = person.parts.leads.drafts
    assert draft.safe_contact == "No voicemail. Hours: after six in the evening. Code word: bluebird."


def test_where_there_is_violence_the_question_is_about_safety() -> None:
    person = Person(memory=Memory(question="my husband beats me and i want a protective order", topics=("family",)))
    for text in ("yes", "I agree", "Ana", "617-555-0142", "Texas", "use what I wrote"):
        person.says(text)
    turn = person.says("Ben Diaz")
    assert "safe to reach you" in words(turn)
    assert "Don't mention Sidebar" in buttons(turn)


def test_it_is_asked_even_of_somebody_who_gave_hours_when_they_say_that_it_is_not_safe() -> None:
    person = Person()
    for text in (
        "yes",
        "I agree",
        "Ana",
        "617-555-0142 call after 6, he reads my phone",
        "Texas",
        "It was all taken.",
    ):
        person.says(text)
    assert person.says("Ben Diaz").decision.requested_slot == "reach"


def test_county_deadline_and_language_are_kept_when_they_are_volunteered() -> None:
    person = at_the_summary()
    for said in ("it is in Travis County", "the court date is 2027-01-15", "I speak Vietnamese"):
        person.says(said)
    person.says("send")
    person.sends()
    (draft,) = person.parts.leads.drafts
    assert (draft.county, draft.deadline, draft.language) == ("Travis County", date(2027, 1, 15), "vi")


def test_the_county_may_come_with_the_state() -> None:
    person = Person(slot="state", filled={**at_the_summary().filled, "state": None, "review": None})
    person.says("Harris County, Texas")
    assert (person.filled["state"], person.filled["county"]) == ("TX", "Harris County")


def test_a_lead_that_cannot_be_stored_is_said_to_be_so() -> None:
    person = at_the_summary(parts=Parts(leads=KeptLeads(refuses=True)))
    person.says("send")
    reply, stored = person.sends()
    assert not stored
    assert "could not be stored" in reply.text


def test_the_topic_that_was_chosen_comes_first() -> None:
    person = at_the_summary()
    person.edits("topic", "debt")
    person.says("send")
    person.sends()
    assert person.parts.leads.drafts[0].topics == ("debt",)


def test_a_state_where_no_request_may_be_taken_ends_the_form_and_says_why() -> None:
    person = Person(slot="state", filled={**at_the_summary().filled, "state": None, "review": None})
    assert "does not pass requests" in words(person.says("California"))
    assert (person.slot, person.filled["state"]) == (None, None)


def test_a_state_is_not_changed_to_one_where_no_request_may_be_taken() -> None:
    person = at_the_summary()
    assert "does not pass requests" in words(person.edits("state", "CA"))
    assert (person.filled["state"], person.slot) == ("TX", "review")


@pytest.mark.parametrize(
    ("said", "mail_ok"), [("text only", False), ("don't mention Sidebar to anyone", False), ("call after 6", True)]
)
def test_no_mail_goes_to_somebody_for_whom_it_may_not_be_safe(said: str, mail_ok: bool) -> None:
    person = Person(slot="reach", filled={**at_the_summary().filled, "reach": None})
    person.says(said)
    person.says("send")
    person.sends()
    assert person.parts.leads.drafts[0].mail_ok is mail_ok
