"""What Rasa sees: vectors and matches on messages, a model that round-trips, retraining when the corpus changes."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from matching.component import AnswerMatcher, SentenceEncoder
from matching.errors import BadCorpus
from tests.matching.fakes import bag_of_words
from tests.matching.test_answers import GOOD, corpus


def said(text):
    return Message(data={"text": text})


def test_every_message_with_text_gets_its_vector():
    messages = SentenceEncoder(bag_of_words).process([said("who pays"), said("   "), said(""), Message(data={})])
    assert messages[0].get("vector") == pytest.approx(bag_of_words(["who pays"])[0])
    assert [message.get("vector") for message in messages[1:]] == [None, None, None]


def test_training_examples_get_theirs_too_and_rasa_can_tell_them_apart():
    examples = TrainingData([said("who pays"), said("who paid")])
    trained = SentenceEncoder(bag_of_words).process_training_data(examples)
    first, second = (example.get("vector") for example in trained.training_examples)
    assert first.fingerprint() != second.fingerprint()


def test_a_changed_corpus_file_asks_for_training(tmp_path):
    config = {"corpus_dir": str(corpus(tmp_path, GOOD))}
    before = AnswerMatcher.fingerprint_addon(config)
    assert AnswerMatcher.fingerprint_addon(config) == before
    corpus(tmp_path, GOOD.replace("short time", "long time"))
    assert AnswerMatcher.fingerprint_addon(config) != before


def build(kind, config, storage):
    context = ExecutionContext(GraphSchema({}))
    return getattr(AnswerMatcher, kind)({**AnswerMatcher.get_default_config(), **config}, storage, RESOURCE, context)


RESOURCE = Resource("answers")


@pytest.fixture
def storage(tmp_path):
    (tmp_path / "storage").mkdir()
    return LocalModelStorage(tmp_path / "storage")


def test_a_broken_corpus_stops_the_training_with_its_line(tmp_path, storage):
    config = {"corpus_dir": str(corpus(tmp_path, GOOD.replace("TX", "Texas"))), "cache_dir": "var/cache"}
    with pytest.raises(BadCorpus, match=r"housing\.yml:1"):
        build("create", config, storage).train(TrainingData())


@pytest.mark.model
def test_a_trained_matcher_survives_storage_and_names_the_answer(tmp_path, storage):
    config = {"corpus_dir": str(corpus(tmp_path, GOOD)), "cache_dir": "var/cache"}
    build("create", config, storage).train(TrainingData())
    matcher = build("load", config, storage)
    encoder = SentenceEncoder.create(
        {**SentenceEncoder.get_default_config(), "cache_dir": str(Path("var/cache"))}, storage, RESOURCE, None
    )
    texas = said("my landlord kept my deposit")
    texas.set("topics", [{"topic": "housing", "probability": 0.9}])
    texas.set("place", {"jurisdiction": "TX", "candidates": [], "mention": "texas"})
    ohio = said("my landlord kept my deposit")
    ohio.set("place", {"jurisdiction": "OH", "candidates": [], "mention": "ohio"})
    matcher.process(encoder.process([texas, ohio, said("")]))
    (match,) = texas.get("matches")
    assert set(match) == {"answer_id", "question", "topics", "subtopic", "jurisdiction", "probability"}
    assert match["answer_id"] == "housing-deposit-return-tx"
    assert match["probability"] > 0.5
    assert ohio.get("matches") == []
    assert json.loads(json.dumps(texas.as_dict(only_output_properties=True)))["matches"] == [match]


@pytest.mark.model
def test_what_the_examples_say_is_not_embedded_twice(tmp_path, storage):
    config = {"corpus_dir": str(corpus(tmp_path, GOOD)), "cache_dir": "var/cache"}
    example = said("my landlord kept my deposit")
    example.set("vector", np.eye(1, 768, dtype=np.float32)[0])  # no encoder gives this
    build("create", config, storage).train(TrainingData([example, said("no vector")]))
    with storage.read_from(RESOURCE) as folder:
        vectors = np.load(folder / "vectors.npy")
    assert any(np.array_equal(vector, np.eye(1, 768)[0]) for vector in vectors)


def test_a_message_without_vector_gets_an_empty_list(storage):
    message = said("who pays")
    build("create", {}, storage).process([message])
    assert message.get("matches") == []
    assert not isinstance(message.get("vector"), np.ndarray)
