"""Accounts: who may sign in, and what a stranger can find out by trying."""

from __future__ import annotations

import pytest
from argon2 import PasswordHasher
from sqlalchemy import select

from conversations.accounts import Account, Accounts
from conversations.database import Base, Database
from conversations.errors import AccountDisabled, BadAccount, UnknownAccount, WrongCredentials

PASSWORD = "correct horse battery"


@pytest.fixture
def ann(accounts: Accounts) -> Account:
    return accounts.add(email="Ann@Example.com", password=PASSWORD, role="lawyer", name="Ann Lee")


def stored_hash(database: Database) -> str:
    with database.reading() as session:
        return session.scalar(select(Base.metadata.tables["account"].c.password_hash))


def test_the_right_password_signs_in_whatever_the_case_of_the_address(accounts: Accounts, ann: Account) -> None:
    assert accounts.sign_in(" ANN@example.COM ", PASSWORD).id == ann.id


def test_signing_in_is_remembered(accounts: Accounts, ann: Account) -> None:
    accounts.sign_in("ann@example.com", PASSWORD)
    assert ann.last_signed_in_at is None
    assert accounts.get(ann.id).last_signed_in_at is not None


@pytest.mark.parametrize(
    ("email", "password"),
    [
        ("ann@example.com", "wrong"),
        ("ann@example.com", ""),
        ("bob@example.com", PASSWORD),
        ("", ""),
        ("\ud800", "x"),
        ("ann@example.com", "\ud800"),
    ],
)
def test_anything_else_is_refused_in_the_same_words(
    accounts: Accounts, ann: Account, email: str, password: str
) -> None:
    with pytest.raises(WrongCredentials, match="e-mail and password do not belong together"):
        accounts.sign_in(email, password)


class CountingHasher(PasswordHasher):
    """A real hasher that counts how often it verified."""

    verified = 0

    def verify(self, *args):
        self.verified += 1
        return super().verify(*args)


def test_an_unknown_address_costs_the_same_work_as_a_wrong_password(database: Database) -> None:
    hasher = CountingHasher(time_cost=1, memory_cost=8, parallelism=1)
    accounts = Accounts(database, hasher=hasher)
    with pytest.raises(WrongCredentials):
        accounts.sign_in("nobody@example.com", "wrong")
    assert hasher.verified == 1


def test_a_disabled_account_is_told_so_only_with_the_right_password(accounts: Accounts, ann: Account) -> None:
    assert not accounts.disable(ann.email).enabled
    with pytest.raises(AccountDisabled):
        accounts.sign_in(ann.email, PASSWORD)
    with pytest.raises(WrongCredentials):
        accounts.sign_in(ann.email, "wrong password")


def test_an_enabled_account_signs_in_again(accounts: Accounts, ann: Account) -> None:
    accounts.disable(ann.email)
    accounts.enable(ann.email)
    assert accounts.sign_in(ann.email, PASSWORD).enabled


def test_a_new_password_replaces_the_old_one(accounts: Accounts, ann: Account) -> None:
    accounts.set_password(ann.email, "another good password")
    assert accounts.sign_in(ann.email, "another good password").id == ann.id
    with pytest.raises(WrongCredentials):
        accounts.sign_in(ann.email, PASSWORD)


def test_a_hash_made_with_weaker_settings_is_renewed_at_sign_in(
    accounts: Accounts, ann: Account, database: Database
) -> None:
    before = stored_hash(database)
    stronger = Accounts(database, hasher=PasswordHasher(time_cost=2, memory_cost=16, parallelism=1))
    stronger.sign_in(ann.email, PASSWORD)
    assert stored_hash(database) != before
    assert stronger.sign_in(ann.email, PASSWORD).id == ann.id


def test_the_password_is_kept_as_an_argon2_hash(accounts: Accounts, ann: Account, database: Database) -> None:
    assert stored_hash(database).startswith("$argon2id$")
    assert PASSWORD not in stored_hash(database)


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"email": "ann"}, "name@example.com"),
        ({"email": "ANN@example.com"}, "already has an account"),
        ({"role": "owner"}, "lawyer, staff, editor, admin"),
        ({"name": "  "}, "needs a name"),
        ({"password": "short"}, "10 to 1000"),
        ({"password": "x" * 1001}, "10 to 1000"),
    ],
)
def test_what_cannot_become_an_account_is_refused_with_the_remedy(
    accounts: Accounts, ann: Account, change: dict[str, str], complaint: str
) -> None:
    wanted = {"email": "bob@example.com", "password": PASSWORD, "role": "staff", "name": "Bob"}
    with pytest.raises(BadAccount, match=complaint):
        accounts.add(**(wanted | change))
    assert accounts.all() == [ann]


def test_accounts_are_listed_by_address(accounts: Accounts, ann: Account) -> None:
    abe = accounts.add(email="abe@example.com", password=PASSWORD, role="admin", name="Abe")
    assert accounts.all() == [abe, ann]


def test_an_account_that_is_not_there_is_none_by_number_and_an_error_by_address(accounts: Accounts) -> None:
    assert accounts.get(99) is None
    assert accounts.get(2**70) is None
    with pytest.raises(UnknownAccount, match="nobody has an account under bob"):
        accounts.disable("bob@example.com")
