"""Lawyers' profiles: where and on what each one works."""

from __future__ import annotations

import pytest

from conversations.accounts import Accounts
from conversations.database import Database
from handoff.errors import BadProfile
from handoff.lawyers import Lawyers

PASSWORD = "long enough"


@pytest.fixture
def ann(accounts: Accounts) -> int:
    return accounts.add(email="ann@example.com", password=PASSWORD, role="lawyer", name="Ann Lee").id


def test_a_profile_holds_states_topics_and_licence_numbers(lawyers: Lawyers, ann: int) -> None:
    profile = lawyers.add(ann, ["tx", "Massachusetts"], ["family", "debt"], {"MA": "1", "TX": "2"}, firm="Lee")
    assert (profile.states, profile.topics) == (("MA", "TX"), ("debt", "family"))
    assert profile.bar_numbers == {"MA": "1", "TX": "2"}
    assert (profile.name, profile.firm, profile.paused, profile.enabled) == ("Ann Lee", "Lee", False, True)
    assert lawyers.get(ann) == profile
    assert lawyers.all() == [profile]


def test_one_licence_number_counts_for_every_state(lawyers: Lawyers, ann: int) -> None:
    assert lawyers.add(ann, ["MA", "DC"], ["family"], "77").bar_numbers == {"MA": "77", "DC": "77"}


def test_a_profile_that_is_given_again_replaces_the_old_one(lawyers: Lawyers, ann: int) -> None:
    lawyers.add(ann, ["MA"], ["family"], "77")
    lawyers.add(ann, ["TX"], ["debt"], "78")
    (profile,) = lawyers.all()
    assert (profile.states, profile.topics, profile.bar_numbers) == (("TX",), ("debt",), {"TX": "78"})


@pytest.mark.parametrize(
    ("states", "topics", "complaint"),
    [
        ([], [], "none given"),
        (["MA", "ZZ"], [], "not one: ZZ"),
        (["MA"], ["Family Law"], "'Family Law' is no topic"),
        (["MA"], ["astrology"], "topics are debt, family"),
    ],
)
def test_a_profile_that_would_never_match_is_refused(
    database: Database, ann: int, states: list[str], topics: list[str], complaint: str
) -> None:
    with pytest.raises(BadProfile, match=complaint):
        Lawyers(database, known_topics={"family", "debt"}).add(ann, states, topics)


def test_only_a_lawyers_account_has_a_profile(lawyers: Lawyers, accounts: Accounts) -> None:
    staff = accounts.add(email="sam@example.com", password=PASSWORD, role="staff", name="Sam")
    for account_id in (staff.id, 99):
        with pytest.raises(BadProfile, match="role lawyer"):
            lawyers.add(account_id, ["MA"])
    assert lawyers.get(staff.id) is None
    with pytest.raises(BadProfile, match="no lawyer's profile"):
        lawyers.pause(staff.id)


def test_a_lawyer_can_pause_and_resume(lawyers: Lawyers, ann: int) -> None:
    lawyers.add(ann, ["MA"])
    assert lawyers.pause(ann).paused
    assert not lawyers.resume(ann).paused
