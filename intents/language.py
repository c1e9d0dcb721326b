"""Language: which language a message is written in, offline."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from lingua import IsoCode639_1, Language, LanguageDetector, LanguageDetectorBuilder
from spacy.lang.en.stop_words import STOP_WORDS as ENGLISH_STOPS
from spacy.lang.es.stop_words import STOP_WORDS as SPANISH_STOPS

DEFAULT = "en"
CODES = ("en", "es", "zh", "vi", "ko", "ru", "ar", "fr", "pt", "de", "tl", "pl", "it", "ja", "hi", "fa")
_LETTERS = re.compile(r"[^\W\d_]+")
_LATIN = re.compile(r"[a-z\u00c0-\u024f]", re.IGNORECASE)
_SURE, _VERY_SURE, _ENOUGH_WORDS = 0.8, 0.97, 4
ENGLISH_SLANG = frozenset({"ya", "yo", "la", "el"})


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Small words that only one of the two languages has; the chat's own everyday words are added.
_ENGLISH = frozenset(ENGLISH_STOPS - SPANISH_STOPS) | _words("my i im dont cant wont didnt want need help")
_AMBIGUOUS = _words("dos estado general hay gran final mary ann as os so")
_SPANISH = frozenset(word for word in SPANISH_STOPS - ENGLISH_STOPS - _AMBIGUOUS if len(word) > 1) | _words(
    "hola gracias ayuda abogado abogada necesito quiero prefiero adiós adios buenos buenas claro acepto "
    "sí deuda renta casero desalojo divorcio esposo esposa hijo hija hijos migra policía dinero trabajo "
    "vivo tengo dueño puedo por para de la el en una que del los las mi tu su se lo les nos un llamo "
    "nombre olvídelo basta detente cancelar saludos correcto demandar respuesta morir equivoqué ayudó "
    "cállate"
)


@dataclass(frozen=True)
class Detected:
    """A two-letter code and how likely it is, 0 to 1."""

    code: str
    confidence: float


Detect = Callable[[str], Detected]


def detect(text: str) -> Detected:
    """The language of the text; short or unclear texts count as English."""
    words = _LETTERS.findall(text.lower())
    english = sum(word in _ENGLISH for word in words)
    spanish = sum(word in _SPANISH for word in words) + sum(mark in text for mark in "¿¡ñ")
    if english > spanish or not words:
        return Detected(DEFAULT, round(english / (spanish + english), 3) if words else 1.0)
    if spanish and (len(words) > 1 or words[0] not in ENGLISH_SLANG):
        likeliest = _likeliest(text)
        other = likeliest.code not in {"en", "es"} and likeliest.confidence >= _VERY_SURE
        return likeliest if other and len(words) >= _ENOUGH_WORDS else _spanish_or_english(spanish, english)
    return _without_small_words(text, words)


def _spanish_or_english(spanish: int, english: int) -> Detected:
    share = round(spanish / (spanish + english), 3)
    return Detected("es", share) if spanish > english else Detected(DEFAULT, 1 - share)


def _without_small_words(text: str, words: list[str]) -> Detected:
    likeliest = _likeliest(text)
    foreign_script = not _LATIN.search(text)
    if foreign_script or (likeliest.confidence >= _SURE and len(words) >= _ENOUGH_WORDS):
        return likeliest
    return likeliest if likeliest.code == DEFAULT else Detected(DEFAULT, round(1 - likeliest.confidence, 3))


def _likeliest(text: str) -> Detected:
    best, *_ = _detector().compute_language_confidence_values(text)
    return Detected(best.language.iso_code_639_1.name.lower(), round(best.value, 3))


@cache
def _detector() -> LanguageDetector:
    known = [Language.from_iso_code_639_1(IsoCode639_1.from_str(code)) for code in CODES]
    return LanguageDetectorBuilder.from_languages(*known).with_low_accuracy_mode().build()
