"""The whole judgement: verification, topic, place and expiry in one probability."""

from __future__ import annotations

from datetime import date

import pytest

from matching.calibration import Calibration, Line
from matching.index import AnswerIndex
from matching.matcher import Asked, Matcher, Place
from tests.matching.fakes import an_answer, bag_of_words, same_words

RAISE = an_answer("housing-raise", "can my landlord raise the rent mid lease")
PAY = an_answer("housing-pay", "can i pay my rent mid month", topic="debt")
DEPOSIT_TX = an_answer("housing-deposit-tx", "when must the deposit come back", jurisdiction="TX")
DEPOSIT_CA = an_answer("housing-deposit-ca", "when must the deposit come back", jurisdiction="CA")
FEE_2025 = an_answer("courts-fee", "what does the court fee cost", expires_on=date(2026, 1, 1))
WEIGHTS = Calibration(("same", "topic", "elsewhere"), Line((1.0, 2.0, -2.0), intercept=-1.0))


@pytest.fixture
def matcher():
    index = AnswerIndex.build([RAISE, PAY, DEPOSIT_TX, DEPOSIT_CA, FEE_2025], bag_of_words)
    return Matcher(index, calibration=WEIGHTS, verify=same_words, today=lambda: date(2026, 11, 21))


def asked(text, *, topics=None, state=None, candidates=()):
    return Asked(text, bag_of_words([text])[0], topics or {}, Place(state, candidates))


def found(matches):
    return [match.answer.answer_id for match in matches]


def test_what_the_verifier_accepts_comes_first_with_a_high_probability(matcher):
    best, *rest = matcher.match(asked("can i pay my rent mid month"))
    assert best.answer == PAY
    assert best.probability > 0.9
    assert all(match.probability < 0.1 for match in rest)


def test_an_answer_about_the_understood_topic_is_more_probable(matcher):
    in_topic = matcher.match(asked("can i pay my rent mid month", topics={"debt": 0.9}))[0]
    off_topic = matcher.match(asked("can i pay my rent mid month", topics={"family": 0.9}))[0]
    assert in_topic.probability > off_topic.probability


def test_an_answer_of_another_state_never_appears(matcher):
    matches = found(matcher.match(asked("when must the deposit come back", state="CA")))
    assert matches[0] == "housing-deposit-ca"
    assert "housing-deposit-tx" not in matches


def test_every_state_that_a_place_name_may_mean_is_allowed(matcher):
    matches = found(matcher.match(asked("when must the deposit come back", candidates=("TX", "NY"))))
    assert "housing-deposit-tx" in matches
    assert "housing-deposit-ca" not in matches


def test_with_no_place_one_state_stands_for_all_and_is_less_probable(matcher):
    unknown = matcher.match(asked("when must the deposit come back"))
    known = matcher.match(asked("when must the deposit come back", state="TX"))
    assert len([match for match in unknown if match.answer.answer_id.startswith("housing-deposit")]) == 1
    assert unknown[0].probability < known[0].probability


def test_an_expired_answer_is_not_served(matcher):
    assert "courts-fee" not in found(matcher.match(asked("what does the court fee cost")))


def test_no_answer_for_the_place_gives_no_match():
    index = AnswerIndex.build([DEPOSIT_TX], bag_of_words)
    only_texas = Matcher(index, calibration=WEIGHTS, verify=same_words)
    assert only_texas.match(asked("when must the deposit come back", state="CA")) == []
