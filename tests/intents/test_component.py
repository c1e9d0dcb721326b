"""The Rasa component, whole messages in and whole messages out."""

from __future__ import annotations

import pytest
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.constants import INTENT, METADATA, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from intents.component import LegalUnderstanding
from intents.errors import BadUtterances
from tests.intents.fakes import FolderStorage, bag_of_words, utterances

CONFIG = {**LegalUnderstanding.get_default_config(), "nlu_dir": ""}


def _message(text, **properties):
    vector = bag_of_words([text])[0] if text.strip() else None
    return Message({TEXT: text, "vector": vector, **properties})


def _examples():
    for one in utterances():
        said = {"topics": list(one.topics), "subtopic": one.subtopic, "scope": one.scope}
        yield _message(one.text, **{INTENT: one.intent, METADATA: {"intent": said}})


@pytest.fixture(scope="module")
def storage(tmp_path_factory):
    kept = FolderStorage(tmp_path_factory.mktemp("model"))
    LegalUnderstanding.create(CONFIG, kept, Resource("understanding"), None).train(TrainingData(list(_examples())))
    return kept


@pytest.fixture(scope="module")
def understanding(storage):
    return LegalUnderstanding.load(CONFIG, storage, Resource("understanding"), None)


def _understood(understanding, text, **properties):
    (message,) = understanding.process([_message(text, **properties)])
    return message


def test_a_question_gets_intent_topics_scope_place_and_language(understanding):
    message = _understood(understanding, "landlord, deposit and lease, im in texas")
    assert message.get("intent")["name"] == "ask"
    assert message.get("topics")[0]["topic"] == "housing"
    assert message.get("topics")[0]["code"] == "HO-06-01-00-00"
    assert message.get("scope")["in_scope"] > 0.5
    assert message.get("place") == {"jurisdiction": "TX", "candidates": [], "mention": "texas"}
    assert message.get("language")["code"] == "en"


def test_everything_is_part_of_the_parse(understanding):
    message = _understood(understanding, "hello there")
    shown = message.as_dict(only_output_properties=True)
    assert {"intent", "intent_ranking", "topics", "scope", "place", "language"} <= set(shown)
    assert "vector" not in shown


@pytest.mark.parametrize("text", ["", "   ", "\n"])
def test_an_empty_message_is_vague_and_nothing_else(understanding, text):
    message = _understood(understanding, text)
    assert message.get("intent")["name"] == "vague"
    assert message.get("topics") == []
    assert message.get("place")["jurisdiction"] is None


def test_an_abusive_message_keeps_the_intent_abuse(understanding):
    refused = {"refused": True, "hateful": 0.97}
    message = _understood(understanding, "landlord, deposit and lease", moderation=refused)
    assert message.get("intent") == {"name": "abuse", "confidence": 0.97}
    assert message.get("intent_ranking")[1]["name"] == "ask"


def test_a_button_keeps_its_intent_and_has_no_topics(understanding):
    message = _understood(understanding, "/affirm", intent={"name": "affirm", "confidence": 1.0})
    assert message.get("intent") == {"name": "affirm", "confidence": 1.0}
    assert message.get("topics") == []


def test_only_likely_topics_are_named_and_at_most_four(understanding):
    topics = _understood(understanding, "recipe for soup and bread").get("topics")
    assert all(topic["probability"] >= 0.05 for topic in topics)
    assert len(topics) <= 4


def test_bad_material_stops_the_training_with_file_and_line(tmp_path):
    (tmp_path / "bad.yml").write_text("nlu:\n- intent: ask\n  examples: |\n    -\n", encoding="utf-8")
    component = LegalUnderstanding.create({**CONFIG, "nlu_dir": str(tmp_path)}, FolderStorage(tmp_path), None, None)
    with pytest.raises(BadUtterances, match=r"bad\.yml:4: empty example"):
        component.train(TrainingData(list(_examples())))


def test_a_change_of_topics_or_code_asks_for_training():
    assert len(LegalUnderstanding.fingerprint_addon(CONFIG)) == 64
