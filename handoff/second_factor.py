"""SecondFactor: the six digits of an authenticator app (TOTP, RFC 6238), with recovery codes for a lost phone."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import pyotp
import segno
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from conversations import audit
from conversations.columns import utc_now
from conversations.database import Database, exclusive
from handoff.access_models import RecoveryCodeRow, SecondFactorRow
from handoff.cipher import FieldCipher
from handoff.errors import BadCode

STEP = 30  # seconds that a code lasts
NEIGHBOURS = 1  # steps before and after the present one that are taken, for clocks that differ
RECOVERY_CODES = 10
MOST_FAILURES = 5
LOCK = timedelta(minutes=15)
ISSUER = "Sidebar"


@dataclass(frozen=True)
class Enrolment:
    """What an authenticator app needs: the secret, and the same as a picture (SVG) to be scanned."""

    secret: str
    picture: str


class SecondFactor:
    """The second factors of all accounts; secrets are sealed, recovery codes are hashed, no code works twice."""

    def __init__(self, database: Database, *, cipher: FieldCipher, clock: Callable[[], datetime] = utc_now) -> None:
        self._database, self._cipher, self._clock = database, cipher, clock

    def enrolled(self, account_id: int) -> bool:
        with self._database.reading() as session:
            row = session.get(SecondFactorRow, account_id)
            return row is not None and row.confirmed_at is not None

    def enrol(self, account_id: int, email: str) -> Enrolment:
        """Begin, or go on with a secret that was not confirmed yet; raise `BadCode` when one is confirmed already."""
        with self._database.transaction() as session:
            exclusive(session, f"second factor:{account_id}")
            row = session.get(SecondFactorRow, account_id)
            if row is not None and row.confirmed_at is not None:
                raise BadCode("an authenticator app is set up already; remove it first")
            if row is None:
                sealed = self._cipher.seal(pyotp.random_base32())
                row = SecondFactorRow(account_id=account_id, secret=sealed, last_step=0, failures=0)
                session.add(row)
            secret = self._cipher.open(row.secret)
        address = pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name=ISSUER)
        drawn = segno.make(address, error="m").svg_inline(border=2, dark="#000", light="#fff", omitsize=True)
        return Enrolment(secret, drawn)

    def confirm(self, account_id: int, code: str) -> list[str]:
        """Finish with a first code; return the recovery codes, which are shown this once."""
        with self._database.transaction() as session:
            row = self._row(session, account_id)
            if row.confirmed_at is not None:
                raise BadCode("an authenticator app is set up already")
            problem = self._step_of(row, code)
            if not isinstance(problem, int):
                raise BadCode(problem)
            row.last_step, row.confirmed_at = problem, self._clock()
            audit.note(session, f"account:{account_id}", "second factor.set up", f"account:{account_id}")
            return _new_codes(session, account_id)

    def check(self, account_id: int, code: str) -> None:
        """Take a code from the app or a recovery code; raise `BadCode` that says no more than it must.

        A code works once. After five wrong ones in a row the account waits a quarter of an hour.
        """
        if (problem := self._try(account_id, code)) is not None:
            raise BadCode(problem)

    def renew_codes(self, account_id: int) -> list[str]:
        """New recovery codes in place of the old ones."""
        with self._database.transaction() as session:
            self._row(session, account_id)
            audit.note(session, f"account:{account_id}", "second factor.new codes", f"account:{account_id}")
            return _new_codes(session, account_id)

    def codes_left(self, account_id: int) -> int:
        own = select(RecoveryCodeRow.hash).where(
            RecoveryCodeRow.account_id == account_id, RecoveryCodeRow.used_at.is_(None)
        )
        with self._database.reading() as session:
            return len(session.scalars(own).all())

    def remove(self, account_id: int, *, actor: str) -> None:
        """Forget the app and the codes: for someone who lost both, after the operator knows who they are."""
        with self._database.transaction() as session:
            session.execute(delete(RecoveryCodeRow).where(RecoveryCodeRow.account_id == account_id))
            session.execute(delete(SecondFactorRow).where(SecondFactorRow.account_id == account_id))
            audit.note(session, actor, "second factor.removed", f"account:{account_id}")

    def _try(self, account_id: int, code: str) -> str | None:
        """The problem with a code, if there is one; a wrong one is counted, so this transaction is kept."""
        with self._database.transaction() as session:
            row = self._row(session, account_id)
            now = self._clock()
            if row.confirmed_at is None:
                return "no authenticator app is set up"
            if row.locked_until is not None and row.locked_until > now:
                return "too many wrong codes; try again in a quarter of an hour"
            typed = code.strip().replace(" ", "")
            if _use_recovery(session, account_id, typed, now):
                row.failures = 0
                return None
            step = self._step_of(row, typed)
            if isinstance(step, int):
                row.last_step, row.failures, row.locked_until = step, 0, None
                return None
            row.failures += 1
            if row.failures >= MOST_FAILURES:
                row.failures, row.locked_until = 0, now + LOCK
                audit.note(session, f"account:{account_id}", "second factor.locked", f"account:{account_id}")
            return step

    def _step_of(self, row: SecondFactorRow, code: str) -> int | str:
        """The step that a code belongs to, or what is wrong with it."""
        app = pyotp.TOTP(self._cipher.open(row.secret), interval=STEP)
        present = int(self._clock().timestamp()) // STEP
        typed = code.strip().replace(" ", "")
        for step in range(present - NEIGHBOURS, present + NEIGHBOURS + 1):
            if hmac.compare_digest(app.generate_otp(step).encode(), typed.encode("utf-8", "replace")):
                return step if step > row.last_step else "this code was used already; wait for the next one"
        return "this code is not right"

    @staticmethod
    def _row(session: Session, account_id: int) -> SecondFactorRow:
        exclusive(session, f"second factor:{account_id}")
        row = session.get(SecondFactorRow, account_id)
        if row is None:
            raise BadCode("no authenticator app is set up")
        return row


def _new_codes(session: Session, account_id: int) -> list[str]:
    session.execute(delete(RecoveryCodeRow).where(RecoveryCodeRow.account_id == account_id))
    codes = [base64.b32encode(secrets.token_bytes(10)).decode().lower() for _ in range(RECOVERY_CODES)]
    session.add_all(RecoveryCodeRow(hash=_hash(account_id, code), account_id=account_id) for code in codes)
    return ["-".join(code[place : place + 4] for place in range(0, 16, 4)) for code in codes]


def _use_recovery(session: Session, account_id: int, code: str, now: datetime) -> bool:
    """Whether this was a recovery code that had not been used; it is now."""
    bare = code.replace("-", "").lower()
    unused = (RecoveryCodeRow.hash == _hash(account_id, bare), RecoveryCodeRow.used_at.is_(None))
    row = session.scalar(select(RecoveryCodeRow).where(*unused, RecoveryCodeRow.account_id == account_id))
    if row is None:
        return False
    session.execute(update(RecoveryCodeRow).where(RecoveryCodeRow.hash == row.hash).values(used_at=now))
    audit.note(session, f"account:{account_id}", "second factor.recovery code used", f"account:{account_id}")
    return True


def _hash(account_id: int, code: str) -> str:
    # A code is 80 random bits: a plain digest cannot be guessed back, a slow one would gain nothing.
    return hashlib.sha256(f"recovery {account_id} {code}".encode("utf-8", "replace")).hexdigest()
