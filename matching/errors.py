"""What can go wrong in matching/.

MatchingError
├── ModelUnusable     an encoder model cannot be found, loaded or exported
├── WeightsUnusable   the verifier's weights are missing or belong to another model
├── BadCorpus         entries of the corpus break its schema; every problem is listed
│   ├── BadSource     a file that should be taken in cannot be read or breaks the rules: file, line and column
│   └── NotComplete   an answer lacks what it needs to be served
├── EmptyCorpus       no answer to index
├── BadPairs          a file of training or test pairs cannot be used
└── BadHeldOut        a line of the held-out questions cannot be used
"""

from __future__ import annotations

from collections.abc import Sequence


class MatchingError(Exception):
    """Root of everything that matching/ raises on purpose."""


class ModelUnusable(MatchingError):
    """An encoder model cannot be found, loaded or exported."""


class WeightsUnusable(MatchingError):
    """The verifier's weights are missing or belong to another model."""


class BadCorpus(MatchingError, ValueError):
    """Entries of the corpus break its schema."""

    def __init__(self, problems: Sequence[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(self.problems))


class EmptyCorpus(MatchingError, ValueError):
    """No answer to index."""


class BadPairs(MatchingError, ValueError):
    """A file of training or test pairs cannot be used."""


class BadHeldOut(MatchingError, ValueError):
    """A line of the held-out questions cannot be used."""


class BadSource(BadCorpus):
    """A file that should be taken into the corpus cannot be read, or breaks the rules; every problem is listed."""


class UnknownAnswer(MatchingError, LookupError):
    """The store holds no answer of that id, or none in that state."""


class IllegalMove(MatchingError, ValueError):
    """A version cannot go from its state to that one."""


class NotComplete(BadCorpus):
    """An answer lacks what it needs to be served."""


class BadSnapshot(MatchingError):
    """What was published cannot be loaded."""


class NoVectorSearch(MatchingError):
    """PostgreSQL has no pgvector."""
