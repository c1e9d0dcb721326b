"""Report: how well the 80/20 line does on turns that had no part in drawing it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.triage.confidence import PLAIN
from bot.triage.fitting import Reading, of_part, scored
from bot.triage.labelled import HEARD, LEARN, MEASURE, Case, part
from bot.triage.line import GRID, error_interval
from bot.triage.policy import Costs, Policy
from bot.triage.promise import Scored
from bot.triage.turn import Turn, first_turn

FIXED_RULES = (0.40, 0.60, 0.80)
"""Thresholds of the simple rule: answer when the match's own probability reaches a fixed number."""

WANTED = {
    "common": 0.80,
    "complex": 0.90,
    "urgent": 0.97,
    "off_topic": 0.95,
    "vague": 0.85,
    "lawyer": 1.0,
    "abusive": 0.90,
    "reporting": 1.0,
}
"""The share of each kind that is to go as expected."""


@dataclass(frozen=True)
class Point:
    """One line on the curve: what share of all turns it answers, what share of the answers is wrong."""

    line: float
    answered: float
    error: float
    value: float
    """What a hundred turns are worth with it, by the policy's costs."""


def promise_kept(measured: Sequence[Reading], policy: Policy) -> dict[str, Any]:
    """Coverage and error of the line in force on turns that had no part in it."""
    turns = [(reading, first_turn(reading.evidence, policy)) for reading in measured]
    given = [_scored(reading, turn) for reading, turn in turns if turn.decision.action == "answer"]
    answerable = sum(bool(reading.question.answers) for reading in measured)
    error, low, high = error_interval(given, confidence=policy.promise.confidence)
    right = sum(one.right for one in given)
    one_choice = sum(_right_reading_offered(reading, turn) for reading, turn in turns)
    return {
        "turns": len(measured),
        "answerable": answerable,
        "answered": len(given),
        "coverage": _share(right, answerable),
        "coverage_after_one_choice": _share(right + one_choice, answerable),
        "error": round(error, 4),
        "error_interval": [round(low, 4), round(high, 4)],
        "promised": policy.promise.error,
        "kept": error <= policy.promise.error,
        "topics": _by_topic(given),
    }


def curves(measured: Sequence[Reading], policy: Policy) -> dict[str, list[Point]]:
    """(answered, error) for every line: with the learned confidence, and with the match's probability alone."""
    found = {}
    for name, confidence in (("learned confidence", policy.fitted.confidence), ("match probability", PLAIN)):
        could = scored(measured, confidence, policy)
        found[name] = [_point(line, could, len(measured), policy.costs) for line in reversed(GRID)]
    return found


def recommended(points: Sequence[Point], *, least: float = 0.0) -> Point:
    """The line worth most, among those not laxer than `least`; the strictest where none is left."""
    allowed = [point for point in points if point.line >= least]
    return max(allowed or [points[-1]], key=lambda point: point.value)


def fixed_rules(points: Sequence[Point]) -> dict[str, dict[str, float]]:
    return {
        f"{point.line:.2f}": {"answered": point.answered, "error": point.error}
        for point in points
        if point.line in FIXED_RULES
    }


def kept_for_measuring(readings: Sequence[Reading], policy: Policy) -> list[Reading]:
    return of_part(readings, MEASURE, policy.promise)


def actions(cases: Sequence[tuple[Case, Turn]]) -> dict[str, dict[str, Any]]:
    """For each kind of message, how many go as expected: in all, and among those kept for measuring."""
    found: dict[str, dict[str, Any]] = {}
    for kind in sorted({case.kind for case, _ in cases}):
        of_kind = [(case, as_expected(case, turn)) for case, turn in cases if case.kind == kind]
        kept = [good for case, good in of_kind if part(case.text) != LEARN]
        all_of_them = [good for _, good in of_kind]
        found[kind] = {
            "messages": len(all_of_them),
            "as_expected": _share(sum(all_of_them), len(all_of_them)),
            "measured": len(kept),
            "measured_as_expected": _share(sum(kept), len(kept)),
            **({"wanted": WANTED[kind]} if kind in WANTED else {}),
        }
    return found


def as_expected(case: Case, turn: Turn) -> bool:
    """A matter for a lawyer that is also dangerous may be helped first: the help offers a lawyer too. A common
    question whose answer depends on the state may be asked for the state."""
    action = turn.decision.action
    if case.expected == HEARD:
        return action not in ("deescalate", "scope")
    if case.expected == "handoff" and case.kind == "complex":
        return action in ("handoff", "emergency")
    if case.expected == "answer":
        return action == "answer" or turn.decision.subject == "which_state"
    return action == case.expected


def worth(turns: Sequence[Scored], line: float, costs: Costs) -> float:
    """What the turns bring with that line: wrong answers cost, needless hand-offs cost, the rest may become leads."""
    wrong = sum(turn.confidence >= line and not turn.right for turn in turns)
    withheld = [turn for turn in turns if turn.confidence < line]
    needless = sum(turn.answerable for turn in withheld)
    leads = (len(withheld) - needless) * costs.lead_per_offer
    return leads * costs.lead - wrong * costs.wrong_answer - needless * costs.needless_handoff


def _point(line: float, turns: Sequence[Scored], everything: int, costs: Costs) -> Point:
    answered = [turn for turn in turns if turn.confidence >= line]
    error, _, _ = error_interval(answered, confidence=0.95)
    value = 100 * worth(turns, line, costs) / max(everything, 1)
    return Point(line, _share(len(answered), everything), round(error, 4), round(value, 1))


def _scored(reading: Reading, turn: Turn) -> Scored:
    right = turn.decision.answer_id in reading.question.answers
    return Scored(reading.question.topic, turn.decision.confidence, right)


def _right_reading_offered(reading: Reading, turn: Turn) -> bool:
    return turn.decision.subject == "which_reading" and bool(reading.question.answers & set(turn.decision.choices))


def _by_topic(given: Sequence[Scored]) -> dict[str, dict[str, int]]:
    return {
        topic: {
            "answered": sum(turn.topic == topic for turn in given),
            "wrong": sum(turn.topic == topic and not turn.right for turn in given),
        }
        for topic in sorted({turn.topic for turn in given})
    }


def _share(part_of: int, whole: int) -> float:
    return round(part_of / whole, 4) if whole else 0.0


def as_json(points: Mapping[str, Sequence[Point]]) -> dict[str, list[list[float]]]:
    """The curves as (line, answered, error) rows."""
    return {name: [[p.line, p.answered, p.error] for p in curve] for name, curve in points.items()}
