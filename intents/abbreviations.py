"""Abbreviations: when two letters stand for a state, and when they are a word."""

from __future__ import annotations

from intents import place_cues as cue
from intents.gazetteer import Gazetteer
from intents.tokens import Mention, Tokens

# Codes that are words or other things in lower case, and those that are so even in capitals.
_WORDS = cue.listed("codes_like_words")
_OTHER_THINGS = frozenset({"OK", "HI", "ID", "VA", "MD", "MS", "LA", "PA", "CO", "AL", "CT", "DE", "PR", "ME", "MA"})
_OTHER_THINGS |= {"IN", "OR", "OH"}
# In the middle of a sentence these are always words unless a comma or the end says otherwise.
_SMALL_WORDS = frozenset({"in", "or", "me", "hi", "oh", "ok"})


def spelled_out(at: int, tokens: Tokens, gazetteer: Gazetteer, *, after: Mention | None = None) -> str | None:
    """The state that the word at `at` abbreviates, if it does; `after` is the town named just before it."""
    code = gazetteer.abbreviations.get(tokens.word(at))
    if code is None:
        return None
    if after is not None:
        return code if _follows_town(at, tokens, code, after) else None
    word, shouted = tokens.word(at), tokens.shouted(at)
    if len(tokens) == 1 and tokens.raw[at].isupper():
        return code
    if word == "la" and (shouted or tokens.word(at - 1) in {"in", "from", "to", "near"}):
        return "CA" if shouted or _ends_phrase(at, tokens) else None
    if at == 0 and _opens(tokens, shouted=shouted):
        return code
    if len(word) == 2 and tokens.raw[at] in {word.capitalize()} and word in _WORDS:
        return None
    if word not in _WORDS or (shouted and code not in _OTHER_THINGS):
        return code
    return code if _in_its_place(at, tokens, shouted) else None


def _opens(tokens: Tokens, *, shouted: bool) -> bool:
    """'PA custody', 'OR landlord', 'Mass. tenant': said first, right before a word of the law."""
    dotted = len(tokens.word(0)) > 2 and tokens.word(1) == "."
    if tokens.word(2 if dotted else 1) not in cue.LAW_WORDS:
        return False
    return shouted or (
        tokens.word(0) not in _SMALL_WORDS | {"la", "ma", "al"} and (len(tokens.word(0)) == 2 or tokens.capital(0))
    )


def _follows_town(at: int, tokens: Tokens, code: str, town: Mention) -> bool:
    comma = tokens.word(at - 1) == ","
    if tokens.word(at) in _SMALL_WORDS and not tokens.shouted(at):
        alone = tokens.word(at + 1) in cue.LAW_WORDS | {"", ".", ",", "!", "?"}
        return town.known.within(code) is not None and (
            alone or (comma and tokens.word(at) not in {"in", "or", "me"})
        )
    return town.known.within(code) is not None or (comma and tokens.shouted(at))


def _in_its_place(at: int, tokens: Tokens, shouted: bool) -> bool:
    before = tokens.word(at - 1)
    if before == "," and shouted:
        return _ends_phrase(at, tokens)
    if before not in {"in", "from", "near", "to", "of", "en"}:
        return len(tokens) == 1 and shouted
    if tokens.word(at) in {"me", "in", "or", "hi"} and not shouted:
        return False
    return _ends_phrase(at, tokens) if not shouted or tokens.word(at) in {"va", "id", "md"} else True


def _ends_phrase(at: int, tokens: Tokens) -> bool:
    return tokens.word(at + 1) in cue.END_OF_PHRASE or at + 1 >= len(tokens)
