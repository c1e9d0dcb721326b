"""Turn: one message understood within its conversation; the same for the dialogue and for the command line."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import us

from bot.triage.decide import decide
from bot.triage.decision import Decision
from bot.triage.evidence import Evidence
from bot.triage.memory import Memory, remember
from bot.triage.offering import offering
from bot.triage.plain_words import chosen_in_words, in_plain_words
from bot.triage.policy import Policy

Parse = Callable[[str], Mapping[str, Any]]  # text -> what /model/parse returns

ASKED_FOR_MORE = frozenset({"what_happened", "what_was_missing"})


@dataclass(frozen=True)
class Turn:
    evidence: Evidence
    decision: Decision
    memory: Memory


def take_turn(found: Evidence, memory: Memory, policy: Policy, parse: Parse) -> Turn:
    """Decide on what was found; `parse` is asked once more where the words only make sense with earlier ones."""
    evidence = _in_context(chosen_in_words(in_plain_words(found), memory), memory, policy, parse)
    decision = decided(evidence, memory, policy)
    return Turn(evidence, decision, remember(memory, evidence, decision))


def first_turn(found: Evidence, policy: Policy) -> Turn:
    """What a message comes to when nothing was said before it: nothing has to be parsed again for that."""
    return take_turn(found, Memory(), policy, _nothing)


def _nothing(text: str) -> Mapping[str, Any]:
    return {"text": text}


def decided(evidence: Evidence, memory: Memory, policy: Policy) -> Decision:
    """The decision on evidence that stands in its context; pure, so that `sidebar replay` can make it again."""
    return offering(decide(evidence, memory, policy), evidence, memory, policy)


def _in_context(found: Evidence, memory: Memory, policy: Policy, parse: Parse) -> Evidence:
    if found.refused or found.danger or (found.chosen is not None and found.intent != "inform"):
        return found
    place = (found.chosen or {}).get("state") or found.jurisdiction
    if memory.question and place and _only_names_a_place(found, memory, policy):
        again = in_plain_words(Evidence.from_parse(parse(_moved(memory, place))))
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
