"""House: the whole website for a test; everything is real but the dialogue engine."""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from argon2 import PasswordHasher
from cryptography.fernet import Fernet
from flask import Flask
from flask.testing import FlaskClient

from bot.manners import Manners
from bot.settings import Settings
from bot.switchboard import Switchboard
from bot.text_screen import TextScreen
from bot.web import create_app
from bot.wording import Wording
from conversations.accounts import Accounts
from conversations.appeals import Appeals
from conversations.audit import Audit
from conversations.database import Database
from conversations.standing import Standings
from conversations.transcripts import Transcripts
from handoff.cipher import FieldCipher
from handoff.consent import ConsentGiven
from handoff.lawyers import Lawyers
from handoff.lead import Lead, LeadDraft
from handoff.leads import Leads
from handoff.parts import Handoff
from handoff.terms import Rules
from tests.bot.web.fakes import OFFER, ScriptedEngine, decision_for

PASSWORD = "correct horse battery"


@dataclass(frozen=True)
class House:
    """What bot.assembly.House holds, without the models' packages behind it."""

    settings: Settings
    database: Database
    transcripts: Transcripts
    accounts: Accounts
    handoff: Handoff
    leads: Leads
    lawyers: Lawyers
    audit: Audit
    engine: ScriptedEngine
    switchboard: Switchboard
    manners: Manners
    text_screen: TextScreen


@dataclass
class Site:
    house: House
    engine: ScriptedEngine
    forgotten: list[str]
    app: Flask

    def account(self, email: str, role: str, *, states: tuple[str, ...] = ("MA",)) -> int:
        """Make an account; a lawyer gets a profile."""
        account = self.house.accounts.add(email=email, password=PASSWORD, role=role, name=email.partition("@")[0])
        if role == "lawyer":
            self.house.lawyers.add(account.id, list(states), [], "BBO 123456")
        return account.id

    def signed_in(self, email: str, role: str, **options) -> FlaskClient:
        self.account(email, role, **options)
        client = self.app.test_client()
        sign_in(client, email, PASSWORD)
        return client

    def later(self, **span: int) -> None:
        """Let the worker run as if so much time had passed."""
        self.house.handoff.dispatch.run(now=datetime.now(UTC) + timedelta(**span))

    def lead(self, **changes) -> Lead:
        """A conversation that came to a lead, as the chat makes it."""
        transcripts = self.house.transcripts
        opened = transcripts.open(locale="en", page_url="http://localhost/")
        person = transcripts.add_person_message(opened.conversation_id, "chapter 13 and divorce in Boston")
        transcripts.add_replies(opened.conversation_id, [OFFER], decision=decision_for(OFFER), in_reply_to=person.id)
        consent = ConsentGiven(opened.conversation_id, "I agree that a lawyer sees this.", "v1")
        values = {
            "name": "Maria Lopez",
            "email": "maria@example.com",
            "phone": "+16175550123",
            "state": "MA",
            "description": "Maria Lopez here, call me at 617-555-0123. My house is in chapter 13.",
            "opposing_party": "Pat Lopez",
            "topics": ("debt", "family"),
            "reasons": ("your message touches bankruptcy and divorce",),
        }
        draft = LeadDraft(conversation_id=opened.conversation_id, consent=consent, **{**values, **changes})
        return self.house.leads.capture(draft)


class Chat:
    """A person's side of one conversation over the API."""

    def __init__(self, client: FlaskClient, **body: str) -> None:
        self.client = client
        opened = client.post("/api/v1/conversations", json=body).json
        self.id, self.token, self.welcome = opened["conversation_id"], opened["token"], opened["messages"]
        self.address = f"/api/v1/conversations/{self.id}"

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}

    def say(self, text: str):
        return self.post("/messages", {"text": text})

    def post(self, rest: str, body: dict):
        return self.client.post(self.address + rest, json=body, headers=self.headers)

    def get(self, rest: str):
        return self.client.get(self.address + rest, headers=self.headers)

    def delete(self):
        return self.client.delete(self.address, headers=self.headers)


def build_site(folder: Path, blank: Path, *, engine: Any = None, **environ: str) -> Site:
    """A website whose database begins as a copy of `blank`."""
    shutil.copy(blank, folder / "sidebar.db")
    database = Database(f"sqlite:///{folder / 'sidebar.db'}")
    surroundings = {
        "SIDEBAR_ENV": "test",
        "SIDEBAR_DATA_DIR": str(folder),
        "SIDEBAR_SECRET_KEY": "a secret that only these tests use, long enough",
        "SIDEBAR_LOG_LEVEL": "error",
        **environ,
    }
    engine, forgotten = engine or ScriptedEngine(), []
    transcripts = Transcripts(database)
    handoff = Handoff(
        database,
        FieldCipher([Fernet.generate_key().decode()]),
        Rules.load(),
        secret="a secret that only these tests use",
        site="http://localhost",
        local=True,
    )
    leads = handoff.leads
    manners = Manners(Standings(database), Appeals(database), Wording.load(), parse=engine.parse)
    house = House(
        settings=Settings.read(surroundings),
        database=database,
        transcripts=transcripts,
        accounts=Accounts(database, hasher=PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)),
        handoff=handoff,
        leads=leads,
        lawyers=Lawyers(database),
        audit=Audit(database),
        engine=engine,
        switchboard=Switchboard(
            transcripts,
            engine,
            Wording.load(),
            manners=manners,
            forget_dialogue=forgotten.append,
            erase_lead=leads.erase,
        ),
        manners=manners,
        text_screen=TextScreen(engine.parse),
    )
    app = create_app(house)
    app.testing = True
    app.config["PROPAGATE_EXCEPTIONS"] = False
    return Site(house, engine, forgotten, app)


def csrf_token(page: str) -> str:
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
    assert found, "the page has no form"
    return found.group(1)


def sign_in(client: FlaskClient, email: str, password: str, **more: str):
    token = csrf_token(client.get("/account/login").text)
    fields = {"email": email, "password": password, "csrf_token": token, **more}
    return client.post("/account/login", data=fields)


def send(client: FlaskClient, page: str, action: str, **fields: str):
    """Fill in a form of `page` and send it to `action`."""
    return client.post(action, data={"csrf_token": csrf_token(client.get(page).text), **fields})
