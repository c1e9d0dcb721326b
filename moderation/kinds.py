"""Kinds: the dangers that Sidebar tells apart."""

from __future__ import annotations

KINDS = (
    "self_harm",
    "medical_emergency",
    "child_abuse",
    "trafficking",
    "violence",
    "domestic_violence",
    "stalking",
    "raid",
    "arrest",
    "lockout",
    "deadline",
)  # most pressing first: the first kind found is the one reported
