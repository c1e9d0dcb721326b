"""decide(), whatever is found: one decision, with a reason that has a sentence, and never a loop."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.triage.complexity import RULES, Sign
from bot.triage.decide import decide
from bot.triage.evidence import DangerReading, Evidence, MatchReading, TopicReading
from bot.triage.memory import Memory, remember
from bot.triage.policy import Policy
from bot.triage.turn import decided
from bot.wording import Wording
from tests.bot.evidences import INTENTS

POLICY, WORDING = Policy.load(), Wording.load()
ACTIONS = {"answer", "clarify", "handoff", "emergency", "scope", "deescalate", "smalltalk"}
TOPICS = ("housing", "family", "debt", "immigration", "crime")
STATES = ("US", "TX", "CA", "NY")
probability = st.floats(0, 1).map(lambda value: round(value, 3))
sometimes = st.integers(0, 3).map(lambda value: value == 0)

topics = st.lists(
    st.builds(TopicReading, st.sampled_from(TOPICS), st.none() | st.just("rent"), st.just("XX"), probability),
    max_size=4,
).map(tuple)
matches = st.lists(
    st.builds(
        MatchReading,
        st.sampled_from(["a", "b", "c", "d"]),
        st.just("a question?"),
        st.sampled_from(TOPICS).map(lambda topic: (topic,)),
        st.sampled_from(STATES),
        probability,
        st.sampled_from(["", "rent"]),
    ),
    max_size=5,
).map(tuple)
dangers = st.none() | st.builds(
    DangerReading, st.sampled_from(["violence", "arrest", "deadline", "self_harm"]), probability, st.just("he hit me")
)
signs = st.lists(st.sampled_from(RULES).map(lambda rule: Sign(rule.code, "words")), max_size=2).map(tuple)
evidences = st.builds(
    Evidence,
    text=st.sampled_from(["my landlord kept my deposit", "texas", "withdraw", "sorry", "is it free?", "hm", ""]),
    intent=st.sampled_from(INTENTS),
    intent_confidence=probability,
    topics=topics,
    in_scope=probability,
    uncovered=probability,
    not_legal=probability,
    jurisdiction=st.none() | st.sampled_from(["TX", "CA"]),
    candidates=st.just(()) | st.just(("MO", "KS")),
    language=st.sampled_from(["en", "en", "es", "de"]),
    hateful=probability,
    refused=sometimes,
    reported=sometimes,
    danger=dangers,
    matches=matches,
    signs=st.just(()) | signs,
    at_stake=st.sampled_from([0.0, 900.0, 80_000.0]),
    length=st.integers(0, 40),
    chosen=st.none() | st.just({}) | st.just({"answer_id": "a"}) | st.just({"state": "TX"}),
)
memories = st.builds(
    Memory,
    question=st.sampled_from(["", "my landlord kept my deposit"]),
    action=st.sampled_from(["", "answer", "clarify", "handoff", "declined", "deescalate", "smalltalk"]),
    jurisdiction=st.none() | st.just("TX"),
    choices=st.just(()) | st.just(("a", "b")),
    clarified=st.integers(0, 3),
    unhelpful=st.integers(0, 3),
    declined=st.just(()) | st.just(("housing",)) | st.just(("any",)),
    lead=st.booleans(),
    withdrawn=st.booleans(),
    warnings=st.integers(0, 2),
    offers=st.integers(0, 6),
)


@settings(max_examples=600, deadline=None)
@given(evidences, memories)
def test_whatever_is_found_there_is_one_decision_with_reasons_that_have_sentences(
    evidence: Evidence, memory: Memory
) -> None:
    decision = decided(evidence, memory, POLICY)
    assert decision.action in ACTIONS
    assert 0 <= decision.confidence <= 1
    assert decision.reasons
    for reason in decision.reasons:
        name = f"reason_{reason.code}"
        assert WORDING.knows(name) or WORDING.knows(f"reason_{reason.code.split('_')[0]}"), reason.code
    assert decision == decided(evidence, memory, POLICY)
    assert (decision.answer_id is not None) == (decision.action == "answer")
    assert decision.requested_slot is None or decision.action == "handoff"


@settings(max_examples=300, deadline=None)
@given(st.lists(evidences, min_size=3, max_size=12))
def test_no_conversation_asks_back_more_than_twice_in_a_row(turns: list[Evidence]) -> None:
    memory, row = Memory(), 0
    for evidence in turns:
        decision = decided(evidence, memory, POLICY)
        row = row + 1 if decision.action == "clarify" else 0
        assert row <= POLICY.clarify_most
        memory = remember(memory, evidence, decision)


@settings(max_examples=300, deadline=None)
@given(evidences, memories, probability)
def test_a_stricter_line_never_gives_an_answer_that_a_laxer_one_withheld(
    evidence: Evidence, memory: Memory, line: float
) -> None:
    strict = decide(evidence, memory, POLICY.answering_from(line))
    if strict.action == "answer":
        assert decide(evidence, memory, POLICY.answering_from(line / 2)).action in ("answer", "smalltalk", "scope")


@settings(max_examples=300, deadline=None)
@given(evidences, memories)
def test_somebody_who_reports_abuse_is_never_calmed_down_or_sent_away(evidence: Evidence, memory: Memory) -> None:
    reporting = replace(evidence, reported=True)
    assert decide(reporting, memory, POLICY).action not in ("deescalate", "scope")


@settings(max_examples=300, deadline=None)
@given(evidences, memories)
def test_somebody_who_asks_for_a_lawyer_gets_the_offer_unless_hate_or_danger_comes_first(
    evidence: Evidence, memory: Memory
) -> None:
    asking = replace(evidence, intent="ask_lawyer", intent_confidence=1.0, refused=False, danger=None)
    decision = decided(replace(asking, text="get me a lawyer"), memory, POLICY)
    assert decision.action == "handoff"
    assert decision.requested_slot == (None if memory.lead else "accept")
