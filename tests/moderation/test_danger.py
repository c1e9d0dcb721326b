"""What cannot wait is found; what only sounds so is not."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
import yaml

from moderation.danger import find
from moderation.kinds import KINDS

TODAY = date(2026, 11, 21)  # a Saturday
HERE = Path(__file__).parent
CASES = yaml.safe_load((HERE / "danger_cases.yml").read_text(encoding="utf-8"))
OBLIQUE = yaml.safe_load((HERE / "danger_oblique.yml").read_text(encoding="utf-8"))


def test_nearly_every_urgent_message_is_found():
    urgent = [text for texts in CASES["urgent"].values() for text in texts]
    missed = [text for text in urgent if find(text, TODAY) is None]
    assert len(missed) / len(urgent) <= 0.01, missed


@pytest.mark.parametrize("kind", KINDS)
def test_most_urgent_messages_get_their_own_kind(kind):
    texts = CASES["urgent"][kind]
    right = [text for text in texts if (danger := find(text, TODAY)) and danger.kind == kind]
    assert len(right) / len(texts) >= 0.75


def test_hardly_any_ordinary_message_raises_an_alarm():
    alarms = {text: find(text, TODAY) for text in CASES["calm"] if find(text, TODAY)}
    assert len(alarms) / len(CASES["calm"]) <= 0.01, alarms


def test_most_danger_told_sideways_is_found():
    urgent = [text for texts in OBLIQUE["urgent"].values() for text in texts]
    found = [text for text in urgent if find(text, TODAY)]
    assert len(found) / len(urgent) >= 0.95


def test_more_ordinary_messages_raise_hardly_any_alarm():
    alarms = {text: find(text, TODAY) for text in OBLIQUE["calm"] if find(text, TODAY)}
    assert len(alarms) / len(OBLIQUE["calm"]) <= 0.01, alarms


def test_help_comes_before_a_deadline_and_the_date_is_kept():
    danger = find("my husband hit me last night and our hearing is on monday", TODAY)
    assert danger is not None
    assert danger.kind == "domestic_violence"
    assert danger.deadline == date(2026, 11, 23)


def test_capitals_and_curly_quotes_do_not_matter():
    danger = find("HE SAID HE’S GOING TO KILL ME", TODAY)
    assert danger is not None


@pytest.mark.parametrize(
    "text",
    [
        "he never hit me",
        "I'm not suicidal",
        "my ex used to hit me ten years ago, can I get my record of it",
        "I was arrested in 2009, can I expunge it",
        "what counts as stalking",
    ],
)
def test_what_is_denied_long_past_or_only_asked_is_no_danger(text):
    assert find(text, TODAY) is None


def test_an_old_story_that_goes_on_now_is_danger():
    assert find("he used to hit me years ago and now he is outside my door again", TODAY) is not None


def test_danger_is_told_as_json():
    danger = find("i was served with an eviction lawsuit last tuesday", TODAY)
    assert danger is not None
    told = danger.as_json()
    assert told["kind"] == "deadline"
    assert told["deadline"] == "2026-11-24"
    assert told["rule"]["source"]
