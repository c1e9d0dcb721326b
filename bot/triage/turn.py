"""Turn: one message understood within its conversation; the same for the dialogue and for the command line."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import us

from bot.triage.decide import decide
from bot.triage.decision import Decision, Reason
from bot.triage.evidence import Evidence
from bot.triage.memory import Memory, remember
from bot.triage.policy import Policy

Parse = Callable[[str], Mapping[str, Any]]  # text -> what /model/parse returns

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
_WANTS_LAWYER = re.compile(
    r"\b(get|find|give|send|want|need|connect|talk|speak|hablar|quiero|necesito)\b[^.?!]{0,25}\b(lawyer|attorney|abogad[oa])\b",
    re.IGNORECASE,
)
_ASKS = re.compile(
    r"^\W*(do|does|did|when|should|can|could|how|what|why|if|is|are|will|my|the|he|she|they)\b(?!')|\?\s*$",
    re.IGNORECASE,
)
_LOST = re.compile(
    r"^\W*(no (lo )?(entiendo|comprendo|s[ée])|i (don'?t|do not) (understand|get it|know)|"
    r"(i'?m )?confused|what do you mean)\W*$",
    re.IGNORECASE,
)
_ORDINALS = (
    re.compile(
        r"^\W*(1|one|yes|yep|yeah|(the )?first( one)?|(la |el )?primer[oa]?|s[ií]|that one)\W*$", re.IGNORECASE
    ),
    re.compile(r"^\W*(2|two|(the )?second( one)?|(la |el )?segund[oa])\W*$", re.IGNORECASE),
    re.compile(r"^\W*(3|three|(the )?(third|last)( one)?|(la |el )?tercer[oa]?)\W*$", re.IGNORECASE),
)
ASKED_FOR_MORE = frozenset({"what_happened", "what_was_missing"})


@dataclass(frozen=True)
class Turn:
    evidence: Evidence
    decision: Decision
    memory: Memory


def take_turn(found: Evidence, memory: Memory, policy: Policy, parse: Parse) -> Turn:
    """Decide on what was found; `parse` is asked once more where the words only make sense with earlier ones."""
    evidence = _in_context(_chosen_in_words(_plain_words(found), memory), memory, policy, parse)
    decision = _respecting(decide(evidence, memory, policy), evidence, memory)
    return Turn(evidence, decision, remember(memory, evidence, decision))


def withdraws(text: str) -> bool:
    """Whether the person takes back a request that was passed on."""
    return bool(_WITHDRAW.match(text))


def _plain_words(found: Evidence) -> Evidence:
    """Words that the bot itself tells people to type, and trouble that is only named, need no model."""
    if withdraws(found.text):
        return replace(found, intent="stop", intent_confidence=1.0, not_legal=0.0, refused=False)
    if _BARE_TROUBLE.match(found.text):
        return replace(found, intent="vague", intent_confidence=1.0, matches=(), danger=None, refused=False)
    if _LOST.match(found.text):
        return replace(found, intent="vague", intent_confidence=1.0, matches=(), refused=False, not_legal=0.0)
    if _LAWYER.match(found.text) or (_WANTS_LAWYER.search(found.text) and not _ASKS.match(found.text)):
        return replace(found, intent="ask_lawyer", intent_confidence=1.0, not_legal=0.0)
    return found


def _chosen_in_words(found: Evidence, memory: Memory) -> Evidence:
    """ "the first one" after a choice of readings is as good as the button."""
    if memory.subject != "which_reading" or found.chosen is not None:
        return found
    for choice, words in zip(memory.choices, _ORDINALS, strict=False):
        if words.match(found.text):
            return replace(found, intent="choose", chosen={"answer_id": choice}, refused=False, danger=None)
    return found


def _in_context(found: Evidence, memory: Memory, policy: Policy, parse: Parse) -> Evidence:
    if found.refused or found.danger or (found.chosen is not None and found.intent != "inform"):
        return found
    place = (found.chosen or {}).get("state") or found.jurisdiction
    if memory.question and place and _only_names_a_place(found, memory, policy):
        again = Evidence.from_parse(parse(_moved(memory, place)))
        return replace(again, jurisdiction=place, candidates=(), intent="follow_up", refused=False)
    if memory.question and _adds_to_question(found, memory, policy):
        joined = Evidence.from_parse(parse(f"{memory.question} {found.text}"))
        better = joined.best and (not found.best or joined.best.probability > found.best.probability)
        if better or joined.topics_above(policy.topic_at):
            intent = "ask" if joined.intent in ("vague", "out_of_scope", "inform") else joined.intent
            return replace(joined, intent=intent, jurisdiction=joined.jurisdiction or memory.jurisdiction)
    return _where_it_was(found, memory, parse)


def _only_names_a_place(found: Evidence, memory: Memory, policy: Policy) -> bool:
    """ "what about in Texas?", "sorry, I meant Texas", or "Texas" after the bot asked which state."""
    if memory.subject == "which_state" or found.intent == "follow_up":
        return True
    own_topic = bool(found.topics_above(policy.topic_at)) and found.intent == "ask"
    return len(found.text.split()) <= 6 and not own_topic


def _moved(memory: Memory, place: str) -> str:
    """The last question as it would read in another state."""
    name = us.states.lookup(place, field="abbr")
    state = str(name.name) if name else "Washington, D.C."
    if memory.mention and memory.mention.lower() in memory.question.lower():
        start = memory.question.lower().index(memory.mention.lower())
        return f"{memory.question[:start]}{state}{memory.question[start + len(memory.mention) :]}"
    return f"{memory.question.rstrip(' ?.!')} in {state}"


def _where_it_was(found: Evidence, memory: Memory, parse: Parse) -> Evidence:
    """The place said earlier holds until another is named; the answers are looked up for it."""
    if found.jurisdiction or found.candidates or memory.jurisdiction is None:
        return found
    if found.intent != "ask" or found.chosen is not None:
        return replace(found, jurisdiction=memory.jurisdiction)
    there = Evidence.from_parse(parse(_moved(Memory(question=found.text), memory.jurisdiction)))
    return replace(found, jurisdiction=memory.jurisdiction, matches=there.matches)


def _adds_to_question(found: Evidence, memory: Memory, policy: Policy) -> bool:
    if found.intent not in ("ask", "inform", "vague", "follow_up", "out_of_scope"):
        return False
    asked_for_more = memory.action == "clarify" and (
        memory.subject in ASKED_FOR_MORE or memory.subject.startswith("vague_")
    )
    if not asked_for_more and found.intent != "follow_up":
        return False
    return found.best is None or found.best.probability < policy.line(found.best.topics)


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
