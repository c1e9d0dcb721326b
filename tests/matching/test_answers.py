"""Reading the corpus: what is accepted, and what an editor is told about the rest."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from matching.answers import corpus_version, read_corpus, read_entries
from matching.errors import BadCorpus
from matching.review import reading_grade, review_notes
from tests.matching.fakes import an_answer

TOPICS = {"housing": {"deposit", "rent"}}
GOOD = """\
- id: housing-deposit-return-tx
  topic: housing
  subtopic: deposit
  jurisdiction: TX
  question: How long does my landlord have to return my deposit?
  wordings:
    - my landlord kept my deposit
  answer: |
    Your landlord has a short time to pay. Ask in writing.
  lawyer: A lawyer helps when the sum is large.
  source: {name: Texas State Law Library, url: "https://guides.sll.texas.gov/landlord-tenant-law"}
  reviewed_by: editorial team
  reviewed_on: 2026-11-21
"""


def corpus(folder: Path, text: str, name: str = "housing.yml") -> Path:
    (folder / name).write_text(text)
    return folder


def test_a_good_entry_becomes_an_answer(tmp_path):
    (answer,) = read_corpus(corpus(tmp_path, GOOD), topics=TOPICS)
    assert answer.answer_id == "housing-deposit-return-tx"
    assert answer.source.url == "https://guides.sll.texas.gov/landlord-tenant-law"
    assert answer.reviewed_on == date(2026, 11, 21)
    assert answer.phrasings == (
        "How long does my landlord have to return my deposit?",
        "my landlord kept my deposit",
    )


def test_the_spanish_question_is_one_of_the_phrasings(tmp_path):
    spanish = "  es: {question: ¿Y mi depósito?, answer: Pídalo por escrito., lawyer: Si es mucho dinero.}\n"
    (answer,) = read_corpus(corpus(tmp_path, GOOD + spanish))
    assert answer.spanish is not None
    assert answer.phrasings[-1] == "¿Y mi depósito?"


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ('  source: {name: Texas State Law Library, url: "https://guides.sll.texas.gov/landlord-tenant-law"}\n', "",
         "source: Missing data"),
        ("https://guides.sll.texas.gov/landlord-tenant-law", "ftp://example.com", "url: not an http(s) address"),
        ("https://guides.sll.texas.gov/landlord-tenant-law", "see the library", "url: not an http(s) address"),
        ("topic: housing", "topic: hosing", "unknown topic 'hosing'"),
        ("subtopic: deposit", "subtopic: deposits", "housing has no subtopic 'deposits'"),
        ("jurisdiction: TX", "jurisdiction: Texas", "jurisdiction: no state: Texas"),
        ("reviewed_on: 2026-11-21", "reviewed_on: last week", "reviewed_on: Not a valid date"),
        ("reviewed_by: editorial team", "revewed_by: editorial team", "revewed_by: Unknown field"),
        ("  wordings:\n    - my landlord kept my deposit\n", "  wordings: []\n", "wordings"),
    ],
)  # fmt: skip
def test_a_broken_entry_is_named_with_file_line_and_reason(tmp_path, old, new, complaint):
    text = GOOD.replace("housing-deposit-return-tx", "first") + GOOD.replace(old, new)
    with pytest.raises(BadCorpus) as caught:
        read_corpus(corpus(tmp_path, text), topics=TOPICS)
    assert all(problem.startswith("housing.yml:14: housing-deposit-return-tx: ") for problem in caught.value.problems)
    assert any(complaint in problem for problem in caught.value.problems)


def test_an_id_used_twice_names_the_first_place(tmp_path):
    corpus(tmp_path, GOOD, "a.yml")
    with pytest.raises(BadCorpus, match=r"b\.yml:1: housing-deposit-return-tx: this id is already used in a\.yml:1"):
        read_corpus(corpus(tmp_path, GOOD, "b.yml"))


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("- id: [unclosed", "not YAML"),
        ("answers: none", "housing.yml:1: the file must be a list of answers"),
        ("- just a sentence", "housing.yml:1: an entry must have named fields"),
    ],
)
def test_a_file_that_is_no_list_of_entries_is_refused(tmp_path, text, complaint):
    with pytest.raises(BadCorpus, match=complaint):
        read_corpus(corpus(tmp_path, text))


def test_every_problem_is_listed_at_once_and_the_good_entries_survive(tmp_path):
    text = GOOD + GOOD.replace("-tx", "-ca").replace("TX", "XX") + GOOD.replace("-tx", "-ny").replace("2026", "soon")
    entries, problems = read_entries(corpus(tmp_path, text), topics=TOPICS)
    assert [entry.answer.answer_id for entry in entries] == ["housing-deposit-return-tx"]
    assert len(problems) == 2


def test_an_empty_folder_holds_no_answers(tmp_path):
    assert read_corpus(tmp_path) == ()


def test_an_answer_is_served_until_the_day_it_expires():
    answer = an_answer("fee", "how much is the fee", expires_on=date(2027, 1, 1))
    assert answer.is_served(date(2026, 12, 31))
    assert not answer.is_served(date(2027, 1, 1))


def test_the_version_follows_the_content_and_not_the_order():
    fee, rent = an_answer("fee", "how much is the fee"), an_answer("rent", "when is rent due")
    assert corpus_version([fee, rent]) == corpus_version([rent, fee])
    assert corpus_version([fee]) != corpus_version([an_answer("fee", "how much is the fine")])


def test_hard_reading_is_noted_and_easy_reading_is_not():
    assert reading_grade("Ask your landlord for the money. Keep a copy of the note.") < 8
    assert reading_grade("Notwithstanding contractual stipulations, restitution necessitates adjudication.") > 8


def test_an_editor_is_told_of_expiry_and_of_a_wording_that_two_answers_share(tmp_path):
    expired = GOOD.replace("-tx", "-two") + "  expires_on: 2026-11-30\n"
    entries, _ = read_entries(corpus(tmp_path, GOOD + expired))
    notes = review_notes(entries, today=date(2026, 12, 1))
    assert any("expired on 2026-11-30" in note for note in notes)
    assert any("housing-deposit-return-tx has the same wording" in note for note in notes)
