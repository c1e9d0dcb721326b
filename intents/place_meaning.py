"""Place meaning: whether a name is meant as a place, or as a person, a brand or an everyday word."""

from __future__ import annotations

from intents import place_cues as cue
from intents.gazetteer import Gazetteer
from intents.tokens import Mention, Tokens

_LARGE_CITY, _SMALL_TOWN, _VILLAGE = 100_000, 20_000, 5_000
_FOREIGN = 30
_ARTICLES = frozenset({"el", "la", "los", "las"})


def is_meant(mention: Mention, tokens: Tokens, gazetteer: Gazetteer) -> bool:
    """Whether the words of `mention` are meant as a place."""
    before, after = tokens.word(mention.start - 1), tokens.word(mention.end)
    if mention.sure:
        return True
    if after in cue.BRAND_AFTER or before in cue.BRAND_BEFORE:
        return False
    if not _at_home(mention, gazetteer):
        return False
    if len(mention.words) == 1 and mention.words[0] in cue.PERSON_NAMES:
        return _rather_place_than_person(mention, tokens)
    if mention.known.kind == "bare county":
        return _is_county_meant(mention, tokens)
    return mention.known.kind != "city" or _is_town_meant(mention, tokens)


def _at_home(mention: Mention, gazetteer: Gazetteer) -> bool:
    abroad = gazetteer.abroad.get(mention.words, 0)
    return mention.known.kind in {"state", "nickname", "county"} or abroad < _FOREIGN * mention.known.size


def _rather_place_than_person(mention: Mention, tokens: Tokens) -> bool:
    before, after = tokens.word(mention.start - 1), tokens.word(mention.end)
    if before in cue.RELATIONS and tokens.window(mention.start, 3)[:2] != ("power", "of"):
        return before == "is" and after in cue.LAW_WORDS
    if len(tokens) <= 2 or _opens(mention, tokens):
        least = _SMALL_TOWN if after == "," else _LARGE_CITY
        return (mention.known.kind != "city" or mention.known.size >= least) and after not in cue.PERSON_VERBS
    if before in cue.INSIDE or after in cue.LAW_WORDS:
        return True
    if before in cue.TOWARDS:
        return any(word in cue.MOVING for word in tokens.window(mention.start, 5))
    if before in cue.FROM or (before == "," and after in {"", "."}):
        return True
    if _ends_the_question(mention, tokens):
        return mention.known.kind != "city" or mention.known.size >= _LARGE_CITY
    return mention.known.kind == "state" and after not in cue.PERSON_VERBS and before not in {"with", "by", "against"}


def _ends_the_question(mention: Mention, tokens: Tokens) -> bool:
    """'deadline to challenge a will houston', 'power of attorney austin what form': said last, after a thing."""
    last = tokens.word(mention.end) in cue.STOPS_OR_ASKS or mention.end == len(tokens)
    return last and tokens.word(mention.start - 1) in cue.THINGS


def _opens(mention: Mention, tokens: Tokens) -> bool:
    """'denver property manager wont answer', 'trenton, bad report': the name stands first, and not as a person."""
    return mention.start == 0 and len(tokens) > 2 and tokens.word(mention.end) not in {"and", "is", "has"}


def _is_county_meant(mention: Mention, tokens: Tokens) -> bool:
    """'in Pierce', 'superior court, Gwinnett', 'maui landlord'."""
    before, after = tokens.word(mention.start - 1), tokens.word(mention.end)
    capital = tokens.capital(mention.start) and tokens.has_case
    known_well = mention.known.size >= _SMALL_TOWN
    if len(mention.words) == 1 and mention.words[0] in cue.EVERYDAY:
        return before in cue.INSIDE and capital
    if before == ",":
        return capital and after in {"", ".", ",", "?"}
    if before in cue.INSIDE | cue.FROM:
        return capital or known_well
    return after in cue.LAW_WORDS or (len(mention.words) > 1 and known_well)


def _asks_from(mention: Mention, after: str) -> bool:
    """'peoria how many years until', the name first and then the question."""
    return mention.start == 0 and after in cue.STOPS_OR_ASKS


def _is_town_meant(mention: Mention, tokens: Tokens) -> bool:
    before, size = tokens.word(mention.start - 1), mention.known.size
    single = len(mention.words) == 1
    after = tokens.word(mention.end)
    if single and mention.words[0] in cue.EVERYDAY:
        if size >= _LARGE_CITY and after in cue.LAW_WORDS:
            return True
        return before in cue.INSIDE and tokens.capital(mention.start) and tokens.has_case and size > _SMALL_TOWN
    if mention.words[0] in _ARTICLES and not tokens.capital(mention.start):
        return size >= _LARGE_CITY
    if size >= _LARGE_CITY or (
        mention.start == 0 and after in {",", ":"} and size >= (_SMALL_TOWN if single else _VILLAGE)
    ):
        return True
    if size >= _SMALL_TOWN and (len(tokens) <= 2 or after in cue.LAW_WORDS or _asks_from(mention, after)):
        return True
    if before not in cue.INSIDE | cue.FROM | cue.TOWARDS:
        return False
    return size >= _SMALL_TOWN or tokens.capital(mention.start) or (not single and size >= _VILLAGE)
