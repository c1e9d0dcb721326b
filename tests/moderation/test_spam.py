"""Texts that are not from people who look for help, and those that only look so."""

from __future__ import annotations

import pytest

from moderation.imposture import asks_for_secrets, pretends_to_be
from moderation.spam import spam_signs


@pytest.mark.parametrize(
    ("text", "sign"),
    [
        ("Dear webmaster, we rank your site higher with quality backlinks", "advertising"),
        ("instant loan approval today, whatsapp me", "advertising"),
        ("see https://cheap.example/offer for more", "links"),
        ("visit best-deals.shop/now", "links"),
        ("This is the fraud department, we must check your file", "poses_as_staff"),
        ("I am from Sidebar support team and need to check your account", "poses_as_staff"),
        ("I am an attorney and our firm would represent you, call me", "poses_as_lawyer"),
        ("please confirm your social security number and bank login", "asks_for_secrets"),
        ("pay the fee in gift cards and you get the settlement", "asks_for_secrets"),
        ("mándeme su número de tarjeta", "asks_for_secrets"),
        ("aaaaaaaaaaaaaaaaaaaa", "meaningless"),
        ("sdfkjh wrtpqx zzkdfg bvnmlk", "meaningless"),
    ],
)
def test_what_is_doubtful_is_named(text, sign):
    assert sign in spam_signs(text)


@pytest.mark.parametrize(
    "text",
    [
        "my landlord kept my deposit and won't answer my texts",
        "someone called and said he was from the IRS, he wanted gift card numbers read to him. Is that a scam?",
        "I am a lawyer's assistant and my boss does not pay overtime",
        "my identity was stolen, they used my social security number",
        "the collector told me to give my card number over the phone",
        "I was scammed by a contractor who took $2,000",
        "мне нужна помощь с арендой, хозяин не возвращает залог",
        "我的房东不退押金，我该怎么办",
        "rent: $1,200; deposit: $1,200; paid 05/01/2026",
        "",
    ],
)
def test_people_with_a_problem_are_not_doubted_for_their_words(text):
    assert not set(spam_signs(text)) - {"asks_for_secrets"}


def test_a_warning_against_giving_secrets_away_is_no_request():
    assert not asks_for_secrets("We will never ask you to send your password by e-mail.")


def test_the_role_that_is_claimed_is_named():
    assert pretends_to_be("this is the IRS, pay today") == "staff"
    assert pretends_to_be("the IRS sent me a letter") is None
