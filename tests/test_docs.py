"""The manual says what is there: settings, commands, files, links."""

from __future__ import annotations

import re

import pytest

from bot.cli import sidebar
from bot.settings import ROOT, TABLE

README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGES = sorted(ROOT.glob("*.md"))


def settings_table() -> list[str]:
    return [f"| `{row.variable}` | {f'`{row.default}`' if row.default else ''} | {row.meaning} |" for row in TABLE]


def test_the_settings_table_is_the_one_in_the_code() -> None:
    block = README.split("<!-- settings")[1].split("\n\n")[0]
    assert block.splitlines()[3:] == settings_table()


def test_every_command_in_the_readme_exists() -> None:
    used = set(re.findall(r"sidebar ([a-z]+)", README)) - {"run"}
    assert used
    assert used <= set(sidebar.commands), f"the README names {sorted(used - set(sidebar.commands))}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_to_a_file_leads_somewhere(page) -> None:  # type: ignore[no-untyped-def]
    targets = re.findall(r"\]\((?!https?:|#)([^)#]+)", page.read_text(encoding="utf-8"))
    missing = [target for target in targets if not (ROOT / target).exists()]
    assert missing == []


def test_every_make_target_in_the_documentation_exists() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z]+):", makefile, re.MULTILINE))
    for page in PAGES:
        used = set(re.findall(r"`?make ([a-z]+)`?", page.read_text(encoding="utf-8")))
        assert {
            name for name in used if name in ("run", "test", "check", "setup", "train", "lock", "migration")
        } <= targets
