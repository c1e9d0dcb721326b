"""Routing and the rules of the states: mechanical, explained, and silent about anyone's quality."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import yaml

from handoff.compliance import DEFAULT, MODES, Compliance, endorsements
from handoff.errors import BadProfile, BadRules
from handoff.lawyers import Lawyer
from handoff.practice import Caps, Practice
from handoff.routing import Candidate, Matter, judge
from handoff.states import CODES
from handoff.terms import Terms
from handoff.wording import sentences

NOON = datetime(2026, 3, 3, 17, tzinfo=UTC)  # a Tuesday, noon in Boston
MATTER = Matter("MA", ("family",), "en", county="Suffolk County", city="Boston")
RULES = Compliance.load()
ANN = Lawyer(1, "ann@example.com", "Ann", ("MA",), (), {"MA": "1"}, "", "", False, True, Practice())


def obstacles(lawyer: Lawyer = ANN, matter: Matter = MATTER, **had: object) -> tuple[str, ...]:
    candidate = Candidate(lawyer, **had)  # type: ignore[arg-type]
    (verdict,) = judge(matter, [candidate], compliance=RULES, now=NOON)
    return verdict.obstacles


def working(**changes: object) -> Lawyer:
    return replace(ANN, practice=replace(Practice(), **changes))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("lawyer", "expected"),
    [
        (ANN, ()),
        (replace(ANN, states=("TX",)), ("licence",)),
        (replace(ANN, topics=("debt",)), ("topic",)),
        (replace(ANN, paused=True), ("paused",)),
        (replace(ANN, enabled=False), ("switched_off",)),
        (working(languages=("es",)), ("language",)),
        (working(counties=("MA:Suffolk",)), ()),
        (working(counties=("MA:Worcester",)), ("area",)),
        (working(counties=("TX:Travis",)), ()),
        (working(office="Cambridge, MA", radius_miles=10), ()),
        (working(office="Springfield, MA", radius_miles=10), ("area",)),
        (working(schedule={"tue": ["09:00", "17:00"]}), ()),
        (working(schedule={"mon": ["09:00", "17:00"]}), ("schedule",)),
        (working(schedule={"tue": ["13:00", "17:00"]}), ("schedule",)),
    ],
)
def test_each_lawyer_fits_or_is_told_why_not(lawyer: Lawyer, expected: tuple[str, ...]) -> None:
    assert obstacles(lawyer) == expected


def test_a_place_that_is_not_known_keeps_nobody_out() -> None:
    nowhere = replace(MATTER, county=None, city=None)
    assert obstacles(working(counties=("MA:Worcester",)), nowhere) == ()
    assert obstacles(working(office="Springfield, MA", radius_miles=10), nowhere) == ()


def test_limits_count_days_weeks_and_months() -> None:
    lawyer = working(caps=Caps(day=1, week=2, month=3))
    ago = [NOON - timedelta(days=days) for days in (0, 3, 20)]
    assert obstacles(lawyer, taken=(ago[1],)) == ()
    assert obstacles(lawyer, taken=(ago[0],)) == ("cap_day",)
    assert obstacles(lawyer, taken=tuple(ago)) == ("cap_day", "cap_week", "cap_month")


def test_a_federal_matter_needs_no_licence_of_the_state_from_who_takes_those() -> None:
    far = replace(working(federal=True), states=("NY",))
    assert obstacles(far, replace(MATTER, topics=("immigration",))) == ()
    assert obstacles(far, replace(MATTER, topics=("immigration", "family"))) == ("licence",)
    assert obstacles(replace(ANN, states=("NY",)), replace(MATTER, topics=("immigration",))) == ("licence",)


def test_in_a_state_that_is_off_nobody_fits() -> None:
    assert "state_off" in obstacles(replace(ANN, states=("CA",)), replace(MATTER, state="CA"))


def test_who_had_the_lead_does_not_get_it_again() -> None:
    assert obstacles(had_it=True) == ("had_it",)


def test_every_rule_says_what_it_follows_where_it_was_read_and_when() -> None:
    assert RULES.mode("CA") == "off"
    assert {mode.key for mode in RULES.modes.values()} == set(MODES)
    for state in CODES:
        rule = RULES.rule(state)
        assert rule.notes
        for note in rule.notes:
            assert "" not in (note.says, note.rule)
            assert note.url.startswith("https://")
            assert note.checked_on.year >= 2026


def test_no_price_is_a_share_of_a_fee() -> None:
    assert {payment for mode in RULES.modes.values() for payment in mode.payments} == {
        "per_lead",
        "subscription",
        "none",
    }


def test_nothing_that_people_read_praises_a_lawyer_or_judges_a_matter() -> None:
    for reader, language in (("person", "en"), ("person", "es"), ("lawyer", "en"), ("portal", "en")):
        for key, text in sentences(reader, language).items():
            assert endorsements(text) == [], (reader, key)
    for mode in RULES.modes.values():
        for text in mode.wording.values():
            assert endorsements(text) == []
    assert endorsements("We recommend the best lawyer: you have a strong case") != []


def test_paid_advertising_says_that_lawyers_pay() -> None:
    assert "Lawyers pay" in RULES.wording("MA")
    assert "publicidad pagada" in RULES.wording("MA", "es")


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"states": {"ZZ": {}}}, "no state"),
        ({"modes": {"advertising": {"name": "x", "payments": ["share"], "wording": {"en": "y"}}}}, "payments are"),
        (
            {"modes": {"advertising": {"name": "x", "payments": ["none"], "wording": {"en": "The best"}}}},
            "best",
        ),
        ({"default": "sale"}, "cannot be used"),
    ],
)
def test_rules_that_cannot_be_used_are_refused(tmp_path: Path, change: dict[str, object], complaint: str) -> None:
    content = yaml.safe_load(DEFAULT.read_text(encoding="utf-8"))
    path = tmp_path / "rules.yml"
    path.write_text(yaml.safe_dump({**content, **change}), encoding="utf-8")
    with pytest.raises(BadRules, match=complaint):
        Compliance.load(path)


def test_terms_hold_whole_numbers(tmp_path: Path) -> None:
    path = tmp_path / "terms.yml"
    path.write_text("answer_within_hours: {usual: 0.5, urgent: 1}\nprices: {}\n", encoding="utf-8")
    with pytest.raises(BadRules):
        Terms.load(path)


@pytest.mark.parametrize(
    "change",
    [
        {"counties": ("MA:Atlantis",)},
        {"radius_miles": 10},
        {"languages": ()},
        {"time_zone": "Mars/Olympus"},
        {"schedule": {"mon": ["17:00", "09:00"]}},
        {"schedule": {"mon": ["nine", "five"]}},
        {"caps": Caps(day=-1)},
        {"plan": "share"},
    ],
)
def test_a_practice_that_cannot_work_is_refused(change: dict[str, object]) -> None:
    with pytest.raises(BadProfile):
        replace(Practice(), **change).check()  # type: ignore[arg-type]
