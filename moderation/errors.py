"""What can go wrong in moderation/.

ModerationError
├── MissingCheckpoint    the model that screens messages is not there
├── BrokenCheckpoint     it is there but is not what it should be, or cannot be loaded
├── BadWeights           the shipped weights do not fit the packaged base model
├── BadHelpLines         the file of help lines breaks a rule
├── BadRules             the file of deadlines breaks a rule
└── BadCases             a file of labelled cases cannot be used
"""

from __future__ import annotations


class ModerationError(Exception):
    """Root of everything that moderation/ raises on purpose."""


class MissingCheckpoint(ModerationError, FileNotFoundError):
    """The model that screens messages is not there."""


class BrokenCheckpoint(ModerationError, ValueError):
    """The model that screens messages is not what it should be."""


class BadWeights(ModerationError, ValueError):
    """The shipped weights do not fit the packaged base model."""


class BadHelpLines(ModerationError, ValueError):
    """The file of help lines breaks a rule."""


class BadRules(ModerationError, ValueError):
    """The file of deadlines breaks a rule."""


class BadCases(ModerationError, ValueError):
    """A file of labelled cases cannot be used."""
