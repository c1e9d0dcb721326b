"""What the tests of handoff/ share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from argon2 import PasswordHasher
from cryptography.fernet import Fernet
from hypothesis import settings

from conversations.accounts import Accounts
from conversations.audit import Audit
from conversations.columns import utc_now
from conversations.database import Database
from conversations.transcripts import Transcripts
from handoff.cipher import FieldCipher
from handoff.consent import ConsentGiven, ConsentLedger
from handoff.dispatch import Dispatch
from handoff.lawyers import Lawyers
from handoff.lead import LeadDraft
from handoff.leads import Leads
from handoff.practice import Practice
from handoff.terms import Rules
from tests.conversations.stores import database, url

settings.register_profile("sidebar", deadline=None)  # a busy machine is no reason to fail
settings.load_profile("sidebar")

__all__ = ["database", "url"]

AddLawyer = Callable[..., int]
Drafted = Callable[..., LeadDraft]


def consent(conversation_id: str, **changes: Any) -> ConsentGiven:
    given = {"text": "Yes, a lawyer may see what I wrote.", "version": "2026-01", "recipients": ("Lee & Partners",)}
    return ConsentGiven(conversation_id, **(given | changes))


def draft(conversation_id: str, **changes: Any) -> LeadDraft:
    """A complete draft about a divorce and a bankruptcy in Massachusetts, with `changes`."""
    fields = {
        "name": "Maria Lopez",
        "email": "maria@example.com",
        "phone": "+16175550123",
        "state": "MA",
        "description": "I am Maria Lopez. My husband Juan Perez filed first. Call (617) 555-0123.",
        "opposing_party": "Juan Perez",
        "topics": ("family", "debt"),
        "reasons": ("several areas of law",),
        "consent": consent(conversation_id),
    }
    return LeadDraft(conversation_id=conversation_id, **(fields | changes))


@pytest.fixture
def cipher() -> FieldCipher:
    return FieldCipher([Fernet.generate_key().decode()])


@pytest.fixture
def leads(database: Database, cipher: FieldCipher) -> Leads:
    return Leads(database, cipher=cipher)


@pytest.fixture
def ledger(database: Database) -> ConsentLedger:
    return ConsentLedger(database)


@pytest.fixture
def lawyers(database: Database) -> Lawyers:
    return Lawyers(database)


@pytest.fixture
def dispatch(database: Database) -> Dispatch:
    return Dispatch(database, rules=Rules.load())


@pytest.fixture
def audit(database: Database) -> Audit:
    return Audit(database)


@pytest.fixture
def transcripts(database: Database) -> Transcripts:
    return Transcripts(database)


@pytest.fixture
def conversation_id(transcripts: Transcripts) -> str:
    return transcripts.open().conversation_id


@pytest.fixture
def accounts(database: Database) -> Accounts:
    return Accounts(database, hasher=PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


@pytest.fixture
def add_lawyer(accounts: Accounts, lawyers: Lawyers, dispatch: Dispatch) -> AddLawyer:
    """Make a lawyer for some states (Massachusetts) and topics (all), and let the worker have its minute.

    Return the account's number. What waited for such a lawyer is offered by then.
    """

    def add(
        name: str = "ann", *, states: tuple[str, ...] = ("MA",), topics: tuple[str, ...] = (), **practice: Any
    ) -> int:
        account = accounts.add(email=f"{name}@example.com", password="long enough", role="lawyer", name=name.title())
        number = lawyers.add(account.id, states, topics, "12345").account_id
        if practice:
            lawyers.arrange(number, Practice(**practice))
        dispatch.run(now=utc_now())
        return number

    return add
