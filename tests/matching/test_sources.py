"""Reading files that answers are collected from: what is found, and where something is wrong."""

from __future__ import annotations

import json

import pytest

from matching.errors import BadSource
from matching.sources.exchange import read_dump
from matching.sources.pages import read_page
from matching.sources.tables import read_csv, read_jsonl

SITE = "https://law.example.com"


def written(tmp_path, name, text):
    path = tmp_path / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def problems(read, path, **options):
    with pytest.raises(BadSource) as caught:
        read(path, **options)
    return caught.value.problems


@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_a_table_gives_a_record_for_each_row_with_the_line_it_begins_on(tmp_path, mark):
    text = f'question{mark}answer\nWho pays?{mark}"You do.\n\nLater."\nWhen?{mark}Soon.\n'
    first, second = read_csv(written(tmp_path, "faq.csv", text))
    assert first.fields == {"question": "Who pays?", "answer": "You do.\n\nLater."}
    assert (first.place, second.place) == ("faq.csv:2", "faq.csv:5")


def test_a_table_from_a_spreadsheet_begins_with_a_mark_that_is_no_text(tmp_path):
    (record,) = read_csv(written(tmp_path, "faq.csv", b"\xef\xbb\xbfquestion,answer\nWho?,Me.\n"))
    assert record.fields["question"] == "Who?"


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("question,answer\nWho?\nWhen?,Soon.\n", "faq.csv:2: 1 columns where the first row names 2"),
        ("question,anser\nWho?,Me.\n", "faq.csv:1, column anser: unknown"),
        ("question,answer,answer\nWho?,Me.,You.\n", "faq.csv:1, column answer: named twice"),
        ("", "faq.csv:1: the first row must name the columns"),
        ('question,answer\nWho?,"Me.\n', "faq.csv:2: not CSV"),
        (b"question,answer\nWho?,caf\xe9\n", "faq.csv:2, column 9: not UTF-8"),
    ],
)
def test_a_table_that_cannot_be_read_is_refused_with_its_line(tmp_path, text, complaint):
    assert complaint in problems(read_csv, written(tmp_path, "faq.csv", text))[0]


def test_every_bad_row_of_a_table_is_named_at_once(tmp_path):
    found = problems(read_csv, written(tmp_path, "faq.csv", "question,answer\na\nb\n"))
    assert len(found) == 2


def test_json_lines_may_nest_the_source_and_list_the_wordings(tmp_path):
    line = {
        "question": "Who?",
        "wordings": ["a", "b"],
        "source": {"name": "X", "url": "https://x.org"},
        "lawyer": None,
    }
    (record,) = read_jsonl(written(tmp_path, "faq.jsonl", "\n" + json.dumps(line)))
    assert record.place == "faq.jsonl:2"
    assert record.fields["wordings"] == "a\nb"
    assert record.fields["source_url"] == "https://x.org"


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ('{"question": "Who?",}', "faq.jsonl:1, column 21: not JSON"),
        ("[1]", "faq.jsonl:1, column 1: must be an object"),
        ('{"qestion": "Who?"}', "faq.jsonl:1, column qestion: unknown"),
        ('{"question": 5}', "faq.jsonl:1, column question: must be a text"),
        ('{"source": {"link": "x"}}', "faq.jsonl:1, column source: unknown part 'link'"),
    ],
)
def test_a_json_line_that_cannot_be_read_is_refused_with_line_and_column(tmp_path, line, complaint):
    assert complaint in problems(read_jsonl, written(tmp_path, "faq.jsonl", line))[0]


SAID = "<p>The tenant.</p><ul><li>Monthly</li></ul>"
PAGES = {
    "details": f"<details><summary>Who pays <b>rent</b>?</summary>{SAID}</details>",
    "list": f"<dl><dt>Who pays rent?</dt><dd>{SAID}</dd></dl>",
    "headings": f"<h1>FAQ</h1><h2>Who pays rent?</h2>{SAID}<h2>Contact</h2><p>Us</p>",
}


@pytest.mark.parametrize("layout", PAGES)
def test_a_saved_page_gives_its_questions_whatever_its_layout(tmp_path, layout):
    page = f"<html><head><link rel='canonical' href='https://x.org/faq'></head>\n<body>{PAGES[layout]}</body></html>"
    (record,) = read_page(written(tmp_path, "faq.html", page))
    assert record.fields["question"] == "Who pays rent?"
    assert record.fields["answer"] == SAID
    assert record.fields["source_url"] == "https://x.org/faq"
    assert record.place == "faq.html:2"


def test_faq_data_of_schema_org_comes_before_what_the_page_shows(tmp_path):
    stated = {
        "@type": "FAQPage",
        "mainEntity": [
            {"@type": "Question", "name": "Who pays?", "acceptedAnswer": {"@type": "Answer", "text": "<p>You.</p>"}}
        ],
    }
    page = f"<script type='application/ld+json'>{json.dumps({'@graph': [stated]})}</script>{PAGES['details']}"
    (record,) = read_page(written(tmp_path, "faq.html", page))
    assert record.fields == {"question": "Who pays?", "answer": "<p>You.</p>"}


def test_what_runs_or_navigates_is_left_out_of_a_page(tmp_path):
    page = (
        "<h2>Who pays?</h2><p onclick='x()'>You.</p><script>steal()</script><nav>Home</nav><!-- note --><h2>End</h2>"
    )
    (record,) = read_page(written(tmp_path, "faq.html", page))
    assert record.fields["answer"] == "<p>You.</p>"


@pytest.mark.parametrize(
    ("page", "complaint"),
    [
        ("<h1>News</h1><p>Nothing asked.</p>", "faq.html:1: no questions found"),
        (
            "\n<script type='application/ld+json'>{\n oops }</script>",
            "faq.html:3, column 2: its FAQ data is not JSON",
        ),
    ],
)
def test_a_page_without_questions_is_refused(tmp_path, page, complaint):
    assert complaint in problems(read_page, written(tmp_path, "faq.html", page))[0]


DUMP = """<?xml version="1.0" encoding="utf-8"?>
<posts>
  <row Id="1" PostTypeId="1" AcceptedAnswerId="4" Title="Can he keep it?" Tags="&lt;landlord&gt;&lt;lease&gt;" />
  <row Id="2" PostTypeId="1" Title="Who owns a meme?" Tags="|copyright|" />
  <row Id="3" PostTypeId="2" ParentId="1" Score="9" Body="&lt;p&gt;Liked.&lt;/p&gt;" />
  <row Id="4" PostTypeId="2" ParentId="1" Score="0" Body="&lt;p&gt;Accepted.&lt;/p&gt;"
       OwnerUserId="7" ContentLicense="CC BY-SA 4.0" />
  <row Id="5" PostTypeId="2" ParentId="2" Score="2" Body="Fine." />
  <row Id="6" PostTypeId="2" ParentId="2" Score="5" Body="Better." OwnerDisplayName="Ann" />
  <row Id="7" PostTypeId="1" Title="Unanswered?" Tags="|landlord|" />
  <row Id="8" PostTypeId="2" ParentId="7" Score="-3" Body="Nonsense." />
</posts>
"""


def test_a_dump_gives_each_question_with_the_accepted_else_the_best_liked_answer(tmp_path):
    first, second = read_dump(written(tmp_path, "Posts.xml", DUMP), site=SITE, areas={})
    assert (first.fields["question"], first.fields["answer"]) == ("Can he keep it?", "<p>Accepted.</p>")
    assert first.fields["licence"] == "CC BY-SA 4.0"
    assert first.fields["source_name"] == "law.example.com, answer by user 7"
    assert first.fields["source_url"] == "https://law.example.com/a/4"
    assert first.place == "Posts.xml:6"
    assert second.fields["answer"] == "Better."
    assert second.fields["source_name"] == "law.example.com, answer by Ann"


def test_with_tags_only_their_questions_are_taken_from_a_dump(tmp_path):
    areas = {"landlord": ("housing", "deposit")}
    (record,) = read_dump(written(tmp_path, "Posts.xml", DUMP), site=SITE, areas=areas)
    assert (record.fields["topic"], record.fields["subtopic"]) == ("housing", "deposit")


BOMB = '<?xml version="1.0"?>\n<!DOCTYPE posts [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><posts>&b;</posts>'


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        (BOMB, "Posts.xml:2, column 17: not a Stack Exchange dump: it declares a document type or entities"),
        ("<posts>\n<row Id=1/></posts>", "Posts.xml:2, column 9: not a Stack Exchange dump"),
        ("<posts>\n", "Posts.xml:2, column 1: not a Stack Exchange dump"),
        ("", "Posts.xml:1"),
    ],
)
def test_a_dump_that_is_broken_or_declares_entities_is_refused_with_line_and_column(tmp_path, text, complaint):
    assert complaint in problems(read_dump, written(tmp_path, "Posts.xml", text), site=SITE, areas={})[0]
