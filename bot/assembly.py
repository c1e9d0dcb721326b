"""Assembly: the parts of each process, made from the settings. Nothing else reads a setting to build a part."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from bot.caretaking import Caretaking
from bot.corpus import Corpus, now_and_then
from bot.embedding import LazyEncoder, vectors_of
from bot.engine import Engine
from bot.line_files import policy_in_force
from bot.manners import Manners
from bot.replies import Speech
from bot.settings import Settings
from bot.switchboard import Switchboard
from bot.text_screen import TextScreen
from bot.training import model_file, model_version
from bot.triage.policy import Policy
from bot.wording import Wording
from conversations.accounts import Accounts
from conversations.appeals import Appeals
from conversations.audit import Audit
from conversations.database import Database, checked_url
from conversations.dialogue import forget_dialogue
from conversations.standing import Standings
from conversations.transcripts import Transcripts
from handoff.cipher import FieldCipher
from handoff.lawyers import Lawyers
from handoff.leads import Leads
from handoff.mail import over_smtp, to_log
from handoff.parts import Handoff
from handoff.terms import Rules
from intents.topics import load_topics
from matching.answers import read_corpus
from matching.serving import ServedAnswers
from moderation.danger import find
from moderation.spam import spam_signs


@dataclass(frozen=True)
class House:
    """What the website and the command line work with."""

    settings: Settings
    database: Database
    transcripts: Transcripts
    accounts: Accounts
    handoff: Handoff
    leads: Leads
    lawyers: Lawyers
    audit: Audit
    engine: Engine
    switchboard: Switchboard
    manners: Manners
    text_screen: TextScreen


def house(settings: Settings) -> House:
    """Everything but the models, on a database that is up to date."""
    settings = with_secret(settings)
    database = open_database(settings)
    transcripts = Transcripts(database)
    handoff = _handoff(settings, database)
    leads = handoff.leads
    engine = Engine(engine_url(settings))
    wording = Wording.load()
    manners = Manners(Standings(database), Appeals(database), wording, parse=engine.parse)
    switchboard = Switchboard(
        transcripts,
        engine,
        wording,
        manners=manners,
        forget_dialogue=lambda conversation: forget_dialogue(tracker_url(settings), conversation),
        erase_lead=leads.erase,
        in_danger=lambda text: find(text, date.today()) is not None,
    )
    return House(
        settings=settings,
        database=database,
        transcripts=transcripts,
        accounts=Accounts(database),
        handoff=handoff,
        leads=leads,
        lawyers=Lawyers(database, known_topics=load_topics().keys),
        audit=Audit(database),
        engine=engine,
        switchboard=switchboard,
        manners=manners,
        text_screen=TextScreen(engine.parse),
    )


@dataclass(frozen=True)
class DialogueParts:
    """What the action server works with."""

    settings: Settings
    policy: Policy
    speech: Speech
    engine: Engine
    leads: Leads
    answers: ServedAnswers

    def parse(self, text: str) -> Mapping[str, Any]:
        return self.served_only(self.engine.parse(text))

    def served_only(self, parse: Mapping[str, Any]) -> Mapping[str, Any]:
        """Without matches that were withdrawn, or expired, since the dialogue process looked."""
        matches = [match for match in parse.get("matches") or () if match["answer_id"] in self.answers]
        return {**parse, "matches": matches}

    def versions(self) -> dict[str, str]:
        """Which model, corpus and policy a decision was made with."""
        model = model_version(self.settings)
        return {"model": model, "corpus": self.answers.version, "policy": self.policy.version}


def dialogue_parts(settings: Settings) -> DialogueParts:
    database = open_database(settings)
    answers = _served_answers(settings, database)
    speech = Speech(wording=Wording.load(), answers=answers, topics=load_topics())
    return DialogueParts(
        settings=settings,
        policy=policy_in_force(settings),
        speech=speech,
        engine=Engine(engine_url(settings)),
        leads=_leads(settings, database),
        answers=answers,
    )


def _served_answers(settings: Settings, database: Database) -> ServedAnswers:
    """What is published; on PostgreSQL another machine may have published it, so the database is asked too."""
    editors = _corpus(settings, database)
    editors.catch_up()
    renew = None if settings.database_url.startswith("sqlite") else now_and_then(editors.fetch)
    shipped = read_corpus(topics=topic_keys())
    return ServedAnswers.of(settings.corpus_dir, shipped, today=date.today, renew=renew)


def corpus(settings: Settings, *, report: Callable[[str], object] = lambda _: None) -> Corpus:
    """What editors and the processes that serve answers work with."""
    return _corpus(settings, open_database(settings), report)


def _corpus(settings: Settings, database: Database, report: Callable[[str], object] = lambda _: None) -> Corpus:
    cache = settings.models_dir / "encoder"
    embedding = LazyEncoder(settings.encoder, cache_dir=cache)
    return Corpus(
        database=database,
        home=settings.corpus_dir,
        topics=topic_keys(),
        embedding=embedding,
        trained=lambda: vectors_of(model_file(settings), embedding.name),
        judge=LazyEncoder("", cache_dir=cache) if settings.encoder else None,
        report=report,
        search_at="" if settings.database_url.startswith("sqlite") else tracker_url(settings),
    )


def caretaking(settings: Settings) -> Caretaking:
    """What the worker and `sidebar purge` work with."""
    database = open_database(settings)
    handoff = _handoff(settings, database)
    mail = over_smtp(settings.smtp_url, sender=settings.mail_from) if settings.smtp_url else to_log
    return Caretaking(
        database=database,
        upkeep=handoff.upkeep,
        dispatch=handoff.dispatch,
        send=handoff.courier(mail),
        forget_dialogue=lambda conversation: forget_dialogue(tracker_url(settings), conversation),
        keep_days=settings.keep_days,
    )


def topic_keys() -> dict[str, tuple[str, ...]]:
    """Each topic with its subtopics, in the form that the corpus reader checks against."""
    topics = load_topics()
    return {key: tuple(topics[key].subtopics) for key in topics.keys}


def open_database(settings: Settings) -> Database:
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    database = Database(settings.database_url)
    database.migrate()
    return database


def engine_url(settings: Settings) -> str:
    return settings.engine_url or f"http://127.0.0.1:{settings.engine_port}"


def tracker_url(settings: Settings) -> str:
    """Where Rasa keeps its copy of conversations: its own tables in PostgreSQL, its own file with SQLite."""
    if settings.database_url.startswith("sqlite"):
        return f"sqlite:///{settings.data_dir / 'dialogue.db'}"
    return checked_url(settings.database_url).render_as_string(hide_password=False)


def with_secret(settings: Settings) -> Settings:
    """The settings with a key that signs cookies: the one given, else one made once and kept readable by us alone."""
    if settings.secret_key:
        return settings
    path = settings.data_dir / "secret_key"
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(48), encoding="ascii")
    return replace(settings, secret_key=path.read_text(encoding="ascii"))


def _leads(settings: Settings, database: Database) -> Leads:
    return Leads(database, cipher=_cipher(settings), rules=_rules(settings), doubt=spam_signs)


def _handoff(settings: Settings, database: Database) -> Handoff:
    return Handoff(
        database,
        _cipher(settings),
        _rules(settings),
        secret=with_secret(settings).secret_key,
        site=settings.site_url or f"http://{settings.host}:{settings.port}",
        local=settings.env == "test",
        doubt=spam_signs,
    )


def _rules(settings: Settings) -> Rules:
    return Rules.load(compliance=settings.compliance, terms=settings.terms)


def _cipher(settings: Settings) -> FieldCipher:
    return FieldCipher.from_file(settings.data_dir / "field_keys")
