"""The best match: the likeliest answer, with a state's rule and the general one on the same thing as one reading."""

from __future__ import annotations

from dataclasses import replace

from bot.triage.evidence import FEDERAL, Evidence, MatchReading


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


def _versions_of_one(match: MatchReading, best: MatchReading) -> bool:
    if match.answer_id == best.answer_id:
        return True
    same_subject = match.topics == best.topics and match.subtopic == best.subtopic != ""
    rivals = match.probability >= best.probability / 2  # a distant one is another question on the same subject
    return same_subject and rivals and match.jurisdiction != best.jurisdiction
