"""Evidence: what one parse found in a message, as plain values that decide() reads."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

from bot.triage.complexity import Sign, find_signs, sum_at_stake

FEDERAL = "US"
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True)
class TopicReading:
    """One area of law in the message; `probability` is calibrated."""

    topic: str
    subtopic: str | None
    code: str
    probability: float


@dataclass(frozen=True)
class MatchReading:
    """One vetted answer that may fit; `probability` is the chance that it is the right one."""

    answer_id: str
    question: str
    topics: tuple[str, ...]
    jurisdiction: str
    probability: float
    subtopic: str = ""


@dataclass(frozen=True)
class DangerReading:
    kind: str
    probability: float
    phrase: str
    deadline: str | None = None
    rule: Mapping[str, Any] | None = None
    """The rule that the deadline was worked out by, with its source."""
    assumed: bool = False
    """No state was named: the rule is the shortest that is known."""


@dataclass(frozen=True)
class Evidence:
    """Everything that one message says, before the conversation around it is considered."""

    text: str
    intent: str
    intent_confidence: float
    topics: tuple[TopicReading, ...] = ()
    in_scope: float = 0.0
    uncovered: float = 0.0
    not_legal: float = 0.0
    jurisdiction: str | None = None
    candidates: tuple[str, ...] = ()
    mention: str = ""
    """The words that named the place."""
    language: str = "en"
    hateful: float = 0.0
    refused: bool = False
    reported: bool = False
    danger: DangerReading | None = None
    matches: tuple[MatchReading, ...] = ()
    signs: tuple[Sign, ...] = ()
    at_stake: float = 0.0
    """Dollars that a claim or an estate may be about."""
    length: int = 0
    """Words in the message."""
    chosen: Mapping[str, str] | None = None
    """What a button said, such as `{"answer_id": …}`; None for typed text."""

    @property
    def best(self) -> MatchReading | None:
        return self.matches[0] if self.matches else None

    def topics_above(self, probability: float) -> tuple[TopicReading, ...]:
        return tuple(topic for topic in self.topics if topic.probability >= probability)

    @classmethod
    def from_parse(cls, parse: Mapping[str, Any]) -> Evidence:
        """Read what Rasa's `/model/parse` returns (or `tracker.latest_message`); absent keys mean "not found"."""
        text = str(parse.get("text") or "")
        intent = parse.get("intent") or {}
        scope = parse.get("scope") or {}
        place = parse.get("place") or {}
        moderation = parse.get("moderation") or {}
        topics = tuple(TopicReading(**topic) for topic in parse.get("topics") or ())
        matches = tuple(_match(match) for match in parse.get("matches") or ())
        return cls(
            text=text,
            intent=intent.get("name") or "vague",
            intent_confidence=float(intent.get("confidence") or 0.0),
            topics=topics,
            in_scope=float(scope.get("in_scope", 0.0)),
            uncovered=float(scope.get("uncovered", 0.0)),
            not_legal=float(scope.get("not_legal", 0.0)),
            jurisdiction=place.get("jurisdiction"),
            candidates=tuple(place.get("candidates") or ()),
            mention=place.get("mention") or "",
            language=(parse.get("language") or {}).get("code", "en"),
            hateful=float(moderation.get("hateful", 0.0)),
            refused=bool(moderation.get("refused")),
            reported=bool(moderation.get("reported")),
            danger=_danger(parse.get("danger")),
            matches=matches,
            signs=find_signs(text, {topic.topic for topic in topics if topic.probability >= 0.3}),
            at_stake=sum_at_stake(text),
            length=len(_WORD.findall(text)),
            chosen=_chosen(parse, text),
        )

    def as_json(self) -> dict[str, Any]:
        """Everything but the words themselves, which stand with the message."""
        return {name: value for name, value in asdict(self).items() if name != "text"}

    @classmethod
    def from_json(cls, stored: Mapping[str, Any], text: str) -> Evidence:
        """What `as_json` wrote, with the words it belongs to; entries of a later version are passed over."""
        known = {field.name for field in fields(cls)}
        values = {name: value for name, value in stored.items() if name in known}
        danger = values.get("danger")
        values |= {
            "topics": tuple(TopicReading(**topic) for topic in stored.get("topics") or ()),
            "matches": tuple(
                MatchReading(**{**match, "topics": tuple(match["topics"])}) for match in stored.get("matches") or ()
            ),
            "signs": tuple(Sign(**sign) for sign in stored.get("signs") or ()),
            "candidates": tuple(stored.get("candidates") or ()),
            "danger": DangerReading(**danger) if danger else None,
        }
        return cls(**{**values, "text": text})


def _danger(found: Mapping[str, Any] | None) -> DangerReading | None:
    if not found:
        return None
    return DangerReading(
        found["kind"],
        float(found["probability"]),
        found.get("phrase") or "",
        found.get("deadline"),
        found.get("rule"),
        bool(found.get("assumed")),
    )


def _match(match: Mapping[str, Any]) -> MatchReading:
    return MatchReading(
        answer_id=match["answer_id"],
        question=match["question"],
        topics=tuple(match["topics"]),
        jurisdiction=match["jurisdiction"],
        probability=float(match["probability"]),
        subtopic=match.get("subtopic") or "",
    )


def _chosen(parse: Mapping[str, Any], text: str) -> dict[str, str] | None:
    if not text.startswith("/"):
        return None
    return {entity["entity"]: str(entity["value"]) for entity in parse.get("entities") or ()}
