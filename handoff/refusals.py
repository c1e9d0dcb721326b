"""Refusals: what a lawyer reads when a page or a step is not for them."""

from __future__ import annotations

from collections.abc import Mapping

from handoff.errors import BadProfile, ConflictOpen, IllegalMove, LeadTaken, NotYours, OfferOver, TooLate, UnknownLead

# The status of the answer, the heading, the text; without a text, the error speaks for itself.
REFUSALS: Mapping[type, tuple[int, str, str]] = {
    OfferOver: (
        409,
        "Your time to answer is over",
        "You did not answer in time, so the lead has gone on to the next lawyer. You have not seen whose it is.",
    ),
    ConflictOpen: (409, "One answer is missing", ""),
    TooLate: (409, "Too late to give it back", ""),
    LeadTaken: (
        409,
        "Already taken",
        "Another lawyer accepted this lead before you, or it is offered no longer. You have not seen whose it is.",
    ),
    UnknownLead: (404, "No such lead", "There is no lead with this number, or it has been erased."),
    NotYours: (
        403,
        "Not yours to open",
        "This lead is not offered to you. A lead is before one lawyer at a time.",
    ),
    IllegalMove: (409, "That step is not possible", ""),
    BadProfile: (409, "No profile yet", "Please ask an administrator to add your states and licence numbers."),
}
