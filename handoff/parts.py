"""Parts: everything of handoff/ that the website, the worker and the command line use, on one database."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from conversations.columns import utc_now
from conversations.database import Database
from handoff.billing import Billing
from handoff.cipher import FieldCipher
from handoff.courier import Courier
from handoff.dispatch import Dispatch
from handoff.lawyers import Lawyers
from handoff.leads import Doubt, Leads
from handoff.offer_view import OfferViews
from handoff.outbox import Outbox, Send
from handoff.returning import Returning
from handoff.second_factor import SecondFactor
from handoff.terms import Rules
from handoff.thread import MayShow, Threads
from handoff.upkeep import Upkeep
from handoff.webhooks import Webhooks


@dataclass(frozen=True)
class Handoff:
    """`secret` signs links, `site` is the public address, `local` lets webhooks call this machine (tests)."""

    database: Database
    cipher: FieldCipher
    rules: Rules
    secret: str
    site: str
    local: bool = False
    doubt: Doubt = lambda _: ()
    clock: Callable[[], datetime] = utc_now

    @property
    def leads(self) -> Leads:
        return Leads(self.database, cipher=self.cipher, rules=self.rules, clock=self.clock, doubt=self.doubt)

    @property
    def lawyers(self) -> Lawyers:
        return Lawyers(self.database)

    @property
    def views(self) -> OfferViews:
        return OfferViews(self.database)

    @property
    def billing(self) -> Billing:
        return Billing(self.database)

    @property
    def outbox(self) -> Outbox:
        return Outbox(self.database)

    @property
    def dispatch(self) -> Dispatch:
        return Dispatch(self.database, rules=self.rules)

    @property
    def second_factor(self) -> SecondFactor:
        return SecondFactor(self.database, cipher=self.cipher, clock=self.clock)

    @property
    def webhooks(self) -> Webhooks:
        return Webhooks(self.database, cipher=self.cipher, local=self.local)

    @property
    def returning(self) -> Returning:
        return Returning(self.database, secret=self.secret, site=self.site, terms=self.rules.terms)

    @property
    def upkeep(self) -> Upkeep:
        return Upkeep(self.database, cipher=self.cipher)

    def threads(self, may_show: MayShow) -> Threads:
        return Threads(self.database, cipher=self.cipher, may_show=may_show)

    def courier(self, mail: Send) -> Courier:
        return Courier(self.database, cipher=self.cipher, mail=mail, webhooks=self.webhooks, returning=self.returning)
