"""Stand-ins for the tests of intents: an encoder that hashes words, a handful of utterances, a folder for a model."""

from __future__ import annotations

import random
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from intents.utterances import Utterance, utterance_of

SIZE = 64


def bag_of_words(texts: Sequence[str]) -> np.ndarray:
    """One unit vector per text; texts that share words lie near each other."""
    vectors = np.full((len(texts), SIZE), 1e-3, np.float32)
    for row, text in enumerate(texts):
        for word in text.lower().split():
            vectors[row, zlib.crc32(word.encode()) % SIZE] += 1
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


_RENT = [
    "landlord",
    "deposit",
    "rent",
    "eviction",
    "lease",
    "apartment",
    "tenant",
    "lockout",
    "heat",
    "mold",
    "notice",
    "keys",
]
_PAY = [
    "boss",
    "wages",
    "overtime",
    "paycheck",
    "fired",
    "shift",
    "hours",
    "tips",
    "manager",
    "payroll",
    "quit",
    "hired",
]
_COOK = [
    "recipe",
    "soup",
    "weather",
    "song",
    "football",
    "movie",
    "bread",
    "puppy",
    "garden",
    "music",
    "chess",
    "rain",
]
_SHIPS = [
    "maritime",
    "salvage",
    "antitrust",
    "merger",
    "satellite",
    "treaty",
    "securities",
    "cargo",
    "export",
    "tariff",
    "orbit",
    "patent",
]
_HELLO = [
    "hello",
    "hi",
    "hey",
    "morning",
    "evening",
    "greetings",
    "there",
    "howdy",
    "welcome",
    "afternoon",
    "friend",
    "folks",
]
_THANKS = [
    "thank",
    "thanks",
    "grateful",
    "appreciate",
    "cheers",
    "kindly",
    "much",
    "lot",
    "obliged",
    "bless",
    "gratitude",
    "helped",
]
_FILLERS = ["about", "the", "my", "with", "some", "again", "today", "really", "maybe", "please"]


def utterances() -> list[Utterance]:
    """A small lesson over two topics, four intents and all scopes; no two lines are alike."""
    housing, work = {"topics": ["housing"], "subtopic": "deposit"}, {"topics": ["work"], "subtopic": "overtime"}
    both, uncovered = {"topics": ["housing", "work"]}, {"scope": "uncovered", "topics": []}
    chance = random.Random(0)
    told: list[Utterance] = []
    for intent, said, pools in (
        ("ask", housing, [_RENT]),
        ("ask", work, [_PAY]),
        ("ask", both, [_RENT, _PAY]),
        ("ask", uncovered, [_SHIPS]),
        ("out_of_scope", {}, [_COOK]),
        ("greet", {}, [_HELLO]),
        ("thanks", {}, [_THANKS]),
    ):
        for _ in range(24):
            words = [word for pool in pools for word in chance.sample(pool, 3)] + chance.sample(_FILLERS, 2)
            chance.shuffle(words)
            told.append(utterance_of(" ".join(words), intent, said))
    return told


class FolderStorage:
    """Keeps what a component trains in a folder, as Rasa's model storage does."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @contextmanager
    def write_to(self, resource: object) -> Iterator[Path]:
        yield self._folder

    @contextmanager
    def read_from(self, resource: object) -> Iterator[Path]:
        yield self._folder
