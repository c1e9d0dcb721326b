"""Serving: what was published last, noticed at the next question without a restart."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Generic, TypeVar

from matching.answers import Answer, corpus_version
from matching.errors import MatchingError
from matching.snapshot import published, read_answers, state_of

log = logging.getLogger(__name__)

Thing = TypeVar("Thing")


_here: list[Path] = []


def serve_from(home: Path) -> None:
    """Tell this process where publications appear. Rasa makes components from the trained model's configuration,
    and a model may have been trained for another data folder."""
    _here[:] = [home]


def publications(configured: str) -> Path | None:
    """Where this process was told to look, else the configured folder; None for neither."""
    return _here[0] if _here else Path(configured) if configured else None


class Serving(Generic[Thing]):
    """Holds what `load` makes of the newest snapshot's folder; `first` until there is one.

    A snapshot that cannot be loaded changes nothing: what was served before is served on, and the log says why.
    `encoder` refuses snapshots that another encoder embedded: their vectors mean something else.
    """

    def __init__(
        self, home: Path | None, load: Callable[[Path], Thing], *, first: Thing, encoder: str | None = None
    ) -> None:
        self._home, self._load, self._held, self._encoder = home, load, first, encoder
        self._seen: tuple[int, int, int] | None = None

    @classmethod
    def only(cls, thing: Thing) -> Serving[Thing]:
        """Nothing is published: this is served."""
        return cls(None, lambda _: thing, first=thing)

    def current(self) -> Thing:
        if self._home is not None and (state := state_of(self._home)) != self._seen:
            self._seen = state
            self._renew(self._home)
        return self._held

    def _renew(self, home: Path) -> None:
        try:
            pointer = published(home)
            if pointer is None:
                return
            if self._encoder is not None and pointer.encoder != self._encoder:
                log.warning("generation %d was embedded by %s; not served", pointer.generation, pointer.encoder)
                return
            self._held = self._load(home / pointer.folder)
            log.info("generation %d: %d answers are served", pointer.generation, pointer.answers)
        except (MatchingError, OSError, ValueError) as error:
            log.warning("the newest snapshot cannot be served: %s", error)


@dataclass(frozen=True)
class Shelf:
    """Answers by id, and the version of the corpus that they are."""

    answers: Mapping[str, Answer]
    version: str

    @classmethod
    def of(cls, answers: tuple[Answer, ...]) -> Shelf:
        return cls({answer.answer_id: answer for answer in answers}, corpus_version(answers))


class ServedAnswers(Mapping[str, Answer]):
    """The answers that may be shown today, by id: as a mapping that is always the newest publication."""

    def __init__(
        self, serving: Serving[Shelf], *, today: Callable[[], date], renew: Callable[[], None] | None = None
    ) -> None:
        self._serving, self._today, self._renew = serving, today, renew

    @classmethod
    def of(
        cls,
        home: Path | None,
        shipped: tuple[Answer, ...],
        *,
        today: Callable[[], date] = date.today,
        renew: Callable[[], None] | None = None,
    ) -> ServedAnswers:
        """What is published in `home`, and before anything is, what Sidebar ships with. `renew` is called first:
        it may bring `home` up to date with another machine."""
        return cls(Serving(home, _shelf, first=Shelf.of(shipped)), today=today, renew=renew)

    @property
    def version(self) -> str:
        return self._now().version

    def __getitem__(self, answer_id: str) -> Answer:
        answer = self._now().answers[answer_id]
        if not answer.is_served(self._today()):
            raise KeyError(answer_id)
        return answer

    def __iter__(self) -> Iterator[str]:
        today = self._today()
        return (name for name, answer in self._now().answers.items() if answer.is_served(today))

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def _now(self) -> Shelf:
        if self._renew is not None:
            self._renew()
        return self._serving.current()


def _shelf(folder: Path) -> Shelf:
    return Shelf.of(read_answers(folder))
