"""The evaluation trains the same classifier and says how well it does."""

from __future__ import annotations

import json

import pytest

from intents.blind_set import Blind
from intents.errors import BadEvaluation
from intents.evaluation import evaluate_own
from intents.labelled import evaluate_labelled
from intents.utterances import utterance_of
from tests.intents.fakes import bag_of_words, utterances


def _rows():
    for place, one in enumerate(utterances()):
        outside = one.scope == "not_legal"
        split = ("train", "val", "test")[place % 3]
        yield {
            "text": one.text,
            "intent": "oos" if outside else one.intent,
            "split": f"oos_{split}" if outside else split,
        }


def _file(path, rows):
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def test_a_labelled_file_is_measured_on_its_test_rows(tmp_path):
    said = []
    figures = evaluate_labelled(_file(tmp_path / "set.jsonl", _rows()), bag_of_words, say=said.append)
    assert set(figures) == {"in_scope_accuracy", "oos_recall", "oos_auroc"}
    assert figures["in_scope_accuracy"] > 0.9
    assert figures["oos_auroc"] > 0.9
    assert any("trained in" in line for line in said)


def test_a_file_without_test_rows_is_refused(tmp_path):
    rows = [row for row in _rows() if "test" not in row["split"]]
    with pytest.raises(BadEvaluation, match="split 'test'"):
        evaluate_labelled(_file(tmp_path / "set.jsonl", rows), bag_of_words)


def test_a_bad_row_is_refused_with_its_line(tmp_path):
    path = tmp_path / "set.jsonl"
    path.write_text('{"text": "a", "intent": "b", "split": "train"}\n{"text": "a"}\n', encoding="utf-8")
    with pytest.raises(BadEvaluation, match=r"set\.jsonl:2"):
        evaluate_labelled(path, bag_of_words)


def test_another_split_can_be_measured_so_that_test_rows_stay_unseen(tmp_path):
    path = _file(tmp_path / "set.jsonl", [row for row in _rows() if "test" not in row["split"]])
    assert evaluate_labelled(path, bag_of_words, measure_on="val", say=lambda _: None)["in_scope_accuracy"] > 0.9


def test_a_missing_file_is_refused(tmp_path):
    with pytest.raises(BadEvaluation, match="cannot be read"):
        evaluate_labelled(tmp_path / "none.jsonl", bag_of_words)


def test_our_own_material_is_cross_validated_with_a_picture(tmp_path):
    blocks = [
        f"- intent: {one.intent}\n"
        f"  metadata: {json.dumps({'topics': list(one.topics), 'scope': one.scope, 'place': 'TX'})}\n"
        f"  examples: |\n    - {one.text} in texas\n"
        for one in utterances()
    ]
    (tmp_path / "nlu.yml").write_text("nlu:\n" + "".join(blocks), encoding="utf-8")
    said = []
    unseen = utterance_of("who pays back my deposit when the lease ends", "ask", {"topics": ["housing", "work"]})
    figures = evaluate_own(
        bag_of_words,
        folder=tmp_path,
        more=[utterance_of("the keys and the rent", "ask", {"topics": ["housing"], "only": "topics"})],
        blind=[Blind(unseen, "sealed")],
        pictures=tmp_path,
        say=said.append,
        folds=2,
    )
    assert figures["topic_hits_at_1"] > 0.8
    assert (figures["blind_questions"], figures["blind_sealed_hits_at_1"]) == (1, 1)
    assert (tmp_path / "intents_blind_reliability.png").exists()
    assert figures["place_accuracy"] == 1
    assert (tmp_path / "intents_reliability.png").stat().st_size > 1000
    assert any(line.startswith("housing") for line in said)
