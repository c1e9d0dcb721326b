"""States: where a version of an answer stands, and the moves that are allowed."""

from __future__ import annotations

from matching.errors import IllegalMove

DRAFT, REVIEWED, PUBLISHED = "draft", "reviewed", "published"
REPLACED, EXPIRED, WITHDRAWN = "replaced", "expired", "withdrawn"

MOVES: dict[str | None, tuple[str, ...]] = {
    None: (DRAFT, PUBLISHED),  # published at once only when it ships with Sidebar: others reviewed it
    DRAFT: (REVIEWED, REPLACED, WITHDRAWN),
    REVIEWED: (PUBLISHED, DRAFT, REPLACED, WITHDRAWN),
    PUBLISHED: (REPLACED, EXPIRED, WITHDRAWN),
    EXPIRED: (REPLACED, WITHDRAWN),
    WITHDRAWN: (REVIEWED, REPLACED),
    REPLACED: (),
}

REMEDIES = {
    (DRAFT, PUBLISHED): "review it first: sidebar corpus review",
    (EXPIRED, PUBLISHED): "take in a new version with a later expires_on",
    (WITHDRAWN, PUBLISHED): "review it again first: sidebar corpus review",
}


def check_move(answer_id: str, moved_from: str | None, moved_to: str) -> None:
    """Raises `IllegalMove` that names the answer, both states, and what to do instead."""
    if moved_to not in MOVES[moved_from]:
        remedy = REMEDIES.get((moved_from or "", moved_to), "")
        reason = f"{answer_id} is {moved_from} and cannot become {moved_to}"
        raise IllegalMove(f"{reason}; {remedy}" if remedy else reason)
