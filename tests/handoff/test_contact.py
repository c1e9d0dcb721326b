"""E-mail addresses and phone numbers: what can be used, and what the person is told otherwise."""

from __future__ import annotations

import pytest

from handoff.contact import EMAIL_EXAMPLE, PHONE_EXAMPLE, check_email, check_phone
from handoff.errors import BadContact


@pytest.mark.parametrize(
    ("typed", "kept"),
    [(" maria@gmail.com ", "maria@gmail.com"), ("Maria.Lopez@GMAIL.com", "Maria.Lopez@gmail.com")],
)
def test_an_address_is_kept_in_its_usual_spelling(typed: str, kept: str) -> None:
    assert check_email(typed, allow_example=False) == kept


@pytest.mark.parametrize("typed", ["", "maria", "maria@", "maria@gmail", "a b@gmail.com", "maria@@gmail.com", "\x00"])
def test_what_is_no_address_is_answered_with_an_example(typed: str) -> None:
    with pytest.raises(BadContact, match=EMAIL_EXAMPLE.replace(".", r"\.")):
        check_email(typed, allow_example=True)


@pytest.mark.parametrize("typed", ["maria@example.com", "maria@mail.example.org", "maria@law.example"])
def test_an_example_address_is_taken_only_where_examples_are(typed: str) -> None:
    assert check_email(typed, allow_example=True) == typed
    with pytest.raises(BadContact, match="kept for examples"):
        check_email(typed, allow_example=False)


@pytest.mark.parametrize(
    "typed", ["617-867-5309", "(617) 867 5309", "+1 617 867 5309", "1.617.867.5309", "6178675309", " 617 867-5309 "]
)
def test_a_number_is_kept_the_same_however_it_is_written(typed: str) -> None:
    assert check_phone(typed, allow_example=False) == "+16178675309"


def test_a_number_from_abroad_needs_its_country() -> None:
    assert check_phone("+44 20 7946 0018", allow_example=False) == "+442079460018"


@pytest.mark.parametrize("typed", ["", "call me", "12", "911", "555-0123", "617-123", "000 000 0000"])
def test_what_cannot_be_called_is_answered_with_an_example(typed: str) -> None:
    with pytest.raises(BadContact) as complaint:
        check_phone(typed, allow_example=True)
    assert PHONE_EXAMPLE in str(complaint.value)


@pytest.mark.parametrize("typed", ["617-555-0100", "(212) 555-0199"])
def test_an_example_number_is_taken_only_where_examples_are(typed: str) -> None:
    assert check_phone(typed, allow_example=True).startswith("+1")
    with pytest.raises(BadContact, match="kept for examples"):
        check_phone(typed, allow_example=False)


def test_numbers_beside_those_kept_for_examples_are_ordinary() -> None:
    assert check_phone("617-555-0200", allow_example=False) == "+16175550200"


def test_the_examples_that_are_shown_would_do() -> None:
    assert check_email(EMAIL_EXAMPLE, allow_example=True)
    assert check_phone(PHONE_EXAMPLE, allow_example=True)
