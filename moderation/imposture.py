"""Imposture: signs that a text asks for secrets or money, or that somebody pretends to be a lawyer or staff."""

from __future__ import annotations

import re

CONFIDENTIAL = (
    r"(?:password|passcode|pass ?phrase|pin(?: code| number)?|one[- ]time code|verification code|security code|otp|"
    r"cvv|(?:credit|debit|bank) card (?:number|details|info\w*)|card number|bank (?:login|account|details)|"
    r"routing number|online banking|social security number|ssn|seed phrase|private key|login(?: details| info\w*)?|"
    r"contrase[nñ]a|clave|c[oó]digo de verificaci[oó]n|n[uú]mero de tarjeta|seguro social)"
)
ASKING = (
    r"(?:send|give|tell|text|e-?mail|share|provide|confirm|verify|enter|type|reply with|need|forward|upload|"
    r"m[aá]ndeme|env[ií]eme|d[eé]me|d[ií]game|confirme)"
)
MONEY = re.compile(
    r"\b(?:gift ?cards?|(?:bit ?coin|crypto|usdt|ethereum|western union|money ?gram|wire transfer|zelle|cash ?app|"
    r"venmo)\b[^.?!]{0,60}\b(?:fee|pay|send|deposit|release|refund|now|today)|"
    r"(?:send|pay|buy)\b[^.?!]{0,40}\b(?:gift ?cards?|bit ?coin|crypto|western union|money ?gram))",
    re.IGNORECASE,
)
ASKS = re.compile(rf"\b{ASKING}\b(?:\W+\w+){{0,6}}?\W+{CONFIDENTIAL}\b", re.IGNORECASE)
NEVER = re.compile(
    r"\b(?:never|do not|don'?t|won'?t|will not|nobody (?:here )?will|no one (?:here )?will|should not|nunca|no)\b"
    r"[^.?!]{0,60}$",
    re.IGNORECASE,
)
STAFF = re.compile(
    r"\b(?:(?:i am|i'?m|this is|we are|speaking as|soy|somos)\b[^.?!]{0,30}\b(?:(?:from|with|of|at|de)\s+)?"
    r"(?:the )?(?:sidebar|support team|customer support|help ?desk|legal department|court clerk|"
    r"admin(?:istrator)?|moderator|fraud department|irs|social security administration|us marshals?)\b"
    r"(?! (?:help|said|told)))",
    re.IGNORECASE,
)
LAWYER = re.compile(
    r"\b(?:i am|i'?m|we are|this is|as)\b[^.?!]{0,30}\b(?:attorney|lawyer|law firm|esq|counselor at law|"
    r"(?:senior|managing) partner)\b[^.?!]{0,80}\b(?:offer\w*|contact (?:me|us)|call (?:me|us)|represent you|"
    r"our (?:firm|services)|clients?|free consultation|leads?|hire (?:me|us)|visit|whats ?app)\b",
    re.IGNORECASE,
)


def asks_for_secrets(text: str) -> bool:
    """Whether a text asks somebody for a password, a code, a card, or money that cannot be traced.

    >>> asks_for_secrets("Please send me your bank card number so that I can start")
    True
    >>> asks_for_secrets("We will never ask you to send a password")
    False
    """
    found = [*ASKS.finditer(text), *MONEY.finditer(text)]
    return any(not NEVER.search(text[: match.start()]) for match in found)


def pretends_to_be(text: str) -> str | None:
    """`staff` or `lawyer` when the writer claims to speak as one, to people who look for help."""
    if STAFF.search(text):
        return "staff"
    return "lawyer" if LAWYER.search(text) else None
