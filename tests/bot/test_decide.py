"""decide(): one case a line, the whole table of outcomes."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.triage.decide import decide
from bot.triage.evidence import DangerReading, Evidence
from bot.triage.memory import Memory
from bot.triage.policy import Policy
from tests.bot.evidences import danger, found, match, topic

# Lines of the tests' own, so that tuning the policy file breaks nothing here.
POLICY = replace(
    Policy.load(),
    answer_at=0.6,
    answer_at_topic={"immigration": 0.66},
    entangled_unless=0.9,
    choose_first_at=0.3,
    choose_at=0.2,
    danger_at=0.5,
    danger_at_kind={"arrest": 0.9},
)
FRESH = Memory()
HOUSING, DEBT, FAMILY = topic("housing"), topic("debt"), topic("family")

CASES = [
    # what was found, what was said before, the action, the first reason
    ("a good match is answered", found(topics=(HOUSING,), matches=(match(),)), FRESH, "answer", "fits"),
    ("no match goes to a lawyer", found(topics=(HOUSING,)), FRESH, "handoff", "no_answer"),
    (
        "a weak match goes to a lawyer",
        found(topics=(HOUSING,), matches=(match(probability=0.2),)),
        FRESH,
        "handoff",
        "no_answer",
    ),
    (
        "two close readings are put to the person",
        found(topics=(HOUSING,), matches=(match("a", 0.45), match("b", 0.4))),
        FRESH,
        "clarify",
        "close_readings",
    ),
    (
        "one middling reading is asked about too",
        found(topics=(HOUSING,), matches=(match("a", 0.45),)),
        FRESH,
        "clarify",
        "close_readings",
    ),
    (
        "readings about something else are not offered",
        found(topics=(FAMILY,), matches=(match("a", 0.45),)),
        FRESH,
        "handoff",
        "no_answer",
    ),
    (
        "a state's rule and the general one are one reading",
        found(
            topics=(HOUSING,),
            jurisdiction="CA",
            matches=(match("ca", 0.4, subtopic="rent", jurisdiction="CA"), match("us", 0.35, subtopic="rent")),
        ),
        FRESH,
        "answer",
        "fits",
    ),
    (
        "an arrest that is over is a matter for a lawyer",
        found(danger=danger("arrest", 0.8), topics=(topic("crime"),)),
        FRESH,
        "handoff",
        "no_answer",
    ),
    (
        "a cry for help that no rule names is helped first",
        found("he is outside with a bat", intent="emergency"),
        FRESH,
        "emergency",
        "danger",
    ),
    ("an arrest now is an emergency", found(danger=danger("arrest", 0.95)), FRESH, "emergency", "danger_arrest"),
    (
        "a state's rule needs the state",
        found(topics=(HOUSING,), matches=(match(jurisdiction="TX"),)),
        FRESH,
        "clarify",
        "which_state",
    ),
    (
        "a state said earlier will do",
        found(topics=(HOUSING,), matches=(match(jurisdiction="TX"),)),
        Memory(jurisdiction="TX"),
        "answer",
        "fits",
    ),
    (
        "quoted abuse that only reads like danger is a question",
        found(reported=True, topics=(HOUSING,), matches=(match(),), danger=DangerReading("self_harm", 0.96, "")),
        FRESH,
        "answer",
        "fits",
    ),
    (
        "two areas go to a lawyer",
        found(topics=(DEBT, FAMILY), matches=(match(probability=0.8),)),
        FRESH,
        "handoff",
        "two_areas",
    ),
    (
        "an unpaid hospital bill lies in two areas and is one matter",
        found(topics=(DEBT, topic("health", 0.8)), matches=(match(probability=0.8),)),
        FRESH,
        "answer",
        "fits",
    ),
    (
        "three areas go to a lawyer although none is certain",
        found(topics=(topic("family", 0.5), topic("veterans", 0.3), topic("housing", 0.26))),
        FRESH,
        "handoff",
        "two_areas",
    ),
    (
        "two areas that one sure answer covers are answered",
        found(topics=(DEBT, FAMILY), matches=(match(probability=0.95),)),
        FRESH,
        "answer",
        "fits",
    ),
    (
        "a request for a lawyer is never talked away",
        found(intent="ask_lawyer", matches=(match(),)),
        FRESH,
        "handoff",
        "asked",
    ),
    (
        "danger comes first",
        found(danger=danger(), matches=(match(),)),
        FRESH,
        "emergency",
        "danger_domestic_violence",
    ),
    (
        "danger comes before a wish for a lawyer",
        found(intent="ask_lawyer", danger=danger()),
        FRESH,
        "emergency",
        "danger_domestic_violence",
    ),
    (
        "faint danger does not",
        found(danger=danger(probability=0.2), topics=(HOUSING,), matches=(match(),)),
        FRESH,
        "answer",
        "fits",
    ),
    ("hate is calmed down", found(intent="abuse", refused=True, hateful=0.99), FRESH, "deescalate", "hateful"),
    (
        "reported hate is a legal question",
        found(refused=True, reported=True, topics=(HOUSING,), matches=(match(),)),
        FRESH,
        "answer",
        "fits",
    ),
    (
        "an insult is calmed down",
        found("you useless thing", intent="abuse", in_scope=0.1),
        FRESH,
        "deescalate",
        "insult",
    ),
    (
        "an angry legal question is heard",
        found(intent="abuse", topics=(HOUSING,), matches=(match(),)),
        FRESH,
        "answer",
        "fits",
    ),
    (
        "weather is out of scope",
        found("will it rain", intent="out_of_scope", not_legal=0.97, in_scope=0.02),
        FRESH,
        "scope",
        "not_legal",
    ),
    (
        "a question that an answer fits is legal, whatever the scope says",
        found(intent="out_of_scope", not_legal=0.8, matches=(match(),)),
        FRESH,
        "answer",
        "fits",
    ),
    (
        "foreign law goes to a lawyer",
        found("french tax law", uncovered=0.9, in_scope=0.05),
        FRESH,
        "handoff",
        "not_covered",
    ),
    ("a vague cry is asked back", found("i need help", intent="vague", in_scope=0.3), FRESH, "clarify", "vague"),
    (
        "after two questions it is handed over",
        found("i need help", intent="vague", in_scope=0.3),
        Memory(clarified=2),
        "handoff",
        "still_unclear",
    ),
    (
        "close readings are not asked a third time",
        found(topics=(HOUSING,), matches=(match("a", 0.45), match("b", 0.44))),
        Memory(clarified=2),
        "handoff",
        "no_answer",
    ),
    (
        "a language we cannot read is said so",
        found("ich habe ein problem", language="de"),
        FRESH,
        "clarify",
        "other_language",
    ),
    ("a greeting is greeted", found("hi", intent="greet", in_scope=0.1), FRESH, "smalltalk", "smalltalk"),
    ("stop stops", found("stop", intent="stop", in_scope=0.1), FRESH, "smalltalk", "stopped"),
    (
        "not helpful is asked about",
        found("that did not help", intent="feedback_bad"),
        FRESH,
        "clarify",
        "not_helped_once",
    ),
    (
        "not helpful twice is handed over",
        found("still no", intent="feedback_bad"),
        Memory(unhelpful=1),
        "handoff",
        "not_helped",
    ),
    ("yes to nothing is asked about", found("yes", intent="affirm"), FRESH, "clarify", "bare_reply"),
    ("yes after no means a lawyer", found("ok yes", intent="affirm"), Memory(action="declined"), "handoff", "asked"),
    ("no to nothing is fine", found("no", intent="deny"), FRESH, "smalltalk", "bare_reply"),
    (
        "a pressed reading is answered",
        found('/choose{"answer_id": "b"}', intent="choose", chosen={"answer_id": "b"}),
        Memory(choices=("a", "b")),
        "answer",
        "chosen",
    ),
    (
        "a reading that was not offered is asked about",
        found('/choose{"answer_id": "none"}', intent="choose", chosen={"answer_id": "none"}),
        Memory(choices=("a", "b")),
        "clarify",
        "not_helped_once",
    ),
]


@pytest.mark.parametrize(
    ("evidence", "memory", "action", "reason"), [case[1:] for case in CASES], ids=[case[0] for case in CASES]
)
def test_decide(evidence: Evidence, memory: Memory, action: str, reason: str) -> None:
    decision = decide(evidence, memory, POLICY)
    assert (decision.action, decision.reasons[0].code) == (action, reason)


def test_the_place_is_named_among_the_reasons_for_a_lawyer() -> None:
    decision = decide(found(topics=(DEBT, FAMILY), jurisdiction="MA"), FRESH, POLICY)
    assert [(reason.code, reason.fields.get("state")) for reason in decision.reasons][-1] == ("place", "MA")


def test_a_stricter_topic_line_turns_an_answer_into_a_question() -> None:
    immigration = match(probability=0.63, topics=("immigration",))
    assert decide(found(topics=(topic("immigration"),), matches=(immigration,)), FRESH, POLICY).action == "clarify"
    assert decide(found(topics=(HOUSING,), matches=(match(probability=0.63),)), FRESH, POLICY).action == "answer"


def test_without_a_place_the_general_version_is_given() -> None:
    versions = (match("ca", 0.5, subtopic="rent", jurisdiction="CA"), match("us", 0.3, subtopic="rent"))
    decision = decide(found(topics=(HOUSING,), matches=versions), FRESH, POLICY)
    assert (decision.action, decision.answer_id, decision.confidence) == ("answer", "us", 0.8)


def test_a_distant_answer_on_the_same_subject_is_not_a_version_of_the_best() -> None:
    others = (match("appeal-fl", 0.5, subtopic="rent", jurisdiction="FL"), match("basics", 0.2, subtopic="rent"))
    evidence = found(topics=(HOUSING,), jurisdiction="FL", matches=others)
    assert decide(evidence, FRESH, POLICY).action == "clarify"
