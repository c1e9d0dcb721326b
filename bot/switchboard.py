"""Switchboard: the one door for a person's message: checked, recorded, answered, recorded."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.engine import Engine
from bot.errors import BadMessage, EngineUnavailable
from bot.holding import (
    asks_bot_back,
    back_decision,
    back_replies,
    breaks_silence,
    quiet_decision,
    quiet_replies,
)
from bot.manners import APPEAL, Answer, Manners
from bot.wording import LANGUAGES, Wording
from conversations.messages import Message, Reply
from conversations.transcripts import Transcripts

LONGEST_MESSAGE = 4_000
"""Characters. The longest stories that people told in tests are under 2,000."""

LONGEST_TITLE = 300
"""Characters of a button's title; what is longer was not a title."""

FEEDBACK = {True: "/feedback_good", False: "/feedback_bad"}

log = logging.getLogger(__name__)

_PAYLOAD = re.compile(r"/(affirm|deny|ask_lawyer|ask_bot|appeal|stop|choose|inform)(\{[^{}]{0,6000}\})?")
"""The longest carries a description that was changed on the summary card."""


@dataclass(frozen=True)
class Opening:
    conversation_id: str
    token: str
    messages: list[Message]


@dataclass(frozen=True)
class Exchange:
    """The bot's messages to one of the person's, and the decision behind them."""

    messages: list[Message]
    decision: dict[str, Any]


class Switchboard:
    """Conversations between people and the dialogue engine."""

    def __init__(
        self,
        transcripts: Transcripts,
        engine: Engine,
        wording: Wording,
        *,
        forget_dialogue: Callable[[str], object],
        erase_lead: Callable[[str], object],
        manners: Manners,
        in_danger: Callable[[str], bool] = lambda _: False,
    ) -> None:
        self._transcripts, self._engine, self._wording = transcripts, engine, wording
        self._forget_dialogue, self._erase_lead = forget_dialogue, erase_lead
        self._manners, self._in_danger = manners, in_danger

    def open(self, *, locale: str | None = None, page_url: str | None = None) -> Opening:
        """Begin a conversation with the words of welcome in the person's language."""
        opened = self._transcripts.open(locale=locale, page_url=page_url)
        language = (locale or "en")[:2].lower()
        welcome = self._wording.say("welcome", language if language in LANGUAGES else "en")
        messages = self._transcripts.add_replies(opened.conversation_id, [Reply(kind="notice", text=welcome)])
        return Opening(opened.conversation_id, opened.token, messages)

    def receive(
        self, conversation_id: str, token: str, *, text: str | None = None, payload: str | None = None
    ) -> Exchange:
        """Take a message and answer it.

        Raises `BadMessage`, `UnknownConversation`, `WrongToken`, or `EngineUnavailable`; in the last case the
        message is already on record, and sending it again continues the conversation.
        """
        opened = self._transcripts.access(conversation_id, token)
        said = _checked(text, payload)
        last = self._transcripts.latest(conversation_id)
        if last is None or last.author != "person" or (last.text, last.payload) != (said, payload):
            last = self._transcripts.add_person_message(conversation_id, said, payload=payload)
        # else: sent again because no answer came; it stands on record once
        held = self._transcripts.held_by_lawyer(conversation_id)
        if asks_bot_back(said, payload) and (held or payload is not None):
            return self._come_back(conversation_id, last, opened.language)
        if held and not self._breaks_silence(said):
            return self._keep_quiet(conversation_id, last, opened.language)
        answer = self._by_manners(conversation_id, said, payload, opened.language)
        if answer is not None:
            return self._say(conversation_id, answer.replies, answer.decision, last.id)
        if payload is not None:
            turn = self._engine.press(conversation_id, payload)
        else:
            turn = self._engine.turn(conversation_id, said)
        if turn.decision is None or not turn.replies:
            raise EngineUnavailable("the dialogue engine gave no decision; is its action server running?")
        if payload is None:
            turn = self._manners.after(conversation_id, turn, opened.language)
        return self._say(conversation_id, turn.replies, turn.decision or {}, last.id)

    def _by_manners(self, conversation_id: str, said: str, payload: str | None, language: str) -> Answer | None:
        """What the rules of conduct answer by themselves: an appeal, or a message while the bot keeps quiet."""
        if payload == APPEAL:
            return self._manners.appeal(conversation_id, language)
        return self._manners.before(conversation_id, said, language)

    def _say(
        self, conversation_id: str, replies: Sequence[Reply], decision: dict[str, Any], in_reply_to: int
    ) -> Exchange:
        messages = self._transcripts.add_replies(conversation_id, replies, decision=decision, in_reply_to=in_reply_to)
        return Exchange(messages, _shown(decision))

    def _breaks_silence(self, said: str) -> bool:
        """Danger is helped with at once, whoever answers here; so is a request that is taken back."""
        return breaks_silence(said) or self._in_danger(said)

    def _keep_quiet(self, conversation_id: str, said: Message, language: str) -> Exchange:
        replies = quiet_replies(self._wording, language, self._transcripts.last_decision(conversation_id))
        return self._say(conversation_id, replies, quiet_decision(self._wording, language), said.id)

    def _come_back(self, conversation_id: str, said: Message, language: str) -> Exchange:
        self._transcripts.release(conversation_id)
        replies = back_replies(self._wording, language)
        return self._say(conversation_id, replies, back_decision(self._wording, language), said.id)

    def messages(self, conversation_id: str, token: str, *, after: int = 0) -> list[Message]:
        self._transcripts.access(conversation_id, token)
        return self._transcripts.messages(conversation_id, after=after)

    def feedback(
        self, conversation_id: str, token: str, message_id: int, *, helpful: bool, comment: str = ""
    ) -> None:
        """Keep what the person thought of a message; raise `UnknownMessage` when it is not the bot's.

        "Not helpful" counts as if it had been typed: the bot asks what was missing, and the second time in a row
        it offers a lawyer. What it says is there when the page next reads the conversation.
        """
        self._transcripts.access(conversation_id, token)
        news = self._transcripts.give_feedback(conversation_id, message_id, helpful=helpful, comment=comment)
        if news and not self._transcripts.held_by_lawyer(conversation_id) and self._is_open(conversation_id):
            self._tell_engine(conversation_id, FEEDBACK[helpful], speak=not helpful)

    def _is_open(self, conversation_id: str) -> bool:
        """Whether no form is running that a word about an answer would be taken for."""
        last = self._transcripts.last_decision(conversation_id)
        return last is not None and last.get("requested_slot") is None

    def _tell_engine(self, conversation_id: str, payload: str, *, speak: bool) -> None:
        try:
            turn = self._engine.press(conversation_id, payload)
        except EngineUnavailable:  # the feedback itself is kept
            log.warning("feedback could not be passed to the dialogue")
            return
        if speak and turn.decision is not None:
            self._transcripts.add_replies(conversation_id, turn.replies, decision=turn.decision)

    def transcript(self, conversation_id: str, token: str) -> list[Message]:
        return self.messages(conversation_id, token)

    def forget(self, conversation_id: str, token: str) -> None:
        """Erase the conversation everywhere: the record, Rasa's copy, and a lead that was made from it."""
        self._transcripts.access(conversation_id, token)
        self.erase(conversation_id)

    def erase(self, conversation_id: str) -> None:
        """The same, asked for by the operator; raise `UnknownConversation` before anything is erased."""
        self._transcripts.latest(conversation_id)
        self._erase_lead(conversation_id)
        self._forget_dialogue(conversation_id)
        self._transcripts.forget(conversation_id)


def _shown(decision: Mapping[str, Any]) -> dict[str, Any]:
    """The decision without what is kept for `sidebar replay` alone."""
    return {name: value for name, value in decision.items() if name != "inputs"}


def _checked(text: str | None, payload: str | None) -> str:
    if payload is not None:
        if not _PAYLOAD.fullmatch(payload):
            raise BadMessage("`payload` must be one that a button of this conversation carries")
        return ((text or "").strip() or payload)[:LONGEST_TITLE]
    if text is None or not text.strip():
        raise BadMessage("the message is empty; type what happened in your own words")
    if len(text) > LONGEST_MESSAGE:
        raise BadMessage(
            f"the message has {len(text):,} characters; please shorten it to {LONGEST_MESSAGE:,} or send it in parts"
        )
    return text.strip()
