"""Nearest: the rows closest to a vector found by PostgreSQL, in graphs (HNSW) that pgvector keeps."""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np
from pgvector.sqlalchemy import HALFVEC
from sqlalchemy import Column, Connection, Engine, MetaData, String, Table, create_engine, select, text
from sqlalchemy.exc import SQLAlchemyError

from matching.errors import NoVectorSearch
from matching.neighbours import ExactNeighbours, Neighbours, Rows
from matching.runtime import Floats

log = logging.getLogger(__name__)

SEARCH_FILE = "search.json"  # in a snapshot's folder, readable by us alone: it may hold a password
KINDS = ("wordings", "bodies")
MOST_WEIGHED = 1000  # what pgvector allows for hnsw.ef_search
ROWS_AT_ONCE = 500


class VectorDatabase:
    """The tables of vectors of one encoder. Raises `NoVectorSearch` where the server has no pgvector."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._engine = _engine(url)

    def prepare(self) -> None:
        """Switch the extension on, which a server that has it may leave to its owner."""
        try:
            with self._engine.begin() as connection:
                connection.execute(text("CREATE EXTENSION IF NOT EXISTS vector"))
        except SQLAlchemyError as error:
            reason = str(getattr(error, "orig", error)).splitlines()[0]
            raise NoVectorSearch(
                f"PostgreSQL cannot search vectors ({reason}); install pgvector on the server and run "
                "CREATE EXTENSION vector as its owner. Until then Sidebar searches inside its own process"
            ) from error

    def fill(self, encoder: str, kind: str, vectors: Mapping[str, Floats]) -> None:
        """Hold exactly these texts: what is new is added, what is gone is removed, the rest stays as it is."""
        by_digest = {digest_of(said): vector for said, vector in vectors.items()}
        width = len(next(iter(by_digest.values())))
        table = _table(encoder, kind, width)
        with self._engine.begin() as connection:
            connection.execute(text("SELECT pg_advisory_xact_lock(hashtext(:name))"), {"name": table.name})
            table.create(connection, checkfirst=True)
            held = set(connection.scalars(select(table.c.digest)))
            _remove(connection, table, sorted(held - set(by_digest)))
            fresh = [digest for digest in by_digest if digest not in held]
            for start in range(0, len(fresh), ROWS_AT_ONCE):
                part = fresh[start : start + ROWS_AT_ONCE]
                connection.execute(table.insert(), [{"digest": one, "vector": by_digest[one]} for one in part])
            links = "USING hnsw (vector halfvec_ip_ops) WITH (m = 16, ef_construction = 96)"
            connection.execute(text(f'CREATE INDEX IF NOT EXISTS "ix_{table.name}" ON "{table.name}" {links}'))


class DatabaseNeighbours:
    """Rows of a snapshot, found in the database by their texts. When it is away, every row is compared here."""

    def __init__(self, url: str, encoder: str, kind: str, texts: Sequence[str], vectors: Floats) -> None:
        self._engine, self._table = _engine(url), _table(encoder, kind, vectors.shape[1])
        self._rows: dict[str, list[int]] = {}
        for row, said in enumerate(texts):
            self._rows.setdefault(digest_of(said), []).append(row)
        self._otherwise: Neighbours = ExactNeighbours(vectors)

    def search(self, vector: Floats, count: int) -> Rows:
        nearest = select(self._table.c.digest).order_by(self._table.c.vector.max_inner_product(vector)).limit(count)
        try:
            with self._engine.begin() as connection:
                connection.execute(text(f"SET LOCAL hnsw.ef_search = {min(max(2 * count, 40), MOST_WEIGHED)}"))
                digests = list(connection.scalars(nearest))
        except SQLAlchemyError as error:
            log.warning("the vectors in the database could not be searched: %s", getattr(error, "orig", error))
            return self._otherwise.search(vector, count)
        return np.array([row for digest in digests for row in self._rows.get(digest, ())], dtype=np.int64)


def point_to(folder: Path, url: str, encoder: str) -> None:
    """Let a snapshot be searched in the database."""
    path = folder / SEARCH_FILE
    path.touch(mode=0o600)
    path.write_text(json.dumps({"url": url, "encoder": encoder}))


def pointed_to(folder: Path) -> tuple[str, str] | None:
    """The address and the encoder of a snapshot that the database can search."""
    if not (folder / SEARCH_FILE).exists():
        return None
    stated = json.loads((folder / SEARCH_FILE).read_text())
    return stated["url"], stated["encoder"]


def digest_of(said: str) -> str:
    return hashlib.sha256(said.encode()).hexdigest()


def _table(encoder: str, kind: str, width: int) -> Table:
    """Vectors of different encoders never meet: each has tables of its own."""
    name = f"corpus_near_{kind}_{hashlib.sha256(encoder.encode()).hexdigest()[:8]}"
    return Table(
        name,
        MetaData(),
        Column("digest", String(64), primary_key=True),
        Column("vector", HALFVEC(width), nullable=False),
    )


def _remove(connection: Connection, table: Table, digests: Sequence[str]) -> None:
    for start in range(0, len(digests), ROWS_AT_ONCE):
        connection.execute(table.delete().where(table.c.digest.in_(digests[start : start + ROWS_AT_ONCE])))


@lru_cache(maxsize=4)
def _engine(url: str) -> Engine:
    return create_engine(url, pool_pre_ping=True, pool_size=2, connect_args={"connect_timeout": 3})
