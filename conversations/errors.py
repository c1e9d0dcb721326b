"""What can go wrong in conversations/.

ConversationsError
├── BadDatabaseUrl         the database address cannot be used
├── DatabaseUnavailable    the database does not answer, or another process holds it too long
├── UnknownConversation    no conversation has this id (or it was erased)
├── WrongToken             the conversation exists, the token does not open it
├── UnknownMessage         the conversation has no such message to give feedback on
├── BadAccount             an account cannot be made from what was given
├── UnknownAccount         no account has this e-mail
├── WrongCredentials       e-mail and password do not belong together
├── AccountDisabled        the password is right, the account is switched off
├── NothingToAppeal        nothing was refused in this conversation
├── UnknownAppeal          no appeal has this number
├── BadBackup              a backup cannot be made or restored
└── AppealDecided          a reviewer has decided on it already
"""

from __future__ import annotations


class ConversationsError(Exception):
    """Root of everything that conversations/ raises on purpose."""


class BadDatabaseUrl(ConversationsError, ValueError):
    """The database address cannot be used."""


class DatabaseUnavailable(ConversationsError):
    """The database does not answer, or another process holds it too long."""


class UnknownConversation(ConversationsError, LookupError):
    """No conversation has this id."""


class WrongToken(ConversationsError, PermissionError):
    """The token does not open this conversation."""


class UnknownMessage(ConversationsError, LookupError):
    """The conversation has no such message."""


class BadAccount(ConversationsError, ValueError):
    """An account cannot be made from what was given."""


class UnknownAccount(ConversationsError, LookupError):
    """No account has this e-mail."""


class WrongCredentials(ConversationsError, PermissionError):
    """E-mail and password do not belong together."""


class AccountDisabled(ConversationsError, PermissionError):
    """The account is switched off."""


class NothingToAppeal(ConversationsError, LookupError):
    """Nothing was refused in this conversation."""


class UnknownAppeal(ConversationsError, LookupError):
    """No appeal has this number."""


class AppealDecided(ConversationsError):
    """A reviewer has decided on this appeal already."""


class BadBackup(ConversationsError):
    """A backup cannot be made or restored."""
