"""What the tests of conversations/ share."""

from __future__ import annotations

import pytest
from argon2 import PasswordHasher

from conversations.accounts import Accounts
from conversations.database import Database
from conversations.transcripts import Transcripts
from tests.conversations.stores import database, empty_url, url

__all__ = ["database", "empty_url", "url"]


@pytest.fixture
def transcripts(database: Database) -> Transcripts:
    return Transcripts(database)


@pytest.fixture
def accounts(database: Database) -> Accounts:
    return Accounts(database, hasher=PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
