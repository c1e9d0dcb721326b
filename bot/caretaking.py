"""Caretaking: what is done for the house when nobody is looking: notices go out, old things are erased."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from conversations.database import Database
from conversations.retention import RetentionPolicy, purge
from handoff.dispatch import Dispatch, Round
from handoff.outbox import Delivery, Outbox, Send
from handoff.upkeep import Upkeep


@dataclass(frozen=True)
class Purge:
    """How much was erased."""

    conversations: int
    leads: int


@dataclass(frozen=True)
class Caretaking:
    """`send` delivers one notice; `forget_dialogue` erases Rasa's copy of a conversation."""

    database: Database
    upkeep: Upkeep
    dispatch: Dispatch
    send: Send
    forget_dialogue: Callable[[str], object]
    keep_days: int

    def deliver_notices(self) -> Delivery:
        return Outbox(self.database).deliver(self.send)

    def dispatch_leads(self, *, now: datetime | None = None) -> Round:
        """Let offers run out, offer what waits, close what is hopeless."""
        return self.dispatch.run(now=now or datetime.now(UTC))

    def remind_lawyers(self, *, now: datetime | None = None) -> int:
        """Ask for outcomes that nobody reported; charge subscriptions for the month."""
        moment = now or datetime.now(UTC)
        self.dispatch.charge_subscriptions(now=moment)
        return self.dispatch.remind(now=moment)

    def purge(self, *, now: datetime | None = None) -> Purge:
        """Erase conversations and closed leads that are older than `keep_days`, Rasa's copies included."""
        moment = now or datetime.now(UTC)
        leads = self.upkeep.purge(before=moment - timedelta(days=self.keep_days))
        policy = RetentionPolicy(conversation_days=self.keep_days)
        purged = purge(self.database, policy, keep=self.upkeep.in_hand(), now=moment)
        for conversation in purged.forgotten:
            self.forget_dialogue(conversation)
        return Purge(purged.conversations, leads)
