"""Rules and model together on messages that neither was made with."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from moderation.danger import find
from moderation.danger_evaluation import SUITE, TODAY, evaluate_danger, read_danger_cases, show_danger
from moderation.danger_examples import danger_examples
from moderation.danger_kinds import likeliest_kind
from moderation.errors import BadCases
from moderation.screen import Screen

SIDEWAYS, PLAIN = (read_danger_cases(SUITE / f"{name}.yml") for name in ("sideways", "plain"))


def test_the_suite_was_never_trained_on():
    trained = {example.text.lower() for example in danger_examples((), times=2, seed=1)}
    told = [text for cases in (SIDEWAYS, PLAIN) for text in (*(text for _, text in cases.urgent), *cases.calm)]
    assert trained.isdisjoint(text.lower() for text in told)


@pytest.mark.model
def test_what_people_first_write_in_danger_is_heard(screen: Screen):
    report = evaluate_danger(screen.watch, PLAIN)
    assert report["recall"] >= 0.9, report["missed"]
    assert report["false_alarms"] <= 0.03, report["alarmed"]


@pytest.mark.model
def test_most_of_what_is_told_sideways_is_heard(screen: Screen):
    report = evaluate_danger(screen.watch, SIDEWAYS)
    assert report["recall"] >= 0.8, report["missed"]
    assert report["false_alarms"] <= 0.04, report["alarmed"]


@pytest.mark.parametrize(
    "text",
    [
        "the store followed me around because i'm black",
        "he broke my arm during the arrest and i want to sue the police",
    ],
)
def test_the_model_takes_back_a_rule_that_misreads_a_complaint(text):
    assert find(text, TODAY, heard=0.02) is None


def test_the_model_raises_an_alarm_of_its_own_with_the_likeliest_kind():
    danger = find("my key card was switched off and our bags are in the lobby", TODAY, heard=0.97)
    assert danger is not None
    assert (danger.kind, danger.probability) == ("lockout", 0.97)


def test_a_deadline_that_was_worked_out_is_never_taken_back():
    danger = find("i live in michigan and was served with a lawsuit last tuesday", TODAY, heard=0.0)
    assert danger is not None
    assert danger.deadline == date(2026, 12, 8)


def test_without_the_model_the_rules_decide():
    assert find("he said he's going to kill me", TODAY) is not None
    assert find("can my landlord raise the rent", TODAY) is None


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("someone put a tracker on my car", "stalking"),
        ("they took my passport and make me work", "trafficking"),
        ("there are burn marks on the little boy", "child_abuse"),
        ("i don't want to be alive", "self_harm"),
    ],
)
def test_the_words_tell_the_kind(text, kind):
    assert likeliest_kind(text) == kind


def test_the_report_counts_by_kind(tmp_path: Path):
    file = tmp_path / "cases.yml"
    file.write_text("urgent: {violence: [knife, rope]}\ncalm: [bread, knife cake]\n", encoding="utf-8")
    watch = lambda text, today: find("he said he's going to kill me", today) if "knife" in text else None  # noqa: E731
    report = evaluate_danger(watch, read_danger_cases(file))
    assert (report["recall"], report["false_alarms"]) == (0.5, 0.5)
    assert (report["missed"], report["alarmed"]) == (["rope"], ["knife cake"])
    assert "recall 0.5" in show_danger(report)


def test_a_file_that_holds_no_cases_is_refused(tmp_path: Path):
    (tmp_path / "cases.yml").write_text("urgent: 1\n", encoding="utf-8")
    with pytest.raises(BadCases, match=r"cases\.yml"):
        read_danger_cases(tmp_path)
