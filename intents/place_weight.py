"""Place weight: how likely a named place is the place of the legal problem, from the words around it."""

from __future__ import annotations

from collections.abc import Sequence

from intents import place_cues as cue
from intents.tokens import Mention, Tokens

_HAPPENED, _MOVED_HERE, _MINE, _NAMED, _PLANNED, _ELSEWHERE, _ORIGIN = 3.0, 2.2, 2.0, 1.0, 0.8, 0.6, 0.5
_REACH = 9


def weight(mention: Mention, tokens: Tokens, found: Sequence[Mention]) -> float:
    """Higher is likelier; a name in more words wins a little over the same state in fewer."""
    neighbour = _listed_with(mention, tokens, found)
    if neighbour is not None:
        return weight(neighbour, tokens, found)
    before = _before(mention, tokens, found)
    preposition = tokens.word(mention.start - 1)
    moved = any(word in cue.MOVING for word in before[-5:])
    if moved and preposition in cue.FROM:
        return _HAPPENED + 0.2 if _has_former_ties(tokens) else _ORIGIN
    if moved and preposition in cue.TOWARDS:
        return _moved_to(before)
    if set(before[-3:]) & cue.WORKING and _lives_elsewhere(tokens, found):
        return _ELSEWHERE
    return _standing(mention, tokens, before, preposition)


def _listed_with(mention: Mention, tokens: Tokens, found: Sequence[Mention]) -> Mention | None:
    """'in texas or ohio': the second stands like the first."""
    one_before = next((other for other in found if other.end == mention.start - 1), None)
    return one_before if one_before and tokens.word(mention.start - 1) in {"or", "vs", "and", "o"} else None


def _standing(mention: Mention, tokens: Tokens, before: Sequence[str], preposition: str) -> float:
    following = tokens.folded[mention.end : mention.end + 2]
    if before[-2:-1] == ("here",) and preposition in cue.INSIDE:
        return _HAPPENED + 0.2
    lived = "used" in before or "left" in before or preposition == "leaving"
    if lived:
        return _HAPPENED + 0.2 if _has_former_ties(tokens) else _ORIGIN
    if any(word in cue.HAPPENING for word in following[:1]):
        return _HAPPENED
    theirs = _is_theirs(before)
    if preposition in cue.INSIDE and any(word in cue.HAPPENING for word in before) and not theirs:
        return _HAPPENED + (0.1 if preposition == "in" else 0)
    if preposition in cue.FROM and set(before[-4:]) & cue.PAPERS:
        return _HAPPENED
    if theirs:
        return _ELSEWHERE
    if set(before) & cue.ORIGIN:
        return _ORIGIN if "now" not in following else _NAMED
    return _MINE if set(before[-4:]) & cue.LIVING else _NAMED


def _lives_elsewhere(tokens: Tokens, found: Sequence[Mention]) -> bool:
    """'I work in New York but live in Jersey City, landlord trouble': nothing else in it is about the job."""
    lives = len(found) > 1 and any(set(tokens.window(other.start, 4)) & cue.LIVING for other in found)
    return lives and not set(tokens.folded) & cue.JOB_WORDS


def _moved_to(before: Sequence[str]) -> float:
    if _is_theirs(before):
        return _ELSEWHERE
    planned = {"move", "moving", "go", "going", "relocate", "want", "planning", "wants"} & set(before[-5:])
    return _PLANNED if planned else _MOVED_HERE


def _is_theirs(before: Sequence[str]) -> bool:
    """'my ex lives in', 'the company is based in': somebody else's place."""
    for place in range(len(before) - 1, -1, -1):
        if before[place] in {"i", "im", "we", "ive", "were"}:
            return False
        if before[place] in cue.NOT_MINE_VERBS:
            return any(word in cue.NOT_MINE for word in before[max(0, place - 4) : place + 1])
    return False


def _has_former_ties(tokens: Tokens) -> bool:
    """'my old landlord', 'still owe the apartment': the problem stayed behind."""
    words = tokens.folded
    return any(
        word in cue.FORMER and set(words[place + 1 : place + 4]) & cue.PAST_TIES for place, word in enumerate(words)
    )


def _before(mention: Mention, tokens: Tokens, found: Sequence[Mention]) -> tuple[str, ...]:
    """The words before the name, back to the last name or the start of its clause."""
    last = max((other.end for other in found if other.end <= mention.start), default=0)
    start = max(last, mention.start - _REACH)
    for place in range(mention.start - 1, start - 1, -1):
        if tokens.word(place) in cue.STOPS or tokens.word(place) == "but":
            start = place + 1
            break
    return tokens.folded[start : mention.start]
