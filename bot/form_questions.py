"""FormQuestions: the question for each slot of the intake, with the buttons that spare typing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from bot.assembly import DialogueParts
from bot.intake_card import FIELDS, Summary
from bot.replies import payload, state_name, yes_no
from bot.triage.memory import Memory
from bot.wording import Wording
from conversations.messages import Button, Reply

UNKNOWN_TOPIC = "courts"
"""Where no area of law was recognised: someone who knows the courts sorts it."""


@dataclass(frozen=True)
class Form:
    """The form as it stands: what is filled, what the conversation was about, and who speaks."""

    filled: Mapping[str, Any]
    memory: Memory
    language: str
    parts: DialogueParts

    @property
    def wording(self) -> Wording:
        return self.parts.speech.wording

    def say(self, sentence: str, **fields: str) -> str:
        return self.wording.say(sentence, self.language, **fields)

    def summary(self) -> Summary:
        topic = self.memory.topics[0] if self.memory.topics else UNKNOWN_TOPIC
        return Summary(self.filled, topic, self.language, self.wording, self.parts.speech.topics)


def ask(slot: str, form: Form) -> Reply:
    """The question for a slot."""
    if slot in _QUESTIONS:
        return _QUESTIONS[slot](form)
    name = f"intake_{slot}"  # not `ask_…`: Rasa would say those by itself
    return Reply(kind="form", text=form.say(name), buttons=_buttons(slot, form))


def _buttons(slot: str, form: Form) -> tuple[Button, ...]:
    if slot == "accept":
        return yes_no(form.wording, form.language)
    if slot in ("phone", "county", "deadline", "hours", "code_word", "reach_note"):
        return (Button(form.say("button_skip"), "/deny"),)
    if slot == "description" and form.memory.question:
        return (Button(form.say("button_use_mine"), "/affirm"),)
    return (Button(form.say("button_nobody"), "/deny"),) if slot == "opposing_party" else ()


def consent_text(form: Form) -> str:
    """What the person agrees to: how requests reach lawyers in their state, then the consent itself.

    The form shows this text and the ledger keeps it, word for word.
    """
    rules, state = form.parts.leads.rules.compliance, form.memory.jurisdiction
    disclosure = rules.wording(state if rules.allows(state) else None, form.language)
    return f"{disclosure}\n\n{form.say('consent')}"


def _consent(form: Form) -> Reply:
    agree, disagree = Button(form.say("button_agree"), "/affirm"), Button(form.say("button_disagree"), "/deny")
    text = form.say("intake_consent", consent=consent_text(form))
    return Reply(kind="form", text=text, buttons=(agree, disagree))


def _state(form: Form) -> Reply:
    known = form.memory.jurisdiction
    if not known:
        return Reply(kind="form", text=form.say("intake_state"))
    button = Button(state_name(known), payload("inform", state=known))
    return Reply(kind="form", text=form.say("intake_state_known", state=state_name(known)), buttons=(button,))


def _reach(form: Form) -> Reply:
    """The one optional question; what is noted already is not offered again."""
    filled, unsafe = form.filled, bool(form.filled.get("unsafe"))
    open_ones = {
        "text": filled.get("only") is None and bool(filled.get("phone")),
        "voicemail": filled.get("voicemail") is None and bool(filled.get("phone")),
        "hours": filled.get("hours") is None,
        "code_word": filled.get("code_word") is None,
        "discreet": unsafe and filled.get("discreet") is None,
    }
    noted = any(filled.get(name) is not None for name in ("only", "voicemail", "hours", "code_word", "discreet"))
    buttons = [
        Button(form.say(f"button_reach_{name}"), payload("inform", reach=name))
        for name, on in open_ones.items()
        if on
    ]
    buttons.append(Button(form.say("button_reach_done" if noted else "button_skip"), payload("inform", reach="done")))
    name = "intake_reach_more" if noted else "intake_reach_unsafe" if unsafe else "intake_reach"
    return Reply(kind="form", text=form.say(name), buttons=tuple(buttons))


def _review(form: Form) -> Reply:
    summary = form.summary()
    buttons = (
        Button(form.say("button_send"), "/affirm"),
        Button(form.say("button_change"), payload("inform", field="any")),
        Button(form.say("button_stop"), "/stop"),
    )
    text = form.say("intake_review", summary=summary.as_text())
    return Reply(kind="form", text=text, buttons=buttons, card=summary.as_card())


def _change(form: Form) -> Reply:
    fields = [Button(form.say(f"summary_{name}"), payload("inform", field=name)) for name in FIELDS]
    return Reply(kind="form", text=form.say("intake_change"), buttons=tuple(fields))


def _topic(form: Form) -> Reply:
    topics = form.parts.speech.topics
    buttons = [Button(topics[key].name, payload("inform", field="topic", value=key)) for key in topics.keys]
    return Reply(kind="form", text=form.say("intake_topic"), buttons=tuple(buttons))


_QUESTIONS: Mapping[str, Callable[[Form], Reply]] = {
    "consent": _consent,
    "state": _state,
    "reach": _reach,
    "review": _review,
    "change": _change,
    "topic": _topic,
}
