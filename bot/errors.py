"""What can go wrong in bot/.

BotError
├── BadSetting           an environment variable cannot be used
├── BadPolicy            the policy file of the 80/20 line cannot be used
├── BadLabels            a file of labelled turns cannot be used
├── BadMessage           a person's message is empty, too long or not text
├── EngineUnavailable    Rasa does not answer, or not yet
├── UnknownSentence      bot/responses/ holds no sentence of that name
├── ModelMissing         nothing is trained; `sidebar train` makes it
├── PortTaken            another program listens on a port that Sidebar needs
└── ProcessDied          a process that `sidebar run` supervises ended by itself
"""

from __future__ import annotations


class BotError(Exception):
    """Root of everything that bot/ raises on purpose."""


class BadSetting(BotError, ValueError):
    """An environment variable cannot be used."""


class BadPolicy(BotError, ValueError):
    """The policy file cannot be used."""


class BadLabels(BotError, ValueError):
    """A file of labelled turns cannot be used."""


class BadMessage(BotError, ValueError):
    """A person's message is empty, too long or not text."""


class EngineUnavailable(BotError):
    """Rasa does not answer, or not yet."""


class UnknownSentence(BotError, KeyError):
    """bot/responses/ holds no sentence of that name."""


class ModelMissing(BotError):
    """No trained model is there."""


class PortTaken(BotError):
    """Another program listens on a port that Sidebar needs."""


class ProcessDied(BotError):
    """A supervised process ended by itself."""
