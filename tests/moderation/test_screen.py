"""The screen's judgement, with scorers that look for words."""

from __future__ import annotations

import pytest

from moderation.screen import Screen
from tests.moderation.fakes import WordScorer


def test_an_attack_is_refused():
    verdict = Screen(WordScorer("vermin")).judge("Those people are vermin")
    assert verdict.refused
    assert verdict.hateful == pytest.approx(0.97)
    assert not verdict.reported


def test_an_ordinary_question_passes():
    verdict = Screen(WordScorer("vermin")).judge("my landlord kept my deposit")
    assert not verdict.refused


def test_the_line_is_a_setting():
    assert not Screen(WordScorer("vermin"), refuse_at=0.99).judge("they are vermin").refused


def test_a_message_of_nothing_visible_is_not_scored():
    scorer = WordScorer("vermin")
    assert Screen(scorer).judge("\u200b \u200b").hateful == 0.0
    assert scorer.asked == []


def test_the_scorer_sees_the_message_without_its_disguise():
    scorer = WordScorer("vermin")
    assert Screen(scorer).judge("They are v e r m i n").refused


def test_a_tenant_who_repeats_an_insult_is_heard():
    verdict = Screen(WordScorer("vermin")).judge("My landlord said immigrants are vermin, can I sue?")
    assert verdict.reported
    assert not verdict.refused
    assert verdict.labels["identity_attack"] == pytest.approx(0.97)


def test_a_report_that_the_writer_agrees_with_is_their_own():
    verdict = Screen(WordScorer("vermin")).judge("My landlord said immigrants are vermin and he is right")
    assert verdict.refused


def test_an_insult_beside_a_report_still_counts():
    verdict = Screen(WordScorer("vermin")).judge('They are vermin. My boss said "no" to me. Can I sue?')
    assert verdict.refused


def test_an_ordinary_message_costs_one_pass():
    scorer = WordScorer("vermin")
    Screen(scorer).judge("My boss said I cannot take a lunch break, is that legal?")
    assert len(scorer.asked) == 1


def test_a_model_without_the_usual_label_is_judged_by_toxicity():
    assert Screen(WordScorer("vermin", label="toxicity")).judge("they are vermin").refused


@pytest.mark.parametrize("text", ["No mencionar Sidebar", "no entiendo", "Мне нужна помощь", "我需要律师"])
def test_what_the_model_cannot_read_is_not_refused(text):
    assert not Screen(lambda _: {"identity_attack": 0.99}).judge(text).refused


def test_short_attacks_in_words_that_it_knows_are_refused():
    assert Screen(lambda _: {"identity_attack": 0.99}).judge("kill immigrants").refused
