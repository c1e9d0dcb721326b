"""Normalise: write a message the way it is meant to be read, whatever was done to hide its words.

Undone are zero-width and combining characters, look-alike letters of other scripts, digits and signs for letters,
letters spaced out, run together, stretched, masked, dropped or swapped. Emoji become their names, because the
base model has no tokens for them.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from confusable_homoglyphs import confusables

from moderation.words import known, masked, respelled, split_run, watched

LEET = str.maketrans({"0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "7": "t", "8": "b", "@": "a", "$": "s"})
LEET |= str.maketrans({"!": "i", "|": "i", "€": "e", "+": "t", "£": "l"})
EMOJI_NAMES = {
    "🔪": "knife",
    "🔫": "gun",
    "💩": "shit",
    "🤮": "vomit",
    "🖕": "fuck",
    "🐒": "monkey",
    "🐵": "monkey",
    "🏳️‍🌈": "gay pride",
    "🏳️‍⚧️": "transgender pride",
    "🗑": "trash",
    "⚰": "coffin",
    "✊": "solidarity",
}
SKIN_TONES = {"🏻": "white", "🏼": "white", "🏽": "brown", "🏾": "black", "🏿": "black"}
EMOJI_COLOUR = re.compile(r"\b(?:heavy|black|white|sign|symbol)\b ?")
SPACED = re.compile(r"(?<![^\W_])(?:[^\W\d_]([ .\-_*/|~,]))(?:[^\W\d_]\1){1,}[^\W\d_](?![^\W_])")
MASKED_WORD = re.compile(r"(?<![\w*#])[A-Za-z]+[*#\-_•.]+[A-Za-z]+(?![\w*#])")
LEET_WORD = re.compile(r"(?<!\w)(?=[\w@$!|€+£]*[A-Za-z])(?=[\w@$!|€+£]*[\d@$!|€+£])[\w@$!|€+£]{3,}(?!\w)")
HATE_BY_EIGHT = re.compile(r"\bh8(?=s?\b)", re.IGNORECASE)
STRETCHED = re.compile(r"([A-Za-z])\1{2,}")
WORD = re.compile(r"[A-Za-z]+")
SPANISH = re.compile(
    r"\b(?:los|las|el|la|lo|que|qu[eé]|de|del|es|mis?|por|para|una?|con|su|se|les?|son|est[aáeo]s?|pero|porque|soy|"
    r"tengo|como|cuando|donde|muy|nada|nos|al|y)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Plain:
    """A message as it reads, and the names of the tricks that were undone."""

    text: str
    undone: tuple[str, ...]


def normalise(text: str) -> Plain:
    """Undo the tricks one after the other; an ordinary message comes back as it was."""
    undone: list[str] = []
    for name, step in STEPS:
        changed = step(text)
        if changed != text and name:
            undone.append(name)
        text = changed
    return Plain(" ".join(text.split()), tuple(undone))


def _invisible(text: str) -> str:
    """Drop characters without width, keeping the joiners inside emoji."""
    kept = []
    for place, char in enumerate(text):
        category = unicodedata.category(char)
        if char == "\u200d" and place and unicodedata.category(text[place - 1]) in ("So", "Mn", "Sk"):
            kept.append(char)
        elif category == "Cf" or (category == "Cc" and char not in "\n\t\r"):
            continue
        else:
            kept.append(char)
    return "".join(kept)


def _marks(text: str) -> str:
    """Drop stacked combining marks; a single accent stays part of its letter."""
    composed = unicodedata.normalize("NFKC", text)
    return "".join(c for c in composed if unicodedata.category(c) not in ("Mn", "Me") or c == "\ufe0f")


def _emoji(text: str) -> str:
    for sign, name in EMOJI_NAMES.items():
        text = text.replace(sign, f" {name} ")
    return "".join(map(_emoji_word, text)) if not text.isascii() else text


@lru_cache(maxsize=2048)
def _emoji_word(char: str) -> str:
    if char in SKIN_TONES:
        return f" {SKIN_TONES[char]} "
    if char in "\ufe0f\u200d":
        return ""
    if unicodedata.category(char) == "So":
        return f" {EMOJI_COLOUR.sub('', unicodedata.name(char, '').lower())} "
    return char


def _look_alikes(text: str) -> str:
    """Turn letters that only look Latin into Latin ones, where the message is otherwise Latin."""
    if text.isascii():
        return text
    latin = sum(c.isascii() and c.isalpha() for c in text)
    foreign = sum(c.isalpha() and _latin_twin(c) is not None for c in text)
    if not foreign or latin < foreign:
        return text
    return re.sub(r"\w+", lambda word: _latin_word(word.group()), text)


def _latin_word(word: str) -> str:
    twins = [char if char.isascii() else _latin_twin(char) for char in word]
    return "".join(twin for twin in twins if twin) if all(twins) else word


@lru_cache(maxsize=4096)
def _latin_twin(char: str) -> str | None:
    """Return the ASCII letter that a letter of another script or a decorated one stands for."""
    if char.isascii() or "LATIN" in unicodedata.name(char, ""):
        return None
    found = confusables.is_confusable(char, preferred_aliases=["latin"])
    twins = [twin["c"] for hit in found or [] for twin in hit["homoglyphs"] if twin["c"].isascii()]
    letters = [twin for twin in twins if twin.isalpha()]
    return letters[0].lower() if letters else None


def _spaced(text: str) -> str:
    return SPACED.sub(lambda run: _joined(run.group()), text)


def _joined(run: str) -> str:
    """Join spaced letters, unless they are an abbreviation such as U.S.A. or a list of options."""
    letters = re.sub(r"[^A-Za-z]", "", run)
    if len(letters) < 3 or (len(letters) < 5 and not known(letters)):
        return run
    words = split_run(letters)
    return " ".join(words) if words and letters.lower() not in watched() else letters


def _leet(text: str) -> str:
    text = HATE_BY_EIGHT.sub("hate", text)
    return LEET_WORD.sub(lambda word: _letters(word.group()), text)


def _letters(word: str) -> str:
    """Read digits and signs as letters when a watched word comes out."""
    core = word.rstrip("!+")
    for candidate in (core, core.replace("1", "l"), word):
        plain = candidate.lower().translate(LEET)
        if plain.isalpha() and len(plain) > 2 and (plain in watched() or plain.removesuffix("s") in watched()):
            return plain + (word[len(core) :] if candidate != word else "")
        respelt = respelled(plain) if plain.isalpha() and len(plain) > 4 else None
        if respelt:
            return respelt
    return word


def _masked(text: str) -> str:
    return MASKED_WORD.sub(lambda word: masked(word.group()) or word.group(), text)


def _stretched(text: str) -> str:
    return re.sub(r"\w*([A-Za-z])\1{2,}\w*", lambda word: _shrunk(word.group()), text)


def _shrunk(word: str) -> str:
    if len(word) < 5:
        return word
    twice, once = STRETCHED.sub(r"\1\1", word), STRETCHED.sub(r"\1", word)
    return once if known(once) and not known(twice) and len(once) > 2 else twice


def _respelled(text: str) -> str:
    """Mend slips in English; in Spanish, `chinos` is a word and no slip."""
    if len(SPANISH.findall(text)) * 4 >= len(text.split()):
        return text
    return WORD.sub(lambda word: _repaired(word.group()), text)


def _repaired(word: str) -> str:
    if len(word) < 4 or known(word):
        return word
    pieces = split_run(word) if len(word) > 7 else None
    slip = respelled(word)
    if slip and pieces and len(pieces) == 2 and "i" in pieces:
        return slip  # `imigrants` has lost a letter, not a space
    if pieces and min(len(piece) for piece in pieces if piece != "i") > 1:
        return " ".join(pieces)
    return slip or word


def _broken(text: str) -> str:
    """Join a watched word that was cut in two: `wo men`, `immi grants`."""
    words = text.split(" ")
    if len(SPANISH.findall(text)) * 4 >= len(words):
        return text
    joined: list[str] = []
    for word in words:
        if joined and _halves(joined[-1], word):
            joined[-1] += word
        else:
            joined.append(word)
    return " ".join(joined)


def _halves(left: str, right: str) -> bool:
    whole = (left + right.rstrip(".,!?")).lower()
    if len(whole) < 5 or whole not in watched() or not left.isalpha():
        return False
    return not (known(left) and known(right.rstrip(".,!?"))) or len(left) < 3


STEPS = (
    ("invisible characters", _invisible),
    ("stacked marks", _marks),
    ("", _emoji),
    ("look-alike letters", _look_alikes),
    ("letters spaced out", _spaced),
    ("digits or signs for letters", _leet),
    ("masked letters", _masked),
    ("stretched letters", _stretched),
    ("cut words", _broken),
    ("misspelt words", _respelled),
)
