"""Bad input and bad times: each gets a clear problem (RFC 9457) and loses nothing."""

from __future__ import annotations

import pytest

from conversations.errors import DatabaseUnavailable


def is_problem(response, status: int) -> bool:
    body = response.get_json(force=True)
    return (
        response.status_code == status
        and response.content_type == "application/problem+json"
        and body["status"] == status
        and bool(body["title"])
        and len(body["detail"]) > 10
    )


def said(chat) -> list[str]:
    return [message["text"] for message in chat.get("/messages").json["messages"] if message["author"] == "person"]


@pytest.mark.parametrize(
    "body",
    ["{not json", '{"text": "half', b"\xff\xfe", "[" * 100_000, "9" * 10_000],
    ids=["no json", "cut off", "no text", "too deep", "too long a number"],
)
def test_wrong_json_is_a_400(chat, body):
    response = chat.client.post(
        chat.address + "/messages", data=body, content_type="application/json", headers=chat.headers
    )
    assert is_problem(response, 400)
    assert said(chat) == []


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"text": ""},
        {"text": " \n\t "},
        {"text": None},
        {"text": 5},
        {"text": ["a"]},
        {"text": "nul \x00"},
        {"text": "half a pair \ud800"},
        {"payload": ""},
        {"payload": "/restart"},
        {"text": "x" * 4_001},
        {"text": "x" * 1_000_000},
        [],
        "text",
        None,
    ],
    ids=lambda body: repr(body)[:30],
)
def test_a_message_that_cannot_be_used_is_a_422_and_is_not_kept(chat, body):
    assert is_problem(chat.post("/messages", body), 422)
    assert said(chat) == []


def test_a_message_of_exactly_the_longest_length_is_taken(chat):
    assert chat.say("x" * 4_000).status_code == 200


def test_more_than_the_site_reads_is_a_413(chat):
    assert is_problem(chat.say("x" * 3_000_000), 413)
    assert said(chat) == []


@pytest.mark.parametrize("header", [{}, {"Authorization": "Bearer"}, {"Authorization": "Basic YTpi"}])
def test_a_missing_token_is_a_401(chat, header):
    response = chat.client.get(chat.address + "/messages", headers=header)
    assert is_problem(response, 401)


def test_a_wrong_token_is_a_401_that_says_how_to_send_the_right_one(chat):
    response = chat.client.get(chat.address + "/messages", headers={"Authorization": "Bearer wrong"})
    assert is_problem(response, 401)
    assert response.headers["WWW-Authenticate"].startswith("Bearer")


def test_the_token_of_another_conversation_does_not_open_this_one(client, chat):
    other = type(chat)(client)
    response = client.get(chat.address + "/messages", headers=other.headers)
    assert is_problem(response, 401)


@pytest.mark.parametrize("conversation", ["nothing-like-it", "💥", "a" * 199, "..%2f.."])
def test_an_unknown_conversation_is_a_404(chat, conversation):
    address = f"/api/v1/conversations/{conversation}/messages"
    assert is_problem(chat.client.post(address, json={"text": "hello"}, headers=chat.headers), 404)


@pytest.mark.parametrize("query", ["after=-1", "after=x", f"after={2**63}"])
def test_a_wrong_place_to_read_from_is_a_422(chat, query):
    assert is_problem(chat.get(f"/messages?{query}"), 422)


def test_an_unknown_form_of_transcript_is_a_422(chat):
    assert is_problem(chat.get("/transcript?format=pdf"), 422)


def test_feedback_on_a_message_that_is_not_there_is_a_404(chat):
    assert is_problem(chat.post("/messages/999999/feedback", {"helpful": True}), 404)


@pytest.mark.parametrize("body", [{}, {"helpful": "perhaps"}, {"helpful": True, "comment": "x" * 2_001}])
def test_feedback_that_cannot_be_used_is_a_422(chat, body):
    message = chat.say("my deposit").json["messages"][0]
    assert is_problem(chat.post(f"/messages/{message['id']}/feedback", body), 422)


def test_an_engine_that_is_not_ready_is_a_503_that_says_when_and_keeps_the_message(site, chat):
    site.engine.on = False
    response = chat.say("my deposit")
    assert is_problem(response, 503)
    assert int(response.headers["Retry-After"]) == response.get_json(force=True)["retry_after"] > 0
    assert response.get_json(force=True)["kept"] is True
    assert said(chat) == ["my deposit"]


def test_a_message_sent_again_after_a_503_is_answered_and_stands_once(site, chat):
    site.engine.on = False
    chat.say("my deposit")
    site.engine.on = True
    assert chat.say("my deposit").json["messages"][0]["kind"] == "answer"
    assert said(chat) == ["my deposit"]


def test_storage_that_is_not_reachable_is_a_503(site, chat):
    site.engine.breaks_with = DatabaseUnavailable("the database does not answer")
    response = chat.say("my deposit")
    assert is_problem(response, 503)
    assert "Retry-After" in response.headers


def test_a_mistake_of_ours_is_a_500_that_gives_nothing_away(site, chat):
    site.engine.breaks_with = RuntimeError("secret detail")
    response = chat.say("my deposit")
    assert is_problem(response, 500)
    assert "secret detail" not in response.text


def test_an_unknown_address_under_the_api_is_a_problem_not_a_page(client):
    assert is_problem(client.get("/api/v1/nothing"), 404)


def test_the_wrong_method_is_a_405_that_names_the_right_ones(chat):
    response = chat.client.put(chat.address + "/messages", headers=chat.headers)
    assert is_problem(response, 405)
    assert "POST" in response.headers["Allow"]


def test_too_many_conversations_from_one_address_are_a_429_in_production(build):
    client = build(SIDEBAR_ENV="production").app.test_client()
    responses = [client.post("/api/v1/conversations") for _ in range(31)]
    assert {response.status_code for response in responses[:30]} == {201}
    assert is_problem(responses[30], 429)
    assert int(responses[30].headers["Retry-After"]) > 0
