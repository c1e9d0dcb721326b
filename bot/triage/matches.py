"""What the matches allow: an answer, a choice between readings, or the question which state."""

from __future__ import annotations

from dataclasses import replace

from bot.triage.decision import Decision, Reason
from bot.triage.evidence import Evidence, MatchReading
from bot.triage.memory import Memory
from bot.triage.policy import Policy

FEDERAL = "US"


def best_match(evidence: Evidence) -> MatchReading | None:
    """The likeliest answer; the general rule and a state's rule on the same thing count as one reading.

    They compete for the same words and halve each other's probability although either answers the question. The
    state's rule is the one to give when the place is known, the general one when it is not.
    """
    best = evidence.best
    if best is None:
        return None
    versions = [match for match in evidence.matches if _versions_of_one(match, best)]
    pooled = min(sum(match.probability for match in versions), 1.0)
    if evidence.jurisdiction is None:
        versions.sort(key=lambda match: match.jurisdiction != FEDERAL)
    return replace(versions[0], probability=pooled)


def fits(evidence: Evidence, policy: Policy) -> bool:
    """Whether the best match clears the line of its topics."""
    best = best_match(evidence)
    return best is not None and best.probability >= policy.line(best.topics)


def answer_or_choose(evidence: Evidence, memory: Memory, policy: Policy) -> Decision | None:
    """Answer when the best match clears its line, ask when a few readings are likely, else None."""
    best = best_match(evidence)
    if best is None:
        return None
    may_ask = memory.clarified < policy.clarify_most
    if fits(evidence, policy):
        if may_ask and _state_matters(best, evidence, memory):
            states = evidence.candidates
            return Decision("clarify", best.probability, (Reason("which_state"),), "which_state", choices=states)
        return _answer(best)
    close = _close_readings(evidence, policy)
    if may_ask and close:
        choices = tuple(match.answer_id for match in close)
        return Decision("clarify", best.probability, (Reason("close_readings"),), "which_reading", choices=choices)
    return None


def _versions_of_one(match: MatchReading, best: MatchReading) -> bool:
    if match.answer_id == best.answer_id:
        return True
    same_subject = match.topics == best.topics and match.subtopic == best.subtopic != ""
    rivals = match.probability >= best.probability / 2  # a distant one is another question on the same subject
    return same_subject and rivals and match.jurisdiction != best.jurisdiction


def _answer(best: MatchReading) -> Decision:
    reasons = [Reason("fits", {"question": best.question})]
    if best.jurisdiction != FEDERAL:
        reasons.append(Reason("place", {"state": best.jurisdiction}))
    return Decision("answer", best.probability, tuple(reasons), answer_id=best.answer_id)


def _state_matters(best: MatchReading, evidence: Evidence, memory: Memory) -> bool:
    """The best answer holds in one state only, and which state the problem is in is not known."""
    known = evidence.jurisdiction or memory.jurisdiction
    return best.jurisdiction != FEDERAL and known is None


def _close_readings(evidence: Evidence, policy: Policy) -> list[MatchReading]:
    """The likeliest readings that are about what the message is about; none when even the first is a guess."""
    topics = {topic.topic for topic in evidence.topics_above(policy.choose_topic_at)}
    likely = [
        match for match in evidence.matches if match.probability >= policy.choose_at and topics & set(match.topics)
    ]
    return likely[: policy.choose_most] if likely and likely[0].probability >= policy.choose_first_at else []
