"""What editors do with the answers: recorded, served at once, all or nothing; on SQLite and on PostgreSQL."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.corpus import LOOK_EVERY, Corpus, now_and_then
from bot.embedding import LazyEncoder
from conversations.audit import Audit
from conversations.errors import DatabaseUnavailable
from matching.answers import entry_of
from matching.calibration import Calibration
from matching.component import AnswerMatcher
from matching.errors import IllegalMove, NotComplete, UnknownAnswer
from matching.index import AnswerIndex, body_of
from matching.matcher import Asked, Matcher
from matching.proposals import Origin, Proposal
from matching.runtime import Floats
from matching.serving import ServedAnswers, Serving
from matching.snapshot import published, read_answers
from matching.store.nearest import DatabaseNeighbours, pointed_to
from tests.conversations.stores import database, url
from tests.matching.fakes import an_answer, bag_of_words
from tests.matching.test_answers import GOOD

__all__ = ["database", "url"]

SHIPPED_ID = "housing-deposit-return-tx"
NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
ORIGIN = Origin("jsonl", "faq.jsonl", "0" * 64, "CC0", "Ana", date(2026, 11, 20))


@dataclass
class CountingEncoder:
    """Embeds by words, and remembers what it was asked to embed."""

    name: str = "encoder-by-words"
    embedded: list[str] = field(default_factory=list)

    def __call__(self, texts: Sequence[str]) -> Floats:
        self.embedded += texts
        return bag_of_words(texts)


@dataclass
class Clock:
    now: datetime = NOON

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def corpus(database, tmp_path, clock):
    shipped = tmp_path / "shipped"
    shipped.mkdir()
    (shipped / "housing.yml").write_text(GOOD)
    return Corpus(
        database, tmp_path / "corpus", {"housing": {"deposit"}}, CountingEncoder(), shipped=shipped, now=clock
    )


def draft(name="fee", question="how much is the filing fee", **changes):
    entry = {**entry_of(an_answer(name, question, "what does filing cost")), **changes}
    return Proposal(entry, "faq.jsonl:1", ORIGIN)


def publish(corpus, *proposals):
    corpus.ingest(proposals, by="Ana")
    names = [proposal.answer_id for proposal in proposals]
    corpus.review(names, by="Ben")
    return corpus.publish(names, by="Cem")


def served_ids(corpus):
    pointer = published(corpus.home)
    return {answer.answer_id for answer in read_answers(corpus.home / pointer.folder)} if pointer else None


def test_before_anything_is_published_nothing_is_written(corpus):
    corpus.ingest([draft()], by="Ana")
    assert corpus.catch_up() is None
    assert served_ids(corpus) is None


def test_publishing_serves_the_new_answer_beside_what_ships(corpus):
    done = publish(corpus, draft())
    assert (done.generation, done.answers) == (1, 2)
    assert served_ids(corpus) == {"fee", SHIPPED_ID}


def test_only_what_changed_is_embedded_again(corpus):
    publish(corpus, draft())
    corpus.embedding.embedded.clear()
    publish(corpus, draft(question="how much is the filing fee today"))
    changed = {"how much is the filing fee today"}
    assert {text for text in corpus.embedding.embedded if len(text) < 60} == changed
    assert len(corpus.embedding.embedded) == 2  # the question, and the answer with it
    corpus.embedding.embedded.clear()
    corpus.withdraw(["fee"], by="Dee")
    assert corpus.embedding.embedded == []


def test_vectors_of_the_trained_model_are_not_made_again(corpus, tmp_path):
    many = [
        draft(f"fee-{number}", f"what about fee number {number}", wordings=[f"fee {number}"]) for number in range(140)
    ]
    texts = [text for one in many for text in (one.entry["question"], *one.entry["wordings"])]
    trained = dict(zip(texts, bag_of_words(texts), strict=True))
    publish(replace(corpus, trained=lambda: trained), *many)
    assert not set(corpus.embedding.embedded) & set(texts)
    assert len(served_ids(corpus)) == 141


def test_a_withdrawn_answer_is_gone_at_once_even_one_that_ships(corpus):
    done = corpus.withdraw([SHIPPED_ID], by="Dee", remark="the law has changed")
    assert done.answers == 0
    assert served_ids(corpus) == set()


def test_one_that_cannot_be_published_keeps_all_back(corpus):
    corpus.ingest([draft(), draft("rent", "when is the rent due")], by="Ana")
    corpus.review(["fee"], by="Ben")
    with pytest.raises(IllegalMove, match="rent is draft"):
        corpus.publish(["fee", "rent"], by="Cem")
    assert corpus.counts()["reviewed"] == 1
    assert served_ids(corpus) is None
    with pytest.raises(UnknownAnswer):
        corpus.review(["rent", "no-such"], by="Ben")
    assert corpus.counts()["draft"] == 1


def test_an_incomplete_answer_is_told_what_it_lacks(corpus):
    corpus.ingest([draft(lawyer="")], by="Ana")
    corpus.review(["fee"], by="Ben")
    with pytest.raises(NotComplete, match="lawyer"):
        corpus.publish(["fee"], by="Cem")


def test_the_audit_names_who_did_what(corpus, database):
    publish(corpus, draft())
    corpus.withdraw(["fee"], by="Dee", remark="wrong amount")
    entries = Audit(database).entries()
    assert [(entry.actor, entry.action, entry.subject) for entry in entries] == [
        ("Dee", "corpus.withdraw", "fee"),
        ("Cem", "corpus.publish", "fee"),
        ("Ben", "corpus.review", "fee"),
        ("Ana", "corpus.ingest", "corpus"),
    ]
    assert entries[0].detail == {"reason": "wrong amount"}


def test_taking_in_the_same_again_is_not_even_recorded(corpus, database):
    corpus.ingest([draft()], by="Ana")
    taken = corpus.ingest([draft()], by="Ana")
    assert (taken.new, taken.changed, taken.unchanged) == ((), (), ("fee",))
    assert len(Audit(database).entries()) == 1


def test_an_update_of_what_ships_is_served_after_the_next_start(corpus):
    publish(corpus, draft())
    (corpus.shipped / "housing.yml").write_text(GOOD.replace("short time", "long time"))
    assert corpus.catch_up().generation == 2
    pointer = published(corpus.home)
    answers = {answer.answer_id: answer for answer in read_answers(corpus.home / pointer.folder)}
    assert "long time" in answers[SHIPPED_ID].text
    assert corpus.catch_up() == pointer


def test_running_processes_notice_a_publication_at_the_next_question(corpus):
    answers = ServedAnswers.of(corpus.home, (an_answer("old", "an old question"),), today=lambda: NOON.date())
    before = answers.version
    assert set(answers) == {"old"}
    publish(corpus, draft())
    assert set(answers) == {"fee", SHIPPED_ID}
    assert answers.version != before
    corpus.withdraw(["fee"], by="Dee")
    assert "fee" not in answers


def test_an_answer_stops_being_served_on_its_day_without_anybody_doing_anything(corpus, clock):
    publish(corpus, draft(expires_on="2026-12-01"))
    day = [date(2026, 11, 30)]
    answers = ServedAnswers.of(corpus.home, (), today=lambda: day[0])
    assert "fee" in answers
    day[0] = date(2026, 12, 1)
    assert "fee" not in answers
    assert set(answers) == {SHIPPED_ID}
    clock.now += timedelta(days=10)
    assert corpus.counts()["expired"] == 1


def matcher_in(folder):
    index = AnswerIndex.load(folder, read_answers(folder))
    return Matcher(index, calibration=Calibration.from_similarity(), today=lambda: NOON.date())


def best(serving, text):
    matches = serving.current().match(Asked(text, bag_of_words([text])[0]))
    return matches[0].answer.answer_id


def test_the_running_matcher_finds_a_new_answer_and_refuses_vectors_of_another_encoder(corpus):
    publish(corpus, draft())
    serving = Serving(corpus.home, matcher_in, first=None, encoder="encoder-by-words")
    assert best(serving, "how much is the filing fee") == "fee"
    publish(corpus, draft("rent", "when must the rent be paid"))
    assert best(serving, "when must the rent be paid") == "rent"
    corpus.embedding.name = "another-encoder"
    corpus.catch_up()
    assert published(corpus.home).encoder == "another-encoder"
    assert best(serving, "when must the rent be paid") == "rent"


def test_a_broken_snapshot_changes_nothing_for_those_who_serve(corpus):
    publish(corpus, draft())
    serving = Serving(corpus.home, matcher_in, first=None)
    assert best(serving, "how much is the filing fee") == "fee"
    (corpus.home / "current.json").write_text("{half")
    assert best(serving, "how much is the filing fee") == "fee"


def test_another_machine_fetches_what_was_published_and_embeds_nothing(corpus, tmp_path):
    publish(corpus, draft())
    there = replace(corpus, home=tmp_path / "there", embedding=CountingEncoder())
    there.fetch()
    assert served_ids(there) == {"fee", SHIPPED_ID}
    assert there.embedding.embedded == []


def test_looking_for_publications_is_rare_and_survives_a_database_that_is_away():
    moments = iter([0.0, 0.0, LOOK_EVERY / 2, LOOK_EVERY, LOOK_EVERY])
    asked = []

    def fetch():
        asked.append(True)
        raise DatabaseUnavailable("away")

    look = now_and_then(fetch, clock=lambda: next(moments))
    look()
    look()
    look()
    assert len(asked) == 2


def test_old_snapshots_are_cleared_away(corpus):
    for number in range(5):
        publish(corpus, draft(f"fee-{number}", f"what is fee number {number} for"))
    assert len([path for path in corpus.home.iterdir() if path.is_dir()]) == 2


@pytest.mark.parametrize("url", [pytest.param("postgresql", marks=pytest.mark.postgres)], indirect=True)
def test_postgresql_searches_the_vectors_and_finds_what_comparing_all_of_them_finds(corpus, url):
    many = [draft(f"fee-{number}", f"what is the cost of item {number * 7919}") for number in range(60)]
    publish(replace(corpus, search_at=url), *many)
    folder = corpus.home / published(corpus.home).folder
    place = pointed_to(folder)
    assert place is not None
    assert (folder / "search.json").stat().st_mode & 0o077 == 0
    answers = read_answers(folder)
    index = AnswerIndex.load(folder, answers)
    near = DatabaseNeighbours(*place, "bodies", [body_of(answer) for answer in answers], index.bodies)
    for asked in index.vectors[::7]:
        found = near.search(np.asarray(asked), 3)
        assert index.bodies[found[0]] @ asked == pytest.approx((index.bodies @ asked).max(), abs=1e-3)


def test_a_database_without_pgvector_is_told_of_and_the_process_searches_by_itself(corpus, tmp_path):
    said = []
    away = f"postgresql+psycopg2://nobody@/none?host={tmp_path}"
    publish(replace(corpus, search_at=away, report=said.append), draft())
    assert any("install pgvector" in line for line in said)
    assert pointed_to(corpus.home / published(corpus.home).folder) is None


@pytest.mark.model
def test_the_dialogue_process_answers_with_what_was_published_after_it_started(corpus, tmp_path):
    cache = Path("var/cache")
    storage = tmp_path / "storage"
    storage.mkdir()
    config = {**AnswerMatcher.get_default_config(), "corpus_dir": str(corpus.shipped), "cache_dir": str(cache)}
    rasa = (LocalModelStorage(storage), Resource("answers"), ExecutionContext(GraphSchema({})))
    AnswerMatcher.create(config, *rasa).train(TrainingData())
    running = AnswerMatcher.load({**config, "snapshot_dir": str(corpus.home)}, *rasa)
    encoder = LazyEncoder("", cache_dir=cache)

    def matches(text):
        message = Message(data={"text": text, "vector": encoder([text])[0]})
        running.process([message])
        return [match["answer_id"] for match in message.get("matches")]

    question = "how much does it cost to file a case"
    assert "fee" not in matches(question)
    publish(replace(corpus, embedding=encoder), draft())
    assert matches(question)[0] == "fee"
    replace(corpus, embedding=encoder).withdraw(["fee"], by="Dee")
    assert "fee" not in matches(question)
