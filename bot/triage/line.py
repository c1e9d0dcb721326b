"""Line: the confidence from which an answer is given, so that a stated share of wrong answers is not exceeded.

Method: Learn then Test (A. N. Angelopoulos, S. Bates, E. J. Candès, M. I. Jordan, L. Lei, "Learn then Test:
Calibrating Predictive Algorithms to Achieve Risk Control", arXiv:2110.01052). Each candidate line is a hypothesis
"of the answers given from here up, more than the accepted share are wrong". Given how many answers are given, the
number of wrong ones is binomial, so the exact binomial tail (Clopper and Pearson, Biometrika 26, 1934) is a p-value
that holds for any sample size. Fixed sequence testing (an algorithm of that paper) goes from a start to laxer lines
until a hypothesis stands; several starts would each have their share of the error of the test, so there is one: the
line that looks best on other turns. With the stated confidence, no accepted line breaks the promise,
for turns drawn like the labelled ones.

Topics: for each area of law, the exact binomial test asks whether its answers are wrong more often than promised.
Over all areas, the Benjamini-Hochberg procedure (J. R. Stat. Soc. B 57, 1995) keeps the expected share of false
alarms below `FALSE_ALARMS`; a false alarm only costs answers, so this and not the stricter family-wise error is
controlled. An area that is found wanting on the other turns gets its own, stricter line before the tests above, which
so hold for the line as a whole; one that is found wanting only afterwards is tightened too, which withholds answers.
"""

from __future__ import annotations

from collections.abc import Sequence

from scipy.stats import binom, binomtest

from bot.triage.promise import NEVER, Line, Promise, Scored

GRID = tuple(round(step / 100, 2) for step in range(98, 4, -1))
"""Candidate lines, fixed before any turn is looked at."""
STARTS, APART = 1, 0.05
FALSE_ALARMS = 0.10
OBSERVED = "observed"
LEAST_OBSERVED = 40
LEAST_ANSWERS = 8
"""Answers in one area from which its error is judged at all."""


def draw_line(learned: Sequence[Scored], fitted: Sequence[Scored], promise: Promise) -> Line:
    """The line that answers most and keeps the promise. `learned` orders the tests, `fitted` decides them."""
    known = _stricter(_starts(learned, promise.error)[0], learned, promise)
    learned, fitted = Line(0.0, known).answers(learned), Line(0.0, known).answers(fitted)
    common = _common(learned, fitted, promise)
    proven = common < NEVER
    if not proven and promise.when_unproven == OBSERVED:
        common = _observed([*learned, *fitted], promise.error)
    shown = _stricter(common, fitted, promise) if common < NEVER else {}
    by_topic = {topic: max(known.get(topic, 0.0), shown.get(topic, 0.0)) for topic in {**known, **shown}}
    return Line(common, by_topic, proven)


def p_value(turns: Sequence[Scored], line: float, error: float) -> float:
    """The chance of so few wrong answers if `error` or more of those from `line` up were wrong."""
    answered = [turn for turn in turns if turn.confidence >= line]
    wrong = sum(not turn.right for turn in answered)
    return float(binom.cdf(wrong, len(answered), error)) if answered else 1.0


def error_interval(turns: Sequence[Scored], *, confidence: float) -> tuple[float, float, float]:
    """(share of wrong answers, lower, upper) after Clopper and Pearson; nothing answered says nothing."""
    if not turns:
        return 0.0, 0.0, 1.0
    wrong = sum(not turn.right for turn in turns)
    interval = binomtest(wrong, len(turns)).proportion_ci(confidence_level=confidence, method="exact")
    return wrong / len(turns), float(interval.low), float(interval.high)


def _common(learned: Sequence[Scored], fitted: Sequence[Scored], promise: Promise) -> float:
    level = (1 - promise.confidence) / STARTS
    kept = NEVER
    for start in _starts(learned, promise.error):
        for line in (line for line in GRID if line <= start):
            if p_value(fitted, line, promise.error) > level:
                break
            kept = min(kept, line)
    return kept


def _observed(turns: Sequence[Scored], error: float) -> float:
    """The laxest line whose answers kept the promise on all turns so far; `NEVER` when there are too few of them."""
    for line in reversed(GRID):
        given = [turn for turn in turns if turn.confidence >= line]
        if len(given) >= LEAST_OBSERVED and sum(not turn.right for turn in given) <= error * len(given):
            return line
    return NEVER


def _starts(learned: Sequence[Scored], error: float) -> list[float]:
    """The most promising lines on other turns, no two of them neighbours."""
    found: list[float] = []
    for line in sorted(GRID, key=lambda line: (p_value(learned, line, error), -line)):
        if len(found) < STARTS and all(abs(line - other) >= APART for other in found):
            found.append(line)
    return found


def _stricter(common: float, turns: Sequence[Scored], promise: Promise) -> dict[str, float]:
    answered = {
        topic: [turn for turn in turns if turn.topic == topic and turn.confidence >= common]
        for topic in sorted({turn.topic for turn in turns})
    }
    judged = {topic: found for topic, found in answered.items() if len(found) >= LEAST_ANSWERS}
    if not judged:
        return {}
    tails = [_breaks(found, promise.error) for found in judged.values()]
    allowed = _benjamini_hochberg(tails, FALSE_ALARMS)
    return {
        topic: _own_line(found, common, promise.error)
        for (topic, found), p in zip(judged.items(), tails, strict=True)
        if p <= allowed
    }


def _benjamini_hochberg(tails: Sequence[float], rate: float) -> float:
    """The largest p-value that counts as a finding; below all of them when there is none."""
    steps = [(p, rate * rank / len(tails)) for rank, p in enumerate(sorted(tails), start=1)]
    return max((p for p, allowed in steps if p <= allowed), default=-1.0)


def _breaks(answered: Sequence[Scored], error: float) -> float:
    """The chance of so many wrong answers if no more than `error` of them were wrong."""
    wrong = sum(not turn.right for turn in answered)
    return float(binom.sf(wrong - 1, len(answered), error))


def _own_line(turns: Sequence[Scored], common: float, error: float) -> float:
    """The lowest line from which on the area's own answers kept the promise; `NEVER` when there is none."""
    for line in sorted(line for line in GRID if line > common):
        kept = [turn for turn in turns if turn.confidence >= line]
        if kept and sum(not turn.right for turn in kept) <= error * len(kept):
            return line
    return NEVER
