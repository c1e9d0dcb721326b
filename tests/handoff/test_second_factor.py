"""The second factor: a code works once, a wrong one is counted, a lost phone is no lost account."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pyotp
import pytest
from sqlalchemy import text

from conversations.accounts import Accounts
from conversations.database import Database
from handoff.cipher import FieldCipher
from handoff.errors import BadCode
from handoff.second_factor import LOCK, MOST_FAILURES, SecondFactor

START = datetime(2026, 3, 2, 15, 0, 5, tzinfo=UTC)


class Clock:
    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def factors(database: Database, cipher: FieldCipher, clock: Clock) -> SecondFactor:
    return SecondFactor(database, cipher=cipher, clock=clock)


@pytest.fixture
def ann(accounts: Accounts) -> int:
    return accounts.add(email="ann@example.com", password="long enough", role="lawyer", name="Ann").id


@pytest.fixture
def app(factors: SecondFactor, clock: Clock, ann: int) -> pyotp.TOTP:
    """An authenticator app that is set up; the recovery codes are left aside."""
    app = pyotp.TOTP(factors.enrol(ann, "ann@example.com").secret)
    factors.confirm(ann, app.at(clock.now))
    clock.now += timedelta(seconds=60)
    return app


def test_it_is_on_only_after_a_first_code(factors: SecondFactor, clock: Clock, ann: int) -> None:
    made = factors.enrol(ann, "ann@example.com")
    assert made.picture.startswith("<svg")
    assert factors.enrol(ann, "ann@example.com").secret == made.secret
    with pytest.raises(BadCode, match="not right"):
        factors.confirm(ann, "000000")
    assert not factors.enrolled(ann)
    assert len(factors.confirm(ann, pyotp.TOTP(made.secret).at(clock.now))) == 10
    assert factors.enrolled(ann)


def test_a_code_works_once(factors: SecondFactor, clock: Clock, app: pyotp.TOTP, ann: int) -> None:
    factors.check(ann, app.at(clock.now))
    with pytest.raises(BadCode, match="used already"):
        factors.check(ann, app.at(clock.now))
    with pytest.raises(BadCode):
        factors.check(ann, app.at(clock.now - timedelta(seconds=30)))
    clock.now += timedelta(seconds=30)
    factors.check(ann, app.at(clock.now))


def test_a_clock_that_is_a_step_off_is_forgiven_two_are_not(
    factors: SecondFactor, clock: Clock, app: pyotp.TOTP, ann: int
) -> None:
    with pytest.raises(BadCode, match="not right"):
        factors.check(ann, app.at(clock.now + timedelta(seconds=90)))
    factors.check(ann, app.at(clock.now + timedelta(seconds=30)))


def test_five_wrong_codes_lock_the_account_for_a_while(
    factors: SecondFactor, clock: Clock, app: pyotp.TOTP, ann: int
) -> None:
    for _ in range(MOST_FAILURES):
        with pytest.raises(BadCode):
            factors.check(ann, "000000")
    with pytest.raises(BadCode, match="too many"):
        factors.check(ann, app.at(clock.now))
    clock.now += LOCK
    factors.check(ann, app.at(clock.now))


def test_a_recovery_code_works_once_and_is_kept_as_a_hash_alone(
    database: Database, factors: SecondFactor, app: pyotp.TOTP, ann: int
) -> None:
    codes = factors.renew_codes(ann)
    with database.reading() as session:
        stored = str(session.execute(text("SELECT * FROM recovery_code")).all())
        sealed = str(session.execute(text("SELECT secret FROM second_factor")).all())
    assert not [code for code in codes if code in stored or code.replace("-", "") in stored]
    assert app.secret not in sealed
    factors.check(ann, codes[0].upper())
    assert factors.codes_left(ann) == 9
    with pytest.raises(BadCode):
        factors.check(ann, codes[0])


def test_an_operator_can_take_it_off(factors: SecondFactor, app: pyotp.TOTP, ann: int) -> None:
    factors.remove(ann, actor="command line")
    assert not factors.enrolled(ann)
    with pytest.raises(BadCode, match="no authenticator app"):
        factors.check(ann, "000000")
