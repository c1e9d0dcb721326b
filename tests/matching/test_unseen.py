"""Held-out questions: read with their line, split for good, kept apart from what is trained on."""

from __future__ import annotations

import pytest

from matching.answers import read_corpus
from matching.errors import BadHeldOut
from matching.paraphrases import all_pairs, read_groups
from matching.unseen import CALIBRATING, MEASURING, Unseen, half_of, in_half, read_unseen


def written(tmp_path, *lines):
    (tmp_path / "housing.yml").write_text("# Held-out questions.\n" + "\n".join(lines) + "\n")
    return tmp_path


def test_a_question_has_one_right_answer_several_or_none(tmp_path):
    folder = written(
        tmp_path,
        '- {answer: deposit, text: "is my deposit gone"}',
        '- {answer: [deposit, deposit-tx], text: "who keeps the deposit"}',
        '- {answer: null, text: "can i keep bees on the roof"}',
    )
    one, several, none = read_unseen(folder, known={"deposit", "deposit-tx"})
    assert one == Unseen("is my deposit gone", ("deposit",), "housing", "housing.yml:2")
    assert several.right == ("deposit", "deposit-tx")
    assert none.right == ()


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("- {answer: gone, text: who pays}", r"housing\.yml:2: no answer has the id 'gone'"),
        ("- {answer: deposit}", r"housing\.yml:2: needs answer and text"),
        ("- {answer: deposit, text: ''}", r"housing\.yml:2: the text is empty"),
        ("- {answer: {a: b}, text: who pays}", r"housing\.yml:2: answer is an id"),
        ("- {answer: deposit", r"housing\.yml:\d: not YAML"),
        ("just words", r"housing\.yml:1: needs answer and text"),
        (
            "- {answer: deposit, text: who pays}\n- {answer: null, text: WHO PAYS}",
            r"housing\.yml:3: the same text as housing\.yml:2",
        ),
    ],
)
def test_a_bad_line_is_named(tmp_path, line, problem):
    with pytest.raises(BadHeldOut, match=problem):
        read_unseen(written(tmp_path, line), known={"deposit"})


def test_the_halves_are_about_equal_and_together_all():
    questions = read_unseen()
    calibrating, measuring = (in_half(questions, half) for half in (CALIBRATING, MEASURING))
    assert sorted(q.text for q in calibrating + measuring) == sorted(q.text for q in in_half(questions, None))
    assert 0.8 < len(calibrating) / len(measuring) < 1.25


def test_the_half_of_a_question_never_changes():
    assert [half_of(text) for text in ("who pays my bail", "is my deposit gone", "can i keep bees")] == [0, 1, 1]


def test_every_held_out_question_names_answers_that_exist_and_is_trained_on_nowhere():
    answers = read_corpus()
    questions = read_unseen(known={answer.answer_id for answer in answers})
    trained = {text.lower() for answer in answers for text in answer.phrasings}
    trained |= {text.lower() for pair in all_pairs(read_groups(held_out=False)) for text in (pair.a, pair.b)}
    assert [question.where for question in questions if question.text.lower() in trained] == []
    assert len(questions) >= 1000
