"""The verifier: near-misses apart, paraphrases together, on pairs that were never trained on."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from matching.comparison import Head, Texts, features
from matching.encoder import TUNED_FILE
from matching.errors import WeightsUnusable
from matching.evaluation import compare_pairs
from matching.verifier import Verifier
from tests.matching.fakes import bag_of_words


@pytest.fixture(scope="module")
def verifier():
    return Verifier.load(cache_dir=Path("var/cache"))


@pytest.mark.model
def test_each_contrast_of_the_held_out_pairs_is_told_apart(verifier):
    report = compare_pairs(verifier)
    assert report["all"] >= 0.88
    assert report["same_few / other_many"] >= 0.80
    assert min(value for name, value in report.items() if "/" in name) >= 0.75


@pytest.mark.model
def test_many_shared_words_do_not_make_the_same_question(verifier):
    near_miss, paraphrase = verifier(
        "can my landlord raise the rent mid lease",
        ["can i pay my rent mid month", "is a rent increase allowed before my lease is over"],
    )
    assert near_miss < paraphrase


@pytest.mark.model
def test_the_order_of_the_two_questions_does_not_matter(verifier):
    one, two = verifier.log_odds(
        [("who pays my bail", "bail money, whose job"), ("bail money, whose job", "who pays my bail")]
    )
    assert one == pytest.approx(two, abs=1e-4)


@pytest.mark.model
def test_what_is_remembered_is_judged_like_what_is_read_anew(verifier):
    wordings = ["my check never came", "how do i get my last wages"]
    fresh = verifier("boss never paid me", wordings)
    verifier.remember(wordings, verifier.vectors(wordings))
    assert verifier("boss never paid me", wordings) == pytest.approx(fresh, abs=1e-3)
    verifier.remember([], np.zeros((0, 768), dtype=np.float32))


@pytest.mark.model
def test_a_question_that_is_already_encoded_is_not_encoded_again(verifier):
    wordings = ["my check never came", "how do i get my last wages"]
    vectors = verifier.vectors([*wordings, "boss never paid me"])
    silent = Verifier(encode=no_encoding, head=Head.load())
    silent.remember(wordings, vectors[:2])
    assert silent("boss never paid me", wordings, vector=vectors[2]) == pytest.approx(
        verifier("boss never paid me", wordings), abs=1e-3
    )


def no_encoding(texts):
    raise AssertionError(f"encoded again: {texts}")


@pytest.mark.model
def test_nothing_to_compare_gives_nothing(verifier):
    assert verifier("who pays", []).shape == (0,)


def test_the_shipped_difference_is_compact():
    assert TUNED_FILE.stat().st_size < 10 * 2**20


def test_features_do_not_depend_on_the_order_of_a_pair():
    left, right = ["my boss kept my pay"], ["wages were withheld by my boss"]
    one = Texts.of(left, bag_of_words(left), bag_of_words(left))
    two = Texts.of(right, bag_of_words(right), bag_of_words(right))
    assert features(one, two) == pytest.approx(features(two, one))


def test_missing_weights_name_the_remedy(tmp_path):
    with pytest.raises(WeightsUnusable, match=r"python -m matching\.training"):
        Head.load(tmp_path / "head.npz")
