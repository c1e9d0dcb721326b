"""Lead: the values that go in and out of `Leads`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from handoff.consent import ConsentGiven
from handoff.errors import BadLead, NoConsent
from handoff.states import state_code


@dataclass(frozen=True)
class LeadDraft:
    """What the intake form gathered. `email` and `phone` have been through handoff/contact.py; one must be there."""

    conversation_id: str
    name: str
    email: str | None
    phone: str | None
    state: str
    description: str
    opposing_party: str | None
    topics: tuple[str, ...]
    reasons: tuple[str, ...]
    consent: ConsentGiven | None
    county: str | None = None
    language: str = "en"
    deadline: date | None = None
    safe_contact: str | None = None
    city: str | None = None
    mail_ok: bool = True
    """Whether it is safe to write to the person by e-mail."""

    def check(self) -> ConsentGiven:
        """Return the consent; raise `NoConsent` or `BadLead` if the draft cannot become a lead."""
        if self.consent is None or self.consent.conversation_id != self.conversation_id:
            raise NoConsent("a lead needs the person's consent, given in the same conversation")
        if not self.name.strip():
            raise BadLead("a lead needs a name")
        if not (self.email or self.phone):
            raise BadLead("a lead needs an e-mail address or a phone number")
        if not self.description.strip():
            raise BadLead("a lead needs a description of what happened")
        if state_code(self.state) is None:
            raise BadLead(f"{self.state!r} is no state; give a name or a code such as MA")
        return self.consent


@dataclass(frozen=True)
class Lead:
    """A lead as someone may see it.

    While `masked`, it is a teaser: name, e-mail, phone, opposing party and safe contact are `None`, the conversation
    is empty and the description has names, numbers and addresses taken out.
    """

    id: int
    conversation_id: str
    status: str
    masked: bool
    name: str | None
    email: str | None
    phone: str | None
    opposing_party: str | None
    safe_contact: str | None
    description: str
    state: str
    county: str | None
    language: str
    deadline: date | None
    topics: tuple[str, ...]
    reasons: tuple[str, ...]
    completeness: float
    duplicate_of: int | None
    consented_at: datetime
    captured_at: datetime
    accepted_by: int | None
    accepted_at: datetime | None
    city: str | None = None
    held: str | None = None
    outcome: str | None = None


@dataclass(frozen=True)
class LeadEvent:
    """One move in a lead's life; `outcome` is what was reported with it."""

    moved_from: str | None
    moved_to: str
    actor: str
    note: str
    at: datetime
    outcome: str = ""
