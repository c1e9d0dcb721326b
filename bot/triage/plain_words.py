"""Plain words: what people type that needs no model, such as "lawyer", "withdraw" or "the first one"."""

from __future__ import annotations

import re
from dataclasses import replace

from bot.triage.evidence import Evidence
from bot.triage.memory import Memory

_WITHDRAW = re.compile(
    r"^\W*(?:(?:please|now|ok(?:ay)?|i want to|i'?d like to|i wish to|can (?:i|you)|quiero|por favor)\W+)*"
    r"(?:withdraw|retract|revoke|take back|cancel|delete|remove|retirar|retire|cancele|cancelar)"
    r"( (my|the|this|that|mi|la))?( (lawyer|attorney))?"
    r"( (request|lead|consent|information|details|solicitud|consentimiento))?"
    r"( (back|please|now|por favor))*\W*$",
    re.IGNORECASE,
)
_LAWYER = re.compile(
    r"^\W*(an? |the |a real |real |un |una )?"
    r"(lawyers?|attorneys?|abogad[oa]s?|human|real person|agent|representative|live (person|agent)|persona real|"
    r"humano)"
    r"( (now|asap|please|por favor))*\W*$",
    re.IGNORECASE,
)
_LAWYER_AT_LAST = re.compile(
    r"[.!?;]\s*(?:a |an |un |una )?(?:lawyer|attorney|abogad[oa])(?: please| por favor)?\W*$", re.IGNORECASE
)
_BARE_TROUBLE = re.compile(
    r"""^\W*
    (?:(?:hi|hello|hey|i|i'?m|we|there'?s|it'?s|its|have|had|got|need|having|been|am|an?|some|legal|serious|big|quick
        |small|hola|tengo|necesito|una?)\W+)*
    (?:problems?|issues?|troubles?|questions?|situation|help|problemas?|preguntas?|ayuda)
    (?:\ (?:with|about|regarding|concerning|at|in|con|de|sobre)
        (?:\ (?:my|the|an?|this|mi|el|la|una?))?
        (?:\ \w+){1,2})?
    (?:\ (?:please|legal))?\W*$""",
    re.IGNORECASE | re.VERBOSE,
)
_ONE = (
    r"(?:lawyers?|attorneys?|legal representation|abogad[oa]s?|(?:real |live |actual )?(?:human|person)(?: being)?|"
    r"someone real|agent)"
)
_WANTS_LAWYER = re.compile(
    r"\b(?:get|find|give|send|want|need|connect|talk|speak|hire|consult|see|refer|recommend|pass|hablar|quiero|"
    r"necesito|conect\w+|contratar|put me|looking|schedule|call|have)\b"
    rf"[^.?!]{{0,30}}\b{_ONE}\b",
    re.IGNORECASE,
)
_ASKS_FOR_ONE = re.compile(
    r"^\W*(?:(?:hi|hello|please|so|ok|hola)\W+)*(?:can|could|would|will|do|is|are|me)\b[^.?!]{0,20}"
    r"\b(?:you|there|i|puede|podr[ií]a|conectar|have|talk|speak|se)\b[^.?!]{0,40}"
    rf"\b{_ONE}\b"
    r"(?:[^.?!]{0,25}\b(?:talk|call|help|speak|contact|refer|look|near me|for me|to me|here|real)\b[^.?!]*)?[.?!\s]*$"
    rf"|\bcan an? {_ONE} (?:look|help|review|call|contact|take)\b"
    rf"|\bhow (?:do|can) i (?:get|find|reach|talk to|speak (?:to|with)) an? {_ONE}"
    r"(?: (?:through|from|with|on) (?:you|here|this|sidebar))?\W*$"
    r"|\bwho can represent me\b|\bsomeone to represent me\b",
    re.IGNORECASE,
)
_ASKS = re.compile(
    r"^\W*(?:do|does|did|when|should|can|could|how|what|why|if|is|are|will|my|the|he|she|they|his|her)\b(?!')|\?\s*$",
    re.IGNORECASE,
)
_ABOUT_ONE = re.compile(
    r"\b(?:(?:don'?t|do not|not|without|do i|need to|have to|should i|if i|afford|pay(?:ing)?(?: for)?|fire|firing|"
    r"complain\w*|are you|my|his|her|their|ex'?s|landlord'?s|husband'?s|wife'?s) "
    rf"(?:\w+ ){{0,2}}{_ONE}\b|no (?:quiero|necesito)\b)",
    re.IGNORECASE,
)
_CHANGES_DETAIL = re.compile(
    r"^\W*(?:(?:can|could) (?:i|you) |please |i (?:need|want|would like|have) to |i'?d like to |sorry |wait |hi |"
    r"quiero |puedo )*"
    r"(?:change|update|correct|fix|edit|cambiar|corregir)(?: \w+){0,2} "
    r"(?:e-?mail|phone|number|name|address|details?|contact|correo|tel[eé]fono|nombre)\b"
    r"(?! (?:in|on) (?:the|a|my) )"
    r"|\b(?:my|mi) (?:e-?mail|phone|phone number|number|correo|tel[eé]fono)(?: address)? "
    r"(?:is|was|should be|changed|es)\b"
    r"|\b(?:gave|typed|entered|put)(?: \w+){0,3} wrong (?:e-?mail|phone|number|name)\b|"
    r"\bwrong (?:e-?mail|phone number|phone)\b",
    re.IGNORECASE,
)
_LOST = re.compile(
    r"^\W*(no (lo )?(entiendo|comprendo|s[ée])|i (don'?t|do not) (understand|get it|know)|"
    r"(i'?m )?confused|what do you mean)\W*$",
    re.IGNORECASE,
)
_ORDINALS = (
    re.compile(
        r"^\W*(1|one|yes|yep|yeah|(the )?first( one)?|(la |el )?primer[oa]?|s[ií]|that one)\W*$", re.IGNORECASE
    ),
    re.compile(r"^\W*(2|two|(the )?second( one)?|(la |el )?segund[oa])\W*$", re.IGNORECASE),
    re.compile(r"^\W*(3|three|(the )?(third|last)( one)?|(la |el )?tercer[oa]?)\W*$", re.IGNORECASE),
)


def withdraws(text: str) -> bool:
    """Whether the person takes back a request that was passed on."""
    return bool(_WITHDRAW.match(text))


def changes_detail(text: str) -> bool:
    """Whether the person wants another name or contact in a request that was already passed on."""
    return bool(_CHANGES_DETAIL.search(text))


def in_plain_words(found: Evidence) -> Evidence:
    """Words that the bot itself tells people to type, and trouble that is only named, need no model."""
    if withdraws(found.text):
        return replace(found, intent="stop", intent_confidence=1.0, not_legal=0.0, refused=False)
    if _BARE_TROUBLE.match(found.text):
        return replace(found, intent="vague", intent_confidence=1.0, matches=(), danger=None, refused=False)
    if _LOST.match(found.text):
        return replace(found, intent="vague", intent_confidence=1.0, matches=(), refused=False, not_legal=0.0)
    if asks_for_lawyer(found.text):
        return replace(found, intent="ask_lawyer", intent_confidence=1.0, not_legal=0.0, refused=False)
    return found


def asks_for_lawyer(text: str) -> bool:
    """Whether somebody asks, in so many words, to be put through to a lawyer or a person."""
    if _LAWYER.match(text) or _LAWYER_AT_LAST.search(text):
        return True
    if _ABOUT_ONE.search(text):
        return False
    return bool(_ASKS_FOR_ONE.search(text) or (_WANTS_LAWYER.search(text) and not _ASKS.match(text)))


def chosen_in_words(found: Evidence, memory: Memory) -> Evidence:
    """ "the first one" after a choice of readings is as good as the button."""
    if memory.subject != "which_reading" or found.chosen is not None:
        return found
    for choice, words in zip(memory.choices, _ORDINALS, strict=False):
        if words.match(found.text):
            return replace(found, intent="choose", chosen={"answer_id": choice}, refused=False, danger=None)
    return found
