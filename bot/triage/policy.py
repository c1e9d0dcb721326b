"""Policy: the numbers of the 80/20 line, read from a file that the operator may change."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any

import yaml

from bot.errors import BadPolicy
from bot.settings import ROOT
from bot.triage.confidence import PLAIN, Confidence
from bot.triage.evidence import Evidence
from bot.triage.policy_check import FORCES, check
from bot.triage.promise import Fitted, Line, Promise

DEFAULT = ROOT / "bot/triage/policy.yml"
FITTED = "fitted"


@dataclass(frozen=True)
class Costs:
    """What the outcomes of a turn are worth to the operator, in one currency."""

    lead: float
    lead_per_offer: float
    wrong_answer: float
    needless_handoff: float


@dataclass(frozen=True)
class Offers:
    """How forcefully and how often a lawyer is offered."""

    usual: str
    by_reason: Mapping[str, str]
    under_answer: str
    under_answer_every: int
    most: int

    def force(self, reasons: Sequence[str]) -> str:
        """The strongest that any of the reasons asks for."""
        asked = [self.by_reason.get(reason, self.usual) for reason in reasons]
        return max(asked, key=FORCES.index, default=self.usual)


@dataclass(frozen=True)
class Policy:
    """Thresholds, each explained in policy.yml."""

    version: str
    promise: Promise
    costs: Costs
    offers: Offers
    answer_at: float | str
    answer_at_unfitted: float
    choose_at: float
    choose_first_at: float
    choose_topic_at: float
    choose_most: int
    off_topic_at: float
    uncovered_at: float
    abuse_at: float
    intent_at: float
    intent_over_match_at: float
    vague_at: float
    emergency_at: float
    danger_at: float
    topic_at: float
    entangled_at: float
    entangled_three_at: float
    entangled_unless: float
    large_sum: float
    clarify_most: int
    unhelpful_most: int
    answer_at_topic: Mapping[str, float] = field(default_factory=dict)
    danger_at_kind: Mapping[str, float] = field(default_factory=dict)
    akin: Mapping[str, frozenset[str]] = field(default_factory=dict)
    fitted: Fitted = field(default_factory=Fitted)

    def are_akin(self, one: str, other: str) -> bool:
        """Whether one matter often lies in both areas, so that both together are no sign of two matters."""
        return other in self.akin.get(one, ()) or one in self.akin.get(other, ())

    def sure(self, evidence: Evidence) -> float:
        """The probability that the best answer is right."""
        return self.fitted.confidence.of(evidence)

    def line(self, topics: Sequence[str]) -> float:
        """What an answer on `topics` must reach: the strictest of them."""
        return max([self._line.of(topics), *(self.answer_at_topic.get(topic, 0.0) for topic in topics)])

    def danger_line(self, kind: str) -> float:
        return self.danger_at_kind.get(kind, self.danger_at)

    @property
    def _line(self) -> Line:
        if isinstance(self.answer_at, (int, float)):
            return Line(float(self.answer_at))
        return self.fitted.line or Line(self.answer_at_unfitted)

    def with_fitted(self, fitted: Fitted) -> Policy:
        """The policy with a fitted line, which its version then names too: decisions are stored with it."""
        line = f"+{fitted.line.answer_at:.2f}" if fitted.line and self.answer_at == FITTED else ""
        return replace(self, fitted=fitted, version=f"{self.version}{line}")

    def answering_from(self, line: float, confidence: Confidence = PLAIN) -> Policy:
        """The same policy with one line for all areas, whatever was fitted."""
        return replace(self, answer_at=line, answer_at_topic={}, fitted=Fitted(confidence))

    @classmethod
    def load(cls, path: Path | str = "") -> Policy:
        """Read a policy file; raise `BadPolicy` that names the file, the entry and what it must be."""
        source = Path(path) if path else DEFAULT
        try:
            text = source.read_text(encoding="utf-8")
            values = yaml.safe_load(text)
        except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
            raise BadPolicy(f"{source}: cannot be read ({error})") from error
        try:
            check(values)
        except BadPolicy as error:
            raise BadPolicy(f"{source}: {error}") from error
        return cls(**_built(values, digest=hashlib.sha256(text.encode()).hexdigest()[:8]))


def _built(values: Mapping[str, Any], *, digest: str) -> dict[str, Any]:
    known = {entry.name for entry in fields(Policy)} - {"fitted"}
    built = {name: value for name, value in values.items() if name in known}
    return built | {
        "version": f"{values['version']}-{digest}",
        "promise": Promise(**values["promise"]),
        "costs": Costs(**values["costs"]),
        "offers": Offers(**{**values["offers"], "by_reason": values["offers"].get("by_reason") or {}}),
        "answer_at_topic": values.get("answer_at_topic") or {},
        "danger_at_kind": values.get("danger_at_kind") or {},
        "akin": {topic: frozenset(others.split()) for topic, others in (values.get("akin") or {}).items()},
    }
