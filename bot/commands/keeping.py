"""sidebar keys · backup · restore: the keys of sealed fields, and copies of everything."""

from __future__ import annotations

from pathlib import Path

import click

from bot.assembly import house, open_database, tracker_url
from bot.settings import Settings
from conversations.backup import back_up, restore
from conversations.errors import UnknownConversation
from handoff.cipher import FieldCipher, add_key, retire_keys
from handoff.erasures import erasures, remember
from handoff.upkeep import Upkeep


@click.group()
def keys() -> None:
    """The keys that seal what names a person."""


@keys.command("rotate")
def rotate() -> None:
    """Make a new key and seal everything under it; running processes learn of it by themselves."""
    settings = Settings.read()
    path = settings.data_dir / "field_keys"
    database = open_database(settings)
    FieldCipher.from_file(path)
    add_key(path)
    renewed = Upkeep(database, cipher=FieldCipher.from_file(path)).renew()
    click.echo(f"{renewed} leads are sealed under a new key; `sidebar keys retire` drops the old ones")


@keys.command("retire")
def retire() -> None:
    """Seal whatever is left under the newest key and drop the others: older backups need them, keep those apart."""
    settings = Settings.read()
    path = settings.data_dir / "field_keys"
    Upkeep(open_database(settings), cipher=FieldCipher.from_file(path)).renew()
    click.echo(f"{retire_keys(path)} old keys are dropped")


@click.command()
@click.argument("path", type=click.Path(path_type=Path))
def backup(path: Path) -> None:
    """Copy the databases into one file. The key file is not in it: keep that one elsewhere."""
    settings = Settings.read()
    open_database(settings).close()
    back_up(_databases(settings), path)
    click.echo(f"{path}: {path.stat().st_size:,} bytes; delete it within {settings.keep_days} days")


@click.command("restore")
@click.argument("path", type=click.Path(path_type=Path))
@click.confirmation_option(prompt="This replaces everything that is there. Are all processes stopped?")
def restore_backup(path: Path) -> None:
    """Put a backup back, and erase again whatever was erased after it was made."""
    settings = Settings.read()
    known = erasures(open_database(settings))
    made = restore(_databases(settings), path)
    parts = house(settings)
    for conversation_id, at in known.items():
        try:
            parts.switchboard.erase(conversation_id)
        except UnknownConversation:
            parts.leads.erase(conversation_id)
        remember(parts.database, conversation_id, at)
    click.echo(f"restored the backup of {made:%Y-%m-%d %H:%M} UTC; {len(known)} erasures applied again")


def _databases(settings: Settings) -> dict[str, str]:
    """Sidebar's own database, and Rasa's where it keeps one of its own."""
    found = {"sidebar": settings.database_url}
    return found | ({"dialogue": tracker_url(settings)} if settings.database_url.startswith("sqlite") else {})
