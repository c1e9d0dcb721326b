"""What the matches allow: an answer, a choice between readings, or the question which state."""

from __future__ import annotations

from bot.triage.best import best_match
from bot.triage.decision import Decision, Reason
from bot.triage.evidence import FEDERAL, Evidence, MatchReading
from bot.triage.memory import Memory
from bot.triage.policy import Policy


def fits(evidence: Evidence, policy: Policy) -> bool:
    """Whether the best answer is sure enough for the line of its topics."""
    best = best_match(evidence)
    return best is not None and policy.sure(evidence) >= policy.line(best.topics)


def answer_or_choose(evidence: Evidence, memory: Memory, policy: Policy) -> Decision | None:
    """Answer when the best match clears its line, ask when a few readings are likely, else None."""
    best = best_match(evidence)
    if best is None:
        return None
    may_ask = memory.clarified < policy.clarify_most
    sure = policy.sure(evidence)
    if fits(evidence, policy):
        if may_ask and _state_matters(best, evidence, memory):
            return _which_state(evidence, sure)
        return _answer(best, sure)
    close = _close_readings(evidence, policy)
    if not may_ask or not close:
        return None
    if _state_matters(close[0], evidence, memory) and _same_in_several_states(close):
        return _which_state(evidence, sure)
    choices = tuple(match.answer_id for match in close)
    return Decision("clarify", sure, (Reason("close_readings"),), "which_reading", choices=choices)


def _which_state(evidence: Evidence, sure: float) -> Decision:
    return Decision("clarify", sure, (Reason("which_state"),), "which_state", choices=evidence.candidates)


def _answer(best: MatchReading, sure: float) -> Decision:
    reasons = [Reason("fits", {"question": best.question})]
    if best.jurisdiction != FEDERAL:
        reasons.append(Reason("place", {"state": best.jurisdiction}))
    return Decision("answer", sure, tuple(reasons), answer_id=best.answer_id)


def _state_matters(best: MatchReading, evidence: Evidence, memory: Memory) -> bool:
    """The best answer holds in one state only, and which state the problem is in is not known."""
    known = evidence.jurisdiction or memory.jurisdiction
    return best.jurisdiction != FEDERAL and known is None


def _same_in_several_states(readings: list[MatchReading]) -> bool:
    """The readings are one state's rules, not the general ones: the state decides between them, not the person.

    A single reading counts, because its rivals from other states were left out in its favour while no place is known.
    """
    of_a_state = [reading for reading in readings if reading.jurisdiction != FEDERAL]
    return 2 * len(of_a_state) > len(readings)


def _close_readings(evidence: Evidence, policy: Policy) -> list[MatchReading]:
    """The likeliest readings that are about what the message is about; none when even the first is a guess."""
    topics = {topic.topic for topic in evidence.topics_above(policy.choose_topic_at)}
    likely = [
        match for match in evidence.matches if match.probability >= policy.choose_at and topics & set(match.topics)
    ]
    return likely[: policy.choose_most] if likely and likely[0].probability >= policy.choose_first_at else []
