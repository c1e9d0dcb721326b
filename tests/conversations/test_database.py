"""The database: all or nothing, several processes at once, and tables that match the models."""

from __future__ import annotations

import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import func, inspect, select, text
from sqlalchemy.exc import StatementError

import conversations.appeals
import conversations.standing  # noqa: F401
import handoff.doubts
import handoff.models  # noqa: F401  (its tables are part of the whole)
import matching.store.models
from conversations.database import Base, Database
from conversations.errors import BadDatabaseUrl, DatabaseUnavailable
from conversations.migrations import downgrade
from conversations.models import AuditRow
from tests.conversations.stores import wait_until

REGISTERS = (Base.metadata, matching.store.models.Base.metadata)
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def entry(action: str = "tested", at: datetime = NOON) -> AuditRow:
    return AuditRow(actor="test", action=action, subject="database", detail={}, at=at)


def count(database: Database) -> int:
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(AuditRow)) or 0


def test_a_transaction_that_ends_well_is_kept(database: Database) -> None:
    with database.transaction() as session:
        session.add(entry())
    assert count(database) == 1


@pytest.mark.parametrize("disaster", [RuntimeError, KeyboardInterrupt, SystemExit])
def test_a_transaction_that_is_interrupted_stores_nothing(database: Database, disaster: type[BaseException]) -> None:
    def write_and_break_off() -> None:
        with database.transaction() as session:
            session.add(entry())
            session.flush()
            raise disaster

    with pytest.raises(disaster):
        write_and_break_off()
    assert count(database) == 0


def test_the_migrated_tables_are_those_of_the_models(database: Database) -> None:
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "include_name": _is_migrated})
        assert compare_metadata(context, list(REGISTERS)) == []


def _is_migrated(name: str | None, kind: str, parents: object) -> bool:
    """Tables of vectors are made when answers are published, one for each encoder, and not by a migration."""
    return not (kind == "table" and (name or "").startswith("corpus_near_"))


def test_every_constraint_of_every_table_has_a_name(database: Database) -> None:
    inspector = inspect(database.engine)
    for table in [name for register in REGISTERS for name in register.tables]:
        constraints = [*inspector.get_foreign_keys(table), *inspector.get_unique_constraints(table)]
        constraints += inspector.get_check_constraints(table)
        if database.engine.dialect.name == "postgresql":  # SQLite drops the name of a key that counts by itself
            constraints.append(inspector.get_pk_constraint(table))
        assert all(constraint["name"] for constraint in constraints), table


def test_migrating_again_changes_nothing(database: Database) -> None:
    with database.transaction() as session:
        session.add(entry())
    database.migrate()
    assert count(database) == 1


def test_the_migration_can_be_taken_back_and_repeated(empty_url: str) -> None:
    database = Database(empty_url)
    database.migrate()
    with database.engine.begin() as connection:
        downgrade(connection, to="base")
    assert inspect(database.engine).get_table_names() == ["alembic_version"]
    database.migrate()
    database.ping()
    database.close()


def test_several_processes_may_migrate_a_new_database_at_once(empty_url: str) -> None:
    program = "import sys; from conversations.database import Database; Database(sys.argv[1]).migrate()"
    runs = [
        subprocess.Popen([sys.executable, "-c", program, empty_url], stderr=subprocess.PIPE, text=True)
        for _ in range(4)
    ]
    complaints = [run.communicate(timeout=60)[1] for run in runs]
    assert [run.returncode for run in runs] == [0] * 4, complaints
    database = Database(empty_url)
    database.ping()
    database.close()


def test_writers_wait_for_one_another_and_lose_nothing(database: Database) -> None:
    def write(number: int) -> None:
        with database.transaction() as session:
            before = session.scalar(select(func.count()).select_from(AuditRow))
            session.add(entry(f"{number} after {before}"))

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(write, range(40)))
    assert count(database) == 40


def test_a_reader_does_not_wait_for_a_writer(database: Database) -> None:
    writing, done = threading.Event(), threading.Event()

    def write() -> None:
        with database.transaction() as session:
            session.add(entry())
            session.flush()
            writing.set()
            assert done.wait(20)

    writer = threading.Thread(target=write)
    writer.start()
    wait_until(writing.is_set)
    assert count(database) == 0
    done.set()
    writer.join()
    assert count(database) == 1


def test_a_moment_comes_back_in_utc_whatever_its_zone_was(database: Database) -> None:
    with database.transaction() as session:
        session.add(entry(at=NOON.astimezone(timezone(timedelta(hours=-5)))))
    with database.reading() as session:
        found = session.scalar(select(AuditRow.at))
    assert found == NOON
    assert found.tzinfo is UTC


def test_a_moment_without_a_zone_is_refused(database: Database) -> None:
    with pytest.raises(StatementError, match="has no time zone"), database.transaction() as session:
        session.scalar(select(AuditRow.id).where(AuditRow.at > NOON.replace(tzinfo=None)))


def test_ping_says_what_to_do_when_there_are_no_tables(tmp_path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'new.db'}")
    with pytest.raises(DatabaseUnavailable, match="sidebar run"):
        database.ping()
    database.close()


def test_ping_says_what_to_do_when_the_server_is_away(tmp_path) -> None:
    database = Database(f"postgresql://sidebar@/sidebar?host={tmp_path}")
    with pytest.raises(DatabaseUnavailable, match="check that PostgreSQL runs"):
        database.ping()


@pytest.mark.parametrize("address", ["", "sidebar.db", "mysql://localhost/sidebar"])
def test_an_address_that_cannot_work_is_refused_at_once(address: str) -> None:
    with pytest.raises(BadDatabaseUrl, match="sqlite:///"):
        Database(address)


def test_the_short_name_that_hosting_companies_use_for_postgresql_is_understood() -> None:
    assert Database("postgres://localhost/sidebar").engine.dialect.name == "postgresql"


def test_an_sqlite_file_writes_ahead_and_keeps_references_true(tmp_path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'sidebar.db'}")
    database.migrate()
    with database.reading() as session:
        assert session.scalar(text("PRAGMA journal_mode")) == "wal"
        assert session.scalar(text("PRAGMA foreign_keys")) == 1
    database.close()
