"""Migrations: the tables' history, run from code by `Database.migrate()`."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection


def upgrade(connection: Connection) -> None:
    """Bring the tables to the newest version inside the caller's transaction."""
    command.upgrade(_config(connection), "head")


def downgrade(connection: Connection, *, to: str) -> None:
    """Take the tables back to an older version (`base`: none at all) inside the caller's transaction."""
    command.downgrade(_config(connection), to)


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config
