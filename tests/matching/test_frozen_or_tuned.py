"""The comparison of the halves: every task gives each half its figure."""

from __future__ import annotations

import json

from matching.frozen_or_tuned import labelled, topics, views
from tests.matching.fakes import bag_of_words

NLU = """nlu:
- intent: ask
  metadata: {{topics: [{topic}]}}
  examples: |
{lines}
- intent: greet
  examples: |
    - hello
"""


def written(folder, topic, word):
    lines = "\n".join(f"    - my {word} is number {number}" for number in range(10))
    (folder / f"{topic}.yml").write_text(NLU.format(topic=topic, lines=lines))


def test_the_halves_and_both_are_views_of_one_vector():
    found = views(bag_of_words(["who pays"]))
    assert {name: rows.shape[1] for name, rows in found.items()} == {"frozen": 192, "tuned": 192, "both": 384}


def test_topics_are_read_from_questions_alone(tmp_path):
    written(tmp_path, "housing", "landlord")
    written(tmp_path, "work", "boss")
    figures = topics(bag_of_words, tmp_path)
    assert set(figures) == {"frozen", "tuned", "both"}
    assert figures["both"] == {"hits_at_1": 1.0, "hits_at_2": 1.0}


def test_a_labelled_file_is_learned_from_its_training_rows_and_judged_on_its_validation_rows(tmp_path):
    rows = [("rent due", "rent", "train"), ("boss pay", "pay", "train"), ("rent late", "rent", "val")]
    rows += [("boss stole pay", "pay", "val"), ("boss pay", "rent", "test")]
    lines = [json.dumps({"text": text, "intent": intent, "split": split}) for text, intent, split in rows]
    (tmp_path / "set.jsonl").write_text("\n".join(lines))
    assert labelled(bag_of_words, tmp_path / "set.jsonl")["both"] == {"accuracy": 1.0}
