"""Fixtures: the same website and people as in tests/bot/web."""

from __future__ import annotations

from tests.bot.web.conftest import blank, build, chat, client, site

__all__ = ["blank", "build", "chat", "client", "site"]
