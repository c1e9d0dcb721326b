"""The line: Learn then Test on made-up turns whose true error is known."""

from __future__ import annotations

import random

import pytest

from bot.triage.line import draw_line, error_interval, p_value
from bot.triage.promise import NEVER, Line, Promise, Scored

PROMISE = Promise(error=0.05, confidence=0.95, unanswered=0.2)


def turns(count: int, seed: int, *, spoiled: str = "") -> list[Scored]:
    """Turns whose confidence is honest: an answer at 0.9 is right nine times in ten; in `spoiled`, one in two is."""
    order = random.Random(seed)
    made = []
    for _ in range(count):
        topic, sure = order.choice(("housing", "family", "debt", "work")), order.random() ** 0.3
        made.append(Scored(topic, sure, order.random() < (0.5 if topic == spoiled else sure)))
    return made


def true_error(line: Line) -> float:
    given = line.answers(turns(40_000, seed=99))
    return sum(not turn.right for turn in given) / len(given) if given else 0.0


def test_the_promise_is_broken_in_no_more_draws_than_the_confidence_allows() -> None:
    broken = [
        true_error(draw_line(turns(500, 2 * n), turns(900, 2 * n + 1), PROMISE)) > PROMISE.error for n in range(60)
    ]
    assert sum(broken) <= 7  # 3 are expected at most; 8 or more would come by chance once in forty times


def test_a_laxer_promise_answers_more() -> None:
    learned, fitted = turns(800, 1), turns(1_500, 2)
    lines = [draw_line(learned, fitted, Promise(error, 0.95, 0.2)).answer_at for error in (0.05, 0.10, 0.20)]
    assert lines[0] > lines[1] > lines[2]


def test_more_confidence_answers_no_more() -> None:
    learned, fitted = turns(800, 1), turns(1_500, 2)
    lines = [
        draw_line(learned, fitted, Promise(0.05, confidence, 0.2)).answer_at for confidence in (0.8, 0.95, 0.999)
    ]
    assert lines == sorted(lines)


def test_with_too_few_turns_nothing_can_be_promised_and_nothing_is_answered() -> None:
    line = draw_line(turns(20, 1), turns(20, 2), PROMISE)
    assert line.answer_at == NEVER
    assert line.answers(turns(100, 3)) == []


def test_an_area_of_law_that_breaks_the_promise_is_tightened_and_the_others_are_not() -> None:
    promise = Promise(0.15, 0.95, 0.2)
    line = draw_line(turns(1_500, 1, spoiled="debt"), turns(1_500, 2, spoiled="debt"), promise)
    assert set(line.by_topic) == {"debt"}
    assert line.of(("debt",)) > line.answer_at == line.of(("housing",))
    assert line.of(("housing", "debt")) == line.of(("debt",))


def test_tightening_only_withholds_answers() -> None:
    promise = Promise(0.15, 0.95, 0.2)
    line = draw_line(turns(1_500, 1, spoiled="debt"), turns(1_500, 2, spoiled="debt"), promise)
    asked = turns(500, 3, spoiled="debt")
    assert set(map(id, line.answers(asked))) <= set(map(id, Line(line.answer_at).answers(asked)))


@pytest.mark.parametrize(
    ("answered", "wrong", "expected"),
    [(59, 0, 0.0485), (100, 1, 0.0371), (100, 5, 0.6160), (0, 0, 1.0)],
)
def test_the_p_value_is_the_exact_binomial_tail(answered: int, wrong: int, expected: float) -> None:
    given = [Scored("housing", 0.9, right=number >= wrong) for number in range(answered)]
    assert p_value(given, 0.5, 0.05) == pytest.approx(expected, abs=1e-4)


def test_the_interval_is_exact_and_nothing_answered_says_nothing() -> None:
    given = [Scored("housing", 0.9, right=number >= 2) for number in range(50)]
    share, low, high = error_interval(given, confidence=0.95)
    assert (share, round(low, 4), round(high, 4)) == (0.04, 0.0049, 0.1371)
    assert error_interval([], confidence=0.95) == (0.0, 0.0, 1.0)
