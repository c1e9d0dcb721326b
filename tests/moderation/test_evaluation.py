"""The report counts what the screen gets right."""

from __future__ import annotations

from pathlib import Path

import pytest

from moderation.errors import BadCases
from moderation.evaluation import Case, evaluate, read_cases, show
from moderation.screen import Screen
from tests.moderation.fakes import WordScorer

CASES = [
    Case("they are vermin", True, "attack", "a"),
    Case("they are awful", True, "attack", "b"),
    Case("they are nice", False, "praise", "a"),
    Case("vermin in the kitchen", False, "praise", "b"),
]


def test_rates_are_given_by_kind_function_and_group():
    report = evaluate(Screen(WordScorer("vermin")).judge, CASES)
    assert report["accuracy"] == 0.5
    assert (report["hateful"], report["harmless"]) == (0.5, 0.5)
    assert report["functions"]["attack (hateful)"] == {"rate": 0.5, "cases": 2}
    assert report["false_alarms"]["b"] == {"rate": 1.0, "cases": 1}
    assert "praise" in show(report)


def test_no_cases_are_an_error():
    with pytest.raises(BadCases, match="no cases"):
        evaluate(Screen(WordScorer("vermin")).judge, [])


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("cases.jsonl", '{"text": "x", "label": "hate", "type": "f"}\n'),
        ("cases.csv", "functionality,test_case,label_gold\nf,x,hateful\n"),
        ("cases.yml", "- {text: x, hateful: true, function: f}\n"),
    ],
)
def test_cases_are_read_in_the_forms_of_public_sets(tmp_path: Path, name, content):
    file = tmp_path / name
    file.write_text(content, encoding="utf-8")
    assert read_cases(file) == [Case("x", True, "f")]


def test_a_case_without_a_label_is_named(tmp_path: Path):
    file = tmp_path / "cases.jsonl"
    file.write_text('{"text": "x", "hateful": false}\n{"text": "y"}\n', encoding="utf-8")
    with pytest.raises(BadCases, match="case 2"):
        read_cases(file)


def test_a_file_that_is_not_there_is_named(tmp_path: Path):
    with pytest.raises(BadCases, match=r"absent\.jsonl"):
        read_cases(tmp_path / "absent.jsonl")
