"""FieldCipher: seal and open the fields that name a person, with keys that can be changed."""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from collections.abc import Sequence
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from conversations.columns import storable
from handoff.errors import BadKeyFile, SealBroken


class FieldCipher:
    """Fernet with several keys: the first one seals, every one opens.

    `fingerprint` turns a contact into a number that finds it again without revealing it (HMAC-SHA-256, its key
    derived from the newest key). `fingerprints` gives those under all keys, for what was stored before a change.
    """

    def __init__(self, keys: Sequence[str]) -> None:
        self._path: Path | None = None
        self._read_at = 0
        self._take(keys)

    def _take(self, keys: Sequence[str]) -> None:
        if not keys:
            raise BadKeyFile("there is no encryption key; FieldCipher.from_file makes one in a new file")
        try:
            self._fernet = MultiFernet([Fernet(key) for key in keys])
        except ValueError as error:
            raise BadKeyFile("an encryption key must be 32 bytes in URL-safe base64 (see Fernet)") from error
        self._print_keys = [hashlib.sha256(b"sidebar fingerprint" + key.encode()).digest() for key in keys]

    @classmethod
    def from_file(cls, path: Path) -> FieldCipher:
        """Read the keys, newest first, one on a line. A missing file is made, readable by its owner alone.

        Whoever loses this file loses every contact field: it belongs in the backup, apart from the database.
        """
        if not path.exists():
            _create(path, Fernet.generate_key().decode() + "\n")
        if path.stat().st_mode & 0o077:
            raise BadKeyFile(f"{path} can be read by others; run chmod 600 on it")
        found = cls(_keys(path))
        found._path, found._read_at = path, path.stat().st_mtime_ns
        return found

    def _fresh(self) -> None:
        """Take the keys anew when the file has changed: a running process learns of a rotation by itself."""
        if self._path is not None and self._path.stat().st_mtime_ns != self._read_at:
            self._read_at = self._path.stat().st_mtime_ns
            self._take(_keys(self._path))

    def seal(self, text: str) -> str:
        self._fresh()
        return self._fernet.encrypt(storable(text).encode()).decode()

    def open(self, sealed: str) -> str:
        self._fresh()
        try:
            return self._fernet.decrypt(sealed).decode()
        except InvalidToken as error:
            raise SealBroken("a field opens with none of the keys; was the key file replaced?") from error

    def renew(self, sealed: str) -> str:
        """Seal again under the newest key."""
        self._fresh()
        try:
            return self._fernet.rotate(sealed).decode()
        except InvalidToken as error:
            raise SealBroken("a field opens with none of the keys; was the key file replaced?") from error

    def fingerprint(self, text: str) -> str:
        return self.fingerprints(text)[0]

    def fingerprints(self, text: str) -> list[str]:
        self._fresh()
        return [hmac.new(key, storable(text).encode(), hashlib.sha256).hexdigest() for key in self._print_keys]


def _keys(path: Path) -> list[str]:
    return [line.strip() for line in path.read_text().splitlines() if line.strip()]


def retire_keys(path: Path) -> int:
    """Keep the newest key alone, once `Upkeep.renew` has sealed everything under it; return how many went."""
    keys = _keys(path)
    fresh = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    _create(fresh, keys[0] + "\n")
    os.replace(fresh, path)
    return len(keys) - 1


def add_key(path: Path) -> None:
    """Put a new key on top of the file. Once `Leads.renew()` has sealed everything under it, old keys may go."""
    keys = path.read_text() if path.exists() else ""
    fresh = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    _create(fresh, Fernet.generate_key().decode() + "\n" + keys)
    os.replace(fresh, path)


def _create(path: Path, text: str) -> None:
    """Write a whole file of mode 0600, or leave the one that another process made at the same moment."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
    try:
        os.link(fresh, path)  # unlike a rename, this never replaces a file that is there
    except FileExistsError:
        pass
    finally:
        fresh.unlink()
