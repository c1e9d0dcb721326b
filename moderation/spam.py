"""Spam: signs in a text that it is not from a person who looks for help."""

from __future__ import annotations

import re

from moderation.imposture import asks_for_secrets, pretends_to_be

LINK = re.compile(
    r"(?:https?://|www\.)\S+|\b[\w-]+\.(?:com|net|org|io|ru|cn|top|xyz|shop|online|site|biz)/\S+", re.IGNORECASE
)
SELLING = re.compile(
    r"\b(?:seo|backlinks?|guest posts?|rank (?:your|#?1|higher)|increase (?:your )?(?:traffic|sales)|"
    r"web ?design services|digital marketing|buy (?:now|followers)|best price|limited offer|"
    r"(?:instant|guaranteed|quick) (?:loan|cash|approval)|make \$?\d+ (?:a|per) (?:day|week)|"
    r"crypto (?:investment|trading)|forex|casino|viagra|cialis|replica watches|unsubscribe|"
    r"click (?:here|the link)|whats ?app me|telegram @|dear (?:sir|webmaster|website owner))\b",
    re.IGNORECASE,
)
LETTERS = re.compile(r"[^\W\d_]")
VOWELS = re.compile(r"[aeiouyáéíóúü]", re.IGNORECASE)
LONG_RUN = re.compile(r"(.)\1{9,}|\b[bcdfghjklmnpqrstvwxz]{9,}\b", re.IGNORECASE)


def spam_signs(text: str) -> tuple[str, ...]:
    """Codes of what is doubtful about a text: none for an ordinary one.

    >>> spam_signs("my landlord kept my deposit")
    ()
    """
    role = pretends_to_be(text)
    found = {
        "links": LINK.search(text) is not None,
        "advertising": SELLING.search(text) is not None,
        "poses_as_staff": role == "staff",
        "poses_as_lawyer": role == "lawyer",
        "asks_for_secrets": asks_for_secrets(text),
        "meaningless": _meaningless(text),
    }
    return tuple(name for name, true in found.items() if true)


def _meaningless(text: str) -> bool:
    """Keyboard noise: runs of one sign, or Latin letters without vowels."""
    letters = LETTERS.findall(text)
    if LONG_RUN.search(text) or (len(text) > 20 and len(letters) < len(text) / 4):
        return True
    latin = [letter for letter in letters if letter.isascii()]
    return len(latin) > 12 and len(VOWELS.findall("".join(latin))) < len(latin) * 0.15
