"""Rasa component of intents: LegalUnderstanding sets intent, topics, scope, place and language on every message."""

# ruff: noqa: ARG003 - Rasa calls every method with the same arguments, by name

from __future__ import annotations

import hashlib
import logging
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import INTENT, INTENT_RANKING_KEY, METADATA, METADATA_INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from intents.classifier import Classifier, Reading
from intents.gazetteer import Gazetteer, load_gazetteer, read_gazetteer, save_gazetteer
from intents.language import detect
from intents.lesson import Lesson
from intents.places import NOWHERE, Place, find_places
from intents.storage import load, save
from intents.topics import load_topics
from intents.utterances import NLU_FOLDER, SCOPES, Utterance, load_utterances, utterance_of

VECTOR, MODERATION, TOPICS, SCOPE, PLACE, LANGUAGE = "vector", "moderation", "topics", "scope", "place", "language"
ABUSE, VAGUE = "abuse", "vague"
GAZETTEER = "gazetteer.json"

logger = logging.getLogger(__name__)


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class LegalUnderstanding(GraphComponent):
    """Reads `vector` and `moderation`; an abusive message keeps the intent `abuse`, a `/payload` keeps its own."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {"nlu_dir": str(NLU_FOLDER), "least_topic_probability": 0.05, "most_topics": 4, "ranking_length": 5}

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> LegalUnderstanding:
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> LegalUnderstanding:
        """Read the classifier from the trained model."""
        with model_storage.read_from(resource) as folder:
            classifier, gazetteer = load(folder), read_gazetteer(folder / GAZETTEER)
        return cls(config, model_storage, resource, classifier=classifier, gazetteer=gazetteer)

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str:
        """Retrain when the topics or this package's code change, although Rasa does not know them."""
        digest = hashlib.sha256()
        for path in sorted([*Path(__file__).parent.glob("*.py"), *Path(__file__).parent.glob("*.yml")]):
            digest.update(path.name.encode() + b"\0" + path.read_bytes())
        return digest.hexdigest()

    def __init__(
        self,
        config: Mapping[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        *,
        classifier: Classifier | None = None,
        gazetteer: Gazetteer | None = None,
    ) -> None:
        self._config, self._storage, self._resource = config, model_storage, resource
        self._classifier, self._gazetteer = classifier, gazetteer

    def train(self, training_data: TrainingData) -> Resource:
        """Train on the examples that have a vector; bad material in `nlu_dir` stops it with file and line."""
        if self._config["nlu_dir"]:
            load_utterances(Path(self._config["nlu_dir"]))
        examples = [one for one in training_data.intent_examples if one.get(VECTOR) is not None]
        examples.sort(key=lambda one: str(one.get(TEXT)))
        utterances = [_utterance(one) for one in examples]
        vectors = np.array([one.get(VECTOR) for one in examples], np.float32)
        self._classifier = Classifier.train(Lesson.of(utterances, vectors), progress=logger.info)
        with self._storage.write_to(self._resource) as folder:
            save(self._classifier, folder)
            save_gazetteer(load_gazetteer(), folder / GAZETTEER)
        return self._resource

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            self._understand(message)
        return messages

    def _understand(self, message: Message) -> None:
        text, vector = message.get(TEXT) or "", message.get(VECTOR)
        payload = text.startswith("/") and bool(message.get(INTENT))
        reading = None
        if vector is not None and self._classifier is not None and text.strip() and not payload:
            reading = self._classifier.read(text, np.asarray(vector))
        if not payload:
            self._set_intent(message, reading)
        spoken = text if not payload else ""
        _say(message, TOPICS, self._topics(reading))
        _say(message, SCOPE, _scope(reading))
        _say(message, PLACE, _place(find_places(spoken, gazetteer=self._gazetteer) if spoken.strip() else NOWHERE))
        language = detect(spoken)
        _say(message, LANGUAGE, {"code": language.code, "confidence": language.confidence})

    def _set_intent(self, message: Message, reading: Reading | None) -> None:
        ranking = _ranking(reading, int(self._config["ranking_length"]))
        moderation = message.get(MODERATION) or {}
        if moderation.get("refused"):
            refused = {"name": ABUSE, "confidence": float(moderation.get("hateful") or 1.0)}
            ranking = [refused, *(one for one in ranking if one["name"] != ABUSE)]
        _say(message, INTENT, dict(ranking[0]))
        _say(message, INTENT_RANKING_KEY, ranking)

    def _topics(self, reading: Reading | None) -> list[dict[str, Any]]:
        if reading is None:
            return []
        topics, least = load_topics(), float(self._config["least_topic_probability"])
        return [
            {
                "topic": one.topic,
                "subtopic": one.subtopic,
                "code": topics.code(one.topic, one.subtopic) if one.topic in topics else None,
                "probability": round(one.probability, 4),
            }
            for one in reading.topics[: int(self._config["most_topics"])]
            if one.probability >= least
        ]


def _utterance(message: Message) -> Utterance:
    said = (message.get(METADATA) or {}).get(METADATA_INTENT) or {}
    return utterance_of(str(message.get(TEXT)), str(message.get(INTENT)), said)


def _ranking(reading: Reading | None, length: int) -> Sequence[dict[str, Any]]:
    if reading is None:
        return [{"name": VAGUE, "confidence": 1.0}]
    return [{"name": name, "confidence": round(odds, 4)} for name, odds in reading.intents[:length]]


def _scope(reading: Reading | None) -> dict[str, float]:
    if reading is None:
        return {scope: round(1 / len(SCOPES), 4) for scope in SCOPES}
    return {scope: round(odds, 4) for scope, odds in reading.scope.items()}


def _place(place: Place) -> dict[str, Any]:
    return {"jurisdiction": place.jurisdiction, "candidates": list(place.candidates), "mention": place.mention}


def _say(message: Message, key: str, value: Any) -> None:
    message.set(key, value, add_to_output=True)
