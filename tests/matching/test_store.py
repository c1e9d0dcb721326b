"""The corpus in the database: versions, states, provenance, what ships; on SQLite and on PostgreSQL."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest

from matching.answers import answer_of, entry_of
from matching.errors import BadCorpus, IllegalMove, NotComplete, UnknownAnswer
from matching.lineage import changes, told
from matching.proposals import Origin, Proposal
from matching.store.corpus import CorpusStore
from matching.store.embeddings import keep_vectors, known_vectors
from matching.store.history import history_of
from matching.store.shipping import carry_shipped
from tests.conversations.stores import database, url
from tests.matching.fakes import an_answer
from tests.matching.test_answers import GOOD

__all__ = ["database", "url"]

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
TOPICS = {"housing": {"deposit"}}
ORIGIN = Origin("csv", "faq.csv", "0" * 64, "CC0", "Ana", date(2026, 11, 20))


def proposal(name="fee", question="How much is the fee?", **changes):
    entry = {**entry_of(an_answer(name, question, "what does it cost")), **changes}
    return Proposal({key: value for key, value in entry.items() if value}, "faq.csv:2", ORIGIN, ("question: tidied",))


@pytest.fixture
def store(database):
    with database.transaction() as session:
        yield CorpusStore(session, now=NOON)


def published(store, name="fee", **changes):
    store.take_in(ORIGIN, [proposal(name, **changes)])
    store.review(name, by="Ben")
    store.publish(name, by="Cem", topics=TOPICS)
    return store


def states(store, name="fee"):
    return [version.state for version in history_of(store.session, name)]


def test_what_is_taken_in_is_a_draft_and_is_not_served(store):
    taken = store.take_in(ORIGIN, [proposal()])
    assert (taken.new, taken.changed, taken.unchanged) == (("fee",), (), ())
    assert states(store) == ["draft"]
    assert store.published() == []


def test_the_same_entry_a_second_time_changes_nothing(store):
    store.take_in(ORIGIN, [proposal()])
    taken = store.take_in(ORIGIN, [proposal()])
    assert taken.unchanged == ("fee",)
    assert states(store) == ["draft"]


def test_an_answer_goes_from_draft_by_review_to_published_and_the_reviewer_is_named_in_it(store):
    published(store)
    (answer,) = store.published()
    assert (answer.reviewed_by, answer.reviewed_on) == ("Ben", NOON.date())
    (version,) = history_of(store.session, "fee")
    assert [(move.moved_from, move.moved_to, move.by) for move in version.moves] == [
        (None, "draft", "Ana"),
        ("draft", "reviewed", "Ben"),
        ("reviewed", "published", "Cem"),
    ]


def test_a_new_version_waits_while_the_old_one_is_served_and_replaces_it_when_published(store):
    published(store)
    taken = store.take_in(ORIGIN, [proposal(question="How much is the fee now?")])
    assert taken.changed == ("fee",)
    assert states(store) == ["published", "draft"]
    assert [answer.question for answer in store.published()] == ["How much is the fee?"]
    store.review("fee", by="Ben")
    store.publish("fee", by="Cem", topics=TOPICS)
    assert states(store) == ["replaced", "published"]
    assert [answer.question for answer in store.published()] == ["How much is the fee now?"]


def test_a_newer_draft_replaces_the_one_that_waits(store):
    store.take_in(ORIGIN, [proposal()])
    store.take_in(ORIGIN, [proposal(question="How much is the fee now?")])
    assert states(store) == ["replaced", "draft"]


def test_history_tells_where_a_version_came_from_and_what_it_changed(store):
    published(store)
    more = replace(ORIGIN, name="later.csv", licence="CC BY 4.0", collected_on=date(2026, 11, 21))
    store.take_in(more, [proposal(question="How much is the fee now?", wordings=["whats the price"])])
    first, second = history_of(store.session, "fee")
    assert (first.file, first.licence, first.collector, first.collected_on) == (
        "faq.csv", "CC0", "Ana", date(2026, 11, 20),
    )  # fmt: skip
    assert (first.place, first.kind, first.sha256, first.at) == ("faq.csv:2", "csv", "0" * 64, NOON)
    assert first.transformations == ("question: tidied",)
    assert (second.file, second.licence) == ("later.csv", "CC BY 4.0")
    assert second.changes["question"] == {"from": "How much is the fee?", "to": "How much is the fee now?"}
    assert second.changes["wordings"] == {"added": ["whats the price"], "removed": ["what does it cost"]}
    assert "question: 'How much is the fee?' → 'How much is the fee now?'" in told(second.changes)


def test_changes_go_down_to_the_parts_and_name_what_was_added_and_dropped():
    before = {"source": {"name": "A", "url": "https://a.org"}, "expires_on": "2027-01-01"}
    after = {"source": {"name": "A", "url": "https://b.org"}, "es": {"question": "¿Qué?"}}
    assert changes(before, after) == {
        "source.url": {"from": "https://a.org", "to": "https://b.org"},
        "expires_on": {"from": "2027-01-01", "to": None},
        "es.question": {"from": None, "to": "¿Qué?"},
    }
    assert changes(None, after) == {}


def test_a_draft_cannot_be_published_and_the_message_says_what_to_do(store):
    store.take_in(ORIGIN, [proposal()])
    with pytest.raises(IllegalMove, match="fee is draft and cannot become published; review it first"):
        store.publish("fee", by="Cem", topics=TOPICS)


@pytest.mark.parametrize("missing", ["lawyer", "wordings", "subtopic"])
def test_an_answer_that_lacks_something_cannot_be_published(store, missing):
    store.take_in(ORIGIN, [proposal(**{missing: None})])
    store.review("fee", by="Ben")
    with pytest.raises(NotComplete, match=missing):
        store.publish("fee", by="Cem", topics=TOPICS)


def test_a_reviewed_answer_can_be_sent_back(store):
    store.take_in(ORIGIN, [proposal()])
    store.review("fee", by="Ben")
    store.send_back("fee", by="Dee", note="the amount is old")
    assert states(store) == ["draft"]
    with pytest.raises(IllegalMove):
        store.send_back("fee", by="Dee")


def test_a_withdrawn_answer_is_not_served_and_needs_a_review_to_return(store):
    published(store).withdraw("fee", by="Dee", note="the law has changed")
    assert store.published() == []
    with pytest.raises(IllegalMove, match="review it again first"):
        store.publish("fee", by="Cem", topics=TOPICS)
    with pytest.raises(IllegalMove, match="nothing to withdraw"):
        store.withdraw("fee", by="Dee")
    store.review("fee", by="Ben")
    store.publish("fee", by="Cem", topics=TOPICS)
    assert len(store.published()) == 1


def test_an_answer_expires_on_its_day_and_not_before(store):
    published(store, expires_on="2026-12-01")
    assert store.expire(date(2026, 11, 30)) == []
    assert store.expire(date(2026, 12, 1)) == ["fee"]
    assert states(store) == ["expired"]
    assert store.published() == []


def test_what_has_expired_while_it_waited_cannot_be_published(store):
    store.take_in(ORIGIN, [proposal(expires_on="2026-11-21")])
    store.review("fee", by="Ben")
    with pytest.raises(IllegalMove, match="that day has come"):
        store.publish("fee", by="Cem", topics=TOPICS)


def test_an_unknown_answer_is_named(store):
    for act in (lambda: store.review("no", by="Ben"), lambda: history_of(store.session, "no")):
        with pytest.raises(UnknownAnswer, match="'no'"):
            act()


def test_generations_count_up(store):
    assert store.generation() == 0
    assert store.new_generation(by="Cem") == 1
    assert store.new_generation(by="Cem") == 2
    assert store.generation() == 2


def test_a_transaction_that_fails_leaves_no_trace(database):
    def fail():
        with database.transaction() as session:
            CorpusStore(session, now=NOON).take_in(ORIGIN, [proposal(), proposal("other", "Another question?")])
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    with database.reading() as session:
        assert CorpusStore(session, now=NOON).counts() == {}


def shipped(tmp_path, text=GOOD, name="housing.yml"):
    (tmp_path / name).write_text(text)
    return tmp_path


def carry(store, folder):
    return carry_shipped(store.session, folder, topics=TOPICS, now=NOON)


def test_what_ships_enters_as_published_with_licence_and_provenance(store, tmp_path):
    assert carry(store, shipped(tmp_path))
    (answer,) = store.published()
    assert answer.answer_id == "housing-deposit-return-tx"
    (version,) = history_of(store.session, answer.answer_id)
    assert (version.kind, version.file, version.licence) == ("shipped", "housing.yml", "Apache-2.0")
    assert version.place == "housing.yml:1"
    assert not carry(store, tmp_path)


def test_an_update_of_what_ships_replaces_the_old_version_and_withdraws_what_is_gone(store, tmp_path):
    other = GOOD.replace("-return-", "-interest-").replace("How long", "How often")
    carry(store, shipped(tmp_path, GOOD + other))
    assert carry(store, shipped(tmp_path, GOOD.replace("short time", "long time")))
    assert states(store, "housing-deposit-return-tx") == ["replaced", "published"]
    assert states(store, "housing-deposit-interest-tx") == ["withdrawn"]


def test_an_update_does_not_touch_what_an_editor_changed_or_withdrew(store, tmp_path):
    other = GOOD.replace("-return-", "-interest-").replace("How long", "How often")
    carry(store, shipped(tmp_path, GOOD + other))
    (entry,) = [one for one in store.published() if "return" in one.answer_id]
    store.take_in(ORIGIN, [Proposal({**entry_of(entry), "lawyer": "Ask a lawyer early."}, "x:1", ORIGIN)])
    store.withdraw("housing-deposit-interest-tx", by="Dee")
    assert not carry(store, shipped(tmp_path, (GOOD + other).replace("short time", "long time")))
    assert states(store, "housing-deposit-return-tx") == ["published", "draft"]
    assert states(store, "housing-deposit-interest-tx") == ["withdrawn"]


def test_broken_files_that_ship_are_refused(store, tmp_path):
    with pytest.raises(BadCorpus, match=r"housing\.yml:1"):
        carry(store, shipped(tmp_path, GOOD.replace("TX", "Texas")))


def test_vectors_come_back_for_the_encoder_that_made_them_and_for_no_other(database):
    vector = np.array([0.6, 0.8], dtype=np.float32)
    with database.transaction() as session:
        keep_vectors(session, "small", {"who pays": vector})
        keep_vectors(session, "small", {"who pays": vector * 2, "when": vector})
    with database.reading() as session:
        found = known_vectors(session, "small", ["who pays", "when", "where"])
        assert {text: list(map(float, row)) for text, row in found.items()} == {
            "who pays": pytest.approx([0.6, 0.8]),
            "when": pytest.approx([0.6, 0.8]),
        }
        assert known_vectors(session, "large", ["who pays"]) == {}


def test_moments_come_back_with_their_zone(store):
    published(store)
    (version,) = history_of(store.session, "fee")
    assert version.moves[0].at - NOON == timedelta()


def test_an_entry_says_exactly_its_answer():
    answer = an_answer("fee", "How much is the fee?", "what does it cost", expires_on=date(2027, 1, 1))
    assert answer_of(entry_of(answer)) == answer
