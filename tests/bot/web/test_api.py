"""The chat over HTTP: what a page, a widget or a script gets."""

from __future__ import annotations

import pytest

from tests.bot.web.fakes import CLARIFY, DEPOSIT, OFFER
from tests.bot.web.house import Chat


def test_opening_a_conversation_gives_its_id_its_token_and_a_welcome(client):
    response = client.post("/api/v1/conversations", json={"locale": "en", "page_url": "https://example.com/"})
    assert response.status_code == 201
    assert set(response.json) == {"conversation_id", "token", "messages"}
    assert response.json["messages"][0]["author"] == "bot"


def test_a_conversation_opens_without_a_body(client):
    assert client.post("/api/v1/conversations").status_code == 201


def test_the_welcome_is_in_the_language_that_was_asked_for(client):
    assert Chat(client, locale="es-MX").welcome[0]["text"].startswith("Hola")


def test_a_message_gets_the_answer_with_its_source_and_the_decision(chat):
    response = chat.say("my landlord kept my deposit")
    assert response.status_code == 200
    message = response.json["messages"][0]
    assert (message["author"], message["kind"], message["text"]) == ("bot", "answer", DEPOSIT.text)
    assert message["citations"] == [
        {
            "title": "Texas State Law Library: security deposits",
            "url": "https://guides.sll.texas.gov/landlord-tenant-law/security-deposits",
            "reviewed_on": "2026-11-21",
            "jurisdiction": "TX",
        }
    ]
    assert response.json["decision"]["action"] == "answer"


def test_a_hand_off_carries_its_reason_and_its_buttons(chat):
    message = chat.say("chapter 13 in a divorce").json["messages"][0]
    assert message["explanation"] == OFFER.explanation
    assert [button["payload"] for button in message["buttons"]] == ["/affirm", "/deny"]


def test_a_pressed_button_reaches_the_engine_as_its_payload_and_the_record_as_its_title(site, chat):
    chat.say("debt")
    button = CLARIFY.buttons[0]
    assert chat.post("/messages", {"payload": button.payload, "text": button.title}).status_code == 200
    assert site.engine.heard[-1] == button.payload
    said = [message["text"] for message in chat.get("/messages").json["messages"] if message["author"] == "person"]
    assert said == ["debt", "I owe"]


def test_the_history_survives_and_after_gives_only_what_is_new(chat):
    chat.say("my deposit")
    everything = chat.get("/messages").json["messages"]
    assert [message["author"] for message in everything] == ["bot", "person", "bot"]
    assert chat.get(f"/messages?after={everything[1]['id']}").json["messages"] == everything[2:]


def test_feedback_is_taken_and_the_last_word_counts(chat):
    message = chat.say("my deposit").json["messages"][0]
    for body in ({"helpful": True}, {"helpful": False, "comment": "what about New York?"}):
        assert chat.post(f"/messages/{message['id']}/feedback", body).status_code == 204


def test_the_transcript_comes_as_markdown_with_every_message_and_source(chat):
    chat.say("my deposit")
    response = chat.get("/transcript?format=md")
    assert response.content_type == "text/markdown; charset=utf-8"
    assert "attachment" in response.headers["Content-Disposition"]
    for part in ("not legal advice", "## You", "my deposit", DEPOSIT.text, DEPOSIT.citations[0].url, "reviewed on"):
        assert part in response.text


def test_the_transcript_comes_as_json(chat):
    chat.say("my deposit")
    assert chat.get("/transcript").json["messages"] == chat.get("/messages").json["messages"]


def test_a_deleted_conversation_is_gone_everywhere(site, chat):
    chat.say("my deposit")
    assert chat.delete().status_code == 204
    assert site.forgotten == [chat.id]
    assert chat.get("/messages").status_code == 404
    assert chat.delete().status_code == 404


def test_a_body_is_read_as_json_whatever_its_type_says(chat):
    response = chat.client.post(chat.address + "/messages", data='{"text": "my deposit"}', headers=chat.headers)
    assert response.status_code == 200


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "emoji 🏠 and ñ", "  spaces  ", "a\nb"])
def test_text_comes_back_as_it_was_typed(chat, text):
    chat.say(text)
    said = [message["text"] for message in chat.get("/messages").json["messages"] if message["author"] == "person"]
    assert said == [text.strip()]
