"""Intake: what one message does to the form."""

from __future__ import annotations

from typing import Any

import pytest

from bot.intake import SLOTS, next_slot, read
from tests.bot.evidences import found

EMPTY: dict[str, Any] = dict.fromkeys(SLOTS)
WITH_EMAIL = {**EMPTY, "email": "ana@example.com"}


def reading(slot: str, text: str, *, intent: str = "inform", filled: dict[str, Any] | None = None, **more: Any):
    return read(
        slot, found(text, intent=intent, **more), filled or EMPTY, question="they kept my deposit", allow_example=True
    )


@pytest.mark.parametrize(
    ("slot", "text", "values"),
    [
        ("accept", "yes please", {"accept": True}),
        ("accept", "sure, go ahead", {"accept": True}),
        ("consent", "I agree", {"consent": True}),
        ("consent", "sí", {"consent": True}),
        ("name", "Maria Lopez", {"name": "Maria Lopez"}),
        ("name", "my name is Jean-Luc O'Neil", {"name": "Jean-Luc O'Neil"}),
        ("name", "hi, I'm Ana", {"name": "Ana"}),
        ("name", "José Muñoz", {"name": "José Muñoz"}),
        ("name", "Ana Diaz, ana@example.com", {"name": "Ana Diaz", "email": "ana@example.com"}),
        ("email", "ana@example.com", {"email": "ana@example.com"}),
        ("email", "sure, it's ana@example.com thanks", {"email": "ana@example.com"}),
        ("email", "skip", {"email": ""}),
        ("email", "617-555-0142", {"phone": "+16175550142"}),
        ("email", "ana@example.com or 617 555 0142", {"email": "ana@example.com", "phone": "+16175550142"}),
        ("phone", "(617) 555-0142", {"phone": "+16175550142"}),
        ("phone", "call me at 617.555.0142 after five", {"phone": "+16175550142", "hours": "after five"}),
        ("state", "Massachusetts", {"state": "MA"}),
        ("state", "ma", {"state": "MA"}),
        ("state", "i live in new york", {"state": "NY"}),
        (
            "description",
            "they changed the locks on me last week",
            {"description": "they changed the locks on me last week"},
        ),
        ("description", "use what I wrote", {"description": "they kept my deposit"}),
        ("opposing_party", "Acme Properties LLC", {"opposing_party": "Acme Properties LLC"}),
        ("opposing_party", "nobody", {"opposing_party": ""}),
    ],
)
def test_an_answer_fills_its_slot(slot: str, text: str, values: dict[str, Any]) -> None:
    found_reading = reading(slot, text)
    assert (found_reading.outcome, dict(found_reading.values)) == ("filled", values)


@pytest.mark.parametrize(
    ("slot", "text", "problem"),
    [
        ("accept", "hmm maybe", "bad_yes_no"),
        ("name", "12345", "bad_name"),
        ("name", "yes", "bad_name"),
        ("email", "ana at example", "bad_email"),
        ("email", "ana@", "bad_email"),
        ("phone", "12345", "bad_phone"),
        ("phone", "no phone", "bad_phone"),
        ("state", "Ontario", "bad_state"),
        ("description", "idk", "bad_description"),
        ("opposing_party", "…", "bad_opposing_party"),
    ],
)
def test_what_cannot_be_used_is_asked_again_with_the_reason(slot: str, text: str, problem: str) -> None:
    found_reading = reading(slot, text)
    assert (found_reading.outcome, found_reading.problem) == ("unclear", problem)


def test_the_phone_may_be_skipped_only_when_there_is_an_email() -> None:
    assert reading("phone", "skip").problem == "need_one_contact"
    assert reading("phone", "skip", filled=WITH_EMAIL).values == {"phone": ""}


@pytest.mark.parametrize(
    "text", ["stop", "cancel", "never mind", "forget it", "parar", "I don't want a lawyer anymore"]
)
@pytest.mark.parametrize("slot", ["consent", "name", "email", "phone", "state", "description", "opposing_party"])
def test_stop_stops_at_any_point(slot: str, text: str) -> None:
    assert reading(slot, text).outcome == "stopped"


@pytest.mark.parametrize("text", ["no", "no thanks", "nope", "not now"])
def test_no_declines_the_offer_and_refuses_consent(text: str) -> None:
    assert reading("accept", text).outcome == "declined"
    assert reading("consent", text).outcome == "no_consent"


@pytest.mark.parametrize("slot", ["accept", "consent", "name", "email", "phone", "state", "opposing_party"])
@pytest.mark.parametrize("text", ["how much does this cost?", "who will see what i type here?"])
def test_a_question_inside_the_form_is_a_question(slot: str, text: str) -> None:
    assert reading(slot, text, intent="ask").outcome == "asks"


@pytest.mark.parametrize(
    ("slot", "text", "values"),
    [
        ("phone", "wait, my email is ana@example.com", {"email": "ana@example.com"}),
        ("state", "actually my name is Ana Diaz", {"name": "Ana Diaz"}),
        ("state", "my phone is 617-555-0199", {"phone": "+16175550199"}),
        ("email", "actually its John Smith", {"name": "John Smith"}),
        ("description", "actually change the state to Vermont", {"state": "VT"}),
        ("description", "wait, my phone is 617-555-0199", {"phone": "+16175550199"}),
        ("name", "text only, please don't leave a voicemail", {"only": "text", "voicemail": False}),
        ("review", "I live in Travis County", {"county": "Travis County"}),
    ],
)
def test_a_correction_changes_the_earlier_detail_and_says_so(slot: str, text: str, values: dict[str, Any]) -> None:
    found_reading = reading(slot, text)
    assert (found_reading.outcome, dict(found_reading.values), found_reading.problem) == (
        "filled",
        values,
        "noted_change",
    )


def test_a_state_may_be_named_by_a_city() -> None:
    assert reading("state", "it happened in Boston", jurisdiction="MA").values == {"state": "MA"}


def test_details_given_with_the_consent_are_kept() -> None:
    said = "yes my name is Maria Lopez, phone 512-555-0133, email maria@example.com"
    assert dict(reading("consent", said).values) == {
        "consent": True,
        "name": "Maria Lopez",
        "phone": "+15125550133",
        "email": "maria@example.com",
    }


@pytest.mark.parametrize(("slot", "text", "intent"), [("name", "hello", "greet"), ("opposing_party", "sí", "affirm")])
def test_a_courtesy_is_not_a_detail(slot: str, text: str, intent: str) -> None:
    assert reading(slot, text, intent=intent).outcome == "unclear"


def test_buttons_are_understood_without_a_model() -> None:
    assert reading("accept", "/affirm", intent="affirm").values == {"accept": True}
    assert reading("consent", "/deny", intent="deny").outcome == "no_consent"
    assert reading("email", "/deny", intent="deny").values == {"email": ""}
    assert reading("state", '/inform{"state": "MA"}', chosen={"state": "MA"}).values == {"state": "MA"}
    assert reading("description", "/affirm", intent="affirm").values == {"description": "they kept my deposit"}
    assert reading("opposing_party", "/deny", intent="deny").values == {"opposing_party": ""}


def test_slots_are_asked_in_order_and_a_skipped_one_counts_as_filled() -> None:
    assert next_slot(EMPTY) == "accept"
    assert next_slot({**EMPTY, "accept": True, "consent": True, "name": "Ana", "email": ""}) == "phone"
    assert next_slot({**EMPTY, "accept": True, "consent": True, "name": "Ana", "phone": "+16175550142"}) == "state"
    assert next_slot(dict.fromkeys(SLOTS, "")) is None
