"""Models: the corpus as the database keeps it. The migrations that make these tables are with all others."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    LargeBinary,
    MetaData,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import TypeDecorator


class Moment(TypeDecorator[datetime]):
    """A moment in UTC. SQLite gives it back without its zone; here it gets it again."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return value.replace(tzinfo=UTC) if value is not None and value.tzinfo is None else value


class Base(DeclarativeBase):
    """The register of matching's tables; every constraint has a name."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_label)s",
            "uq": "uq_%(table_name)s_%(column_0_name)s_%(column_1_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class BatchRow(Base):
    """One file that was taken in: provenance for every version that came with it."""

    __tablename__ = "corpus_batch"
    __table_args__ = (Index("ix_corpus_batch_sha256", "sha256"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    name: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str] = mapped_column(String(64))
    licence: Mapped[str] = mapped_column(Text)
    collector: Mapped[str] = mapped_column(Text)
    collected_on: Mapped[date]
    entries: Mapped[int]
    at: Mapped[datetime] = mapped_column(Moment)


class VersionRow(Base):
    """One version of one answer. Only `state` ever changes, and each change leaves a `MoveRow`."""

    __tablename__ = "corpus_version"
    __table_args__ = (
        CheckConstraint(
            "state IN ('draft', 'reviewed', 'published', 'replaced', 'expired', 'withdrawn')", name="state"
        ),
        UniqueConstraint("answer_id", "number"),
        Index("ix_corpus_version_state", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    answer_id: Mapped[str] = mapped_column(String(200))
    number: Mapped[int]
    state: Mapped[str] = mapped_column(String(12))
    digest: Mapped[str] = mapped_column(String(64))
    body: Mapped[dict[str, Any]] = mapped_column(JSON)
    changes: Mapped[dict[str, Any]] = mapped_column(JSON)
    transformations: Mapped[list[str]] = mapped_column(JSON)
    place: Mapped[str] = mapped_column(Text)
    batch_id: Mapped[int] = mapped_column(ForeignKey("corpus_batch.id"))
    made_by: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(Moment)


class MoveRow(Base):
    """Who moved a version from one state to another. Written, never changed."""

    __tablename__ = "corpus_move"
    __table_args__ = (Index("ix_corpus_move_version_id", "version_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("corpus_version.id"))
    moved_from: Mapped[str | None] = mapped_column(String(12))
    moved_to: Mapped[str] = mapped_column(String(12))
    actor: Mapped[str] = mapped_column(Text)
    note: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(Moment)


class PublicationRow(Base):
    """Each time that what is served changed. The newest number is the corpus's generation."""

    __tablename__ = "corpus_publication"
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: Mapped[int] = mapped_column(primary_key=True)
    actor: Mapped[str] = mapped_column(Text)
    answers: Mapped[int]
    at: Mapped[datetime] = mapped_column(Moment)


class EmbeddingRow(Base):
    """The vector that an encoder gave a text, so that nothing is embedded twice."""

    __tablename__ = "corpus_embedding"

    encoder: Mapped[str] = mapped_column(String(80), primary_key=True)
    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    vector: Mapped[bytes] = mapped_column(LargeBinary)
