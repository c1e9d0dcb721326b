"""The blind set is sound, covers every area of law, and shares no line with the training material."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from rapidfuzz import fuzz, process

from intents.blind_set import read_blind
from intents.errors import BadEvaluation
from intents.topics import load_topics
from intents.utterances import load_utterances, normal_form


@pytest.fixture(scope="module")
def blind():
    return [one.utterance for one in read_blind()]


def test_every_area_of_law_has_thirty_questions(blind):
    first = Counter(one.topics[0] for one in blind if one.topics and one.intent == "ask")
    assert set(first) == set(load_topics().keys)
    assert min(first.values()) >= 30


def test_every_topic_of_it_is_known(blind):
    assert {topic for one in blind for topic in one.topics} <= set(load_topics().keys)


def test_no_line_of_it_is_nearly_a_training_sentence(blind):
    trained = load_utterances()
    likeness = process.cdist(
        [normal_form(one.text) for one in blind],
        [normal_form(one.text) for one in trained],
        scorer=fuzz.token_sort_ratio,
        score_cutoff=80,
        dtype=np.uint8,
    )
    alike = [(blind[row].text, trained[column].where) for row, column in zip(*np.nonzero(likeness), strict=True)]
    assert alike == []


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("no json", "needs an object"),
        ('{"text": "a", "intent": "ask"}', "needs an object"),
        ('{"text": "a", "intent": "sing", "part": "open"}', "unknown intent 'sing'"),
        ('{"text": "a", "intent": "ask", "part": "third"}', "part 'third'"),
    ],
)
def test_a_bad_line_is_refused_with_its_number(tmp_path, line, problem):
    path = tmp_path / "questions.jsonl"
    path.write_text(f'{{"text": "a", "intent": "ask", "part": "open"}}\n{line}\n', encoding="utf-8")
    with pytest.raises(BadEvaluation, match=rf"questions\.jsonl:2: .*{problem}"):
        read_blind(path)
