"""Confidence: how sure the best answer is the right one, from all that was found and not from the match alone.

The matcher's probability looks at a question and a stored wording. Whether the answer is right also depends on what
lies around it: how far the next candidate is behind, whether the answer holds where the person is, whether both are
about the same thing. A logistic regression weighs these; `bot/triage/fitting.py` fits it. How long a message is and
which words it shares with the stored question are left out on purpose: they tell labelled turns apart, and say little
about what people type.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from bot.triage.best import best_match
from bot.triage.evidence import FEDERAL, Evidence


@dataclass(frozen=True)
class Confidence:
    """Weights by name of feature. Without weights, the pooled probability of the best match is taken as it is."""

    weights: Mapping[str, float]
    intercept: float = 0.0

    def of(self, evidence: Evidence) -> float:
        """The probability that the best match answers the message; 0 when nothing matches."""
        if not self.weights:
            best = best_match(evidence)
            return best.probability if best else 0.0
        found = features(evidence)
        if not found:
            return 0.0
        return 1 / (
            1 + math.exp(-sum(found[name] * weight for name, weight in self.weights.items()) - self.intercept)
        )


PLAIN = Confidence({})
FEATURES = (
    *("match", "pooled", "lead", "third", "topic", "subtopic", "place_known", "place_same", "everywhere"),
    "not_covered",
)


def features(evidence: Evidence) -> dict[str, float]:
    """What speaks for and against the best match, each on a scale of a few units; empty when nothing matches."""
    best = best_match(evidence)
    if best is None:
        return {}
    first, second, third = ([_log_odds(match.probability) for match in evidence.matches] + [_log_odds(0)] * 3)[:3]
    subtopics = {topic.subtopic for topic in evidence.topics if topic.subtopic}
    return {
        "match": first,
        "pooled": _log_odds(best.probability),
        "lead": first - second,
        "third": third,
        "topic": max((topic.probability for topic in evidence.topics if topic.topic in best.topics), default=0.0),
        "subtopic": float(best.subtopic in subtopics),
        "place_known": float(evidence.jurisdiction is not None),
        "place_same": float(best.jurisdiction == evidence.jurisdiction),
        "everywhere": float(best.jurisdiction == FEDERAL),
        "not_covered": evidence.uncovered + evidence.not_legal,
    }


def _log_odds(probability: float) -> float:
    return math.log((min(probability, 1.0) + 1e-3) / (1 - min(probability, 1.0) + 1e-3))
