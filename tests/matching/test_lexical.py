"""Scores by shared words."""

from __future__ import annotations

import pytest

from matching.lexical import LexicalIndex


@pytest.fixture
def index():
    return LexicalIndex(["how much is the filing fee", "my landlord kept my deposit", "a deposit and a fee"])


def test_the_wording_with_the_telling_words_scores_highest(index):
    scores = index.scores("landlord has my deposit")
    assert scores.argmax() == 1
    assert scores[0] == 0


@pytest.mark.parametrize("question", ["", "???", "quantum entanglement"])
def test_a_question_without_known_words_scores_nothing(index, question):
    assert index.scores(question).tolist() == [0.0, 0.0, 0.0]
