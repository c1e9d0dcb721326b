"""Deadlines: when something legal is due, worked out from what a person says and from `deadlines.yml`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import us

from moderation.dates import NUMBER, Named, named_days, number
from moderation.deadline_rules import Rule, shortest

SOON = 10  # days within which something dated cannot wait
SERVED_SOON = 24  # the same for papers that were served: the clock runs already
NOTICE_SOON = 10

EVENT = re.compile(
    r"\b(?:court|hearings?|trial|arraign\w*|deposition|mediation|appeal(?:s|ing)?|deadline|answer is due|"
    r"respond(?: by)?|response is due|evict\w*|lock ?out|sheriff|constable|marshals?|vacate|mov(?:e|ing) out|"
    r"moved? by|"
    r"(?:be|gotta be|getting|(?:get|put|putting|want|throw|throwing|kick|kicking|force) (?:me|us)) out\b|"
    r"get out\b(?! of)|(?:need|have|has|got|told (?:me|us)) to (?:leave|go|get out|"
    r"move)|gone by|"
    r"want(?:s)? (?:me|us) (?:out|gone)|auction(?:ed|ing)?|foreclos\w*|repossess\w*|repo|check-?in with ice|"
    r"ice (?:check|appointment)|"
    r"statute of limitations|subpoena\w*|testify|turn (?:my|him|her)self in|judge|custody exchange|parole|probation|"
    r"warrant|file (?:my|an|the|a) (?:answer|appeal|response|claim)|filing|answer (?:the|a|my) (?:summons|"
    r"complaint|lawsuit|eviction|suit)|"
    r"answer (?:by|before)|must (?:appear|answer|respond|reply)|have to (?:answer|appear|respond)|not out by|"
    r"out by|expel|"
    r"closing (?:on|is)|settlement|garnish\w*|green card interview|asylum|order before|throws? (?:my|"
    r"our) (?:stuff|things) out|sell my|"
    r"takes? the (?:car|house|kids)|me sacan|nos sacan|surrender|deport\w*|removal|status runs out|"
    r"work permit expires|visa expires|expunge?ment hearing|sentenc\w*|"
    r"corte|audiencia|juicio|desaloj\w*|plazo|apelar|juez|(?:irme|salirme|irnos|salir)|citatorio|"
    r"cps (?:is coming|meeting|visit)|take my (?:kids?|children|baby|son|daughter)|unemployment appeal|"
    r"grievance|restraining order)\b"
)
FREE_TIME = re.compile(
    r"\b(?:went to court|paid|paycheck|payday|party|movie|birthday|wedding|basketball|tennis|food court|"
    r"volleyball|fix|repair|"
    r"open(?:s)? on|what time|hours|do(?:es)? the court|is (?:the )?court (?:open|closed)|office close)\b"
)
OVER = re.compile(
    r"\b(?:was|were|happened|ruled|decided|lost (?:my|the)|won|had (?:a |my |our )?(?:court|hearing|trial)|missed)\b"
)
AHEAD = re.compile(
    r"\b(?:is|are|have|has|'s|got|need|must|until|till|by|before|gotta|will|gonna|going|tengo|es|due|in)\b"
)
PAPER = {
    "eviction": re.compile(r"\b(?:evict\w*|unlawful detainer|landlord|possession|desalojo|tenant|rent)\b"),
    "lawsuit": re.compile(
        r"\b(?:law ?suit|sued|suing|complaint|summons|divorce|papers?|custody|petition|demanda|debt|court)\b"
    ),
}
SERVED = re.compile(
    r"\b(?:(?:was|got|been|were|just|they|he|she|me|am|getting) (?:\w+ )?served|served (?:me|us|my|on|with)|"
    r"summons(?:ed)?|"
    r"me (?:entregaron|notificaron)|me lleg[oó] una (?:demanda|citaci[oó]n)|served (?:yesterday|today|on|last))\b"
)
NOTICE = re.compile(
    rf"\b(?P<count>{NUMBER})[ -](?P<unit>day|hour|hr)s?[ -](?:\w+ ){{0,3}}?(?:notice|pay or quit|to quit|eviction)\b"
    r"|\bnotice (?:of|for|gives me|says) (?P<later>\d{1,2}) days?\b"
)
JUDGED = re.compile(
    r"\b(?:lost (?:my|the|our) (?:\w+ )?(?:case|trial|hearing|eviction)|(?:judge|court|magistrate|jury) (?:\w+ )?"
    r"(?:ruled|decided|found|sided|granted|ordered|signed)|judgment (?:was |is )?(?:against|entered|signed|made)|"
    r"got a judgment|default judgment|perd[ií] (?:mi|el) (?:caso|juicio))\b"
)
CONTESTS = re.compile(
    r"\b(?:appeal\w*|apel\w+|fight (?:it|this)|new trial|undo|reverse|overturn\w*|what can i (?:still )?do)\b"
)
STATE_NAMES = {state.name.lower(): state.abbr for state in us.STATES}
RECEIVED = re.compile(
    r"\b(?:got|get|received|gave|given|handed|taped|posted|put|left|served|found|have|stuck|slid|came|has|"
    r"sent|there(?:'s| is)|just|on (?:my|the|our) door)\b"
)
TO_ACT = re.compile(
    rf"\b(?:have|has|got|gave (?:me|us)|given|give (?:me|us)|gives (?:me|us)|only|with|get|tengo|me dieron|"
    rf"says)\b[^.?!]{{0,24}}?"
    rf"\b(?P<count>{NUMBER}) (?:business |calendar |short |more )?(?P<unit>day|hour|hr|d[ií]a|"
    rf"hora)s? (?:left )?(?:to|before|until|or|para|de)\b"
    r"(?! (?:kids|vacation|pay me|notice|myself|relax))"
)


@dataclass(frozen=True)
class Due:
    """Something is due: the words that say so, the day if it can be known, and the rule if one was used."""

    phrase: str
    on: date | None
    rule: Rule | None = None
    assumed: bool = False  # no state was named: the rule is the shortest that is known


def next_due(text: str, today: date, *, jurisdiction: str | None = None) -> Due | None:
    """Return what is due first in a lower-case text, or None when nothing is due within days."""
    place = jurisdiction or state_in(text)
    found = [*_dated(text, today), *_noticed(text, today), *_served(text, today, place), *_judged(text, today, place)]
    if not found:
        return None
    return min(found, key=lambda due: due.on or today)


def _dated(text: str, today: date) -> Iterator[Due]:
    """Yield events with a day in the same sentence."""
    for day in named_days(text, today):
        start, end = _sentence(text, day)
        sentence = text[start:end]
        event = EVENT.search(sentence)
        if event is None or not 0 <= (day.on - today).days <= SOON or FREE_TIME.search(sentence):
            continue
        first = min(event.start(), day.start - start)
        between = sentence[first : max(event.end(), day.end - start)]
        gone = OVER.search(between) or (day.bare and SERVED.search(sentence))
        if gone and not AHEAD.search(between):
            continue
        yield Due(between, day.on)


def _noticed(text: str, today: date) -> Iterator[Due]:
    """Yield notices that name their own days, and time that somebody was given to act."""
    for match in NOTICE.finditer(text):
        count, unit = match["count"] or match["later"], match["unit"] or "day"
        days = _in_days(count, unit)
        if days > NOTICE_SOON or not RECEIVED.search(text):
            continue
        received = next((day.on for day in named_days(text, today) if day.on <= today), None)
        yield Due(match.group(), received + timedelta(days=days) if received else None)
    for match in TO_ACT.finditer(text):
        days = _in_days(match["count"], match["unit"])
        if days <= NOTICE_SOON:
            yield Due(match.group(), today + timedelta(days=days))


def _served(text: str, today: date, jurisdiction: str | None) -> Iterator[Due]:
    """Yield what follows from papers that were served on a day that is named."""
    served = SERVED.search(text)
    if served is None:
        return
    paper = next((name for name, words in PAPER.items() if words.search(text)), "lawsuit")
    yield from _counted(served.group(), paper, text, today, jurisdiction)


def _judged(text: str, today: date, jurisdiction: str | None) -> Iterator[Due]:
    """Yield the time to appeal from a judgment that was made on a day that is named, for those who ask about it."""
    judged = JUDGED.search(text)
    if judged is None or not CONTESTS.search(text):
        return
    paper = "eviction_appeal" if PAPER["eviction"].search(text) else "appeal"
    yield from _counted(judged.group(), paper, text, today, jurisdiction)


def _counted(phrase: str, paper: str, text: str, today: date, jurisdiction: str | None) -> Iterator[Due]:
    for day in named_days(text, today):
        on = day.on - timedelta(days=7) if day.bare and day.on > today else day.on
        if not 0 <= (today - on).days <= SERVED_SOON:
            continue
        found = shortest(paper, on, jurisdiction)
        if found is None:
            yield Due(phrase, None)
        elif found[0] >= today:
            yield Due(phrase, *found, assumed=jurisdiction is None)
        return


def state_in(text: str) -> str | None:
    """The state that a lower-case text names in full, if it is one alone: `texas` gives `TX`."""
    named = {code for name, code in STATE_NAMES.items() if re.search(rf"\b{name}\b", text)}
    if named == {"WV", "VA"}:
        return "WV"
    return named.pop() if len(named) == 1 else None


def _sentence(text: str, day: Named) -> tuple[int, int]:
    start = max(text.rfind(stop, 0, day.start) for stop in ("? ", "! ", "; ", ". ")) + 1
    ends = [place for place in (text.find(stop, day.end) for stop in ("? ", "! ", "; ", ". ")) if place >= 0]
    return start, min(ends, default=len(text))


def _in_days(count: str, unit: str) -> int:
    return number(count) // 24 if unit.startswith("h") else number(count)
