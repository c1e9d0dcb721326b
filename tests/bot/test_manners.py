"""Manners at the switchboard: warned, paused, closed, opened again, appealed; with a clock that the tests turn."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.manners import Manners
from bot.switchboard import Exchange, Switchboard
from bot.text_screen import TextScreen
from bot.wording import Wording
from conversations.accounts import Accounts
from conversations.appeals import Appeals
from conversations.database import Database
from conversations.standing import Standings
from conversations.transcripts import Transcripts
from tests.bot.web.fakes import ScriptedEngine

ABUSE = "they are vermin"
WORDING = Wording.load()


@dataclass
class Clock:
    at: datetime = datetime(2026, 11, 20, 15, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.at

    def turn(self, **by: int) -> None:
        self.at += timedelta(**by)


@dataclass
class Talk:
    """One conversation over a real database and a scripted engine."""

    database: Database
    clock: Clock = field(default_factory=Clock)
    engine: ScriptedEngine = field(default_factory=ScriptedEngine)

    def __post_init__(self) -> None:
        self.appeals = Appeals(self.database)
        self.manners = Manners(Standings(self.database), self.appeals, WORDING, self.engine.parse, now=self.clock)
        self.switchboard = Switchboard(
            Transcripts(self.database),
            self.engine,  # type: ignore[arg-type]
            WORDING,
            manners=self.manners,
            forget_dialogue=lambda _: None,
            erase_lead=lambda _: None,
        )
        self.opened = self.switchboard.open(locale="en-US")

    def say(self, text: str | None = None, payload: str | None = None) -> Exchange:
        return self.switchboard.receive(self.opened.conversation_id, self.opened.token, text=text, payload=payload)

    def texts(self) -> list[str]:
        return [message.text for message in self.switchboard.messages(self.opened.conversation_id, self.opened.token)]


@pytest.fixture
def talk(tmp_path: Path) -> Iterator[Talk]:
    database = Database(f"sqlite:///{tmp_path / 'test.db'}")
    database.migrate()
    yield Talk(database)
    database.close()


def subject(exchange: Exchange) -> str:
    return exchange.decision.get("conduct", {}).get("step", "")


def test_the_first_attack_is_warned_about_and_the_talk_goes_on(talk: Talk) -> None:
    assert subject(talk.say(ABUSE)) == "warn"
    assert talk.say("my deposit was kept").decision["action"] == "answer"


def test_the_second_attack_brings_a_pause_in_which_the_engine_is_not_asked(talk: Talk) -> None:
    talk.say(ABUSE)
    assert subject(talk.say(ABUSE)) == "cool_down"
    heard = len(talk.engine.heard)
    quiet = talk.say("my deposit was kept")
    assert (subject(quiet), quiet.decision["action"]) == ("still_cooling", "deescalate")
    assert len(talk.engine.heard) == heard


def test_the_pause_ends_by_itself(talk: Talk) -> None:
    talk.say(ABUSE)
    talk.say(ABUSE)
    talk.clock.turn(minutes=3)
    assert talk.say("my deposit was kept").decision["action"] == "answer"


def test_the_third_attack_closes_the_talk_for_the_day(talk: Talk) -> None:
    for step in ("warn", "cool_down", "close"):
        assert subject(talk.say(ABUSE)) == step
    talk.clock.turn(hours=2)
    assert subject(talk.say("my deposit was kept")) == "still_closed"
    talk.clock.turn(days=1)
    assert talk.say("my deposit was kept").decision["action"] == "answer"


def test_an_apology_opens_the_talk_again(talk: Talk) -> None:
    for _ in range(3):
        talk.say(ABUSE)
    opened = talk.say("I'm sorry, that was wrong of me")
    assert (subject(opened), opened.messages[0].text) == ("reopen", WORDING.say("apology"))
    assert talk.say("my deposit was kept").decision["action"] == "answer"


def test_danger_is_heard_in_a_closed_talk(talk: Talk) -> None:
    for _ in range(3):
        talk.say(ABUSE)
    assert talk.say("he hurt me").decision["action"] == "emergency"


def test_every_refusal_carries_the_button_of_the_appeal(talk: Talk) -> None:
    for _ in range(4):
        assert [button.payload for button in talk.say(ABUSE).messages[-1].buttons][-1] == "/appeal"


def test_the_button_brings_the_message_to_a_reviewer_and_the_answer_comes_to_the_chat(talk: Talk) -> None:
    reviewer = Accounts(talk.database).add(email="r@example.com", password="long enough 123", role="staff", name="R")
    talk.say(ABUSE)
    assert talk.say(payload="/appeal").messages[0].text == WORDING.say("appeal_opened")
    (waiting,) = talk.appeals.waiting()
    assert waiting.text == ABUSE
    talk.manners.decide(waiting.id, overturned=True, account_id=reviewer.id, note="It was a quotation.")
    assert talk.texts()[-1] == f"{WORDING.say('appeal_overturned')}\n\nIt was a quotation."
    assert subject(talk.say(ABUSE)) == "warn"  # the first one no longer counts


def test_an_appeal_without_a_refusal_is_answered_kindly(talk: Talk) -> None:
    assert talk.say(payload="/appeal").messages[0].text == WORDING.say("appeal_nothing")


@pytest.mark.parametrize(
    ("text", "reasons"),
    [
        ("I can see you on Monday at ten.", ()),
        ("those people are vermin", ("hateful",)),
        ("Please send me your bank card number", ("credentials",)),
        ("I will never ask you to send your password", ()),
        ("buy gift cards and read me the codes", ("credentials",)),
    ],
)
def test_a_text_from_outside_the_chat_is_judged_before_it_is_shown(talk: Talk, text: str, reasons: tuple) -> None:
    verdict = TextScreen(talk.engine.parse)(text)
    assert (verdict.allowed, verdict.reasons) == (not reasons, reasons)
