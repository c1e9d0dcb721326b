"""Dates are worked out from what a person says."""

from __future__ import annotations

from datetime import date

import pytest

from moderation.deadlines import next_due, read_rules

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
