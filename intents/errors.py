"""What can go wrong in intents/.

IntentsError
├── BadTopics        topics.yml cannot be used
├── BadUtterances    the training material names something unknown, twice, or nothing (file and line in the message)
├── NothingToLearn   there is too little training material to train on
├── NotTrained       a classifier was asked before it was trained or loaded
└── BadEvaluation    a file given to the evaluation cannot be used (file and line in the message)
"""

from __future__ import annotations


class IntentsError(Exception):
    """Root of everything that intents/ raises on purpose."""


class BadTopics(IntentsError, ValueError):
    """topics.yml cannot be used."""


class BadUtterances(IntentsError, ValueError):
    """The training material cannot be used; the message has one `file:line: what` per problem."""


class NothingToLearn(IntentsError, ValueError):
    """There is too little training material."""


class NotTrained(IntentsError):
    """A classifier was asked before it was trained or loaded."""


class BadEvaluation(IntentsError, ValueError):
    """A file given to the evaluation cannot be used."""
