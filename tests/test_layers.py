"""The layers of ARCHITECTURE.md, kept by reading every file's imports."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("bot", "handoff", "conversations", "intents", "matching", "moderation")

MAY_IMPORT = {
    "bot": {"handoff", "conversations", "intents", "matching", "moderation"},
    "handoff": {"conversations"},
    "conversations": set(),
    "intents": set(),
    "matching": set(),
    "moderation": set(),
}

DOORS = {
    "rasa": ("intents/component.py", "matching/component.py", "moderation/component.py"),
    "rasa_sdk": ("bot/actions/",),
    "flask": ("bot/web/", "handoff/portal", "handoff/desk"),
    "sqlalchemy": ("conversations/", "handoff/", "matching/store/"),
    "alembic": ("conversations/migrations/",),
    "spacy": ("intents/",),
    "sentence_transformers": ("matching/encoder.py",),
    "detoxify": ("moderation/scorer.py",),
    "usearch": ("matching/neighbours.py",),
    "pandera": ("matching/quality.py",),
    "bs4": ("matching/sources/pages.py", "matching/cleaning.py"),
    "pgvector": ("matching/store/",),
    "huey": ("bot/worker.py",),
    "honcho": ("bot/supervisor.py",),
}

ENVIRONMENT_DOORS = ("bot/settings.py", "bot/training.py")
NAMES_THAT_SAY_NOTHING = {"utils", "util", "helpers", "helper", "manager", "managers", "misc", "common", "data"}


def modules() -> list[Path]:
    return sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))


def imports(path: Path) -> Iterator[str]:
    """Full names that a file imports, wherever in the file."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            yield node.module


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("path", modules(), ids=name_of)
def test_a_package_imports_only_the_packages_below_it(path: Path) -> None:
    package = path.relative_to(ROOT).parts[0]
    allowed = MAY_IMPORT[package] | {package}
    ours = {found.split(".")[0] for found in imports(path)} & set(PACKAGES)
    assert ours <= allowed, f"{name_of(path)} imports {sorted(ours - allowed)}"


@pytest.mark.parametrize("path", modules(), ids=name_of)
def test_a_library_enters_by_its_door_only(path: Path) -> None:
    roots = {found.split(".")[0] for found in imports(path)}
    for library in roots & set(DOORS):
        assert name_of(path).startswith(DOORS[library]), (
            f"{name_of(path)} imports {library}; its door is {DOORS[library]}"
        )


@pytest.mark.parametrize("path", modules(), ids=name_of)
def test_only_the_settings_read_the_environment(path: Path) -> None:
    if not name_of(path).startswith(ENVIRONMENT_DOORS):
        source = path.read_text(encoding="utf-8")
        assert "os.environ" not in source, f"{name_of(path)} reads the environment; bot/settings.py does that"
        assert "getenv" not in source, f"{name_of(path)} reads the environment; bot/settings.py does that"


@pytest.mark.parametrize("path", [path for path in modules() if "versions" not in path.parts], ids=name_of)
def test_a_module_is_short_says_what_it_is_and_has_a_name_that_means_something(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    assert len(source.splitlines()) <= 250, f"{name_of(path)} is longer than 250 lines"
    assert path.stem not in NAMES_THAT_SAY_NOTHING
    if source.strip():
        assert ast.get_docstring(ast.parse(source)), f"{name_of(path)} does not say what it is"
