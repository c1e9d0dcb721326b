"""Sudden death: a process that is killed anywhere leaves whole leads or none."""

from __future__ import annotations

import itertools
import random
import subprocess
import sys
from pathlib import Path

from cryptography.fernet import Fernet
from sqlalchemy import func, select, text

from conversations.database import Database
from handoff.cipher import FieldCipher
from handoff.consent import ConsentLedger
from handoff.leads import Leads
from handoff.lifecycle import MOVES
from handoff.models import ConsentRow, LeadEventRow, LeadRow, LeadTopicRow
from handoff.offer_models import BillingRow, OfferRow
from tests.handoff.conftest import AddLawyer

ROUNDS = 5
WORKER = Path(__file__).with_name("capture_without_end.py")


def test_killing_a_process_that_captures_and_withdraws_loses_and_breaks_nothing(
    url: str, database: Database, add_lawyer: AddLawyer
) -> None:
    ann, key = add_lawyer(), Fernet.generate_key().decode()
    confirmed = []
    for number in range(ROUNDS):
        confirmed += _run_until_killed(url, key, ann, number)
    leads = Leads(database, cipher=FieldCipher([key]))
    assert len(confirmed) >= ROUNDS
    assert {row["conversation_id"] for row in leads.export()} >= set(confirmed)
    assert ConsentLedger(database).verify().intact
    _check_every_lead_is_whole(database)


def _run_until_killed(url: str, key: str, account_id: int, number: int) -> list[str]:
    """Let a process work for a while, kill it, and return what it had reported as done by then."""
    process = subprocess.Popen(
        [sys.executable, str(WORKER), url, key, str(account_id), f"round{number}"], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    wanted = random.Random(number).randint(1, 12)
    done = [line.strip() for line, _ in zip(process.stdout, range(wanted), strict=False)]
    process.kill()
    rest, _ = process.communicate(timeout=30)
    return done + [line for line in rest.splitlines() if line.endswith("!")]


def _check_every_lead_is_whole(database: Database) -> None:
    with database.reading() as session:
        leads = session.scalars(select(LeadRow)).all()
        assert session.scalar(select(func.count()).select_from(ConsentRow).where(ConsentRow.kind == "given")) == len(
            leads
        )
        for lead in leads:
            events = session.scalars(
                select(LeadEventRow).where(LeadEventRow.lead_id == lead.id).order_by(LeadEventRow.id)
            ).all()
            states = [event.moved_to for event in events]
            assert (states[0], states[-1]) == ("new", lead.status)
            assert all(to in MOVES[state] for state, to in itertools.pairwise(states))
            assert session.scalar(select(LeadTopicRow.topic).where(LeadTopicRow.lead_id == lead.id).limit(1))
            offers = session.scalars(select(OfferRow).where(OfferRow.lead_id == lead.id)).all()
            assert len(offers) == 1  # one lawyer: one offer, whatever became of it
            assert (lead.accepted_by is not None) == (offers[0].status == "accepted")
            charged = select(func.count()).select_from(BillingRow).where(BillingRow.lead_id == lead.id)
            assert session.scalar(charged) == (offers[0].status == "accepted")
        assert session.scalar(text("SELECT count(*) FROM audit_entry")) >= len(leads)
