"""Reading messages: intent, topics, subtopics and scope, each with a probability."""

from __future__ import annotations

import numpy as np
import pytest

from intents.calibration import Temperature, calibration_error, reliability
from intents.classifier import Classifier
from intents.errors import NothingToLearn, NotTrained
from intents.lesson import Lesson
from intents.neighbours import Neighbours
from intents.storage import load, save
from intents.utterances import utterance_of
from intents.words import Words
from tests.intents.fakes import bag_of_words, utterances

ONLY = {"topics": ["housing"], "only": "topics"}


@pytest.fixture(scope="module")
def lesson():
    told = utterances()
    return Lesson.of(told, bag_of_words([one.text for one in told]))


@pytest.fixture(scope="module")
def classifier(lesson):
    return Classifier.train(lesson)


def _read(classifier, text):
    return classifier.read(text, bag_of_words([text])[0])


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("landlord and deposit and lease", "ask"),
        ("hello there friend", "greet"),
        ("thanks, much obliged", "thanks"),
        ("recipe for soup and bread", "out_of_scope"),
    ],
)
def test_the_likeliest_intent_comes_first(classifier, text, intent):
    (name, probability), *others = _read(classifier, text).intents
    assert name == intent
    assert all(probability >= other for _, other in others)


def test_the_likeliest_topic_comes_first_with_its_subtopic(classifier):
    first = _read(classifier, "the landlord kept my deposit and the rent").topics[0]
    assert (first.topic, first.subtopic) == ("housing", "deposit")
    assert first.probability > 0.5


def test_a_message_may_have_two_topics(classifier):
    reading = _read(classifier, "boss paycheck overtime landlord deposit eviction")
    assert all(topic.probability > 0.5 for topic in reading.topics)


def test_probabilities_of_intents_and_scopes_sum_to_one(classifier):
    reading = _read(classifier, "rent and soup")
    assert sum(probability for _, probability in reading.intents) == pytest.approx(1)
    assert sum(reading.scope.values()) == pytest.approx(1)


@pytest.mark.parametrize(
    ("text", "scope"),
    [
        ("my landlord, the deposit and the keys", "in_scope"),
        ("maritime salvage, cargo and treaty", "uncovered"),
        ("recipe for soup and bread", "not_legal"),
    ],
)
def test_scope_is_told_apart(classifier, text, scope):
    found = _read(classifier, text).scope
    assert max(found, key=found.get) == scope


def test_a_typo_is_still_understood(classifier):
    assert _read(classifier, "landlrd deposti evicton").topics[0].topic == "housing"


def test_spanish_words_share_what_was_learned_in_english(classifier):
    assert _read(classifier, "mi casero no devuelve el depósito de la renta").topics[0].topic == "housing"


def test_training_twice_gives_the_same_reading(lesson, classifier):
    assert _read(Classifier.train(lesson), "wages and rent") == _read(classifier, "wages and rent")


def test_a_kept_classifier_reads_the_same(classifier, tmp_path):
    save(classifier, tmp_path)
    kept, trained = _read(load(tmp_path), "wages and rent"), _read(classifier, "wages and rent")
    assert dict(kept.intents) == pytest.approx(dict(trained.intents), abs=1e-4)
    assert [one.topic for one in kept.topics] == [one.topic for one in trained.topics]
    assert kept.scope == pytest.approx(trained.scope, abs=1e-4)


def test_a_folder_without_a_classifier_is_refused(tmp_path):
    with pytest.raises(NotTrained, match="sidebar train"):
        load(tmp_path)


def test_too_few_utterances_are_refused(lesson):
    with pytest.raises(NothingToLearn):
        Classifier.train(lesson.take(np.arange(4)))


def test_near_duplicates_are_never_split_between_learning_and_measuring(lesson):
    for learn, held in lesson.folds(3):
        assert not set(lesson.groups[learn]) & set(lesson.groups[held])


def test_rows_about_topics_alone_are_learned_from_and_never_held_back():
    told = utterances()
    more = [utterance_of(f"landlord {number} lease {number}", "ask", ONLY) for number in range(20)]
    lesson = Lesson.of([*told, *more], bag_of_words([one.text for one in (*told, *more)]))
    for learn, held in lesson.folds(3):
        assert held.max() < len(told)
        assert learn.max() >= len(told)


def test_what_says_the_same_as_a_message_held_back_is_not_learned_from():
    told = utterances()
    more = [utterance_of(one.text, "ask", ONLY) for one in told if one.topics]
    lesson = Lesson.of([*told, *more], bag_of_words([one.text for one in (*told, *more)]))
    for learn, held in lesson.folds(3):
        assert not {lesson.texts[row] for row in learn} & {lesson.texts[row] for row in held}


def test_a_name_that_few_neighbours_have_is_as_near_as_the_farthest_that_was_compared():
    near, far = np.eye(2, dtype=np.float32)
    names = np.array([[True, False], [True, False], [False, True]])
    (found,) = Neighbours.among(np.array([near, near, far]), names).nearness(near[None, :])
    assert found == pytest.approx([2 / 3, 0], abs=1e-3)


def test_words_of_one_message_are_read_as_those_of_many():
    words = Words.learn(["my landlord kept it", "the landlord kept my keys"])
    ids, weights = words.row("my landlord, my keys")
    whole = words.rows(["the", "my landlord, my keys"]).toarray()[1]
    assert whole[ids] == pytest.approx(weights)
    assert np.linalg.norm(whole) == pytest.approx(1)


def test_a_temperature_makes_sure_margins_of_a_wrong_reader_modest():
    margins = np.array([[3.0, 0.0], [3.0, 0.0], [0.0, 3.0], [0.0, 3.0]])
    half_right = Temperature.fit(margins, np.array([0, 1, 0, 1]))
    assert half_right.probabilities(margins)[0, 0] == pytest.approx(0.5, abs=0.05)


def test_calibration_error_is_the_distance_between_said_and_true():
    said, true = np.array([0.9] * 10), np.array([True] * 5 + [False] * 5)
    assert calibration_error(said, true) == pytest.approx(0.4)
    (only,) = reliability(said, true)
    assert (only.count, only.true) == (10, 0.5)
