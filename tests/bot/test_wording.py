"""Wording: every sentence is there, in both languages, and none is left unused."""

from __future__ import annotations

import re

import pytest

from bot.errors import UnknownSentence
from bot.settings import ROOT
from bot.triage import complexity
from bot.wording import Wording

WORDING = Wording.load()
SOURCE = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "bot").rglob("*.py"))


@pytest.mark.parametrize("name", WORDING.names())
def test_every_sentence_is_written_in_english_and_spanish_with_the_same_fields(name: str) -> None:
    english, spanish = WORDING.say(name, "en"), WORDING.say(name, "es")
    short = name.startswith(("summary_", "button_"))
    assert short or english != spanish
    extra = set(re.findall(r"\{(\w+)\}", spanish)) - set(re.findall(r"\{(\w+)\}", english))
    assert not extra


@pytest.mark.parametrize("rule", complexity.RULES, ids=lambda rule: rule.code)
def test_every_sign_of_complexity_has_a_sentence(rule: complexity._Rule) -> None:
    assert WORDING.knows(f"reason_{rule.code}")


def test_every_reason_in_the_code_has_a_sentence() -> None:
    codes = set(re.findall(r'Reason\("(\w+)"', SOURCE))
    assert {code for code in codes if not WORDING.knows(f"reason_{code}")} == set()


def test_every_sentence_said_in_the_code_exists() -> None:
    names = set(re.findall(r'say\(\s*"(\w+)"', SOURCE))
    assert len(names) > 20
    assert {name for name in names if not WORDING.knows(name)} == set()


def test_an_unknown_sentence_is_an_error() -> None:
    with pytest.raises(UnknownSentence, match="nonsense"):
        WORDING.say("nonsense")


def test_another_language_gets_english() -> None:
    assert WORDING.say("greet", "fr") == WORDING.say("greet", "en")


def test_the_consent_has_a_version_that_follows_its_words() -> None:
    assert re.fullmatch(r"[0-9a-f]{12}", WORDING.version("consent"))
