"""The questions of the vetted answers become training sentences about areas of law."""

from __future__ import annotations

from bot.lessons import answer_lessons
from intents.utterances import load_utterances, normal_form
from matching.answers import read_corpus


def test_each_question_is_a_lesson_about_its_area_and_nothing_else(tmp_path):
    lessons = answer_lessons(read_corpus(), tmp_path)
    assert len({one.text for one in lessons}) == len(lessons) > 3000
    assert all(one.topics and one.subtopic and not one.intent and one.scope is None for one in lessons)
    assert any(one.language == "es" for one in lessons)


def test_what_a_training_sentence_says_already_is_left_out(tmp_path):
    known = {normal_form(one.text) for one in load_utterances()}
    assert not known & {normal_form(one.text) for one in answer_lessons(read_corpus(), tmp_path)}
