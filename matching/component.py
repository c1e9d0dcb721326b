"""Rasa components of matching: SentenceEncoder embeds each message once, AnswerMatcher names the answers that fit."""
# ruff: noqa: ARG003 - Rasa calls every method with the same arguments, by name

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from matching.answers import CORPUS_DIR, read_corpus
from matching.calibration import Calibration
from matching.encoder import TUNED_FILE, Encoder, encoder_name
from matching.index import AnswerIndex, Encode, Near, body_of
from matching.matcher import Asked, Match, Matcher, Place, Verify
from matching.runtime import Floats
from matching.serving import Serving, publications
from matching.snapshot import ENCODER, JUDGED, read_answers, write_answers
from matching.store.nearest import DatabaseNeighbours, pointed_to
from matching.verifier import Verifier

VECTOR, MATCHES, TOPICS, PLACE = "vector", "matches", "topics", "place"
ENCODER_OPTIONS = {"model": "", "cache_dir": "var/cache", "threads": 1}


class Vector(np.ndarray[Any, np.dtype[np.float32]]):
    """A vector that Rasa's training cache can tell from another quickly and exactly."""

    def fingerprint(self) -> str:
        return hashlib.md5(self.tobytes(), usedforsecurity=False).hexdigest()


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class SentenceEncoder(GraphComponent):
    """Set `vector` on every message that has text; the components after it read it."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return dict(ENCODER_OPTIONS)

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> SentenceEncoder:
        return cls(_encoder(config), encode_many=lambda texts: _encoder(_with_every_core(config))(texts))

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str:
        """Vectors that Rasa has cached are stale when the tuned half has changed."""
        return hashlib.sha256(TUNED_FILE.read_bytes()).hexdigest()

    def __init__(self, encode: Encode, *, encode_many: Encode | None = None) -> None:
        self._encode, self._encode_many = encode, encode_many or encode

    def process(self, messages: list[Message]) -> list[Message]:
        _set_vectors(messages, self._encode)
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        _set_vectors(training_data.training_examples, self._encode_many)
        return training_data


def _set_vectors(messages: list[Message], encode: Encode) -> None:
    spoken = [message for message in messages if (message.get(TEXT) or "").strip()]
    if spoken:
        for message, vector in zip(spoken, encode([m.get(TEXT) for m in spoken]), strict=True):
            message.set(VECTOR, vector.view(Vector))


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=True)
class AnswerMatcher(GraphComponent):
    """Set `matches`; reads `vector`, and `topics` and `place` where an earlier component has set them."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {**ENCODER_OPTIONS, "corpus_dir": str(CORPUS_DIR), "snapshot_dir": ""}

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> AnswerMatcher:
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> AnswerMatcher:
        """Read the answers and map their vectors from the trained model; what is published later comes before it."""
        verifier, own = _verifier(config), not config["model"]
        with model_storage.read_from(resource) as folder:
            matcher = _loaded(folder, verifier, one_encoding=own)
        return cls(config, model_storage, resource, matcher=matcher, verifier=verifier)

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str:
        """Retrain when a file of the corpus or the verifier changes, although Rasa does not know them."""
        digest = hashlib.sha256()
        corpus = sorted(Path(config.get("corpus_dir") or CORPUS_DIR).glob("*.yml"))
        for path in (*corpus, *sorted(TUNED_FILE.parent.iterdir())):
            digest.update(path.name.encode() + b"\0" + path.read_bytes())
        return digest.hexdigest()

    def __init__(
        self,
        config: Mapping[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        *,
        matcher: Matcher | None = None,
        verifier: Verifier | None = None,
    ) -> None:
        self._config, self._storage, self._resource = config, model_storage, resource
        self._serving = _serving(config, matcher, verifier) if verifier else Serving.only(matcher)

    def train(self, training_data: TrainingData) -> Resource:
        """Embed the corpus and keep it with the model; what the examples say too is embedded already."""
        answers = read_corpus(Path(self._config["corpus_dir"] or CORPUS_DIR))
        config, own = _with_every_core(self._config), not self._config["model"]
        verifier, index = _verifier(config), AnswerIndex.build(answers, _sparing(_encoder(config), training_data))
        judged = index.vectors if own else verifier.vectors(index.wordings)
        verifier.remember(index.wordings, judged)
        with self._storage.write_to(self._resource) as folder:
            write_answers(folder, answers)
            (folder / ENCODER).write_text(encoder_name(config["model"]))
            index.save(folder)
            if not own:
                np.save(folder / JUDGED, judged)
        self._serving = Serving.only(_matcher(index, verifier, one_encoding=own))
        return self._resource

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        matcher = self._serving.current()
        for message in messages:
            vector = message.get(VECTOR)
            found = [] if vector is None or matcher is None else matcher.match(_asked(message))
            message.set(MATCHES, [as_message(match) for match in found], add_to_output=True)
        return messages


def _serving(config: Mapping[str, Any], matcher: Matcher | None, verifier: Verifier) -> Serving[Matcher | None]:
    """The trained matcher, until something is published that the same encoder embedded."""
    home, model = publications(config["snapshot_dir"]), config["model"]
    if home is None:
        return Serving.only(matcher)

    def load(folder: Path) -> Matcher | None:
        return _loaded(folder, verifier, one_encoding=not model)

    return Serving(home, load, first=matcher, encoder=encoder_name(model))


def _loaded(folder: Path, verifier: Verifier, *, one_encoding: bool) -> Matcher | None:
    """The matcher over what a folder holds; None when it holds no answer."""
    answers = read_answers(folder)
    if not answers:
        return None
    index = AnswerIndex.load(folder, answers)
    if place := pointed_to(folder):
        index.search_with(
            Near(
                DatabaseNeighbours(*place, "wordings", index.wordings, index.vectors),
                DatabaseNeighbours(*place, "bodies", [body_of(answer) for answer in answers], index.bodies),
            )
        )
    judged = index.vectors if one_encoding else np.load(folder / JUDGED, mmap_mode="r")
    verifier.remember(index.wordings, judged)
    return _matcher(index, verifier, one_encoding=one_encoding)


def as_message(match: Match) -> dict[str, Any]:
    """A match as the rest of the house reads it: plain values that survive JSON."""
    answer = match.answer
    return {
        "answer_id": answer.answer_id,
        "question": answer.question,
        "topics": [answer.topic],
        "subtopic": answer.subtopic,
        "jurisdiction": answer.jurisdiction,
        "probability": round(match.probability, 4),
    }


def _sparing(encode: Encode, training_data: TrainingData) -> Encode:
    """The same vectors, without embedding again what the training examples say."""
    spoken = [example for example in training_data.training_examples if example.get(VECTOR) is not None]
    known = {example.get(TEXT).strip(): example.get(VECTOR) for example in spoken}

    def encoding_the_rest(texts: Sequence[str]) -> Floats:
        fresh = list(dict.fromkeys(text.strip() for text in texts if text.strip() not in known))
        known.update(zip(fresh, encode(fresh) if fresh else [], strict=True))
        return np.stack([known[text.strip()] for text in texts]) if texts else encode(texts)

    return encoding_the_rest


def _with_every_core(config: Mapping[str, Any]) -> dict[str, Any]:
    """For training, when nobody waits for an answer beside it."""
    return {**config, "threads": os.cpu_count() or 1}


def _encoder(config: Mapping[str, Any]) -> Encoder:
    return Encoder.load(config["model"], cache_dir=Path(config["cache_dir"]), threads=config["threads"])


def _verifier(config: Mapping[str, Any]) -> Verifier:
    return Verifier.load(cache_dir=Path(config["cache_dir"]), threads=config["threads"])


def _matcher(index: AnswerIndex, verifier: Verifier, *, one_encoding: bool) -> Matcher:
    """`one_encoding`: the message's own vector is what the verifier reads too."""

    def encoding_again(question: str, wordings: Sequence[str], *, vector: Floats) -> Floats:
        return verifier.judge(question, wordings)

    verify: Verify = verifier.judge if one_encoding else encoding_again
    return Matcher(index, calibration=Calibration.load(), verify=verify)


def _asked(message: Message) -> Asked:
    topics = {topic["topic"]: topic["probability"] for topic in message.get(TOPICS) or []}
    read = message.get(PLACE) or {}
    place = Place(read.get("jurisdiction"), tuple(read.get("candidates") or ()))
    return Asked(message.get(TEXT), np.asarray(message.get(VECTOR)), topics, place)
