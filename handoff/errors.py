"""What can go wrong in handoff/.

HandoffError
├── BadContact       an e-mail or phone number cannot be used; the message shows one that can
├── BadLead          a lead misses something that no lawyer can do without
├── NoConsent        the person has not agreed that a lawyer sees this, or has taken it back
├── UnknownLead      no lead has this number
├── NotYours         the lead is not for this lawyer
├── LeadTaken        another lawyer was first, or the lead is offered no longer
│   ├── LeadWithdrawn   … because the person has taken the request back
│   └── OfferOver        … because this lawyer's time to answer is over
├── ConflictOpen     a lead is accepted only with the lawyer's word that there is no conflict of interest
├── StateClosed      requests from this state are not passed on
├── TooLate          the time to give a lead back is over
├── IllegalMove      a lead cannot go from its state to that one
├── NotShown         a message must not be shown to the person, or cannot be checked now
├── BadRules         the rules of the states, the terms or a sentence cannot be used
├── BadWebhook       a web address must not be called, or the receiver refused
├── BadCode          a code from an authenticator app or a recovery code is wrong, used, or locked
├── BadLink          a link from an e-mail is forged or too old
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


class OfferOver(LeadTaken):
    """This lawyer's time to answer is over."""


class ConflictOpen(HandoffError):
    """The lawyer has not said that there is no conflict of interest."""


class StateClosed(HandoffError):
    """Requests from this state are not passed on."""


class TooLate(HandoffError):
    """The time to give a lead back is over."""


class NotShown(HandoffError):
    """A message must not be shown to the person, or cannot be checked now."""


class BadRules(HandoffError, ValueError):
    """The rules of the states, the terms or a sentence cannot be used."""


class BadWebhook(HandoffError, ValueError):
    """A web address must not be called, or the receiver refused."""


class BadCode(HandoffError, PermissionError):
    """A code is wrong, used, or locked."""


class BadLink(HandoffError, PermissionError):
    """A link from an e-mail is forged or too old."""


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
