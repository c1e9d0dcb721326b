"""Places: the state where a legal problem is, from what people write; spaCy cuts the words."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

import spacy
from rapidfuzz import fuzz, process
from spacy.language import Language
from spacy.tokenizer import Tokenizer
from spacy.tokens import Token

from intents import place_cues as cue
from intents.abbreviations import spelled_out
from intents.gazetteer import COUNTRY, LONGEST_NAME, Gazetteer, Known, fold, load_gazetteer
from intents.place_meaning import is_meant
from intents.place_weight import weight
from intents.tokens import Mention, Tokens

_CLEAR_SHARE, _MOST, _FAR_AHEAD = 0.8, 0.5, 4.0
_WORTH_NAMING, _WORTH_LISTING, _MOST_CANDIDATES = 0.05, 0.7, 6
_DROPPED = frozenset({"-", "–"})
_SPELLED_LIKE, _TYPO_LENGTH, _FREE_TYPO_LENGTH = 84, 5, 6
_STATE_LIKE = 80
_ENDINGS = ("ing", "ed", "s")


@dataclass(frozen=True)
class Place:
    """A two-letter code or None; candidates when several may be meant, likeliest first; the words that said it."""

    jurisdiction: str | None
    candidates: tuple[str, ...]
    mention: str | None


NOWHERE = Place(None, (), None)


def find_places(text: str, *, gazetteer: Gazetteer | None = None) -> Place:
    """The place of the legal problem; abroad and unknown count as nowhere."""
    tokens = _cut(text)
    found = _mentions(tokens, gazetteer or load_gazetteer())
    if not found:
        return NOWHERE
    weighed = sorted(
        ((weight(mention, tokens, found), place, mention) for place, mention in enumerate(found)),
        key=lambda entry: (-entry[0], entry[1]),
    )
    best_weight, _, best = weighed[0]
    rivals = [mention for other, _, mention in weighed if best_weight - other < 0.05]
    return _place(_settled(best, found), _others(rivals), tokens)


def _place(mention: Mention, tied: list[str], tokens: Tokens) -> Place:
    words = tokens.text_of(mention)
    states = mention.known.states
    likely = _likely(mention.known)
    if len(tied) > 1 and len(states) == 1:
        return Place(None, tuple(tied[:_MOST_CANDIDATES]), words)
    if not _is_clear(mention.known, likely):
        return Place(None, likely, words)
    return Place(states[0][0], likely if len(likely) > 1 else (), words)


def _likely(known: Known) -> tuple[str, ...]:
    """The states worth naming; none when there are so many that a list would leave most people out."""
    worth = [(code, size) for code, size in known.states if size >= _WORTH_NAMING * known.size][:_MOST_CANDIDATES]
    enough = sum(size for _, size in worth) >= _WORTH_LISTING * known.size
    return tuple(code for code, _ in worth) if enough else ()


def _is_clear(known: Known, likely: tuple[str, ...]) -> bool:
    sizes = [size for _, size in known.states]
    most = sizes[0] >= _CLEAR_SHARE * known.size
    far_ahead = len(sizes) > 1 and sizes[0] >= _FAR_AHEAD * sizes[1] and sizes[0] >= _MOST * known.size
    return most or far_ahead or len(likely) == 1


def _settled(best: Mention, found: list[Mention]) -> Mention:
    """An ambiguous name is settled by any clear one that it could lie in."""
    clear = [mention.known.states[0][0] for mention in found if len(mention.known.states) == 1]
    for code in clear:
        inside = best.known.within(code) if len(best.known.states) > 1 else None
        if inside:
            return best.meaning(inside)
    return best


def _others(rivals: list[Mention]) -> list[str]:
    return list(dict.fromkeys(rival.known.states[0][0] for rival in rivals if len(rival.known.states) == 1))


def _mentions(tokens: Tokens, gazetteer: Gazetteer) -> list[Mention]:
    found: list[Mention] = []
    at = 0
    while at < len(tokens):
        mention = _mention_at(at, tokens, gazetteer)
        if mention is None:
            at += 1
            continue
        at = mention.end
        if mention.known.states and is_meant(mention, tokens, gazetteer):
            found.append(mention)
    return found


def _mention_at(at: int, tokens: Tokens, gazetteer: Gazetteer) -> Mention | None:
    for length in range(min(LONGEST_NAME, len(tokens) - at), 0, -1):
        words = tokens.folded[at : at + length]
        known = gazetteer.find(words)
        if known is not None:
            return _with_state(Mention(at, at + length, words, known), tokens, gazetteer)
    code = spelled_out(at, tokens, gazetteer)
    if code:
        return Mention(at, at + 1, (code.lower(),), Known("abbreviation", ((code, 1e7),)), sure=True)
    return _misspelled(at, tokens, gazetteer)


def _with_state(mention: Mention, tokens: Tokens, gazetteer: Gazetteer) -> Mention:
    """'Paris, Texas', 'norman ok', 'Las Vegas in New Mexico': the state that follows decides."""
    if mention.known.kind in {"state", "abbreviation"}:
        return mention
    start = mention.end + (tokens.word(mention.end) in {",", "in"})
    for length in (3, 2, 1):
        words = tokens.folded[start : start + length]
        code = gazetteer.states.get(words) if len(words) == length else None
        if code is None and length == 1 and words:
            code = spelled_out(start, tokens, gazetteer, after=mention)
        if code:
            inside = mention.known.within(code) or Known("city", ((code, 1.0),))
            return Mention(mention.start, start + length, mention.words, inside, sure=True)
    return _abroad(mention, start, tokens, gazetteer)


def _abroad(mention: Mention, start: int, tokens: Tokens, gazetteer: Gazetteer) -> Mention:
    """'Paris, France': the country that follows decides too."""
    country = gazetteer.abroad.get((tokens.word(start),), 0) >= COUNTRY
    return mention.meaning(Known("abroad", ())) if country else mention


def _misspelled(at: int, tokens: Tokens, gazetteer: Gazetteer) -> Mention | None:
    """'in massachusets', 'cincinatti landlord': without a word that says place, only long names and no endings."""
    word = tokens.word(at)
    placed = tokens.word(at - 1) in cue.INSIDE | cue.FROM | cue.TOWARDS
    if word in cue.EVERYDAY:
        return None
    if not placed and _TYPO_LENGTH <= len(word) <= _FREE_TYPO_LENGTH and tokens.word(at + 1) in cue.LAW_WORDS:
        return _misspelled_state(at, tokens, gazetteer)
    if len(word) <= (_TYPO_LENGTH if placed else _FREE_TYPO_LENGTH):
        return None
    best = process.extractOne(word, gazetteer.often_misspelled, scorer=fuzz.ratio, score_cutoff=_SPELLED_LIKE)
    if best is None or best[0][0] != word[0] or (not placed and _is_inflected(word, best[0])):
        return None
    return Mention(at, at + 1, (best[0],), gazetteer.known[(best[0],)], sure=placed)


def _misspelled_state(at: int, tokens: Tokens, gazetteer: Gazetteer) -> Mention | None:
    """'texes landlord', 'oregan tenant': right before a word of the law, a state's name may be short."""
    word = tokens.word(at)
    names = [name[0] for name in gazetteer.states if len(name) == 1 and name[0][0] == word[0]]
    best = process.extractOne(word, names, scorer=fuzz.ratio, score_cutoff=_STATE_LIKE)
    if best is None or _is_inflected(word, best[0]):
        return None
    return Mention(at, at + 1, (best[0],), gazetteer.known[(best[0],)])


def _is_inflected(word: str, name: str) -> bool:
    """'settled' is not Seattle, 'leasing' not Lansing, 'indians' not Indiana."""
    return any(word.endswith(ending) and (ending == "ing" or not name.endswith(ending)) for ending in _ENDINGS)


def _cut(text: str) -> Tokens:
    doc = _english()(text)
    kept = [token for token in doc if token.text.strip() and token.text not in _DROPPED and not _ends_saint(token)]
    return Tokens(
        text=text,
        folded=tuple(fold(token.text) or token.text for token in kept),
        raw=tuple(token.text for token in kept),
        spans=tuple((token.idx, token.idx + len(token.text)) for token in kept),
    )


def _ends_saint(token: Token) -> bool:
    """The dot of 'St. Paul' is no full stop."""
    return token.text == "." and token.i > 0 and token.nbor(-1).text.lower() in {"st", "ft", "mt"}


@cache
def _english() -> Language:
    """spaCy's English without its exceptions, which would cut "cant" into "ca" and "nt"."""
    english = spacy.blank("en")
    usual: Any = english.tokenizer
    english.tokenizer = Tokenizer(
        english.vocab,
        prefix_search=usual.prefix_search,
        suffix_search=usual.suffix_search,
        infix_finditer=usual.infix_finditer,
    )
    return english
