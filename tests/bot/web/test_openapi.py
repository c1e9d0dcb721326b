"""The OpenAPI document: complete, sound, and true to what the API really answers."""

from __future__ import annotations

import re

import pytest
from jsonschema import Draft202012Validator

CALLS = {
    ("post", "/api/v1/conversations"),
    ("post", "/api/v1/conversations/{conversation_id}/messages"),
    ("get", "/api/v1/conversations/{conversation_id}/messages"),
    ("post", "/api/v1/conversations/{conversation_id}/messages/{message_id}/feedback"),
    ("post", "/api/v1/conversations/return"),
    ("get", "/api/v1/conversations/{conversation_id}/transcript"),
    ("delete", "/api/v1/conversations/{conversation_id}"),
}


@pytest.fixture
def document(client):
    return client.get("/api/v1/openapi.json").json


def schema(document, name: str) -> Draft202012Validator:
    return Draft202012Validator({"$ref": f"#/components/schemas/{name}", "components": document["components"]})


def test_it_describes_every_call_and_nothing_else(document):
    found = {
        (method, path) for path, calls in document["paths"].items() for method in calls if method != "parameters"
    }
    assert found == CALLS


def test_it_is_a_document_of_openapi_3_1(document):
    assert document["openapi"].startswith("3.1")
    assert {"title", "version"} <= set(document["info"])
    for path, calls in document["paths"].items():
        named = {part["name"] for part in calls.get("parameters", []) if part["in"] == "path"}
        assert named == set(re.findall(r"{(\w+)}", path))
        assert all(call["responses"] for method, call in calls.items() if method != "parameters")


def test_every_reference_leads_somewhere(document):
    for reference in re.findall(r"'\$ref': '#/([^']+)'", str(document)):
        place = document
        for step in reference.split("/"):
            place = place[step]


def test_every_schema_is_a_sound_json_schema(document):
    for each in document["components"]["schemas"].values():
        Draft202012Validator.check_schema(each)


def test_calls_that_need_the_token_say_so(document):
    secured = {
        (method, path)
        for path, calls in document["paths"].items()
        for method, call in calls.items()
        if method != "parameters" and call.get("security") == [{"token": []}]
    }
    assert secured == CALLS - {("post", "/api/v1/conversations"), ("post", "/api/v1/conversations/return")}


def test_real_answers_fit_their_schemas(document, chat):
    schema(document, "Turn").validate(chat.say("chapter 13 in a divorce").json)
    schema(document, "Read").validate(chat.get("/messages").json)
    schema(document, "Opening").validate(chat.client.post("/api/v1/conversations").json)
    schema(document, "Problem").validate(chat.say("").get_json(force=True))


def test_problems_are_documented_with_their_media_type(document):
    responses = document["paths"]["/api/v1/conversations/{conversation_id}/messages"]["post"]["responses"]
    for code in ("400", "401", "404", "413", "422", "429", "503"):
        assert list(responses[code]["content"]) == ["application/problem+json"]
