"""Disguised words are read as they are meant; ordinary messages are left alone."""

from __future__ import annotations

import pytest

from moderation.normalise import normalise


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("w0men", "women"),
        ("1mmigrants out!", "immigrants out!"),
        ("w o m e n", "women"),
        ("w.o.m.e.n", "women"),
        ("h a t e   m u s l i m s", "hate muslims"),
        ("wom\u200ben", "women"),
        ("w\u0336o\u0336m\u0336e\u0336n\u0336", "women"),
        ("i hate wоmеn", "i hate women"),
        ("ⓦⓞⓜⓔⓝ", "women"),
        ("imigrants", "immigrants"),
        ("musilms", "muslims"),
        ("f*ck", "fuck"),
        ("haaaaate", "hate"),
        ("immi grants", "immigrants"),
        ("allmuslimsaremonsters", "all muslims are monsters"),
    ],
)
def test_a_disguise_is_taken_off(written, meant):
    assert normalise(written).text == meant


@pytest.mark.parametrize(
    "text",
    [
        "my 401k and my I-130, form W-2, unit #4B",
        "the U.S. sent me a letter about $1,200",
        "Mi casero no me devuelve el depósito, señor",
        "Мне нужен адвокат",
        "rent is $950 and due on 12/1 by 5pm",
        "garnishment, subpoena, unlawful detainer, quitclaim deed",
        "e-mail me at ana@example.com",
        "I was on call 24/7",
    ],
)
def test_an_ordinary_message_stays_as_it_is(text):
    plain = normalise(text)
    assert plain.text == text
    assert plain.undone == ()


def test_it_says_which_trick_was_undone():
    assert normalise("w\u200bomen").undone == ("invisible characters",)


def test_emoji_become_words():
    assert "gay pride" in normalise("happy 🏳️‍🌈").text
    assert "monkey" in normalise("🐒").text


def test_a_very_long_message_is_read_in_reasonable_time():
    assert len(normalise("my landlord kept my deposit " * 4000).text) > 100_000
