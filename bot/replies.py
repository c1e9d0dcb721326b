"""Replies: what to say for a decision, from the sentences of bot/responses/ and the vetted answers."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import us

from bot.triage.decision import Decision, Reason
from bot.triage.evidence import Evidence
from bot.triage.memory import Memory
from bot.wording import Wording
from conversations.messages import Button, Citation, Reply
from intents.topics import Topics
from matching.answers import Answer
from moderation.help_lines import help_for

OPENINGS = {"deadline": "emergency_deadline"} | dict.fromkeys(
    ("arrest", "raid", "lockout", "unclear"), "emergency_urgent"
)


@dataclass(frozen=True)
class Speech:
    """Turns decisions into replies. Everything it says is in its parts; it decides nothing."""

    wording: Wording
    answers: Mapping[str, Answer]
    topics: Topics

    def replies(self, decision: Decision, evidence: Evidence, memory: Memory) -> list[Reply]:
        """What to say, in the language that the message was understood in."""
        speak = SPEAKERS[decision.action]
        return speak(self, decision, evidence, memory)

    def reasons(self, decision: Decision, language: str) -> list[str]:
        """Each reason in plain words, as the end of a sentence."""
        return [self._reason(reason, language) for reason in decision.reasons]

    def _reason(self, reason: Reason, language: str) -> str:
        fields = dict(reason.fields)
        if "state" in fields:
            fields["state"] = state_name(fields["state"])
        if "areas" in fields:
            names = [self._area(area) for area in fields["areas"].split(",")]
            fields |= {"count": _number(len(names), language), "areas": _listed(names, language)}
        name = f"reason_{reason.code}"
        if not self.wording.knows(name):
            name = f"reason_{reason.code.split('_')[0]}"
        return self.wording.say(name, language, **fields)

    def _area(self, area: str) -> str:
        topic, _, subtopic = area.partition(".")
        law = self.topics[topic]
        narrower = law.subtopics.get(subtopic)
        return narrower.name if narrower else law.name


def state_name(code: str) -> str:
    """`MA` -> `Massachusetts`; a code that is no state stays as it is."""
    if code == "DC":
        return "Washington, D.C."
    state = us.states.lookup(code, field="abbr")
    return str(state.name) if state else code


def _answer(speech: Speech, decision: Decision, evidence: Evidence, memory: Memory) -> list[Reply]:
    answer = speech.answers[decision.answer_id or ""]
    language = "es" if evidence.language == "es" and answer.spanish else "en"
    shown = answer.spanish if language == "es" and answer.spanish else answer
    lawyer = speech.wording.say("when_lawyer", language, text=shown.lawyer)
    note = speech.wording.say("only_english", "es") + "\n\n" if evidence.language == "es" and language == "en" else ""
    citation = Citation(
        title=answer.source.name,
        url=answer.source.url,
        reviewed_on=answer.reviewed_on.isoformat(),
        jurisdiction=answer.jurisdiction,
    )
    text = f"{note}{shown.text.strip()}\n\n{lawyer}"
    if decision.force != "none":
        name = "under_answer_firm" if decision.force == "firm" else "under_answer"
        text += "\n\n" + speech.wording.say(name, language)
    return [
        Reply(
            kind="answer",
            text=text,
            buttons=_find_lawyer(speech, language) if decision.force in ("prompt", "firm") else (),
            citations=(citation,),
            explanation=speech.wording.say("explanation_answer", language, question=shown.question),
            answer_id=answer.answer_id,
        )
    ]


def _clarify(speech: Speech, decision: Decision, evidence: Evidence, memory: Memory) -> list[Reply]:
    language, say = evidence.language, speech.wording.say
    name = f"clarify_{decision.subject}"
    buttons: tuple[Button, ...] = ()
    if decision.subject == "which_reading":
        buttons = (
            *(
                Button(speech.answers[choice].question, payload("choose", answer_id=choice))
                for choice in decision.choices
            ),
            Button(say("button_something_else", language), payload("choose", answer_id="none")),
        )
    elif decision.subject == "what_about" and evidence.jurisdiction:
        return [Reply(kind="clarify", text=say(name, language, state=state_name(evidence.jurisdiction)))]
    elif decision.choices:
        name = "clarify_which_state_of"
        buttons = tuple(Button(state_name(state), payload("inform", state=state)) for state in decision.choices)
    elif not speech.wording.knows(name):
        name = "clarify_what_happened"
    return [Reply(kind="clarify", text=say(name, language), buttons=buttons)]


def _handoff(speech: Speech, decision: Decision, evidence: Evidence, memory: Memory) -> list[Reply]:
    language, say = evidence.language, speech.wording.say
    reasons = "; ".join(speech.reasons(decision, language))
    if memory.lead:
        return [Reply(kind="handoff", text=say("lead_there", language))]
    if decision.requested_slot is None:
        name = "offer_quiet" if memory.declined else "offer_line"
        return [Reply(kind="handoff", text=say(name, language, reasons=reasons))]
    asked = decision.reasons[0].code == "asked"
    text = say("offer_asked" if asked else "offer_firm" if decision.force == "firm" else "offer", language)
    explanation = f"{reasons[0].upper()}{reasons[1:]}."
    return [Reply(kind="handoff", text=text, buttons=yes_no(speech.wording, language), explanation=explanation)]


def yes_no(wording: Wording, language: str) -> tuple[Button, ...]:
    return (
        Button(wording.say("button_yes_lawyer", language), "/affirm"),
        Button(wording.say("button_no_thanks", language), "/deny"),
    )


def _emergency(speech: Speech, decision: Decision, evidence: Evidence, memory: Memory) -> list[Reply]:
    """Help lines first, then what can be done today; a lawyer only as something to ask for."""
    language, say = evidence.language, speech.wording.say
    helped = help_for(decision.subject, evidence.jurisdiction or memory.jurisdiction)
    opening = OPENINGS.get(decision.subject, "emergency_first")
    parts = [
        say(opening, language),
        "\n".join(f"• {line.es if language == 'es' else line.say}" for line in helped.lines),
        say("emergency_today", language),
        "\n".join(f"{number}. {step}" for number, step in enumerate(helped.today_in(language), start=1)),
        say("emergency_lawyer", language),
    ]
    explanation, citations = _deadline(speech, evidence)
    text = "\n\n".join(part for part in parts if part)
    buttons = _find_lawyer(speech, language)
    return [Reply(kind="emergency", text=text, buttons=buttons, citations=citations, explanation=explanation)]


def _deadline(speech: Speech, evidence: Evidence) -> tuple[str, tuple[Citation, ...]]:
    """When something is due, how that was worked out, and where the rule is written."""
    language, danger = evidence.language, evidence.danger
    if danger is None or danger.deadline is None:
        return "", ()
    told = speech.wording.say("explanation_deadline", language, date=danger.deadline)
    rule = danger.rule
    if rule is None:
        return told, ()
    sentence = "explanation_shortest_rule" if danger.assumed else "explanation_rule"
    about = str(rule["sobre"] if language == "es" else rule["about"])
    counted = speech.wording.say(sentence, language, about=about, days=str(rule["days"]), source=str(rule["source"]))
    citation = Citation(rule["source"], rule["url"], rule["checked_on"], rule["jurisdiction"])
    return f"{told} {counted}", (citation,)


def _find_lawyer(speech: Speech, language: str) -> tuple[Button, ...]:
    return (Button(speech.wording.say("button_find_lawyer", language), "/ask_lawyer"),)


def _deescalate(speech: Speech, decision: Decision, evidence: Evidence, memory: Memory) -> list[Reply]:
    insult = decision.reasons[0].code == "insult" and decision.subject == "first"
    name = "deescalate_insult" if insult else f"deescalate_{decision.subject}"
    return [Reply(kind="deescalate", text=speech.wording.say(name, evidence.language))]


def _scope(speech: Speech, decision: Decision, evidence: Evidence, memory: Memory) -> list[Reply]:
    return [Reply(kind="scope", text=speech.wording.say(f"scope_{decision.subject}", evidence.language))]


def _smalltalk(speech: Speech, decision: Decision, evidence: Evidence, memory: Memory) -> list[Reply]:
    return [Reply(kind="smalltalk", text=speech.wording.say(decision.subject, evidence.language))]


SPEAKERS: dict[str, Callable[[Speech, Decision, Evidence, Memory], list[Reply]]] = {
    "answer": _answer,
    "clarify": _clarify,
    "handoff": _handoff,
    "emergency": _emergency,
    "deescalate": _deescalate,
    "scope": _scope,
    "smalltalk": _smalltalk,
}


def payload(intent: str, **entities: str) -> str:
    """What a button sends: an intent with entities, in the form that Rasa reads."""
    return f"/{intent}{json.dumps(entities)}" if entities else f"/{intent}"


def _listed(names: list[str], language: str) -> str:
    last = " y " if language == "es" else " and "
    return names[0] if len(names) == 1 else ", ".join(names[:-1]) + last + names[-1]


def _number(count: int, language: str) -> str:
    words = {"en": ("two", "three", "four"), "es": ("dos", "tres", "cuatro")}
    return words.get(language, words["en"])[min(count, 4) - 2]
