"""Who said it: the writer, or somebody they write about."""

from __future__ import annotations

import pytest

from moderation.reported_speech import find_report


@pytest.mark.parametrize(
    "text",
    [
        "my boss called me a slur in front of everyone",
        "The landlord told us he does not rent to our kind",
        'She texted me "go back to your country"',
        "I was called names like that at school",
        "a note on my door says people like me are trash",
        "overheard the manager say women are stupid",
        "mi jefe me dijo que los mexicanos son basura",
        '"They are all criminals" is a disgusting thing to write',
        "he keeps calling my son names",
    ],
)
def test_what_others_said_is_a_report(text):
    assert find_report(text) is not None


@pytest.mark.parametrize(
    "text",
    [
        "those people are trash",
        "I told him they are all trash",
        "I always say they are trash",
        "my boss says they are trash and he is right",
        "They said it is wrong but I agree with it, so true",
        "my landlord kept my deposit",
    ],
)
def test_the_writers_own_words_are_no_report(text):
    assert find_report(text) is None


def test_the_quoted_words_are_taken_out():
    report = find_report('My manager said "you people are animals" and then fired me')
    assert report is not None
    assert "animals" not in report.own_words
    assert "fired me" in report.own_words


def test_the_question_after_an_unquoted_report_is_kept():
    report = find_report("my landlord said we are animals, can i break the lease?")
    assert report is not None
    assert "animals" not in report.own_words
    assert "break the lease" in report.own_words
