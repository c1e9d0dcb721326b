"""Database: SQLite or PostgreSQL behind one `transaction()`."""

from __future__ import annotations

import hashlib
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, MetaData, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError, OperationalError
from sqlalchemy.orm import DeclarativeBase, Session
from sqlalchemy.pool import StaticPool

from conversations.columns import UtcDateTime
from conversations.errors import BadDatabaseUrl, DatabaseUnavailable
from conversations.migrations import upgrade

WAIT_SECONDS = 30  # how long a writer waits for another before it gives up
READ_ONLY = {"sidebar_read_only": True}


class Base(DeclarativeBase):
    """The one register of tables, for conversations/ and handoff/ alike; every constraint has a name."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_label)s",
            "uq": "uq_%(table_name)s_%(column_0_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {datetime: UtcDateTime()}  # noqa: RUF012  (SQLAlchemy reads this name)


class Database:
    """One database and its connections. `url` is an SQLAlchemy address of SQLite or PostgreSQL."""

    def __init__(self, url: str) -> None:
        self._url = checked_url(url)
        self._engine = _engine(self._url)

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """Give a session whose changes are kept together when the block ends, and dropped on any exception."""
        with self._explained(), Session(self._engine, expire_on_commit=False) as session, session.begin():
            yield session

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Give a session that sees one state of the database and never waits for a writer; it may not write."""
        engine = self._engine.execution_options(**READ_ONLY)
        with self._explained(), Session(engine, expire_on_commit=False) as session, session.begin():
            yield session

    def migrate(self) -> None:
        """Bring the tables up to date. Several processes may call this at once: the others wait for the first."""
        with self._explained():
            if self._url.get_backend_name() == "sqlite":
                _prepare_file(self._url, self._engine)
            with self._engine.begin() as connection:
                exclusive(connection, "migrate")
                upgrade(connection)

    def ping(self) -> None:
        """Return when the database answers and has its tables; raise `DatabaseUnavailable` otherwise."""
        with self.reading() as session:
            session.execute(text("SELECT count(*) FROM alembic_version"))

    def close(self) -> None:
        """Close every connection."""
        self._engine.dispose()

    @property
    def engine(self) -> Engine:
        """For the checks that compare the tables with the models."""
        return self._engine

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except OperationalError as error:
            raise DatabaseUnavailable(f"{error.orig}; {_remedy(self._url)}") from error


def exclusive(connection: Connection | Session, name: str) -> None:
    """Make this the only transaction that holds `name` until it ends. On SQLite a writer is alone anyway."""
    bind = connection.get_bind() if isinstance(connection, Session) else connection
    if bind.dialect.name == "postgresql":
        key = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big", signed=True)
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": key})


def checked_url(url: str) -> URL:
    """The address in parts; raise `BadDatabaseUrl` unless it is one of SQLite or PostgreSQL."""
    try:
        parsed = make_url(url.replace("postgres://", "postgresql://", 1) if url.startswith("postgres://") else url)
    except ArgumentError as error:
        raise BadDatabaseUrl("DATABASE_URL must look like sqlite:///var/sidebar.db or postgresql://…") from error
    if parsed.get_backend_name() not in ("sqlite", "postgresql"):
        raise BadDatabaseUrl(f"{parsed.drivername} is not supported; use sqlite:///… or postgresql://…")
    return parsed


def _engine(url: URL) -> Engine:
    if url.get_backend_name() == "postgresql":
        options = {"options": "-c timezone=utc", "connect_timeout": 10}
        return create_engine(url, pool_pre_ping=True, pool_size=10, max_overflow=20, connect_args=options)
    kept_in_memory = url.database in (None, "", ":memory:")
    pool = {"poolclass": StaticPool} if kept_in_memory else {"pool_size": 10, "max_overflow": -1}
    driver = {"timeout": WAIT_SECONDS, "check_same_thread": False}
    engine = create_engine(url, connect_args=driver, **pool)
    event.listen(engine, "connect", _prepare_connection)
    event.listen(engine, "begin", _begin)
    return engine


def _prepare_connection(connection: sqlite3.Connection, _record: Any) -> None:
    connection.isolation_level = None  # `_begin` opens transactions, not the driver
    connection.execute("PRAGMA foreign_keys = ON")


def _begin(connection: Connection) -> None:
    """Take the write lock at once: a reader that turns writer later would fail instead of waiting."""
    reads = connection.get_execution_options().get("sidebar_read_only", False)
    connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")


def _prepare_file(url: URL, engine: Engine) -> None:
    """Make the folder and switch the file to write-ahead logging, which it remembers."""
    if url.database and url.database != ":memory:":
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    until = time.monotonic() + WAIT_SECONDS
    connection = engine.raw_connection()
    try:
        while True:
            try:
                connection.cursor().execute("PRAGMA journal_mode = WAL")
                return
            except sqlite3.OperationalError:  # another process is switching it; SQLite does not wait here by itself
                if time.monotonic() > until:
                    raise
                time.sleep(0.02)
    finally:
        connection.close()


def _remedy(url: URL) -> str:
    if url.get_backend_name() == "sqlite":
        return (
            f"check that {url.database} can be written, has its tables (`sidebar run` makes them) and is not locked"
        )
    return f"check that PostgreSQL runs at {url.host or 'its socket'} and that DATABASE_URL names it"
