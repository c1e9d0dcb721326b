"""How strongly a lawyer is offered, how often, and what is respected."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.triage.complexity import Sign
from bot.triage.decision import Decision
from bot.triage.evidence import Evidence
from bot.triage.memory import Memory, decline, remember
from bot.triage.policy import Offers, Policy
from bot.triage.turn import decided
from tests.bot.evidences import found, match, topic

POLICY = Policy.load().answering_from(0.5)
OFFERS = Offers(usual="prompt", by_reason={"violence": "firm"}, under_answer="line", under_answer_every=3, most=2)
HOUSING = (topic("housing"),)
ANSWERABLE = found(topics=HOUSING, matches=(match(),))
COMPLEX = found(topics=HOUSING, signs=(Sign("represented_opponent", "her lawyer"),))
VIOLENT = found(topics=HOUSING, signs=(Sign("violence", "he hit me"),))


def policy(**changes: object) -> Policy:
    return replace(POLICY, offers=replace(OFFERS, **changes))  # type: ignore[arg-type]


def after(memory: Memory, evidence: Evidence, rules: Policy) -> tuple[Decision, Memory]:
    decision = decided(evidence, memory, rules)
    return decision, remember(memory, evidence, decision)


@pytest.mark.parametrize(("evidence", "force", "slot"), [(COMPLEX, "prompt", "accept"), (VIOLENT, "firm", "accept")])
def test_the_gravest_reason_sets_the_force(evidence: Evidence, force: str, slot: str) -> None:
    decision = decided(evidence, Memory(), policy())
    assert (decision.force, decision.requested_slot) == (force, slot)


@pytest.mark.parametrize("usual", ["line", "none"])
def test_a_mild_policy_mentions_a_lawyer_and_opens_no_form(usual: str) -> None:
    decision = decided(COMPLEX, Memory(), policy(usual=usual))
    assert (decision.action, decision.force, decision.requested_slot) == ("handoff", "line", None)


def test_who_asks_for_a_lawyer_is_asked_for_details_under_any_policy() -> None:
    asked = found("get me a lawyer", intent="ask_lawyer")
    decision = decided(asked, Memory(offers=9, declined=("housing",)), policy(usual="none", most=0))
    assert (decision.force, decision.requested_slot) == ("prompt", "accept")


def test_after_the_most_offers_a_lawyer_is_only_mentioned() -> None:
    memory, slots = Memory(), []
    for _ in range(4):
        decision, memory = after(memory, COMPLEX, policy())
        slots.append(decision.requested_slot)
    assert slots == ["accept", "accept", None, None]


def test_the_line_under_an_answer_comes_with_the_first_and_every_third() -> None:
    memory, forces = Memory(), []
    for _ in range(7):
        decision, memory = after(memory, ANSWERABLE, policy())
        forces.append(decision.force)
    assert forces == ["line", "none", "none", "line", "none", "none", "line"]


def test_nothing_stands_under_an_answer_for_someone_who_said_no_or_has_a_request_running() -> None:
    for memory in (Memory(declined=("any",)), Memory(lead=True)):
        assert decided(ANSWERABLE, memory, policy()).force == "none"


def test_no_is_respected_until_something_graver_comes_up() -> None:
    _, memory = after(Memory(), COMPLEX, policy())
    memory = decline(replace(memory, topics=("housing",)))
    assert decided(COMPLEX, memory, policy()).requested_slot is None
    assert decided(VIOLENT, memory, policy()).requested_slot == "accept"
    assert decided(replace(COMPLEX, topics=(topic("family"),)), memory, policy()).requested_slot == "accept"


@pytest.mark.parametrize(
    "text",
    [
        "change my email",
        "my email is ana@example.com",
        "I gave you the wrong phone number",
        "quiero cambiar mi correo",
    ],
)
def test_a_detail_changed_after_sending_is_no_new_question(text: str) -> None:
    decision = decided(found(text), Memory(lead=True), policy())
    assert decision.subject == "change_after_lead"
    assert decided(found(text, topics=HOUSING, matches=(match(),)), Memory(), policy()).subject != "change_after_lead"


def test_a_request_can_be_taken_back_once_and_the_second_time_it_is_said_so() -> None:
    first, memory = after(Memory(lead=True), found("delete my request"), policy())
    second, _ = after(memory, found("withdraw"), policy())
    assert (first.subject, second.subject) == ("withdrawn", "withdrawn_before")


@pytest.mark.parametrize(("between", "action"), [(False, "handoff"), (True, "clarify")])
def test_two_not_helpful_lead_to_an_offer_unless_answers_went_down_well_between(between: bool, action: str) -> None:
    complaint = found("that did not help", intent="feedback_bad")
    _, memory = after(Memory(), ANSWERABLE, policy())
    _, memory = after(memory, complaint, policy())
    for _ in range(3 if between else 1):
        _, memory = after(memory, ANSWERABLE, policy())
    decision, _ = after(memory, complaint, policy())
    assert decision.action == action
