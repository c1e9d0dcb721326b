"""Searching the answers: best wording counts, places limit, files round-trip."""

from __future__ import annotations

import pytest

from matching.errors import EmptyCorpus
from matching.index import AnswerIndex
from tests.matching.fakes import an_answer, bag_of_words

DEPOSIT = an_answer("deposit", "can my landlord keep my deposit", "he kept the money I put down")
OVERTIME = an_answer("overtime", "must my boss pay overtime", topic="work")
TEXAS = an_answer("deposit-tx", "deposit rules in texas", jurisdiction="TX")


@pytest.fixture
def index():
    return AnswerIndex.build([OVERTIME, DEPOSIT, TEXAS], bag_of_words)


def vector(text):
    return bag_of_words([text])[0]


@pytest.mark.parametrize(
    ("question", "expected"),
    [("my landlord wants to keep the deposit", DEPOSIT), ("does the boss have to pay overtime", OVERTIME)],
)
def test_nearest_puts_the_closest_answer_first(index, question, expected):
    assert index.nearest(vector(question))[0].answer == expected


def test_an_answer_counts_by_its_best_wording_and_appears_once(index):
    found = index.nearest(vector("he kept the money I put down"), limit=3)
    assert found[0].wording == "he kept the money I put down"
    assert found[0].similarity == pytest.approx(1.0)
    assert [candidate.answer for candidate in found].count(DEPOSIT) == 1


def test_limit_is_kept(index):
    assert len(index.nearest(vector("deposit"), limit=2)) == 2


def test_an_answer_of_another_state_is_left_out(index):
    answers = [candidate.answer for candidate in index.nearest(vector("deposit rules in texas"), states={"CA"})]
    assert TEXAS not in answers
    assert DEPOSIT in answers
    assert index.nearest(vector("deposit rules in texas"), states={"TX"})[0].answer == TEXAS


def test_a_saved_index_finds_the_same_from_the_file(index, tmp_path):
    index.save(tmp_path)
    loaded = AnswerIndex.load(tmp_path, [OVERTIME, DEPOSIT, TEXAS])
    question = vector("must the landlord give my deposit back")
    assert loaded.nearest(question) == index.nearest(question)


def test_an_index_of_another_corpus_is_refused(index, tmp_path):
    index.save(tmp_path)
    with pytest.raises(EmptyCorpus, match="sidebar train"):
        AnswerIndex.load(tmp_path, [OVERTIME, TEXAS])


def test_an_empty_corpus_is_refused():
    with pytest.raises(EmptyCorpus, match="matching/corpus/"):
        AnswerIndex.build([], bag_of_words)
