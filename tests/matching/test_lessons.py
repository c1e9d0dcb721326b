"""Lessons: what a batch for tuning puts together and what it sets apart."""

from __future__ import annotations

import random

from matching.lessons import of_answers, of_groups
from matching.paraphrases import Group
from tests.matching.fakes import an_answer

HOUSING = [Group("housing", *(f"{role} {number}" for role in "abcde")) for number in range(3)]
WORK = [Group("work", *(f"work {role} {number}" for role in "abcde")) for number in range(2)]
TEXAS = an_answer("deposit-tx", "deposit in texas", "texas deposit", jurisdiction="TX")
OHIO = an_answer("deposit-oh", "deposit in ohio", "ohio deposit", jurisdiction="OH")
RENT = an_answer("rent", "may the rent rise", "rent went up")


def batches(make):
    return list(make(random.Random(1)))


def test_three_ways_of_asking_belong_together_and_near_misses_stand_alone():
    (batch,) = batches(of_groups(HOUSING))
    assert batch.near_misses
    assert len(batch.texts) == 15
    for start in range(0, 15, 5):
        sense = batch.sense[start : start + 5]
        assert sense[0] == sense[1] == sense[2]
        assert len(set(sense)) == 3
        assert len(set(batch.kin[start : start + 5])) == 1


def test_a_batch_has_one_topic():
    for batch in batches(of_groups(HOUSING + WORK)):
        assert len({text.startswith("work") for text in batch.texts}) == 1


def test_one_answer_alone_teaches_nothing():
    assert batches(of_answers([RENT])) == []


def test_versions_for_several_states_are_kin_but_not_near_misses():
    (batch,) = batches(of_answers([TEXAS, OHIO, RENT]))
    assert not batch.near_misses
    senses = {kin: {s for s, k in zip(batch.sense, batch.kin, strict=True) if k == kin} for kin in batch.kin}
    assert sorted(len(found) for found in senses.values()) == [1, 2]


def test_the_same_seed_gives_the_same_lesson():
    make = of_answers([TEXAS, OHIO, RENT])
    assert batches(make) == batches(make)
