"""Plain words: a wish for a lawyer, questions about Sidebar, requests taken back; and what only looks like them."""

from __future__ import annotations

import pytest

from bot.triage.asides import aside
from bot.triage.plain_words import asks_for_lawyer, withdraws
from bot.wording import Wording


@pytest.mark.parametrize(
    "text",
    [
        "could you put me through to an attorney",
        "I would really like to speak with a human being",
        "is there an actual person I can talk to?",
        "how can i get a lawyer from you",
        "please refer me to a lawyer",
        "that's all fine. lawyer please",
        "necesito hablar con un abogado ya",
        "live agent",
        "let me talk to someone real",
    ],
)
def test_a_wish_for_a_lawyer_needs_no_model(text: str) -> None:
    assert asks_for_lawyer(text)


@pytest.mark.parametrize(
    "text",
    [
        "do I need a lawyer for small claims court",
        "I don't want a lawyer, just the form",
        "my ex's lawyer keeps calling me",
        "can I get divorced without a lawyer",
        "are you a lawyer?",
        "how much does a lawyer cost for a DUI",
        "my lawyer stopped answering me",
        "what does a human resources department do",
    ],
)
def test_a_word_about_lawyers_is_no_wish_for_one(text: str) -> None:
    assert not asks_for_lawyer(text)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Is this free of charge?", "cost"),
        ("wait, do I have to pay anything?", "cost"),
        ("are my messages private", "data"),
        ("do you share my information with anyone", "data"),
        ("¿cuánto cuesta?", "cost"),
        ("can you delete my data", "delete"),
        ("are you my lawyer now", None),
        ("are you my lawyer?", "your_lawyer"),
        ("how much does a divorce cost", None),
        ("is it free to file in small claims", None),
        ("who gets the house if we divorce", None),
        ("is it legal to record a call", None),
    ],
)
def test_a_question_about_sidebar_is_known_and_a_legal_one_is_left_alone(text: str, name: str | None) -> None:
    assert aside(text) == name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("who will see this?", "who_sees"),
        ("why do you need my address", "why"),
        ("when will somebody call me", "time"),
        ("do i have to hire the lawyer?", "obligation"),
        ("will my husband find out about this", "who_sees"),
    ],
)
def test_inside_the_form_more_questions_are_about_the_form(text: str, name: str) -> None:
    assert (aside(text, in_form=True), aside(text)) == (name, None)


def test_every_question_about_sidebar_has_its_sentence_in_both_languages() -> None:
    wording = Wording.load()
    for name in ("cost", "data", "who_sees", "time", "obligation", "your_lawyer", "why", "delete"):
        assert wording.say(f"about_{name}", "en") != wording.say(f"about_{name}", "es")


@pytest.mark.parametrize("text", ["withdraw", "I want to withdraw my request", "cancel my lawyer request please"])
def test_a_request_is_taken_back(text: str) -> None:
    assert withdraws(text)


@pytest.mark.parametrize("text", ["can I withdraw money from my 401k", "delete my record", "cancel my lease"])
def test_other_things_are_withdrawn_too(text: str) -> None:
    assert not withdraws(text)
