"""Many lives: whatever people and lawyers do, in any order, no lead is lost, sold twice or skips a step."""

from __future__ import annotations

import contextlib
import itertools
import shutil
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from cryptography.fernet import Fernet
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy import select

from conversations.accounts import Accounts
from conversations.database import Database
from handoff.cipher import FieldCipher
from handoff.consent import ConsentLedger
from handoff.dispatch import Dispatch
from handoff.errors import IllegalMove, LeadTaken, NotYours, TooLate, UnknownLead
from handoff.lawyers import Lawyers
from handoff.leads import Leads
from handoff.lifecycle import MOVES, OUTCOMES, RETURN_REASONS, WITH_A_LAWYER
from handoff.models import LeadEventRow, LeadRow
from handoff.offer_models import BillingRow, OfferRow
from handoff.terms import Rules
from tests.conversations.stores import sqlite_template
from tests.handoff.conftest import draft

PEOPLE = st.sampled_from(["maria", "juan", "lee"])
LAWYERS = st.sampled_from([1, 2, 3])
LEADS = st.integers(1, 6)
REFUSED = (IllegalMove, LeadTaken, NotYours, TooLate, UnknownLead)
START = datetime(2026, 3, 2, 15, tzinfo=UTC)  # a Monday morning in the eastern United States


class Office(RuleBasedStateMachine):
    """Three people and three lawyers on one database."""

    template: Path

    @initialize()
    def open_the_office(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="sidebar-office-"))
        shutil.copy(self.template, self.folder / "sidebar.db")
        self.database = Database(f"sqlite:///{self.folder / 'sidebar.db'}")
        self.now = START
        rules = Rules.load()
        cipher = FieldCipher([Fernet.generate_key().decode()])
        self.leads = Leads(self.database, cipher=cipher, rules=rules, clock=lambda: self.now)
        self.dispatch = Dispatch(self.database, rules=rules)
        self.captured: set[str] = set()
        self.owner: dict[int, int] = {}
        self.had: dict[int, set[int]] = {}
        accounts = Accounts(self.database, hasher=PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
        for name, states in (("ann", ["MA"]), ("bob", ["MA"]), ("cem", ["TX"])):
            account = accounts.add(email=f"{name}@example.com", password="long enough", role="lawyer", name=name)
            Lawyers(self.database).add(account.id, states)

    @rule(person=PEOPLE, state=st.sampled_from(["MA", "TX"]))
    def ask_for_a_lawyer(self, person: str, state: str) -> None:
        lead = self.leads.capture(draft(person, email=f"{person}@example.com", phone=None, state=state))
        assert lead.status not in ("withdrawn", "lost", "retained", "exhausted")
        self.captured.add(person)

    @rule(person=PEOPLE)
    def take_it_back(self, person: str) -> None:
        self.leads.withdraw(person)

    @rule(lead_id=LEADS, lawyer=LAWYERS)
    def accept(self, lead_id: int, lawyer: int) -> None:
        with contextlib.suppress(*REFUSED):
            lead = self.leads.accept(lead_id, account_id=lawyer, no_conflict=True)
            assert self.owner.setdefault(lead.id, lawyer) == lawyer
            self.had.setdefault(lead.id, set()).add(lawyer)

    @rule(lead_id=LEADS, lawyer=LAWYERS)
    def decline(self, lead_id: int, lawyer: int) -> None:
        with contextlib.suppress(*REFUSED):
            self.leads.decline(lead_id, account_id=lawyer, reason="no_capacity")

    @rule(lead_id=LEADS, lawyer=LAWYERS, status=st.sampled_from(sorted(OUTCOMES)))
    def report(self, lead_id: int, lawyer: int, status: str) -> None:
        with contextlib.suppress(*REFUSED):
            self.leads.outcomes.report(lead_id, status, account_id=lawyer)
            assert self.owner[lead_id] == lawyer

    @rule(lead_id=LEADS, lawyer=LAWYERS, reason=st.sampled_from(sorted(RETURN_REASONS)))
    def give_back(self, lead_id: int, lawyer: int, reason: str) -> None:
        with contextlib.suppress(*REFUSED):
            self.leads.outcomes.give_back(lead_id, reason, account_id=lawyer)
            assert self.owner.pop(lead_id) == lawyer

    @rule(hours=st.sampled_from([0, 1, 9, 80, 300]))
    def time_passes(self, hours: int) -> None:
        self.now += timedelta(hours=hours)

    @rule()
    def the_worker_runs(self) -> None:
        self.dispatch.run(now=self.now)

    @rule(lead_id=LEADS)
    def staff_close(self, lead_id: int) -> None:
        with contextlib.suppress(*REFUSED):
            self.leads.close(lead_id)

    @rule(lead_id=LEADS)
    def release(self, lead_id: int) -> None:
        with contextlib.suppress(*REFUSED):
            self.leads.release(lead_id)

    @invariant()
    def no_lead_is_lost(self) -> None:
        if hasattr(self, "database"):
            assert {row["conversation_id"] for row in self.leads.export()} == self.captured

    @invariant()
    def no_lead_is_sold_twice_and_none_skips_a_step(self) -> None:
        if not hasattr(self, "database"):
            return
        with self.database.reading() as session:
            for lead in session.scalars(select(LeadRow)):
                events = select(LeadEventRow.moved_to).where(LeadEventRow.lead_id == lead.id)
                states = list(session.scalars(events.order_by(LeadEventRow.id)))
                assert (states[0], states[-1]) == ("new", lead.status)
                assert all(to in MOVES[state] for state, to in itertools.pairwise(states))
                assert states.count("accepted") == len(self.had.get(lead.id, ()))  # never the same lawyer twice
                assert states.count("accepted") <= 1 + states.count("returned")
                assert lead.accepted_by == self.owner.get(lead.id)
                offers = session.scalars(select(OfferRow).where(OfferRow.lead_id == lead.id)).all()
                assert len({offer.account_id for offer in offers}) == len(offers) == states.count("offered")
                live = [offer for offer in offers if offer.status == "live"]
                assert (lead.status == "offered") == (len(live) == 1)
                charged = session.scalars(select(BillingRow).where(BillingRow.lead_id == lead.id)).all()
                assert sum(entry.kind == "charge" for entry in charged) == states.count("accepted")
                assert sum(entry.cents for entry in charged) >= 0
                assert (lead.status in WITH_A_LAWYER) <= (lead.accepted_by is not None)

    @invariant()
    def no_lawyer_sees_a_name_that_is_not_theirs_to_see(self) -> None:
        if hasattr(self, "database"):
            for lawyer in (1, 2, 3):
                for lead in self.leads.for_lawyer(lawyer):
                    assert lead.masked or self.owner[lead.id] == lawyer
                    assert lead.masked == (lead.name is None)

    def teardown(self) -> None:
        if hasattr(self, "database"):
            assert ConsentLedger(self.database).verify().intact
            self.database.close()
            shutil.rmtree(self.folder)


def test_whatever_happens_in_whatever_order_every_lead_is_accounted_for(request: pytest.FixtureRequest) -> None:
    class HereAndNow(Office):
        template = sqlite_template(request.config)

    run_state_machine_as_test(HereAndNow, settings=settings(max_examples=15, stateful_step_count=25, deadline=None))
