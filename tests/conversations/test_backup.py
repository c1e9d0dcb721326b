"""Backups: what was there comes back, on both kinds of database, and one chain of migrations leads to all of it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory

import conversations.migrations
from conversations.backup import back_up, restore
from conversations.database import Database
from conversations.errors import BadBackup, UnknownConversation
from conversations.transcripts import Transcripts


def test_what_is_backed_up_comes_back_and_what_came_later_is_gone(url: str, database: Database, tmp_path) -> None:
    if url.startswith("postgresql") and shutil.which("pg_dump") is None:
        pytest.skip("pg_dump is not installed here")
    transcripts, path = Transcripts(database), tmp_path / "backup.tgz"
    kept = transcripts.open()
    try:
        back_up({"sidebar": url}, path)
    except BadBackup as error:
        if "version mismatch" in str(error):
            pytest.skip("the pg_dump of this machine is older than the server of these tests")
        raise
    assert path.stat().st_mode & 0o777 == 0o600
    later = transcripts.open()
    database.close()
    restore({"sidebar": url}, path)
    assert transcripts.access(kept.conversation_id, kept.token).id == kept.conversation_id
    with pytest.raises(UnknownConversation):
        transcripts.messages(later.conversation_id)


def test_a_backup_is_never_written_over_another_file(url: str, database: Database, tmp_path) -> None:
    path = tmp_path / "backup.tgz"
    path.write_text("something else")
    with pytest.raises(BadBackup, match="choose another name"):
        back_up({"sidebar": url}, path)
    with pytest.raises(BadBackup, match="no backup of Sidebar"):
        restore({"sidebar": url}, path)
    with pytest.raises(BadBackup, match="no backup at"):
        restore({"sidebar": url}, tmp_path / "missing")


def test_there_is_one_newest_migration() -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(conversations.migrations.__file__).parent))
    config.set_main_option("path_separator", "os")
    assert len(ScriptDirectory.from_config(config).get_heads()) == 1
