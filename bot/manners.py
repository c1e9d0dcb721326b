"""Manners: what follows when somebody attacks others here: a warning, a pause, the end; the way back; the appeal."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from bot.engine import EngineTurn
from bot.wording import LANGUAGES, Wording
from conversations.appeals import Appeal, Appeals
from conversations.columns import utc_now
from conversations.errors import NothingToAppeal
from conversations.messages import Button, Reply
from conversations.standing import Standings
from moderation.conduct import Conduct, Step, after, awake, is_apology

APPEAL = "/appeal"
SAYING: Mapping[Step, str] = {
    "cool_down": "conduct_cool_down",
    "still_cooling": "conduct_cooling",
    "close": "conduct_close",
    "still_closed": "conduct_closed",
    "reopen": "apology",
}
"""The sentence for each step that the rules themselves answer; the others are left to the engine."""


@dataclass(frozen=True)
class Answer:
    """What is said without asking the dialogue engine, and the decision behind it."""

    replies: tuple[Reply, ...]
    decision: dict[str, Any]


@dataclass(frozen=True)
class Manners:
    """The rules of conduct at the switchboard. `parse` says what the models find in a text; `now` is the clock."""

    standings: Standings
    appeals: Appeals
    wording: Wording
    parse: Callable[[str], Mapping[str, Any]]
    now: Callable[[], datetime] = utc_now

    def before(self, conversation_id: str, said: str, language: str) -> Answer | None:
        """Answer a message that arrives while the bot keeps quiet; None when the engine is to be asked.

        Raises `EngineUnavailable` when the message cannot be screened.
        """
        conduct = awake(self._conduct(conversation_id), self.now())
        if not conduct.quiet:
            return None
        found = self.parse(said)
        refused, danger = is_refused(found.get("moderation")), found.get("danger") is not None
        conduct, step = after(conduct, refused=refused, now=self.now(), apology=is_apology(said), danger=danger)
        self.standings.keep(conversation_id, conduct.as_json())
        if step not in SAYING:
            return None
        return self._answer(step, conduct, language, found.get("moderation"))

    def after(self, conversation_id: str, turn: EngineTurn, language: str) -> EngineTurn:
        """Note what the engine's decision says about conduct; change what is said when there is more to say."""
        decision = turn.decision or {}
        refused = is_refused(decision.get("moderation")) or _insults_again(decision)
        stored = awake(self._conduct(conversation_id), self.now())
        if not refused and (stored == Conduct() or stored.quiet):  # quiet, and yet here: danger was heard
            return turn
        danger = decision.get("action") == "emergency"
        conduct, step = after(stored, refused=refused, now=self.now(), danger=danger)
        self.standings.keep(conversation_id, conduct.as_json())
        told = {**decision, "conduct": {"standing": conduct.standing, "step": step}}
        if step in SAYING:
            answer = self._answer(step, conduct, language, decision.get("moderation"))
            return EngineTurn(answer.replies, {**told, "subject": step, "requested_slot": None})
        return EngineTurn(self._appealable(turn.replies, language) if refused else turn.replies, told)

    def appeal(self, conversation_id: str, language: str) -> Answer:
        """Take the latest refusal to a reviewer."""
        try:
            appeal = self.appeals.open(conversation_id)
        except NothingToAppeal:
            return self._said("appeal_nothing", "appeal", language)
        known = {None: "appeal_opened", "upheld": "appeal_upheld", "overturned": "appeal_overturned"}
        return self._said(known[appeal.outcome], "appeal", language)

    def decide(self, appeal_id: int, *, overturned: bool, account_id: int, note: str = "") -> Appeal:
        """Keep a reviewer's decision and tell the person; overturned, the conduct is good again.

        Raises `UnknownAppeal` or `AppealDecided`.
        """
        outcome: Any = "overturned" if overturned else "upheld"
        appeal = self.appeals.decide(appeal_id, outcome, account_id=account_id, tell=self._verdict, note=note)
        if overturned:
            self.standings.clear(appeal.conversation_id)
        return appeal

    def _verdict(self, appeal: Appeal) -> Reply:
        language = appeal.language if appeal.language in LANGUAGES else "en"
        text = self.wording.say(f"appeal_{appeal.outcome}", language)
        return Reply(kind="notice", text=f"{text}\n\n{appeal.note}".strip())

    def _conduct(self, conversation_id: str) -> Conduct:
        return Conduct.from_json(self.standings.of(conversation_id))

    def _answer(self, step: Step, conduct: Conduct, language: str, screened: Any) -> Answer:
        answer = self._said(SAYING[step], step, language)
        decision = {
            **answer.decision,
            "action": "smalltalk" if step == "reopen" else "deescalate",
            "moderation": screened or {},
            "conduct": {"standing": conduct.standing, "step": step},
        }
        replies = tuple(replace(reply, kind=decision["action"]) for reply in answer.replies)
        return Answer(replies if step == "reopen" else self._appealable(replies, language), decision)

    def _said(self, sentence: str, subject: str, language: str) -> Answer:
        text = self.wording.say(sentence, language)
        decision = {
            "action": "notice",
            "subject": subject,
            "confidence": 1.0,
            "reasons": [{"code": subject, "text": self.wording.say("reason_conduct", language)}],
            "topics": [],
            "matches": [],
            "jurisdiction": None,
            "requested_slot": None,
            "answer_id": None,
            "versions": {},
        }
        return Answer((Reply(kind="notice", text=text),), decision)

    def _appealable(self, replies: tuple[Reply, ...], language: str) -> tuple[Reply, ...]:
        """The same with the button; it goes last, for a page shows the buttons of what was said last."""
        button = Button(self.wording.say("button_appeal", language), APPEAL)
        *first, last = replies
        return (*first, replace(last, buttons=(*last.buttons, button)))


def is_refused(screened: Any) -> bool:
    """Whether the screen refused a message, and not because it quotes somebody else."""
    return bool(screened and screened.get("refused") and not screened.get("reported"))


def _insults_again(decision: Mapping[str, Any]) -> bool:
    """An insult to the bot is passed over once; after that it counts."""
    codes = {reason.get("code") for reason in decision.get("reasons") or ()}
    return decision.get("action") == "deescalate" and "insult" in codes and decision.get("subject") == "again"
