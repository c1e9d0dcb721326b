"""The language of a message, offline."""

from __future__ import annotations

import pytest

from intents.language import detect


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("my landlord kept my deposit", "en"),
        ("mi casero me quiere sacar del apartamento", "es"),
        ("necesito ayuda", "es"),
        ("hola", "es"),
        ("no quiero", "es"),
        ("¿puedo demandar?", "es"),
        ("Tôi cần luật sư ly hôn", "vi"),
        ("我需要律师", "zh"),
        ("мне нужен адвокат", "ru"),
        ("j'ai besoin d'un avocat pour mon divorce", "fr"),
        ("preciso de ajuda com meu visto", "pt"),
        ("kailangan ko ng abogado para sa aking kaso", "tl"),
    ],
)
def test_the_language_is_recognised(text, code):
    assert detect(text).code == code


@pytest.mark.parametrize(
    "text", ["", "???", "ok", "thnks", "warranty", "T. Kowalski", "3/4/2024", "yo", "heyy", "no"]
)
def test_short_and_unclear_texts_count_as_english(text):
    assert detect(text).code == "en"


def test_a_spanish_word_in_an_english_sentence_does_not_turn_it():
    assert detect("help with divorcio please").code == "en"
