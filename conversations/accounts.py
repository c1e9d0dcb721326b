"""Accounts: the people who sign in, and how they prove who they are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from email_validator import EmailNotValidError, validate_email
from sqlalchemy import select
from sqlalchemy.orm import Session

from conversations.columns import LARGEST_ID, storable, utc_now
from conversations.database import Database, exclusive
from conversations.errors import AccountDisabled, BadAccount, UnknownAccount, WrongCredentials
from conversations.models import AccountRow

ROLES = ("lawyer", "staff", "editor", "admin")
SHORTEST_PASSWORD = 10
LONGEST_PASSWORD = 1000  # hashing is slow on purpose: nobody may feed it a book


@dataclass(frozen=True)
class Account:
    id: int
    email: str
    name: str
    role: str
    enabled: bool
    created_at: datetime
    last_signed_in_at: datetime | None


class Accounts:
    """Everyone who may sign in. Passwords are kept as Argon2 hashes only."""

    def __init__(self, database: Database, *, hasher: PasswordHasher | None = None) -> None:
        self._database = database
        self._hasher = hasher or PasswordHasher()
        self._decoy = ""

    def add(self, *, email: str, password: str, role: str, name: str) -> Account:
        """Make an account; raise `BadAccount` that says what is wrong with what was given."""
        address = _address(email)
        _check(role=role, name=name, password=password)
        hashed = self._hasher.hash(_bytes(password))
        with self._database.transaction() as session:
            exclusive(session, f"account:{address}")
            if _find(session, address) is not None:
                raise BadAccount(f"{address} already has an account; choose another e-mail or enable that one")
            row = AccountRow(email=address, name=name.strip(), role=role, password_hash=hashed, created_at=utc_now())
            session.add(row)
            session.flush()
            return _account(row)

    def all(self) -> list[Account]:
        with self._database.reading() as session:
            return [_account(row) for row in session.scalars(select(AccountRow).order_by(AccountRow.email))]

    def get(self, account_id: int) -> Account | None:
        with self._database.reading() as session:
            row = session.get(AccountRow, account_id) if 0 < account_id <= LARGEST_ID else None
            return _account(row) if row is not None else None

    def disable(self, email: str) -> Account:
        with self._database.transaction() as session:
            row = _known(session, email)
            row.disabled_at = row.disabled_at or utc_now()
            return _account(row)

    def enable(self, email: str) -> Account:
        with self._database.transaction() as session:
            row = _known(session, email)
            row.disabled_at = None
            return _account(row)

    def set_password(self, email: str, password: str) -> Account:
        _check_password(password)
        hashed = self._hasher.hash(_bytes(password))
        with self._database.transaction() as session:
            row = _known(session, email)
            row.password_hash = hashed
            return _account(row)

    def sign_in(self, email: str, password: str) -> Account:
        """Return the account; raise `WrongCredentials`, or `AccountDisabled` when only that stands in the way.

        An unknown e-mail costs as much time as a wrong password, so that nobody can find out who has an account.
        """
        address = email.strip().lower()
        with self._database.reading() as session:
            row = _find(session, address)
            known, disabled = (row.password_hash, row.disabled_at is not None) if row else (None, False)
        right = self._verify(known or self._decoy_hash(), password)
        if known is None or not right:
            raise WrongCredentials("e-mail and password do not belong together")
        if disabled:
            raise AccountDisabled("this account is switched off; ask an administrator")
        renewed = self._hasher.hash(_bytes(password)) if self._hasher.check_needs_rehash(known) else None
        with self._database.transaction() as session:
            row = _known(session, address)
            row.last_signed_in_at = utc_now()
            row.password_hash = renewed or row.password_hash
            return _account(row)

    def _verify(self, hashed: str, password: str) -> bool:
        try:
            return self._hasher.verify(hashed, _bytes(password[: LONGEST_PASSWORD + 1]))
        except (VerifyMismatchError, InvalidHashError):
            return False

    def _decoy_hash(self) -> str:
        if not self._decoy:
            self._decoy = self._hasher.hash("nobody has this password")
        return self._decoy


def _address(email: str) -> str:
    try:
        return validate_email(email.strip(), check_deliverability=False).normalized.lower()
    except EmailNotValidError as error:
        raise BadAccount(f"{email!r} is no e-mail address ({error}); it looks like name@example.com") from error


def _check(*, role: str, name: str, password: str) -> None:
    if role not in ROLES:
        raise BadAccount(f"{role!r} is no role; choose one of {', '.join(ROLES)}")
    if not name.strip():
        raise BadAccount("an account needs a name")
    _check_password(password)


def _check_password(password: str) -> None:
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        raise BadAccount(f"a password has {SHORTEST_PASSWORD} to {LONGEST_PASSWORD} characters")


def _bytes(password: str) -> bytes:
    return password.encode("utf-8", "surrogatepass")


def _find(session: Session, address: str) -> AccountRow | None:
    return session.scalar(select(AccountRow).where(AccountRow.email == storable(address)))


def _known(session: Session, email: str) -> AccountRow:
    row = _find(session, email.strip().lower())
    if row is None:
        raise UnknownAccount(
            f"nobody has an account under {email}; `sidebar lawyers list` and `sidebar staff list` show them"
        )
    return row


def _account(row: AccountRow) -> Account:
    return Account(
        row.id, row.email, row.name, row.role, row.disabled_at is None, row.created_at, row.last_signed_in_at
    )
