"""Place cues: the words around a name that tell a place from a person, and the problem's place from other places."""

from __future__ import annotations

from pathlib import Path

import yaml

_LISTS = yaml.safe_load(Path(__file__).with_name("place_words.yml").read_text(encoding="utf-8"))


def listed(name: str) -> frozenset[str]:
    """A list of place_words.yml."""
    return frozenset(_LISTS[name].split())


INSIDE, TOWARDS, FROM = listed("inside"), listed("towards"), listed("from")
MOVING = listed("moving")
PERSON_NAMES, RELATIONS, PERSON_VERBS = listed("person_names"), listed("relations"), listed("person_verbs")
LAW_WORDS = listed("law_words")
BRAND_AFTER, BRAND_BEFORE = listed("brand_after"), listed("brand_before")
EVERYDAY = listed("everyday")
PAPERS = listed("papers")
WORKING, JOB_WORDS = frozenset({"work", "works", "working"}), listed("job_words")
HAPPENING, LIVING = listed("happening"), listed("living")
NOT_MINE, NOT_MINE_VERBS = listed("not_mine"), listed("not_mine_verbs")
ORIGIN, FORMER, PAST_TIES = listed("origin"), listed("former"), listed("past_ties")
END_OF_PHRASE = listed("end_of_phrase")
STOPS = frozenset(".!?;")
THINGS = listed("things")
STOPS_OR_ASKS = STOPS | listed("asks") | {","}
