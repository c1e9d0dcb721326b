"""Offering: how strongly a lawyer is offered with a decision, and when not again."""

from __future__ import annotations

from dataclasses import replace

from bot.triage.decision import Decision, Reason
from bot.triage.evidence import Evidence
from bot.triage.memory import Memory
from bot.triage.plain_words import changes_detail, withdraws
from bot.triage.policy import Policy

ASKED_BACK = frozenset({"no_answer", "not_covered", "still_unclear", "place"})
"""Reasons that say nothing about the matter itself: they make a declined offer no more pressing."""


def offering(decision: Decision, evidence: Evidence, memory: Memory, policy: Policy) -> Decision:
    """The decision with the force of its offer, as the policy and what was said before want it."""
    if withdraws(evidence.text) and (memory.lead or memory.withdrawn):
        subject = "withdrawn" if memory.lead else "withdrawn_before"
        return Decision("smalltalk", 1.0, (Reason("stopped"),), subject=subject)
    if memory.lead and decision.action != "emergency" and changes_detail(evidence.text):
        return Decision("smalltalk", 1.0, (Reason("changes_lead"),), subject="change_after_lead")
    if decision.action == "answer":
        return replace(decision, force=_under_answer(memory, policy))
    return _offer(decision, evidence, memory, policy) if decision.action == "handoff" else decision


def _under_answer(memory: Memory, policy: Policy) -> str:
    due = memory.answers % policy.offers.under_answer_every == 0
    return policy.offers.under_answer if due and not memory.declined and not memory.lead else "none"


def _offer(decision: Decision, evidence: Evidence, memory: Memory, policy: Policy) -> Decision:
    """Do not press a lawyer on someone who said no to this, or whose request is already passed on."""
    codes = [reason.code for reason in decision.reasons]
    if memory.lead:
        return replace(decision.asking_for(None), force="none")
    if "asked" in codes:
        return replace(decision, force="prompt")
    force = policy.offers.force(codes)
    if _said_no(codes, evidence, memory) or memory.offers >= policy.offers.most or force in ("none", "line"):
        return replace(decision.asking_for(None), force="line")
    return replace(decision, force=force)


def _said_no(codes: list[str], evidence: Evidence, memory: Memory) -> bool:
    """Whether an offer was declined and nothing has changed since: no other area of law, no graver reason."""
    if not memory.declined:
        return False
    topics = {topic.topic for topic in evidence.topics_above(0.4)}
    graver = set(codes) - ASKED_BACK - set(memory.declined)
    return (topics <= set(memory.declined) or "any" in memory.declined) and not graver
