"""What is said when something is due: the day, how it was counted, and the rule's source."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from bot.replies import Speech
from bot.triage.decision import Decision, Reason
from bot.triage.evidence import Evidence
from bot.triage.memory import Memory
from bot.wording import Wording
from intents.topics import load_topics
from moderation.danger import find

TODAY = date(2026, 11, 21)  # a Saturday
SPEECH = Speech(wording=Wording.load(), answers={}, topics=load_topics())


def reply_to(text: str, language: str = "en"):
    found = find(text, TODAY)
    assert found is not None
    evidence = replace(Evidence.from_parse({"text": text, "danger": found.as_json()}), language=language)
    decision = Decision("emergency", 0.9, (Reason("danger_deadline"),), subject=found.kind)
    return SPEECH.replies(decision, evidence, Memory())[0]


def test_the_rule_behind_a_day_is_named_with_its_source():
    reply = reply_to("i live in michigan and was served with a lawsuit last tuesday")
    assert "2026-12-08" in reply.explanation
    assert "21 days" in reply.explanation
    (citation,) = reply.citations
    assert (citation.jurisdiction, citation.title) == ("MI", "Michigan Court Rules, rule 2.108(A)(1)")


def test_a_guessed_state_is_said_to_be_one():
    assert "You named no state" in reply_to("i was served with an eviction lawsuit last tuesday").explanation


def test_the_rule_is_told_in_spanish_too():
    reply = reply_to("vivo en texas, i was served with a lawsuit last tuesday", "es")
    assert "Conté 20 días" in reply.explanation


@pytest.mark.parametrize("text", ["my hearing is on monday", "there is a 3 day notice on my door"])
def test_without_a_rule_there_is_no_source(text):
    assert reply_to(text).citations == ()
