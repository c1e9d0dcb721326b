"""Backup: a consistent copy of the databases in one file, and back again.

SQLite is copied by its own online backup, PostgreSQL by pg_dump. The keys that open sealed fields are not in it: a
backup that is lost says nothing about anyone who asked for a lawyer.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import URL

from conversations.database import checked_url
from conversations.errors import BadBackup

MADE = "made-at"
SUFFIX = {"sqlite": ".sqlite", "postgresql": ".dump"}


def back_up(databases: Mapping[str, str], path: Path) -> None:
    """Write the databases, by name and address, into a new file that only its owner can read."""
    if path.exists():
        raise BadBackup(f"{path} is there already; choose another name")
    with tempfile.TemporaryDirectory(prefix="sidebar-backup-") as folder:
        (Path(folder) / MADE).write_text(datetime.now(UTC).isoformat(), encoding="ascii")
        for name, address in databases.items():
            _save(checked_url(address), Path(folder), name)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file, tarfile.open(fileobj=file, mode="w:gz") as archive:
            for saved in sorted(Path(folder).iterdir()):
                archive.add(saved, arcname=saved.name)


def restore(databases: Mapping[str, str], path: Path) -> datetime:
    """Put the databases back as they were; return when the backup was made. Stop every process first."""
    if not path.exists():
        raise BadBackup(f"there is no backup at {path}")
    with tempfile.TemporaryDirectory(prefix="sidebar-restore-") as folder:
        try:
            with tarfile.open(path, mode="r:gz") as archive:
                archive.extractall(folder, filter="data")
            made = datetime.fromisoformat((Path(folder) / MADE).read_text(encoding="ascii"))
        except (tarfile.TarError, OSError, ValueError) as error:
            raise BadBackup(f"{path} is no backup of Sidebar") from error
        for name, address in databases.items():
            _put_back(checked_url(address), Path(folder), name)
    return made


def _save(url: URL, folder: Path, name: str) -> None:
    if url.get_backend_name() == "postgresql":
        _run(["pg_dump", "--format=custom", f"--file={folder / (name + '.dump')}"], url)
    elif url.database and Path(url.database).exists():
        with sqlite3.connect(url.database) as source, sqlite3.connect(folder / f"{name}.sqlite") as copy:
            source.backup(copy)
        source.close()
        copy.close()


def _put_back(url: URL, folder: Path, name: str) -> None:
    saved = folder / f"{name}{SUFFIX[url.get_backend_name()]}"
    if not saved.exists():
        if name == "sidebar":
            raise BadBackup("the backup is of another kind of database; set DATABASE_URL as it was then")
        return  # Rasa had no conversations yet, or keeps them in the same database
    if url.get_backend_name() == "postgresql":
        _run(["pg_restore", "--clean", "--if-exists", "--no-owner", "--exit-on-error", str(saved)], url)
        return
    database = Path(str(url.database))
    database.parent.mkdir(parents=True, exist_ok=True)
    with sqlite3.connect(saved) as source, sqlite3.connect(database) as target:
        source.backup(target)
    source.close()
    target.close()


def _run(command: list[str], url: URL) -> None:
    if shutil.which(command[0]) is None:
        raise BadBackup(f"{command[0]} is not installed; it comes with PostgreSQL's client programs")
    plain = url.set(drivername="postgresql").render_as_string(hide_password=False)
    where = ["--dbname", plain]
    done = subprocess.run([*command, *where], capture_output=True, text=True, check=False)
    if done.returncode:
        raise BadBackup(f"{command[0]} failed: {done.stderr.strip()[-300:]}")
