"""What operators see: probes, numbers, and a log without a word of what people wrote."""

from __future__ import annotations

import json

import pytest

from tests.bot.web.house import Chat


def test_live_says_that_the_process_runs_even_without_an_engine(site, client):
    site.engine.on = False
    assert client.get("/health/live").json == {"status": "live"}


def test_ready_is_ready_when_storage_and_engine_answer(client):
    assert client.get("/health/ready").json == {"status": "ready"}


def test_ready_names_what_it_waits_for(site, client):
    site.engine.on = False
    response = client.get("/health/ready")
    assert response.status_code == 503
    assert response.get_json(force=True)["waiting_for"] == ["engine"]
    assert "Retry-After" in response.headers


def test_metrics_count_requests_and_decided_actions(client, chat):
    chat.say("my deposit")
    text = client.get("/metrics").text
    assert 'sidebar_turns_total{action="answer"} 1.0' in text
    assert 'sidebar_http_requests_total{method="POST",status="201",view="chat.Openings"} 1.0' in text
    assert "sidebar_engine_ready 1.0" in text
    assert chat.id not in text


@pytest.fixture
def logged(build, capsys):
    site = build(SIDEBAR_LOG_LEVEL="info")
    return site, lambda: [json.loads(line) for line in capsys.readouterr().err.splitlines()]


def test_the_log_has_a_line_of_json_for_each_request(logged):
    site, lines = logged
    response = site.app.test_client().get("/about?lang=en")
    line = lines()[-1]
    assert (line["event"], line["method"], line["route"], line["status"]) == ("request", "GET", "/about", 200)
    assert line["request_id"] == response.headers["X-Request-ID"]
    assert line["ms"] >= 0


def test_the_log_holds_neither_what_was_said_nor_which_conversation_it_was(logged):
    site, lines = logged
    chat = Chat(site.app.test_client())
    chat.say("my secret deposit")
    site.engine.on = False
    chat.say("my other secret")
    written = json.dumps(lines())
    for hidden in ("secret", chat.id, chat.token):
        assert hidden not in written
