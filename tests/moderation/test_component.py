"""The pipeline step: what it puts on a message."""

from __future__ import annotations

import warnings
from datetime import date
from pathlib import Path

import pytest

with warnings.catch_warnings():  # Rasa and what it imports warn of their own age
    warnings.simplefilter("ignore")
    from rasa.shared.nlu.constants import INTENT, TEXT
    from rasa.shared.nlu.training_data.message import Message

    from moderation.component import HateSpeechScreen
from moderation.errors import MissingCheckpoint
from moderation.screen import Screen
from tests.moderation.fakes import WordScorer


def processed(text: str, **known: object) -> Message:
    step = HateSpeechScreen(Screen(WordScorer("vermin")), today=lambda: date(2026, 11, 21))
    (message,) = step.process([Message(data={TEXT: text, **known})])
    return message


def test_an_ordinary_message_keeps_its_intent_and_gets_a_verdict():
    message = processed("my landlord kept my deposit", **{INTENT: {"name": "ask", "confidence": 0.9}})
    assert message.get(INTENT)["name"] == "ask"
    assert message.get("moderation")["refused"] is False
    assert message.get("danger") is None


def test_a_refused_message_gets_the_abuse_intent():
    message = processed("they are vermin")
    assert message.get(INTENT) == {"name": "abuse", "confidence": 1.0}
    assert message.get("moderation")["refused"] is True


def test_danger_is_put_on_the_message():
    message = processed("my hearing is tomorrow and my husband hit me")
    assert message.get("danger")["kind"] == "domestic_violence"
    assert message.get("danger")["deadline"] == "2026-11-22"


def test_the_verdict_is_part_of_what_rasa_answers():
    output = processed("they are vermin").as_dict(only_output_properties=True)
    assert set(output["moderation"]) == {"hateful", "refused", "reported", "labels"}


def test_danger_is_part_of_what_rasa_answers():
    output = processed("my hearing is tomorrow").as_dict(only_output_properties=True)
    assert output["danger"]["kind"] == "deadline"


def test_a_message_without_text_is_let_through():
    assert processed("").get("moderation")["refused"] is False


def created(folder: Path) -> HateSpeechScreen:
    config = {**HateSpeechScreen.get_default_config(), "checkpoint_dir": str(folder)}
    return HateSpeechScreen.create(config, None, None, None)


def test_without_a_checkpoint_it_does_not_start(tmp_path: Path):
    with pytest.raises(MissingCheckpoint, match="run `sidebar train`"):
        created(tmp_path)


@pytest.mark.model
def test_it_starts_from_the_folder_of_the_checkpoint(checkpoint: Path):
    (message,) = created(checkpoint.parent).process([Message(data={TEXT: "All immigrants are vermin"})])
    assert message.get("moderation")["refused"] is True
