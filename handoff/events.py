"""Events: what a webhook says, made when it is sent, so that nothing of it lies in the outbox."""

from __future__ import annotations

from typing import Any

from handoff.lead import Lead
from handoff.sealing import exported

SOURCE = "Sidebar"


def standard(event: str, lead: Lead, *, key: str) -> dict[str, Any]:
    """The event as JSON: all of an accepted lead, a teaser of an offered one, the number of a withdrawn one."""
    if event == "lead.withdrawn":
        return {"type": event, "id": key, "data": {"id": lead.id}}
    if lead.masked:
        blind = ("id", "state", "county", "topics", "description", "captured_at")
        shown = exported(lead)
        return {"type": event, "id": key, "data": {name: shown[name] for name in blind} | {"language": lead.language}}
    full = exported(lead) | {"language": lead.language, "safe_contact": lead.safe_contact}
    full["deadline"] = lead.deadline.isoformat() if lead.deadline else None
    return {"type": event, "id": key, "data": full}


def clio(lead: Lead, *, token: str, site: str) -> dict[str, Any]:
    """An accepted lead as the lead inbox of Clio Grow takes it.

    Fields: https://docs.developers.clio.com/guides/clio-grow/lead-inbox-api/ (read 2026-11-21).
    """
    first, _, last = (lead.name or "").strip().rpartition(" ")
    return {
        "inbox_lead_token": token,
        "inbox_lead": {
            "from_first": first or last,
            "from_last": last,
            "from_email": lead.email or "",
            "from_phone": lead.phone or "",
            "from_message": _message(lead),
            "referring_url": site,
            "from_source": SOURCE,
        },
    }


def _message(lead: Lead) -> str:
    lines = [
        ("What happened", lead.description),
        ("Topics", ", ".join(lead.topics)),
        ("State", lead.state),
        ("County", lead.county),
        ("Deadline", lead.deadline.isoformat() if lead.deadline else None),
        ("Other side", lead.opposing_party),
        ("How to reach them safely", lead.safe_contact),
        ("Language", lead.language),
        ("Lead", str(lead.id)),
    ]
    return " | ".join(f"{name}: {value}" for name, value in lines if value)
