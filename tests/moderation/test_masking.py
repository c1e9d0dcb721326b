"""What lawyers and staff read is covered, and can be uncovered."""

from __future__ import annotations

from moderation.masking import mask


def test_a_slur_is_covered_but_for_its_first_letter():
    assert mask("he called me a bitch again").text == "he called me a b•••• again"


def test_the_places_stay_the_same_for_a_reveal():
    text = "They shouted Faggots! at us"
    masked = mask(text)
    assert len(masked.text) == len(text)
    assert [text[start:end] for start, end in masked.spans] == ["Faggots"]


def test_ordinary_words_are_not_touched():
    text = "The cracker factory on Dyke Road assigned me a class"
    assert mask(text).text == text
