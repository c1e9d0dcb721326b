"""Safety pages: where staff decide on appeals, and where a covered text is shown as it was written, audited."""

from __future__ import annotations

from flask import Blueprint, Flask, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from bot.web.accounts import only, signed_in
from bot.web.surroundings import house
from conversations.errors import AppealDecided, UnknownAppeal, UnknownMessage
from conversations.messages import Message
from moderation.masking import mask

LARGEST = 9223372036854775807
APPEAL = f"/desk/appeals/<int(max={LARGEST}):appeal_id>"
MESSAGE = f"/messages/<int(max={LARGEST}):message_id>/reveal"
LEAD = f"/leads/<int(max={LARGEST}):lead_id>/reveal"
LONGEST_NOTE = 1000


def safety_pages(app: Flask) -> None:
    """Register the pages, the filter `masked` and the test `coarse`, which every template may use."""
    app.add_template_filter(masked, "masked")
    app.add_template_test(is_coarse, "coarse")
    desk = Blueprint("appeals", __name__)
    desk.before_request(only("staff", "admin"))
    desk.add_url_rule("/desk/appeals", "waiting", waiting)
    desk.add_url_rule(APPEAL, "decide", decide, methods=["POST"])
    app.register_blueprint(desk)
    covered = Blueprint("safety", __name__)
    covered.before_request(only("lawyer", "staff", "admin"))
    covered.add_url_rule(MESSAGE, "reveal", reveal, methods=["POST"])
    covered.add_url_rule(LEAD, "reveal_lead", reveal_lead, methods=["POST"])
    app.register_blueprint(covered)


def masked(text: str | None) -> str:
    """The text with slurs and coarse words covered."""
    return mask(text or "").text


def is_coarse(text: str | None) -> bool:
    return bool(mask(text or "").spans)


def waiting() -> str:
    """What people want looked at again, and what was decided."""
    appeals = house().manners.appeals
    return render_template("safety/appeals.html", waiting=appeals.waiting(), decided=appeals.decided())


def decide(appeal_id: int) -> AnyResponse:
    """Keep the decision on an appeal; the person reads it in their chat."""
    outcome = request.form.get("outcome")
    note = request.form.get("note", "").strip()[:LONGEST_NOTE]
    if outcome not in ("upheld", "overturned"):
        flash("Please choose whether the refusal stands.")
        return redirect(url_for("appeals.waiting"))
    try:
        house().manners.decide(appeal_id, overturned=outcome == "overturned", account_id=signed_in().id, note=note)
    except UnknownAppeal:
        flash("The person has deleted the conversation; there is nothing to decide any more.")
    except AppealDecided:
        flash("Somebody else has decided on this appeal already; nothing was changed.")
    else:
        flash("Decided. The person is told in their chat.")
    return redirect(url_for("appeals.waiting"))


def reveal(message_id: int) -> str:
    """One message as it was written. Staff may see any, a lawyer those of the people whose lead they accepted."""
    try:
        message = house().transcripts.message(message_id)
    except UnknownMessage:
        abort(404)
    if signed_in().role == "lawyer" and not _is_mine(message):
        abort(403, "You can read the messages of people whose lead you have accepted.")
    house().audit.record(f"account:{signed_in().id}", "message.revealed", f"message:{message_id}")
    return render_template("safety/revealed.html", text=message.text, title="Message", back=_back())


def reveal_lead(lead_id: int) -> str:
    """What a person wrote into the form, as it was written, for the lawyer who has the lead."""
    lead = house().leads.get(lead_id, account_id=signed_in().id)
    house().audit.record(f"account:{signed_in().id}", "lead.revealed", f"lead:{lead_id}")
    return render_template("safety/revealed.html", text=lead.description, title=f"Lead {lead_id}", back=_back())


def _is_mine(message: Message) -> bool:
    lead = house().leads.for_conversation(message.conversation_id)
    return lead is not None and lead.accepted_by == signed_in().id


def _back() -> str:
    """The page that the button was on, if it is one of ours."""
    came_from = request.form.get("back", "")
    return (
        came_from
        if came_from.startswith("/") and not came_from.startswith(("//", "/\\"))
        else url_for("account.overview")
    )
