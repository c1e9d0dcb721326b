"""Webhooks: where a lawyer's own system hears of leads, signed (Standard Webhooks) or as Clio Grow wants it.

Only https addresses of public hosts are called: the name is looked up once, every address it has must be public, and
the connection goes to that very address, so that a name cannot point somewhere else a moment later.
"""

from __future__ import annotations

import base64
import ipaddress
import json
import secrets
import socket
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

import certifi
import urllib3
from sqlalchemy import select
from standardwebhooks.webhooks import Webhook

from conversations import audit
from conversations.columns import utc_now
from conversations.database import Database
from handoff.access_models import WebhookRow
from handoff.cipher import FieldCipher
from handoff.errors import BadWebhook

FORMATS = {"standard": "Signed JSON (Standard Webhooks)", "clio": "Clio Grow lead inbox"}
SECONDS = 10
LONGEST_URL = 500
MOST = 10  # of one lawyer

Resolve = Callable[[str, int], list[str]]


@dataclass(frozen=True)
class Endpoint:
    """A lawyer's webhook. `secret` is the key that signs (`standard`) or the receiver's inbox token (`clio`)."""

    id: int
    account_id: int
    url: str
    format: str
    secret: str


def resolve(host: str, port: int) -> list[str]:
    """Every address that a name has now."""
    return [str(found[4][0]) for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


class Webhooks:
    """All webhooks. With `local`, addresses on this machine and plain http are allowed: for tests alone."""

    def __init__(
        self, database: Database, *, cipher: FieldCipher, local: bool = False, lookup: Resolve = resolve
    ) -> None:
        self._database, self._cipher, self._local, self._lookup = database, cipher, local, lookup

    def add(self, account_id: int, url: str, *, form: str, token: str = "") -> Endpoint:
        """Keep a webhook; raise `BadWebhook` that says what is wrong with the address.

        A new key is made for `standard`; `clio` needs the inbox token of the lawyer's own Clio Grow account.
        """
        self._checked(url)
        if form not in FORMATS:
            raise BadWebhook(f"{form!r} is no format; there are {', '.join(FORMATS)}")
        if form == "clio" and not token.strip():
            raise BadWebhook("Clio Grow needs the inbox token from its settings")
        if len(self.of(account_id)) >= MOST:
            raise BadWebhook(f"there are {MOST} webhooks already; remove one first")
        made = f"whsec_{base64.b64encode(secrets.token_bytes(32)).decode()}"
        secret = token.strip() if form == "clio" else made
        with self._database.transaction() as session:
            row = WebhookRow(
                account_id=account_id,
                url=url.strip(),
                format=form,
                secret=self._cipher.seal(secret),
                created_at=utc_now(),
            )
            session.add(row)
            session.flush()
            audit.note(session, f"account:{account_id}", "webhook.added", f"webhook:{row.id}", format=form)
            return Endpoint(row.id, account_id, row.url, form, secret)

    def of(self, account_id: int) -> list[Endpoint]:
        own = select(WebhookRow).where(WebhookRow.account_id == account_id, WebhookRow.removed_at.is_(None))
        with self._database.reading() as session:
            return [self._endpoint(row) for row in session.scalars(own.order_by(WebhookRow.id))]

    def get(self, webhook_id: int) -> Endpoint | None:
        """A webhook that is still there."""
        with self._database.reading() as session:
            row = session.get(WebhookRow, webhook_id)
            return self._endpoint(row) if row is not None and row.removed_at is None else None

    def remove(self, webhook_id: int, *, account_id: int) -> None:
        """Stop calling it; nothing happens when it is not this lawyer's."""
        with self._database.transaction() as session:
            row = session.get(WebhookRow, webhook_id)
            if row is not None and row.account_id == account_id and row.removed_at is None:
                row.removed_at = utc_now()
                audit.note(session, f"account:{account_id}", "webhook.removed", f"webhook:{row.id}")

    def call(self, endpoint: Endpoint, key: str, content: Mapping[str, Any]) -> None:
        """Send once; raise `BadWebhook` unless the receiver takes it (any 2xx). `key` is the same at every try."""
        host, port, address = self._checked(endpoint.url)
        body = json.dumps(content, ensure_ascii=False)
        headers = {"Content-Type": "application/json", "Accept": "application/json", "User-Agent": "Sidebar-Webhooks"}
        headers |= {"Host": urlsplit(endpoint.url).netloc, "Idempotency-Key": key}
        if endpoint.format == "standard":
            headers |= signed(endpoint.secret, key, body, utc_now())
        answer = self._post(endpoint.url, host, port, address, body.encode(), headers)
        if not 200 <= answer < 300:
            raise BadWebhook(f"the receiver at {host} answered {answer}")

    def _post(self, url: str, host: str, port: int, address: str, body: bytes, headers: Mapping[str, str]) -> int:
        parts = urlsplit(url)
        path = parts.path + (f"?{parts.query}" if parts.query else "")
        pool: urllib3.HTTPConnectionPool
        if parts.scheme == "https":
            pool = urllib3.HTTPSConnectionPool(
                address, port, server_hostname=host, assert_hostname=host, ca_certs=certifi.where()
            )
        else:
            pool = urllib3.HTTPConnectionPool(address, port)
        try:
            answer = pool.urlopen(
                "POST", path or "/", body, dict(headers), retries=False, redirect=False, timeout=SECONDS,
                preload_content=False,
            )  # fmt: skip
            answer.close()
            return int(answer.status)
        except urllib3.exceptions.HTTPError as error:
            raise BadWebhook(f"{host} could not be reached: {type(error).__name__}") from error
        finally:
            pool.close()

    def _checked(self, url: str) -> tuple[str, int, str]:
        """Host, port and one address to connect to; raise `BadWebhook` for what must not be called."""
        try:
            parts = urlsplit(url.strip())
            host, port = parts.hostname, parts.port
        except ValueError as error:
            raise BadWebhook("this is no web address; one looks like https://example.org/leads") from error
        if len(url) > LONGEST_URL or not host or any(ord(letter) <= 0x20 for letter in url.strip()):
            raise BadWebhook("this is no web address; one looks like https://example.org/leads")
        if parts.username or parts.password:
            raise BadWebhook("leave name and password out of the address; calls are signed")
        if parts.scheme != "https" and not (self._local and parts.scheme == "http"):
            raise BadWebhook("the address must begin with https://")
        port = port or (443 if parts.scheme == "https" else 80)
        try:
            addresses = self._lookup(host, port)
        except OSError as error:
            raise BadWebhook(f"there is no host named {host}") from error
        if not addresses or not all(self._public(address) for address in addresses):
            raise BadWebhook(f"{host} is not a public address")
        return host, port, addresses[0]

    def _public(self, address: str) -> bool:
        found = ipaddress.ip_address(address.partition("%")[0])
        mapped = getattr(found, "ipv4_mapped", None)
        found = mapped or found
        return (found.is_global and not found.is_multicast) or (self._local and found.is_loopback)

    def _endpoint(self, row: WebhookRow) -> Endpoint:
        return Endpoint(row.id, row.account_id, row.url, row.format, self._cipher.open(row.secret))


def signed(secret: str, key: str, body: str, now: datetime) -> dict[str, str]:
    """The three headers of Standard Webhooks."""
    signature = Webhook(secret).sign(key, now.astimezone(UTC), body)
    return {"webhook-id": key, "webhook-timestamp": str(int(now.timestamp())), "webhook-signature": signature}
