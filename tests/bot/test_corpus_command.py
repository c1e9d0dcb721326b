"""`sidebar corpus` as an editor types it: from a file to what is served, and what it says on the way."""

from __future__ import annotations

import json
import shutil

import pytest
from click.testing import CliRunner

from bot.cli import sidebar
from conversations.database import Database
from matching.errors import BadSource
from matching.store.corpus import CorpusStore

HEAD = "topic,subtopic,jurisdiction,question,wordings,answer,lawyer,source_name,source_url\n"
ROW = 'housing,deposit,Texas,{question},one way | another way,"Ask in writing, and keep a copy.",{lawyer},Aid,https://x.org\n'
QUESTION = "May a landlord keep the pet deposit for a hamster?"
LAWYER = "A lawyer helps when it is a lot."


@pytest.fixture(scope="module")
def begun(tmp_path_factory):
    """A data folder in whose database what ships has been carried once."""
    folder = tmp_path_factory.mktemp("begun") / "var"
    done = CliRunner().invoke(sidebar, ["corpus", "list"], env={"SIDEBAR_DATA_DIR": str(folder), "DATABASE_URL": ""})
    assert done.exit_code == 0, done.output
    return folder


@pytest.fixture
def run(begun, tmp_path):
    shutil.copytree(begun, tmp_path / "var")
    environment = {"SIDEBAR_DATA_DIR": str(tmp_path / "var"), "DATABASE_URL": ""}

    def command(*words, typed=None, code=0):
        done = CliRunner().invoke(sidebar, ["corpus", *map(str, words)], input=typed, env=environment)
        if isinstance(done.exception, BadSource):
            raise done.exception
        assert done.exit_code == code, done.output
        return done.output

    return command


@pytest.fixture
def table(tmp_path):
    def write(*questions, lawyer=LAWYER):
        path = tmp_path / "faq.csv"
        path.write_text(HEAD + "".join(ROW.format(question=question, lawyer=lawyer) for question in questions))
        return path

    return write


def ids(output, word="new"):
    return [line.split(": ")[1] for line in output.splitlines() if line.startswith(f"{word}: ")]


def test_a_table_becomes_drafts_once_and_the_second_time_nothing_changes(run, table):
    path = table(QUESTION)
    first = run("ingest", path, "--by", "Ana", "--licence", "CC0")
    assert "1 new drafts, 0 changed, 0 unchanged, 0 left out" in first
    second = run("ingest", path, "--by", "Ana", "--licence", "CC0")
    assert "0 new drafts, 0 changed, 1 unchanged" in second
    assert "nothing has changed" in second


def test_one_bad_row_keeps_everything_out_and_is_named_by_line_and_column(run, table, tmp_path):
    path = table(QUESTION, "")
    with pytest.raises(BadSource, match="1 errors in 2 entries; nothing was taken in"):
        run("ingest", path, "--by", "Ana", "--licence", "CC0")
    database = Database(f"sqlite:///{tmp_path / 'var' / 'sidebar.db'}")
    with database.reading() as session:
        assert "draft" not in CorpusStore(session, now=None).counts()
    database.close()
    report = run("check", path, "--licence", "CC0", code=1)
    assert "faq.csv:3, column question: missing" in report
    assert "2 entries, 1 errors" in report


def test_the_history_tells_provenance_changes_and_moves(run, table):
    (answer_id,) = ids(run("ingest", table(QUESTION), "--by", "Ana", "--licence", "CC0"))
    run("review", answer_id, "--by", "Ben", "--remark", "checked at the source")
    run("ingest", table(QUESTION, lawyer="Ask a lawyer at once."), "--by", "Ana", "--licence", "CC0")
    told = run("history", answer_id)
    assert f"{answer_id} version 1: replaced" in told
    assert "source: faq.csv (csv, faq.csv:2)" in told
    assert "licence: CC0" in told
    assert "done to it: jurisdiction: standard name" in told
    assert "draft → reviewed by Ben (checked at the source)" in told
    assert f"changed: lawyer: '{LAWYER}' → 'Ask a lawyer at once.'" in told
    rows = [json.loads(line) for line in run("history", answer_id, "--json").splitlines()]
    assert [row["number"] for row in rows] == [1, 2]


def test_one_entry_can_be_typed_as_json(run):
    entry = {
        "question": QUESTION,
        "answer": "Ask in writing, and keep a copy.",
        "source": {"name": "Aid", "url": "https://x.org"},
    }
    options = ("--by", "Ana", "--licence", "CC0", "--topic", "housing", "--jurisdiction", "TX")
    output = run("ingest", "-", *options, typed=json.dumps(entry))
    assert len(ids(output)) == 1
    assert "standard input:1, column lawyer: needed before it can be published" in output


@pytest.mark.parametrize("layout", ["jsonl", "csv"])
def test_what_list_writes_can_be_taken_in_again_without_a_change(run, table, tmp_path, layout):
    run("ingest", table(QUESTION), "--by", "Ana", "--licence", "CC0")
    path = tmp_path / f"drafts.{layout}"
    path.write_text(run("list", "--state", "draft", "--format", layout))
    assert "nothing has changed" in run("ingest", path, "--by", "Ben")


def test_a_question_that_the_corpus_asks_already_is_left_out_with_the_one_that_asks_it(run, table):
    question = "How long does my landlord have to return my security deposit in Texas?"
    output = run("ingest", table(question), "--by", "Ana", "--licence", "CC0")
    assert "left out: housing-deposit-return-tx asks the same" in output


def test_whoever_decides_has_to_say_who_they_are(run):
    for command in (("review", "x"), ("publish", "x"), ("withdraw", "x", "--reason", "y")):
        assert "--by" in run(*command, code=2)


def test_what_ships_is_in_the_store_from_the_first_command_on(run):
    counts = run("list")
    assert "published" in counts
    history = run("history", "housing-deposit-return-tx")
    assert "licence: Apache-2.0" in history
    assert "housing.yml (shipped, housing.yml:" in history
