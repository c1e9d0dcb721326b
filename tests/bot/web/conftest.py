"""Fixtures: the website over a real SQLite database, and people who use it."""

from __future__ import annotations

import pytest

from conversations.database import Database
from tests.bot.web.house import Chat, build_site


@pytest.fixture(scope="session")
def blank(tmp_path_factory):
    """A database with every table and nothing in them."""
    path = tmp_path_factory.mktemp("blank") / "sidebar.db"
    database = Database(f"sqlite:///{path}")
    database.migrate()
    database.close()
    return path


@pytest.fixture
def build(tmp_path, blank):
    """Makes a website with settings of the test's own."""
    built = []

    def make(**environ):
        built.append(build_site(tmp_path, blank, **environ))
        return built[-1]

    yield make
    for site in built:
        site.house.database.close()


@pytest.fixture
def site(build):
    return build()


@pytest.fixture
def client(site):
    return site.app.test_client()


@pytest.fixture
def chat(client):
    """A conversation that has just been opened."""
    return Chat(client)
