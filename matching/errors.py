"""What can go wrong in matching/.

MatchingError
├── ModelUnusable     an encoder model cannot be found, loaded or exported
├── WeightsUnusable   the verifier's weights are missing or belong to another model
├── BadCorpus         entries of the corpus break its schema; every problem is listed
├── EmptyCorpus       no answer to index
└── BadPairs          a file of training or test pairs cannot be used
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
