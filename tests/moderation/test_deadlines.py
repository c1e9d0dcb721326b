"""Dates are worked out from what a person says."""

from __future__ import annotations

from datetime import date

import pytest
import yaml

from moderation.deadline_rules import read_rules
from moderation.deadlines import next_due
from moderation.errors import BadRules

TODAY = date(2026, 11, 21)  # a Saturday


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("my hearing is tomorrow", date(2026, 11, 22)),
        ("court is on monday", date(2026, 11, 23)),
        ("i have to move out by friday", date(2026, 11, 27)),
        ("trial on november 30", date(2026, 11, 30)),
        ("hearing 11/24 at 9am", date(2026, 11, 24)),
        ("they want us out by the 25th", date(2026, 11, 25)),
        ("my appeal is due in two days", date(2026, 11, 23)),
        ("i have 5 days to answer the complaint", date(2026, 11, 26)),
        ("landlord gave me 24 hours to leave", date(2026, 11, 22)),
        ("got a 3 day notice yesterday", date(2026, 11, 23)),
        ("tengo corte el lunes", date(2026, 11, 23)),
    ],
)
def test_the_day_is_found(text, day):
    due = next_due(text, TODAY)
    assert due is not None
    assert due.on == day


@pytest.mark.parametrize(
    "text",
    [
        "my hearing was on monday and i lost",
        "the plumber comes on friday",
        "my hearing is on march 3",
        "is the court open on monday",
        "do i have to give 30 days notice",
        "i was served with papers in 2019",
        "",
    ],
)
def test_nothing_is_due_within_days(text):
    assert next_due(text, TODAY) is None


def test_a_notice_without_a_day_is_due_on_a_day_nobody_knows():
    due = next_due("there is a 3 day notice taped on my door", TODAY)
    assert due is not None
    assert due.on is None


@pytest.mark.parametrize(
    ("state", "text", "day"),
    [
        ("FL", "served with an eviction last tuesday", date(2026, 11, 24)),
        ("TX", "i was served with a lawsuit last tuesday", date(2026, 12, 14)),
        ("FL", "i was served with a lawsuit last tuesday", date(2026, 12, 7)),
        ("CA", "served with an eviction on thursday", date(2026, 12, 4)),
        ("CA", "i was served with a lawsuit yesterday", date(2026, 12, 21)),
        ("NY", "i was served with a lawsuit last tuesday", date(2026, 12, 7)),
        ("NY", "served with an eviction last tuesday", date(2026, 11, 27)),
        ("PA", "i was served with a complaint last tuesday", date(2026, 12, 7)),
        ("IL", "i was served with a lawsuit last tuesday", date(2026, 12, 17)),
        ("OH", "i was served with a lawsuit last tuesday", date(2026, 12, 15)),
        ("GA", "served with an eviction on thursday", date(2026, 11, 27)),
        ("GA", "i was served with a lawsuit last tuesday", date(2026, 12, 17)),
        ("NC", "i was served with a lawsuit last tuesday", date(2026, 12, 17)),
        ("MI", "i was served with a lawsuit last tuesday", date(2026, 12, 8)),
        ("TX", "i lost my eviction case on thursday and want to appeal", date(2026, 11, 24)),
        ("PA", "i lost my eviction hearing yesterday, can i appeal", date(2026, 11, 30)),
        ("GA", "the judge ruled against me on the eviction on thursday, how do i appeal", date(2026, 11, 27)),
        ("NC", "lost my eviction trial yesterday, i want to appeal", date(2026, 11, 30)),
        ("NY", "the judge decided against me last tuesday and i want to appeal", date(2026, 12, 17)),
        ("FL", "judgment was entered last tuesday, i want to appeal", date(2026, 12, 17)),
        ("MI", "judgment was entered last tuesday, i want to appeal", date(2026, 12, 8)),
        ("CA", "judgment was entered last tuesday, i want to appeal", date(2027, 1, 19)),
        ("US", "judgment was entered last tuesday, i want to appeal", date(2026, 12, 17)),
    ],
)
def test_served_papers_are_counted_by_the_rule_of_the_state(state, text, day):
    due = next_due(text, TODAY, jurisdiction=state)
    assert due is not None
    assert due.rule is not None
    assert due.rule.jurisdiction == state
    assert due.on == day


def test_where_no_rule_is_known_no_date_is_made_up():
    due = next_due("served with an eviction last tuesday", TODAY, jurisdiction="OH")
    assert due is not None
    assert (due.on, due.rule) == (None, None)


def test_every_rule_names_its_source():
    for rule in read_rules():
        assert rule.source
        assert rule.url.startswith("http")


def test_a_state_that_is_named_in_the_message_decides_which_rule_counts():
    due = next_due("i live in michigan and was served with a lawsuit last tuesday", TODAY)
    assert due is not None
    assert due.rule is not None
    assert (due.rule.jurisdiction, due.assumed) == ("MI", False)


def test_without_a_state_the_shortest_rule_is_used_and_said_to_be_a_guess():
    due = next_due("served with an eviction last tuesday", TODAY)
    assert due is not None
    assert due.rule is not None
    assert (due.on, due.assumed) == (date(2026, 11, 24), True)


def test_a_last_day_on_a_holiday_moves_to_the_next_working_day():
    due = next_due("served with an eviction lawsuit on november 16", TODAY, jurisdiction="NY")
    assert due is not None
    assert due.on == date(2026, 11, 27)  # the tenth day is Thanksgiving


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ("counting: lunar", "counting 'lunar'"),
        ("jurisdiction: ZZ", "jurisdiction 'ZZ'"),
        ("source: ''", "lacks source"),
    ],
)
def test_a_broken_rule_is_named(tmp_path, change, problem):
    rule = {
        "id": "x",
        "jurisdiction": "TX",
        "paper": "lawsuit",
        "about": "a",
        "sobre": "b",
        "days": 1,
        "counting": "calendar",
        "source": "s",
        "url": "https://example.com",
        "owner": "o",
        "checked_on": date(2026, 11, 21),
        **yaml.safe_load(change),
    }
    file = tmp_path / "deadlines.yml"
    file.write_text(yaml.safe_dump({"rules": [rule]}), encoding="utf-8")
    with pytest.raises(BadRules, match=problem):
        read_rules(file)


def test_the_ten_largest_states_have_a_rule_for_answering_a_lawsuit():
    answered = {rule.jurisdiction for rule in read_rules() if rule.paper == "lawsuit"}
    assert answered >= {"CA", "TX", "FL", "NY", "PA", "IL", "OH", "GA", "NC", "MI"}
