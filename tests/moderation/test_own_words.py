"""What the bot itself says is screened too: no sentence and hardly any answer is taken for an attack."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from moderation.scorer import DetoxifyScorer
from moderation.screen import Screen

ROOT = Path(__file__).parents[2]


def answers() -> list[tuple[str, str]]:
    """The question, the answer and the line on lawyers of every entry, in both languages."""
    found: list[tuple[str, str]] = []
    for path in sorted((ROOT / "matching/corpus").glob("*.yml")):
        for entry in yaml.safe_load(path.read_text(encoding="utf-8")):
            for words in (entry, entry.get("es") or {}):
                found += [(entry["id"], words[part]) for part in ("question", "answer", "lawyer") if words.get(part)]
    return found


def sentences() -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for path in sorted((ROOT / "bot/responses").glob("*.yml")):
        for name, variations in yaml.safe_load(path.read_text(encoding="utf-8"))["responses"].items():
            found += [(name, variation["text"]) for variation in variations]
    return found


def refused(scorer: DetoxifyScorer, told: list[tuple[str, str]]) -> list[tuple[str, str]]:
    scores = scorer.batch([text for _, text in told])
    loud = [pair for pair, labels in zip(told, scores, strict=True) if labels["identity_attack"] >= 0.5]
    return [(name, text) for name, text in loud if Screen(scorer).judge(text).refused]


@pytest.mark.model
def test_every_sentence_of_the_bot_may_be_said(scorer: DetoxifyScorer):
    assert refused(scorer, list(dict.fromkeys(sentences()))) == []


@pytest.mark.model
def test_hardly_any_answer_is_taken_for_an_attack(scorer: DetoxifyScorer):
    """Every seventh text; long ones about slurs, threats and trafficking come close to the line."""
    told = list(dict.fromkeys(answers()))[::7]
    assert len(refused(scorer, told)) / len(told) <= 0.01
