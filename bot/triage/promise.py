"""Promise: the error rate that the operator accepts, and the line that keeps it; values only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bot.triage.confidence import PLAIN, Confidence

NEVER = 1.01
"""A line that nothing clears: no answer is given without asking back."""


@dataclass(frozen=True)
class Promise:
    """At most `error` of the answers are wrong, said with `confidence`; `unanswered`: share of turns that the corpus
    does not answer, as the operator expects them."""

    error: float
    confidence: float
    unanswered: float
    when_unproven: str = "never"
    """Without a proven line: `never` answers nothing, `observed` takes the line that kept it on labelled turns."""


@dataclass(frozen=True)
class Scored:
    """One labelled turn that could be answered: how sure the answer is, and whether it is right."""

    topic: str
    confidence: float
    right: bool
    answerable: bool = True
    """Whether any vetted answer would have been right."""


@dataclass(frozen=True)
class Line:
    """Where answers begin: `answer_at` in general, `by_topic` where an area needs more."""

    answer_at: float
    by_topic: Mapping[str, float] = field(default_factory=dict)
    proven: bool = True
    """Whether the tests accepted it; else it is the line of a promise that was kept, but may have been by luck."""

    def of(self, topics: Sequence[str]) -> float:
        return max([self.answer_at, *(self.by_topic.get(topic, 0.0) for topic in topics)])

    def answers(self, turns: Sequence[Scored]) -> list[Scored]:
        return [turn for turn in turns if turn.confidence >= self.of((turn.topic,))]


@dataclass(frozen=True)
class Fitted:
    """What was learned from labelled turns: the weights of the confidence, and the line on it."""

    confidence: Confidence = PLAIN
    line: Line | None = None
    versions: Mapping[str, str] = field(default_factory=dict)
    """The model, corpus and labelled turns that it was fitted on."""
