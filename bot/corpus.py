"""Corpus: what editors may do with the answers; recorded in the audit, and served without a restart."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

from conversations.audit import note
from conversations.columns import utc_now
from conversations.database import Database, exclusive
from conversations.errors import DatabaseUnavailable
from matching.answers import CORPUS_DIR, Answer, Topics
from matching.duplicates import Asked
from matching.errors import NoVectorSearch
from matching.proposals import Proposal, by_origin
from matching.runtime import Floats
from matching.snapshot import Published, published
from matching.store.corpus import CorpusStore, TakenIn
from matching.store.embeddings import keep_vectors, known_vectors
from matching.store.history import Version, history_of
from matching.store.shipping import COLLECTOR, carry_shipped

EMBEDDED_AT_ONCE = 256
LOOK_EVERY = 1.0  # seconds, for what another machine may have published


log = logging.getLogger(__name__)


class Embedding(Protocol):
    """An encoder that is loaded when it is first needed. `name` tells its vectors from those of another."""

    @property
    def name(self) -> str: ...

    def __call__(self, texts: Sequence[str]) -> Floats: ...


@dataclass(frozen=True)
class Corpus:
    """`home` is where processes look for what is published. `judge` embeds for the verifier where the index's encoder
    is another one. `trained` gives vectors that the trained model holds. `report` hears how far the embedding is.
    `search_at` is a PostgreSQL whose pgvector should search."""

    database: Database
    home: Path
    topics: Topics
    embedding: Embedding
    judge: Embedding | None = None
    shipped: Path = CORPUS_DIR
    trained: Callable[[], Mapping[str, Floats]] = dict
    now: Callable[[], datetime] = utc_now
    report: Callable[[str], object] = lambda _: None
    search_at: str = ""

    def standing(self) -> list[Asked]:
        """Every way of asking that the corpus knows, drafts included."""
        with self._editing() as store:
            return store.standing()

    def ingest(self, proposals: Sequence[Proposal], *, by: str) -> TakenIn:
        """Keep new entries and new versions as drafts, all or none; nothing that is served changes."""
        taken = TakenIn()
        with self._editing() as store:
            for origin, group in by_origin(proposals):
                taken += store.take_in(origin, group)
            if taken.new or taken.changed:
                note(store.session, by, "corpus.ingest", "corpus", new=len(taken.new), changed=len(taken.changed))
        return taken

    def review(self, answer_ids: Sequence[str], *, by: str, remark: str = "") -> None:
        with self._editing() as store:
            for answer_id in answer_ids:
                store.review(answer_id, by=by, note=remark)
                note(store.session, by, "corpus.review", answer_id)

    def send_back(self, answer_ids: Sequence[str], *, by: str, remark: str = "") -> None:
        with self._editing() as store:
            for answer_id in answer_ids:
                store.send_back(answer_id, by=by, note=remark)
                note(store.session, by, "corpus.send_back", answer_id)

    def publish(self, answer_ids: Sequence[str], *, by: str, remark: str = "") -> Published:
        """Serve these, all or none. Only texts that were never embedded are embedded, before anything is locked."""
        with self._editing() as store:
            waiting = [store.ready(answer_id, topics=self.topics) for answer_id in answer_ids]
            served = store.published()
        self._vectors([*served, *waiting])
        with self._editing() as store:
            for answer_id in answer_ids:
                store.publish(answer_id, by=by, topics=self.topics, note=remark)
                note(store.session, by, "corpus.publish", answer_id)
            store.new_generation(by=by)
        return self._served_now()

    def withdraw(self, answer_ids: Sequence[str], *, by: str, remark: str = "") -> Published:
        """Stop serving these, all or none, and drop their drafts."""
        with self._editing() as store:
            served = store.published()
        self._vectors(served)  # the first time, so that nothing is awaited once they are withdrawn
        with self._editing() as store:
            for answer_id in answer_ids:
                store.withdraw(answer_id, by=by, note=remark)
                note(store.session, by, "corpus.withdraw", answer_id, reason=remark)
            store.new_generation(by=by)
        return self._served_now()

    def history(self, answer_id: str) -> list[Version]:
        with self._editing() as store:
            return history_of(store.session, answer_id)

    def entries(self, state: str) -> list[Mapping[str, Any]]:
        with self._editing() as store:
            return store.entries(state)

    def counts(self) -> dict[str, int]:
        with self._editing() as store:
            return store.counts()

    def generation(self) -> int:
        """Of the database; 0 when nothing was ever published from it."""
        with self.database.reading() as session:
            return CorpusStore(session, now=self.now()).generation()

    def catch_up(self) -> Published | None:
        """Bring the store up to date with what ships, and this machine's files up to date with the database."""
        if self.generation() == 0:
            return None  # nobody has published here: what ships is served as it is
        with self._editing():
            pass
        return self._served_now()

    def fetch(self) -> None:
        """Write this machine's files again if another machine has published since."""
        pointer, generation = published(self.home), self.generation()
        if generation and (pointer is None or pointer.generation < generation):
            self._served_now()

    @contextmanager
    def _editing(self) -> Iterator[CorpusStore]:
        """The store within one transaction, alone, with what ships carried in and what is due expired."""
        with self.database.transaction() as session:
            exclusive(session, "corpus")
            now = self.now()
            store = CorpusStore(session, now=now)
            if carry_shipped(session, self.shipped, topics=self.topics, now=now) and store.generation():
                store.new_generation(by=COLLECTOR)
            store.expire(now.date())
            yield store

    def _served_now(self) -> Published:
        """What the database says is served, as files that every process of this machine notices."""
        with self.database.reading() as session:
            store = CorpusStore(session, now=self.now())
            generation, answers = store.generation(), store.published()
        pointer = published(self.home)
        if pointer and (pointer.generation, pointer.encoder) == (generation, self.embedding.name):
            return pointer
        from matching.publishing import write_snapshot  # the search libraries: only where something is written

        vectors, judged = self._vectors(answers)
        return write_snapshot(
            self.home,
            answers,
            generation=generation,
            encoder=self.embedding.name,
            vectors=vectors,
            judged=judged,
            search_at=self._searchable(answers, vectors),
        )

    def _searchable(self, answers: Sequence[Answer], vectors: Mapping[str, Floats]) -> str:
        """Where these vectors can be searched: put into PostgreSQL if there is one that can."""
        from matching.index import all_wordings, body_of
        from matching.store.nearest import VectorDatabase

        if not self.search_at or not answers:
            return ""
        nearest = VectorDatabase(self.search_at)
        try:
            nearest.prepare()
        except NoVectorSearch as error:
            self.report(str(error))
            log.warning("%s", error)
            return ""
        name = self.embedding.name
        nearest.fill(name, "wordings", {said: vectors[said] for said in all_wordings(answers)})
        nearest.fill(name, "bodies", {said: vectors[said] for said in map(body_of, answers)})
        return self.search_at

    def _vectors(self, answers: Sequence[Answer]) -> tuple[Mapping[str, Floats], Mapping[str, Floats] | None]:
        from matching.index import all_wordings
        from matching.publishing import embedded_texts

        vectors = self._embedded(embedded_texts(answers), self.embedding)
        return vectors, self._embedded(all_wordings(answers), self.judge) if self.judge else None

    def _embedded(self, texts: Sequence[str], embedding: Embedding) -> Mapping[str, Floats]:
        """The vector of each text; what this database has not seen is embedded, and kept."""
        with self.database.reading() as session:
            found = known_vectors(session, embedding.name, texts)
        fresh = [text for text in dict.fromkeys(texts) if text not in found]
        if len(fresh) > EMBEDDED_AT_ONCE and embedding is self.embedding:
            trained = self.trained()
            spared = {text: trained[text] for text in fresh if text in trained}
            with self.database.transaction() as session:
                keep_vectors(session, embedding.name, spared)
            found, fresh = found | spared, [text for text in fresh if text not in spared]
        for start in range(0, len(fresh), EMBEDDED_AT_ONCE):
            part = fresh[start : start + EMBEDDED_AT_ONCE]
            self.report(f"embedding {start + len(part)} of {len(fresh)} new texts")
            vectors = dict(zip(part, embedding(part), strict=True))
            with self.database.transaction() as session:
                keep_vectors(session, embedding.name, vectors)
            found |= vectors
        return found


def now_and_then(fetch: Callable[[], None], *, clock: Callable[[], float] = time.monotonic) -> Callable[[], None]:
    """`fetch`, but not more often than every `LOOK_EVERY` seconds; a database that is away changes nothing."""
    last = -LOOK_EVERY

    def look() -> None:
        nonlocal last
        if clock() - last >= LOOK_EVERY:
            last = clock()
            try:
                fetch()
            except DatabaseUnavailable as error:
                log.warning("what is published could not be looked up: %s", error)

    return look
