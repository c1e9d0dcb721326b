"""Every danger has help, every help line an owner, a check date and a source."""

from __future__ import annotations

from pathlib import Path

import pytest

from moderation.errors import BadHelpLines
from moderation.help_lines import FILE, help_for, read_help_lines
from moderation.kinds import KINDS


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_has_lines_and_something_to_do_today(kind):
    found = help_for(kind)
    assert found.lines
    assert found.today_in("en")
    assert len(found.today_in("es")) == len(found.today_in("en"))
    for line in found.lines:
        assert line.owner == "editorial team"
        assert line.source.startswith("https://")
        assert line.es


@pytest.mark.parametrize("kind", ["domestic_violence", "child_abuse", "trafficking", "stalking", "violence"])
def test_911_comes_first_when_a_life_may_be_in_danger(kind):
    assert help_for(kind, "TX").lines[0].call == "911"


def test_self_harm_begins_with_988():
    assert help_for("self_harm").lines[0].call == "988"


def test_a_line_of_a_state_is_shown_there_only():
    here = [line.name for line in help_for("child_abuse", "TX").lines]
    elsewhere = [line.name for line in help_for("child_abuse", "OH").lines]
    assert here.index("Texas Abuse Hotline") < here.index("Childhelp National Child Abuse Hotline")
    assert "Texas Abuse Hotline" not in elsewhere


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("call: 1-800-799-7233", "call: call us", "call us"),
        ("owner: editorial team", "owner:", "owner"),
        ("lines: [law_help]", "lines: [nobody]", "nobody"),
        ("checked_on: 2026-11-21", "checked_on: soon", "soon"),
    ],
)
def test_a_wrong_entry_is_named(tmp_path: Path, old, new, complaint):
    file = tmp_path / "help_lines.yml"
    file.write_text(FILE.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    with pytest.raises(BadHelpLines, match=complaint):
        read_help_lines(file)
