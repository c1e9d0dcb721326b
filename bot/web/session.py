"""Session: the account behind a request, and where each role goes."""

from __future__ import annotations

from typing import cast

from flask import url_for
from flask_login import UserMixin, current_user

from conversations.accounts import Account

PLACES = {"lawyer": "portal.inbox", "staff": "desk.funnel", "admin": "desk.funnel", "editor": "account.overview"}


class SignedIn(UserMixin):
    """The account of this session."""

    def __init__(self, account: Account) -> None:
        self.account = account

    def get_id(self) -> str:
        return str(self.account.id)


def signed_in() -> Account:
    """The account behind this request; call it behind a guard."""
    return cast(SignedIn, current_user).account


def own_place() -> str:
    return url_for(PLACES[signed_in().role])


def safe(target: str | None) -> str:
    """Only a path of this site; never another host."""
    if not target or not target.startswith("/") or target.startswith("//"):
        return ""
    # Browsers and libraries drop control characters and read a backslash as a slash: none has a place in our paths.
    return "" if any(ord(letter) <= 0x20 or letter == "\\" for letter in target) else target
