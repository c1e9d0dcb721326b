"""The measures: what counts as right, as an error, and as covered."""

from __future__ import annotations

import pytest

from matching.calibration import Calibration, save_calibration
from matching.errors import WeightsUnusable
from matching.evaluation import milliseconds, systems
from matching.index import AnswerIndex
from matching.matcher import Asked, Matcher
from matching.measures import (
    Outcome,
    calibration_error,
    coverage_at,
    coverage_curve,
    curve_points,
    draw_coverage,
    fixed_rule,
    summary,
)
from matching.training import calibrate
from matching.trials import Trial, plain_understanding, trials
from matching.unseen import Unseen
from tests.matching.fakes import an_answer, bag_of_words, same_words

DEPOSIT = an_answer("deposit", "when do I get my deposit back", "deposit never came back", "get my deposit back when")
WAGES = an_answer("wages", "how do I get unpaid wages", "boss owes me wages", "get unpaid wages how", topic="work")
TEXAS = an_answer(
    "will-tx", "is a will by hand valid in texas", "texas will by hand ok", topic="estates", jurisdiction="TX"
)


def outcome(expected, ranking, score):
    asked = Asked("a question", bag_of_words(["a question"])[0])
    return Outcome(Trial(asked, (expected,) if expected else (), "housing"), tuple(ranking), score)


RIGHT, SECOND = outcome("deposit", ["deposit", "wages"], 0.9), outcome("deposit", ["wages", "deposit"], 0.6)
LOST, UNANSWERABLE = outcome("deposit", ["wages"], 0.3), outcome(None, ["wages"], 0.2)
ALL = [RIGHT, SECOND, LOST, UNANSWERABLE]


def test_recall_and_rank_count_answerable_questions_only():
    report = summary(ALL)
    assert report["recall_at_1"] == pytest.approx(1 / 3, abs=1e-4)
    assert report["recall_at_3"] == pytest.approx(2 / 3, abs=1e-4)
    assert report["mrr"] == pytest.approx((1 + 1 / 2 + 0) / 3, abs=1e-4)
    assert report["answerable_auroc"] == 1.0


def test_answering_what_cannot_be_answered_is_an_error():
    coverage, error = coverage_curve([RIGHT, UNANSWERABLE])
    assert coverage.tolist() == [0.5, 1.0]
    assert error.tolist() == [0.0, 0.5]


def test_coverage_is_what_can_be_answered_within_the_error():
    assert coverage_at(ALL, 0.05) == pytest.approx(1 / 3, abs=1e-4)
    assert coverage_at([LOST], 0.05) == 0.0


def test_a_fixed_rule_answers_from_its_threshold_on():
    assert fixed_rule(ALL, 0.6) == {"answered_rightly": pytest.approx(0.3333), "error": 0.5}
    assert fixed_rule(ALL, 0.95) == {"answered_rightly": 0.0, "error": 0.0}


def test_a_probability_that_comes_true_has_no_calibration_error():
    sure = [outcome("deposit", ["deposit"], 1.0)] * 10
    assert calibration_error(sure) == 0.0
    assert calibration_error([outcome("deposit", ["wages"], 1.0)] * 10) == 1.0


def test_the_curve_becomes_a_picture(tmp_path):
    draw_coverage({"sidebar": ALL}, tmp_path / "new" / "curve.png")
    assert (tmp_path / "new" / "curve.png").read_bytes().startswith(b"\x89PNG")


@pytest.fixture
def matcher():
    index = AnswerIndex.build([DEPOSIT, WAGES, TEXAS], bag_of_words)
    return Matcher(index, calibration=Calibration.from_similarity(), verify=same_words)


QUESTIONS = [
    Unseen("get unpaid wages from boss", ("wages",), "work", "work.yml:1"),
    Unseen("deposit never came", ("deposit",), "housing", "housing.yml:1"),
    Unseen("my texas will is by hand", ("will-tx",), "estates", "estates.yml:1"),
    Unseen("is my ohio will by hand ok", (), "estates", "estates.yml:2"),
    Unseen("who feeds the neighbor's cat", (), "housing", "housing.yml:2"),
    Unseen("boss unpaid wages how", ("wages",), "work", "work.yml:2"),
]


@pytest.fixture
def asked(matcher):
    return trials(QUESTIONS, encode=bag_of_words, understand=plain_understanding(matcher.index))


def test_a_state_that_a_question_names_is_its_place(asked):
    assert [asked[row].asked.place.jurisdiction for row in (2, 3)] == ["TX", "OH"]


def test_topics_are_read_from_the_stored_wordings(asked):
    assert max(asked[0].asked.topics.items(), key=lambda pair: pair[1])[0] == "work"


def test_another_states_answer_is_not_offered(matcher, asked):
    assert "will-tx" not in [match.answer.answer_id for match in matcher.match(asked[3].asked)]


def test_each_system_ranks_the_near_wording_first(matcher, asked):
    for system in systems(matcher).values():
        assert system(asked[0]).place == 1


def test_any_of_several_right_answers_counts():
    both = Outcome(Trial(Asked("a", bag_of_words(["a"])[0]), ("a", "b"), "housing"), ("c", "b", "a"), 0.5)
    assert both.place == 2


def test_the_curve_says_from_which_probability_on_questions_are_answered():
    (half, whole) = curve_points([RIGHT, UNANSWERABLE], points=2)
    assert half == {"coverage": 0.5, "error": 0.0, "from": 0.9}
    assert whole == {"coverage": 1.0, "error": 0.5, "from": 0.2}


def test_matching_is_timed(matcher, asked):
    assert milliseconds(matcher, asked) > 0
    assert milliseconds(matcher, []) == 0


def test_calibration_learns_what_speaks_for_an_answer(matcher, asked, tmp_path):
    names, network = calibrate(matcher, asked)
    save_calibration(names, network, tmp_path / "calibration.npz")
    learned = Calibration.load(tmp_path / "calibration.npz")
    assert learned.names == names
    judging = Matcher(matcher.index, calibration=learned, verify=same_words)
    right = [trial for trial in asked if trial.right]
    assert all(judging.match(trial.asked)[0].answer.answer_id in trial.right for trial in right)


def test_a_missing_calibration_names_the_remedy(tmp_path):
    with pytest.raises(WeightsUnusable, match=r"matching\.training"):
        Calibration.load(tmp_path / "none.npz")
