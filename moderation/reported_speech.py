"""Reported speech: tell what a person says from what they say was said to them.

A tenant, worker or pupil who quotes an insult has a legal question; the insult is not theirs. A report that the
writer agrees with is the writer's own.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

SAYING = (
    r"said|says|saying|say|sayin|told|tells|telling|call(?:ed|s|ing)|yell(?:ed|s|ing)|shout(?:ed|s|ing)|"
    r"scream(?:ed|s|ing)"
    r"|wrote|writes|writing|written|text(?:ed|s|ing)|e-?mail(?:ed|s|ing)|post(?:ed|s|ing)|messaged|tweeted|"
    r"mutter(?:ed|s)"
    r"|whisper(?:ed|s)|spray(?:ed| ?painted)|painted|scratched|carved|hung up|put up|sent|left|hissed|joked|jokes"
    r"|repl(?:ied|ies)|answered|ask(?:ed|s)|comment(?:ed|s)|announced|claim(?:ed|s)|insist(?:ed|s)|"
    r"think(?:s)?|thought"
    r"|threaten(?:ed|s|ing)|insult(?:ed|s|ing)|accus(?:ed|es)|label(?:l?ed)|refer(?:red|s) to|describ(?:ed|es)"
    r"|nicknamed|greeted|mock(?:ed|s)|taunt(?:ed|s)|harass(?:ed|es)|bull(?:ied|ies)|den(?:ied|ies)|refus(?:ed|es)"
    r"|read|reads|goes|went|spat|chant(?:ed|s|ing)|sings|sang|stat(?:ed|es)"
)
SPANISH_SAYING = (
    r"(?:me|nos|le|les) (?:dij(?:o|eron)|dice[n]?|llam[oó]|llamaron|llaman?|grit[oó]|gritaron|gritan?|"
    r"insultan?|escribi[oó]|insult[oó]|amenaz[oó])"
    r"|dice[n]? que|dij(?:o|eron) que"
)
OTHERS_SAYING = re.compile(
    rf"(?<!\bi )(?<!\bwe )(?<!\bi've )(?<!\bi have )(?<!\bi just )(?<!\bi always )(?<!\bi will )(?<!\bi'll )"
    rf"(?<!\bi only )(?<!\bi already )(?<!\bi never )(?<!\blet me )(?<!\bi also )\b(?:{SAYING})\b|"
    rf"\b(?:{SPANISH_SAYING})\b",
    re.IGNORECASE,
)
SOMEONE = re.compile(
    r"\b(?:he|she|they|him|her|them|his|their|someone|somebody|who|people|everyone|everybody|kids?|guys?|boss(?:es)?|"
    r"landlord|landlady|manager|supervisor|owner|super|neighbou?rs?|coworkers?|co-workers?|colleagues?|"
    r"teachers?|principal|"
    r"coach|police|cops?|officers?|deputy|sheriff|judge|husband|wife|ex|boyfriend|girlfriend|dad|mom|mother|"
    r"father|uncle|"
    r"aunt|brother|sister|roommates?|customers?|clients?|guard|driver|foreman|hr|nurse|doctor|students?|"
    r"classmates?|bull(?:y|ies)|"
    r"sign|note|letter|e-?mail|text|message|voicemail|flyer|poster|graffiti|post|comment|review|ad|listing|"
    r"tenants?|agents?|"
    r"lady|man|woman|company|employer|agency|school|stepdad|stepfather|inspector|bartender|bouncer|usher|seller|recruiter|"
    r"crew|lead|"
    r"professor|dean|mayor|senator|politician|bailiff|clerk|caseworker|president|pastor|coaches|chef|"
    r"one|another|the other|another|some|my [a-z]+|"
    r"jefe|casero|due[nñ]o|vecin[oa]|maestr[oa]|esposo|gerente|polic[ií]a)\b",
    re.IGNORECASE,
)
SUFFERED = re.compile(
    r"\b(?:(?:was|were|been|being|get|gets|getting|got|is|am|are) (?:also |always |just |constantly |"
    r"repeatedly |often |)?"
    r"(?:called|told|named|labell?ed|insulted|referred to|described|threatened|taunted|mocked|harassed|"
    r"bullied|yelled at)"
    r"|call(?:s|ed|ing)? (?:me|us|him|her|them|my)|names like|slurs? (?:at|like)|(?:his|her|their|"
    r"the) (?:exact )?words"
    r"|jokes? about|and i quote|calling someone|call someone|quote[:,]|heard (?:him|her|them|my|the|a|someone)|"
    r"overheard|calls? people)\b",
    re.IGNORECASE,
)
CONDEMNING = re.compile(
    r"\b(?:disgust\w*|wrong|racis[tm]\w*|sexis[tm]|homophob\w+|transphob\w+|antisemit\w+|islamophob\w+|"
    r"bigot\w*|shame\w*|"
    r"asham\w+|hate speech|hateful|unacceptable|vile|horribl[ey]|awful|terribl[ey]|hurt(?:s|ful)?|offensive|"
    r"not ok(?:ay)?|"
    r"never ok(?:ay)?|stop (?:saying|posting|using|calling)|should(?:n't| not| never) (?:be )?(?:say|said|"
    r"allowed|call|tolerated)|"
    r"no place|not true|false|lie|lies|nonsense|ignorant|cruel|prejudice\w*|stereotyp\w+|discriminat\w+|condemn\w*|"
    r"report(?:ed|ing)?|apologi[sz]e|resign\w*|banned|not funny|not a joke|how dare|out of line|problem)\b",
    re.IGNORECASE,
)
OWN_OPINION = re.compile(
    r"\b(?:am i|are we|is it just me|i'?m|the only (?:one|person)|"
    r"who else|anyone else|anybody else)\b[^.!?]{0,30}\b(?:think|say|believe)\w*",
    re.IGNORECASE,
)
AGREEING = re.compile(
    r"\b(?:(?:he|she|they)(?:'s|'re| is| are| was| were) (?:so |totally |absolutely |damn |)?(?:right|correct)|"
    r"i (?:\w+ )?agree|could ?n'?t agree more|so true|it'?s (?:just |only )?(?:the truth|true|a fact)|"
    r"that'?s (?:just )?(?:a fact|true|facts)|"
    r"and i believe it|and rightly so|has a point|have a point|well(?:,)? they are|amen|tienen? raz[oó]n|"
    r"i'm with (?:him|her|them)|"
    r"i feel the same|i think so too|preach|and (?:he|she|they) (?:told|said|speaks?) the truth)\b",
    re.IGNORECASE,
)
QUOTED = re.compile(r"\"[^\"]+\"|“[^”]+”|«[^»]+»|(?<!\w)['‘][^'’]{3,}(?:['’]\w[^'’]*)*['’](?!\w)")
CLAUSE_END = re.compile(
    r"[.?!;\n]|,? and (?:then )?(?:fired|cut|evict|den|refus|kick|threw|left|hung|walk|laugh|rais|push|hit|"
    r"wrote me up|took)"
    r"|,? (?:and|but|so|then) (?:i|we|now|he|she|they|hr|my|can|what|is|the|nobody|no one)\b|"
    r", ?(?:can|is|do|does|what|who|how|"
    r"should|could|am|are|hr|i|we|then|when|while|because|after|before|isn't|would|that|which|puedo|que)\b|"
    r" (?:can i|what can|is that|is this|do i|should i|who do i|how do i|what are my|when i|because i|puedo|"
    r"que puedo)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Report:
    """What the writer says in their own words, the words of others taken out."""

    own_words: str


TREATED_BADLY = re.compile(
    r"\b(?:wouldn'?t|won'?t|refus\w+|den(?:y|ied|ies)|fired|kick\w*|turned (?:me|us) (?:away|down)|follow\w+|"
    r"evict\w*|harass\w*|treat\w*|serve|hire|rent|sell)\b.{0,60}"
    r"\bbecause (?:i'?m|i am|we'?re|we are|of (?:my|our))\b",
    re.IGNORECASE,
)


def find_report(text: str) -> Report | None:
    """Return the writer's own words when the message reports or rejects somebody else's, otherwise None."""
    if AGREEING.search(text) or OWN_OPINION.search(text):
        return None
    quotes_out = QUOTED.sub(" ", text)
    quoting = quotes_out != text
    suffered = SUFFERED.search(quotes_out)
    saying = _others_saying(quotes_out)
    if quoting and (suffered or saying or CONDEMNING.search(quotes_out)):
        return Report(_tidy(_without_clause(quotes_out, saying, suffered)))
    if TREATED_BADLY.search(text):
        return Report("")
    if suffered or saying:
        return Report(_tidy(_without_clause(text, saying, suffered)))
    return None


def _others_saying(text: str) -> re.Match[str] | None:
    """Return the first verb of saying whose subject, earlier in its sentence, is somebody else."""
    for match in OTHERS_SAYING.finditer(text):
        sentence = re.split(r"[.?!;\n]", text[: match.start()])[-1]
        subject = SOMEONE.search(sentence)
        if subject or SPANISH.fullmatch(match.group()):
            return match
    return None


def _without_clause(text: str, *matches: re.Match[str] | None) -> str:
    """Cut from the verb of saying to the end of what was said."""
    found = [match for match in matches if match]
    if not found:
        return text
    first = min(found, key=lambda match: match.start())
    end = CLAUSE_END.search(text, first.end())
    return text[: first.start()] + " " + (text[end.start() :] if end else "")


def _tidy(text: str) -> str:
    text = " ".join(text.split()).strip(" ,.:;-?!\"'")
    return text if re.search(r"\w", text) else ""


SPANISH = re.compile(SPANISH_SAYING, re.IGNORECASE)
