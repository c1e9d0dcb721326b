"""Contact: is this an e-mail address or a phone number that a lawyer can use?"""

from __future__ import annotations

import re

import phonenumbers
from email_validator import EmailNotValidError, validate_email
from phonenumbers import NumberParseException, PhoneNumberFormat

from handoff.errors import BadContact

EMAIL_EXAMPLE = "maria@example.com"
PHONE_EXAMPLE = "(617) 555-0123"

# RFC 2606 keeps these names, and the North American Numbering Plan 555-0100 to 555-0199, for examples.
EXAMPLE_DOMAINS = re.compile(r"(^|\.)(example|example\.(com|net|org|edu))$")
EXAMPLE_NUMBER = re.compile(r"^\+1\d{3}55501\d{2}$")


def check_email(text: str, *, allow_example: bool) -> str:
    """Return the address in its usual spelling; raise `BadContact` with an example of what would do."""
    try:
        found = validate_email(text.strip(), check_deliverability=False)
    except EmailNotValidError as error:
        raise BadContact(f"That does not look like an e-mail address. One looks like {EMAIL_EXAMPLE}.") from error
    if EXAMPLE_DOMAINS.search(found.domain.lower()) and not allow_example:
        raise BadContact(
            f"Mail to {found.domain} reaches nobody: that name is kept for examples. "
            f"Please give an address that you read, in the form {EMAIL_EXAMPLE}."
        )
    return found.normalized


def check_phone(text: str, *, region: str = "US", allow_example: bool) -> str:
    """Return the number as E.164 (+16175550123); raise `BadContact` with an example of what would do."""
    try:
        number = phonenumbers.parse(text.strip(), region)
    except NumberParseException as error:
        raise BadContact(f"That does not look like a phone number. One looks like {PHONE_EXAMPLE}.") from error
    if not phonenumbers.is_valid_number(number):
        raise BadContact(
            f"That phone number cannot be called. Please give it with its area code, like {PHONE_EXAMPLE}."
        )
    e164 = phonenumbers.format_number(number, PhoneNumberFormat.E164)
    if EXAMPLE_NUMBER.match(e164) and not allow_example:
        raise BadContact(
            "Numbers with 555-01 reach nobody: they are kept for examples. "
            f"Please give your own, in the form {PHONE_EXAMPLE}."
        )
    return e164
