"""What the matches allow: an answer, a choice between close readings, or the question which state."""

from __future__ import annotations

from bot.triage.decision import Decision, Reason
from bot.triage.evidence import Evidence, MatchReading
from bot.triage.memory import Memory
from bot.triage.policy import Policy

FEDERAL = "US"


def answer_or_choose(evidence: Evidence, memory: Memory, policy: Policy) -> Decision | None:
    """Answer when the best match clears its line, ask when the best readings are close, else None."""
    best = evidence.best
    if best is None:
        return None
    may_ask = memory.clarified < policy.clarify_most
    if best.probability >= policy.line(best.topics):
        if may_ask and _state_matters(best, evidence, memory):
            states = evidence.candidates
            return Decision("clarify", best.probability, (Reason("which_state"),), "which_state", choices=states)
        return _answer(best, evidence)
    close = _close_readings(evidence, policy)
    if may_ask and len(close) >= 2:
        choices = tuple(match.answer_id for match in close)
        return Decision("clarify", best.probability, (Reason("close_readings"),), "which_reading", choices=choices)
    return None


def _answer(best: MatchReading, evidence: Evidence) -> Decision:
    reasons = [Reason("fits", {"question": best.question})]
    if best.jurisdiction != FEDERAL:
        reasons.append(Reason("place", {"state": best.jurisdiction}))
    return Decision("answer", best.probability, tuple(reasons), answer_id=best.answer_id)


def _state_matters(best: MatchReading, evidence: Evidence, memory: Memory) -> bool:
    """The best answer holds in one state only, and which state the problem is in is not known."""
    known = evidence.jurisdiction or memory.jurisdiction
    return best.jurisdiction != FEDERAL and known is None


def _close_readings(evidence: Evidence, policy: Policy) -> list[MatchReading]:
    close: list[MatchReading] = []
    for match in evidence.matches:
        if match.probability < policy.choose_at or len(close) == policy.choose_most:
            break
        close.append(match)
    return close
