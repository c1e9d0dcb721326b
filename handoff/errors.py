"""What can go wrong in handoff/.

HandoffError
├── BadContact       an e-mail or phone number cannot be used; the message shows one that can
├── BadLead          a lead misses something that no lawyer can do without
├── NoConsent        the person has not agreed that a lawyer sees this, or has taken it back
├── UnknownLead      no lead has this number
├── NotYours         the lead is not for this lawyer
├── LeadTaken        another lawyer was first, or the lead is offered no longer
│   └── LeadWithdrawn   … because the person has taken the request back
├── IllegalMove      a lead cannot go from its state to that one
├── BadProfile       a lawyer's profile cannot be kept as given
├── BadConflictList  a lawyer's list of names is too long
├── BadKeyFile       the file with the encryption keys cannot be used
├── SealBroken       a stored field does not open with any of our keys
├── UnknownNotice    no such notice was given up
└── BadMailServer    the mail server's address cannot be used, or the server cannot be trusted with a password
"""

from __future__ import annotations


class HandoffError(Exception):
    """Root of everything that handoff/ raises on purpose."""


class BadContact(HandoffError, ValueError):
    """An e-mail or phone number cannot be used."""


class BadLead(HandoffError, ValueError):
    """A lead misses something."""


class NoConsent(HandoffError, PermissionError):
    """The person has not agreed, or no longer does."""


class UnknownLead(HandoffError, LookupError):
    """No lead has this number."""


class NotYours(HandoffError, PermissionError):
    """The lead is not for this lawyer."""


class LeadTaken(HandoffError):
    """Another lawyer was first, or the lead is offered no longer."""


class LeadWithdrawn(LeadTaken):
    """The person has taken the request back."""


class IllegalMove(HandoffError, ValueError):
    """A lead cannot go from its state to that one."""


class BadProfile(HandoffError, ValueError):
    """A lawyer's profile cannot be kept as given."""


class BadConflictList(HandoffError, ValueError):
    """A lawyer's list of names is too long."""


class BadKeyFile(HandoffError, ValueError):
    """The file with the encryption keys cannot be used."""


class SealBroken(HandoffError, ValueError):
    """A stored field does not open with any of our keys."""


class UnknownNotice(HandoffError, LookupError):
    """No such notice was given up."""


class BadMailServer(HandoffError, ValueError):
    """The mail server's address cannot be used, or the server cannot be trusted with a password."""
