"""Columns: the two column types that behave alike on SQLite and PostgreSQL."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import DateTime, Dialect, Text
from sqlalchemy.types import TypeDecorator

LARGEST_ID = 2**31 - 1  # what an integer key holds on PostgreSQL


class UtcDateTime(TypeDecorator[datetime]):
    """A moment with its zone, kept in UTC. A moment without a zone is refused: nobody could say when it was."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value!r} has no time zone; use datetime.now(UTC)")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class TypedText(TypeDecorator[str]):
    """Text that a person typed: the two things no database can hold, NUL and half a surrogate pair, are replaced."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        if value is None:
            return None
        return storable(value)


def storable(text: str) -> str:
    """The text without what a database cannot hold."""
    return text.replace("\x00", "\N{REPLACEMENT CHARACTER}").encode("utf-8", "replace").decode("utf-8")


def utc_now() -> datetime:
    """The present moment, with its zone."""
    return datetime.now(UTC)
