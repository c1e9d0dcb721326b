"""Warn, cool down, close, and the way back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from moderation.conduct import PAUSE, Conduct, after, is_apology

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


def abuse(conduct: Conduct, *, times: int, now: datetime = NOON) -> tuple[Conduct, list[str]]:
    steps = []
    for _ in range(times):
        conduct, step = after(conduct, refused=True, now=now)
        steps.append(step)
    return conduct, steps


def test_abuse_is_answered_by_a_warning_then_a_pause_then_the_end():
    _, steps = abuse(Conduct(), times=4)
    assert steps == ["warn", "cool_down", "close", "still_closed"]


def test_an_ordinary_message_changes_nothing():
    assert after(Conduct(), refused=False, now=NOON)[1] == "none"


def test_a_message_during_the_pause_waits():
    cooling, _ = abuse(Conduct(), times=2)
    assert after(cooling, refused=False, now=NOON)[1] == "still_cooling"


def test_after_the_pause_the_talk_goes_on_but_the_next_abuse_closes_it():
    cooling, _ = abuse(Conduct(), times=2)
    later, step = after(cooling, refused=False, now=NOON + PAUSE)
    assert step == "none"
    assert after(later, refused=True, now=NOON + PAUSE)[1] == "close"


def test_an_apology_opens_a_closed_talk():
    closed, _ = abuse(Conduct(), times=3)
    opened, step = after(closed, refused=False, apology=True, now=NOON)
    assert step == "reopen"
    assert after(opened, refused=False, now=NOON)[1] == "none"


def test_the_next_day_opens_a_closed_talk():
    closed, _ = abuse(Conduct(), times=3)
    opened, step = after(closed, refused=False, now=NOON + timedelta(hours=13))
    assert (opened.standing, step) == ("good", "none")


def test_danger_is_heard_in_a_closed_talk():
    closed, _ = abuse(Conduct(), times=3)
    same, step = after(closed, refused=False, danger=True, now=NOON)
    assert step == "hear"
    assert same.standing == "closed"


def test_a_warning_is_forgotten_after_enough_ordinary_messages():
    warned, _ = abuse(Conduct(), times=1)
    for _ in range(8):
        warned, _step = after(warned, refused=False, now=NOON)
    assert warned == Conduct()


def test_how_things_stand_survives_being_stored():
    cooling, _ = abuse(Conduct(), times=2)
    assert Conduct.from_json(cooling.as_json()) == cooling
    assert Conduct.from_json(None) == Conduct()


@pytest.mark.parametrize("text", ["I'm sorry, that was rude", "sorry", "i apologize for what i said", "perdón"])
def test_an_apology_is_understood(text):
    assert is_apology(text)


@pytest.mark.parametrize("text", ["my landlord is a sorry excuse", "they never said sorry to my mother", "what now"])
def test_not_every_sorry_is_an_apology(text):
    assert not is_apology(text)
