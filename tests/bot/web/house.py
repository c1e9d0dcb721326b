"""House: the website's surroundings for a test; real storage and leads, a scripted switchboard."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.fernet import Fernet
from flask import Flask
from flask.testing import FlaskClient

from bot.settings import Settings
from bot.web import create_app
from conversations.accounts import Accounts
from conversations.audit import Audit
from conversations.database import Database
from conversations.transcripts import Transcripts
from handoff.cipher import FieldCipher
from handoff.consent import ConsentGiven
from handoff.lawyers import Lawyers
from handoff.lead import Lead, LeadDraft
from handoff.leads import Leads
from tests.bot.web.fakes import OFFER, ScriptedSwitchboard, SwitchedEngine, decision_for

PASSWORD = "correct horse battery"


@dataclass
class TestHouse:
    """The fields of bot.assembly.House that the website uses."""

    __test__ = False

    settings: Settings
    database: Database
    engine: SwitchedEngine = field(default_factory=SwitchedEngine)

    def __post_init__(self) -> None:
        self.transcripts = Transcripts(self.database)
        self.accounts = Accounts(self.database)
        self.audit = Audit(self.database)
        self.lawyers = Lawyers(self.database)
        self.leads = Leads(self.database, cipher=FieldCipher([Fernet.generate_key().decode()]))
        self.switchboard = ScriptedSwitchboard(self.transcripts, self.engine)


@dataclass
class Site:
    house: TestHouse
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


def build_site(folder: Path, **environ: str) -> Site:
    database = Database(f"sqlite:///{folder / 'sidebar.db'}")
    database.migrate()
    surroundings = {
        "SIDEBAR_ENV": "test",
        "SIDEBAR_DATA_DIR": str(folder),
        "SIDEBAR_SECRET_KEY": "a secret that only these tests use, long enough",
        "SIDEBAR_LOG_LEVEL": "error",
        **environ,
    }
    house = TestHouse(Settings.read(surroundings), database)
    app = create_app(house)
    app.testing = True
    app.config["PROPAGATE_EXCEPTIONS"] = False
    return Site(house, app)


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
