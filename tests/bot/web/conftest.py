"""Fixtures: the website over a real SQLite database, and people who use it."""

from __future__ import annotations

import pytest

from tests.bot.web.house import Site, build_site


@pytest.fixture
def site(tmp_path) -> Site:
    return build_site(tmp_path)


@pytest.fixture
def client(site):
    return site.app.test_client()
