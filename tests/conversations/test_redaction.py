"""Redaction: what says who someone is comes out; what says what happened stays."""

from __future__ import annotations

import pytest

from conversations.redaction import redact


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("call me at (617) 555-0123 after 5", "call me at [phone] after 5"),
        ("write to maria.lopez@example.com, please", "write to [e-mail], please"),
        ("my ssn is 078-05-1120", "my ssn is [number]"),
        ("account 1234567890123456", "account [number]"),
        ("it is on https://example.org/me?id=1 now", "it is on [link] now"),
        ("he owes me $1,200 since 2024", "he owes me $1,200 since 2024"),
        ("I got a 3 day notice on 12/03/2026", "I got a 3 day notice on 12/03/2026"),
        ("chapter 13, 48 months", "chapter 13, 48 months"),
        ("", ""),
    ],
)
def test_contacts_and_long_numbers_come_out_and_the_story_stays(text: str, expected: str) -> None:
    assert redact(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("I am Maria Lopez.", "I am [name]."),
        ("MARIA wants to move", "[name] wants to move"),
        ("Lopez, Maria", "[name]"),
        ("Maria's car", "[name]'s car"),
        ("the marianas", "the marianas"),
    ],
)
def test_a_name_that_is_known_comes_out_whole_or_in_part(text: str, expected: str) -> None:
    assert redact(text, names=["Maria Lopez", None]) == expected


def test_a_long_text_takes_no_long_time() -> None:
    assert redact("1" * 50_000 + " a@" * 10_000, names=["a b"])
