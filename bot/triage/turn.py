"""Turn: one message understood within its conversation; the same for the dialogue and for the command line."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from bot.triage.decide import decide
from bot.triage.decision import Decision, Reason
from bot.triage.evidence import Evidence
from bot.triage.memory import Memory, remember
from bot.triage.policy import Policy

Parse = Callable[[str, str | None], Mapping[str, Any]]  # text, state that it is about -> what /model/parse returns

_WITHDRAW = re.compile(
    r"^\W*(please )?(withdraw|retract|revoke|take back|cancel|delete|retirar|retire|cancele)"
    r"( (my|the|this|mi|la))?( (request|lead|consent|information|details|solicitud|consentimiento))?( please)?\W*$",
    re.IGNORECASE,
)
_LAWYER = re.compile(
    r"^\W*(an? |the |a real |real )?(lawyer|attorney|abogad[oa]|human|real person)( please| por favor)?\W*$",
    re.IGNORECASE,
)
_BARE_TROUBLE = re.compile(
    r"""^\W*
    (?:(?:hi|hello|hey|i|i'?m|we|there'?s|it'?s|its|have|had|got|need|having|been|am|an?|some|legal|serious|big|quick
        |small|hola|tengo|necesito|una?)\W+)*
    (?:problems?|issues?|troubles?|questions?|situation|help|problemas?|preguntas?|ayuda)
    (?:\ (?:with|about|regarding|concerning|at|in|con|de|sobre)
        (?:\ (?:my|the|an?|this|mi|el|la|una?))?
        (?:\ \w+){1,2})?
    (?:\ (?:please|legal))?\W*$""",
    re.IGNORECASE | re.VERBOSE,
)
ASKED_FOR_MORE = frozenset({"what_happened", "what_was_missing"})


@dataclass(frozen=True)
class Turn:
    evidence: Evidence
    decision: Decision
    memory: Memory


def take_turn(found: Evidence, memory: Memory, policy: Policy, parse: Parse) -> Turn:
    """Decide on what was found; `parse` is asked once more where the words only make sense with earlier ones."""
    evidence = _in_context(_plain_words(found), memory, policy, parse)
    decision = _respecting(decide(evidence, memory, policy), evidence, memory)
    return Turn(evidence, decision, remember(memory, evidence, decision))


def withdraws(text: str) -> bool:
    """Whether the person takes back a request that was passed on."""
    return bool(_WITHDRAW.match(text))


def _plain_words(found: Evidence) -> Evidence:
    """Words that the bot itself tells people to type, and trouble that is only named, need no model."""
    if withdraws(found.text):
        return replace(found, intent="stop", intent_confidence=1.0, not_legal=0.0)
    if _BARE_TROUBLE.match(found.text):
        return replace(found, intent="vague", intent_confidence=1.0, matches=())
    if _LAWYER.match(found.text):
        return replace(found, intent="ask_lawyer", intent_confidence=1.0, not_legal=0.0)
    return found


def _in_context(found: Evidence, memory: Memory, policy: Policy, parse: Parse) -> Evidence:
    if found.refused or found.danger or (found.chosen is not None and found.intent != "inform"):
        return found
    place = (found.chosen or {}).get("state") or found.jurisdiction
    if memory.question and place and _only_names_a_place(found, memory):
        again = Evidence.from_parse(parse(memory.question, place))
        return replace(again, jurisdiction=place, candidates=(), intent="follow_up", refused=False)
    if memory.question and _adds_to_question(found, memory, policy):
        joined = Evidence.from_parse(parse(f"{memory.question} {found.text}", place or memory.jurisdiction))
        better = joined.best and (not found.best or joined.best.probability > found.best.probability)
        if better or joined.topics_above(policy.topic_at):
            intent = "ask" if joined.intent in ("vague", "out_of_scope", "inform") else joined.intent
            return replace(joined, intent=intent, jurisdiction=joined.jurisdiction or memory.jurisdiction)
    return replace(found, jurisdiction=found.jurisdiction or _carried(found, memory))


def _only_names_a_place(found: Evidence, memory: Memory) -> bool:
    """ "what about in Texas?", or "Texas" after the bot asked which state."""
    if memory.subject == "which_state" or found.intent == "follow_up":
        return True
    return found.intent == "inform" and len(found.text.split()) <= 4


def _adds_to_question(found: Evidence, memory: Memory, policy: Policy) -> bool:
    if found.intent not in ("ask", "inform", "vague", "follow_up", "out_of_scope"):
        return False
    asked_for_more = memory.action == "clarify" and (
        memory.subject in ASKED_FOR_MORE or memory.subject.startswith("vague_")
    )
    if not asked_for_more and found.intent != "follow_up":
        return False
    return found.best is None or found.best.probability < policy.line(found.best.topics)


def _carried(found: Evidence, memory: Memory) -> str | None:
    """The place said earlier holds until another is named."""
    return None if found.candidates else memory.jurisdiction


def _respecting(decision: Decision, evidence: Evidence, memory: Memory) -> Decision:
    """Do not press a lawyer on someone who said no to this, or whose request is already passed on."""
    if memory.lead and withdraws(evidence.text):
        return Decision("smalltalk", 1.0, (Reason("stopped"),), subject="withdrawn")
    if decision.action != "handoff":
        return decision
    asked = any(reason.code == "asked" for reason in decision.reasons)
    topics = {topic.topic for topic in evidence.topics_above(0.4)}
    nothing_new = topics <= set(memory.declined) or "any" in memory.declined
    if memory.lead or (memory.declined and nothing_new and not asked):
        return decision.asking_for(None)
    return decision
