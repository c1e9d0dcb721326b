"""From files to proposals: cleaned, examined, without what the corpus already asks."""

from __future__ import annotations

from datetime import date

import pytest

from matching.cleaning import clean, entry_from, fields_of, html_to_text
from matching.duplicates import Asked, find_duplicates
from matching.errors import BadSource
from matching.ingest import Instructions, read_batch, read_records
from matching.quality import examine
from matching.sources.records import Record

TODAY = date(2026, 11, 21)
TOPICS = {"housing": {"deposit", "rent"}, "civil_rights": {"voting"}}
GOOD = {
    "topic": "housing",
    "subtopic": "deposit",
    "jurisdiction": "TX",
    "question": "How long may my landlord keep the deposit?",
    "wordings": "deposit not back\nwhere is my money",
    "answer": "Your landlord has a short time to pay. Ask in writing.",
    "lawyer": "A lawyer helps when the sum is large.",
    "source_name": "Example Legal Aid",
    "source_url": "https://example.com/deposits",
    "licence": "CC BY 4.0",
}


def cleaned(**changes):
    return clean(Record("faq.csv:2", {**GOOD, **changes}), defaults={})


def told(**more):
    return Instructions(collector="Ana", today=TODAY, topics=TOPICS, **more)


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>One   two</p><p>Three &amp; four</p>", "One two\n\nThree & four"),
        ("<p>Steps:</p><ol><li>First</li>\n<li><p>Second</p></li></ol>", "Steps:\n1. First\n2. Second"),
        ("<ul><li>this</li><li>that</li></ul>after", "- this\n- that\n\nafter"),
        ("one<br>two<script>bad()</script>", "one\ntwo"),
        ("Plain &amp; simple.\n\nSecond <b>part</b>", "Plain & simple.\n\nSecond part"),
    ],
)
def test_html_becomes_the_text_that_a_person_would_see(html, text):
    assert html_to_text(html) == text


@pytest.mark.parametrize(
    ("field", "given", "kept"),
    [
        ("question", "  How\u00a0 long\u200b may he\nkeep it? ", "How long may he keep it?"),
        ("answer", "One.  \r\n\r\n\r\n\r\n  - two   three", "One.\n\n  - two three"),
        ("answer", "cafe\u0301 rules are short here", "café rules are short here"),
        ("wordings", "a b | c  d|a b|", "a b\nc d"),
        ("jurisdiction", "texas", "TX"),
        ("jurisdiction", "Federal", "US"),
        ("jurisdiction", "Washington, D.C.", "DC"),
        ("topic", "Civil Rights", "civil_rights"),
        ("source_url", "https://example.com/a?b=1&amp=2", "https://example.com/a?b=1&amp=2"),
    ],
)
def test_fields_come_out_in_their_standard_form(field, given, kept):
    assert cleaned(**{field: given}).fields[field] == kept


def test_every_change_that_cleaning_makes_is_named():
    done = cleaned(
        question="How  long?", answer="<p>As long as the law says.</p>", jurisdiction="texas"
    ).transformations
    assert "question: spaces in order" in done
    assert "answer: HTML to text" in done
    assert "jurisdiction: standard name" in done
    assert cleaned(id="deposit-tx").transformations == ()


def test_what_the_editor_says_fills_only_what_the_entry_leaves_empty():
    entry = clean(Record("x:1", {"question": "Who?", "topic": " "}), defaults={"topic": "housing", "question": "No"})
    assert (entry.fields["topic"], entry.fields["question"]) == ("housing", "Who?")


def test_a_question_without_id_always_gets_the_same_one():
    assert cleaned().answer_id == cleaned(answer="Another answer to the same.").answer_id
    assert cleaned().answer_id.startswith("housing-long-landlord-keep-deposit-")
    assert cleaned().answer_id.endswith("-tx")
    assert cleaned().answer_id != cleaned(question="How long may my landlord keep the keys?").answer_id


def test_an_entry_survives_the_way_to_a_table_and_back():
    entry = entry_from(cleaned(es_question="¿Cuánto tiempo?", expires_on="2027-01-01").fields)
    again = clean(Record("x:1", fields_of(entry)), defaults={"licence": "CC BY 4.0"})
    assert entry_from(again.fields) == entry


@pytest.mark.parametrize(
    ("changes", "column", "message"),
    [
        ({"answer": ""}, "answer", "missing"),
        ({"licence": ""}, "licence", "missing"),
        ({"question": "Why?"}, "question", "too short"),
        ({"question": "why " * 100}, "question", "too long"),
        ({"topic": "gardening"}, "topic", "unknown topic: 'gardening'"),
        ({"subtopic": "garden"}, "subtopic", "unknown subtopic: housing has no 'garden'"),
        ({"jurisdiction": "Atlantis"}, "jurisdiction", "unknown jurisdiction: 'Atlantis'"),
        ({"source_url": "example.com"}, "source_url", "not an http(s) address"),
        ({"source_url": "javascript:alert(1)"}, "source_url", "suspicious markup"),
        ({"expires_on": "2026-11-21"}, "expires_on", "past its expiry"),
        ({"expires_on": "next year"}, "expires_on", "not a date"),
        ({"id": "Deposit TX"}, "id", "not an id"),
        ({"answer": "Click here <script>steal()</script> to see your rights."}, "answer", "suspicious markup"),
        ({"answer": "Look at <img src=x onerror='steal()'> for the rules."}, "answer", "suspicious markup"),
        ({"answer": "The rule is &lt;script&gt;steal()&lt;/script&gt; and so on."}, "answer", "suspicious markup"),
    ],
)
def test_what_is_wrong_with_an_entry_is_told_with_place_and_column(changes, column, message):
    errors = examine([cleaned(**changes)], topics=TOPICS, today=TODAY).errors
    assert [error for error in errors if error.column == column and message in error.message], errors
    assert str(errors[0]).startswith("faq.csv:2, column ")


def test_a_good_entry_has_no_errors_and_no_notes():
    report = examine([cleaned()], topics=TOPICS, today=TODAY)
    assert (report.entries, report.errors, report.notes) == (1, (), ())


def test_an_id_used_twice_in_a_batch_is_an_error_at_the_second():
    first, second = cleaned(), clean(Record("faq.csv:9", GOOD), defaults={})
    (error,) = examine([first, second], topics=TOPICS, today=TODAY).errors
    assert (error.place, error.column) == ("faq.csv:9", "id")


def test_hard_reading_and_what_publishing_will_need_are_notes():
    hard = "Notwithstanding contractual stipulations, restitution necessitates adjudication."
    report = examine([cleaned(answer=hard, wordings="", lawyer="")], topics=TOPICS, today=TODAY)
    assert report.errors == ()
    assert {note.column for note in report.notes} == {"answer", "wordings", "lawyer"}
    assert report.counts()["needed before it can be published"] == 2


def test_a_question_in_almost_the_same_words_is_a_duplicate_of_the_first():
    standing = [Asked("deposit-tx", "TX", "How long may my landlord keep the deposit?")]
    batch = [
        Asked("new-tx", "TX", "how long may my landlord keep the deposit"),
        Asked("order-tx", "TX", "May my landlord keep the deposit how long?"),
        Asked("keys-tx", "TX", "How long may my neighbour keep the keys?"),
    ]
    found = find_duplicates(batch, standing)
    assert {name: one.other_id for name, one in found.items()} == {"new-tx": "deposit-tx", "order-tx": "deposit-tx"}


@pytest.mark.parametrize(
    "other", [Asked("deposit-ca", "CA", "Who pays the deposit?"), Asked("a", "TX", "Who pays the deposit?")]
)
def test_another_state_and_the_answer_itself_are_no_duplicates(other):
    assert find_duplicates([Asked("a", "TX", "Who pays the deposit?")], [other]) == {}


def test_a_batch_repeats_itself_only_from_the_second_on():
    batch = [Asked("a", "TX", "Who pays the deposit?"), Asked("b", "TX", "who pays the deposit")]
    assert list(find_duplicates(batch, [])) == ["b"]


CSV = "topic,subtopic,jurisdiction,question,wordings,answer,lawyer,source_name,source_url,licence\n"
ROW = 'housing,deposit,TX,{question},one way,"Ask in writing, and keep a copy.",A lawyer helps then.,Aid,https://x.org,CC0\n'


def test_a_folder_is_read_together_and_every_entry_knows_its_file(tmp_path):
    (tmp_path / "a.csv").write_text(CSV + ROW.format(question="How long may he keep the deposit?"))
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "b.csv").write_text(CSV + ROW.format(question="Must he paint the walls each year?"))
    (tmp_path / "readme.txt").write_text("not a source")
    batch = read_batch([tmp_path], told(), standing=[])
    assert [(one.place, one.origin.name) for one in batch.proposals] == [("a.csv:2", "a.csv"), ("b.csv:2", "b.csv")]
    origin = batch.proposals[0].origin
    assert (origin.kind, origin.licence, origin.collector, origin.collected_on) == ("csv", "CC0", "Ana", TODAY)
    assert len(origin.sha256) == 64


def test_one_bad_entry_keeps_the_whole_batch_out(tmp_path):
    (tmp_path / "a.csv").write_text(
        CSV + ROW.format(question="How long may he keep the deposit?") + ROW.format(question="")
    )
    batch = read_batch([tmp_path / "a.csv"], told(), standing=[])
    assert batch.proposals == ()
    assert str(batch.report.errors[0]) == "a.csv:3, column question: missing"


def test_all_files_that_cannot_be_read_are_named_at_once(tmp_path):
    (tmp_path / "a.csv").write_text("nothing\n")
    (tmp_path / "b.jsonl").write_text("{")
    with pytest.raises(BadSource) as caught:
        read_batch([tmp_path], told(), standing=[])
    assert [problem.split(":")[0] for problem in caught.value.problems] == ["a.csv", "b.jsonl"]


@pytest.mark.parametrize(
    ("name", "complaint"), [("no.csv", "no such file"), ("notes.txt", "of no known kind"), ("empty", "no files")]
)
def test_paths_that_lead_nowhere_are_refused(tmp_path, name, complaint):
    (tmp_path / "notes.txt").write_text("hello")
    (tmp_path / "empty").mkdir()
    with pytest.raises(BadSource, match=complaint):
        read_batch([tmp_path / name], told(), standing=[])


def test_what_the_corpus_asks_already_is_left_out_and_named_unless_it_is_wanted():
    records = [Record("standard input:1", GOOD)]
    standing = [Asked("deposit-tx", "TX", GOOD["question"])]
    batch = read_records(records, told(), name="standard input", standing=standing)
    assert batch.proposals == ()
    ((place, duplicate),) = batch.duplicates
    assert (place, duplicate.other_id) == ("standard input:1", "deposit-tx")
    kept = read_records(records, told(keep_duplicates=True), name="standard input", standing=standing)
    assert len(kept.proposals) == 1
