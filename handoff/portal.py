"""Portal: where a lawyer sees what is offered, takes it, and says what became of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from conversations.errors import UnknownConversation
from conversations.messages import Message
from conversations.transcripts import Transcripts
from handoff.consent import ConsentLedger
from handoff.errors import BadConflictList, BadProfile, LeadWithdrawn, NotYours
from handoff.formats import FILTERS, STATUS_NAMES
from handoff.lawyers import Lawyer, Lawyers
from handoff.lead import Lead
from handoff.leads import Leads
from handoff.lifecycle import DECLINE_REASONS, DISPOSITIONS, MOVES
from handoff.portable import as_csv, as_json, as_vcard
from handoff.profile import ProfileForm
from handoff.reading import Reading, reading
from handoff.refusals import REFUSALS
from handoff.shown import without_the_form
from handoff.states import NAMES

LEAD = "/leads/<int(max=9223372036854775807):lead_id>"
LONGEST_NOTE = 2000
EMPTY_LINES = 2  # for licences that are to be added


@dataclass(frozen=True)
class Portal:
    """The lawyer's pages. `whoami` gives the account that is signed in; `topic_names` what a topic is called."""

    leads: Leads
    lawyers: Lawyers
    consents: ConsentLedger
    transcripts: Transcripts
    topic_names: Mapping[str, str]
    whoami: Callable[[], int]

    def inbox(self) -> str:
        """What is offered, longest wait first, and what this lawyer has taken."""
        found = self.leads.for_lawyer(self.whoami())
        return render_template(
            "portal/inbox.html",
            offered=sorted((lead for lead in found if lead.status == "offered"), key=lambda lead: lead.captured_at),
            taken=[lead for lead in found if lead.status != "offered"],
            profile=self.lawyers.get(self.whoami()),
        )

    def lead(self, lead_id: int) -> str:
        """A teaser while it is offered; everything once it is this lawyer's."""
        lead = self.leads.get(lead_id, account_id=self.whoami())
        if lead.status == "offered":
            return self._offer(lead)
        if lead.masked:
            return render_template("portal/withdrawn.html", lead=lead)
        return render_template(
            "portal/lead.html",
            lead=lead,
            consent=self.consents.active(lead.conversation_id),
            messages=self._messages(lead),
            reading=self._reading(lead),
            history=self.leads.history(lead_id, account_id=self.whoami()),
            moves=[status for status in DISPOSITIONS if status in MOVES[lead.status]],
        )

    def accept(self, lead_id: int) -> AnyResponse:
        """Take the lead; where the lawyer's list has a match, only with their word that there is no conflict."""
        me, conflicts = self.whoami(), self.leads.conflicts
        found = conflicts.check(lead_id, account_id=me)
        if found is not None and found.band is not None:
            if request.form.get("clear") != "yes":
                flash("Your conflict list has a match. Please say below that you find no conflict, or decline.")
                return redirect(url_for("portal.lead", lead_id=lead_id))
            conflicts.clear(lead_id, account_id=me)
        self.leads.accept(lead_id, account_id=me)
        flash("The lead is yours. Below is how to reach the person.")
        return redirect(url_for("portal.lead", lead_id=lead_id))

    def decline(self, lead_id: int) -> AnyResponse:
        reason = request.form.get("reason", "")
        note = request.form.get("note", "").strip()[:LONGEST_NOTE]
        if reason not in DECLINE_REASONS:
            flash("Please choose a reason, so that the lead can go to someone who fits better.")
            return redirect(url_for("portal.lead", lead_id=lead_id))
        self.leads.decline(lead_id, account_id=self.whoami(), reason=f"{reason}: {note}" if note else reason)
        flash("You have declined the lead. It is no longer shown to you.")
        return redirect(url_for("portal.inbox"))

    def dispose(self, lead_id: int) -> AnyResponse:
        """Note what became of a lead that is this lawyer's."""
        status = request.form.get("status", "")
        note = request.form.get("note", "").strip()[:LONGEST_NOTE]
        if status not in DISPOSITIONS:
            flash("Please choose what became of this lead.")
        else:
            self.leads.set_disposition(lead_id, status, account_id=self.whoami(), note=note)
            flash(f"Noted: {STATUS_NAMES[status].lower()}.")
        return redirect(url_for("portal.lead", lead_id=lead_id))

    def export(self, form: str) -> Response:
        """This lawyer's own leads, as a file. Each one is read, and so audited, by itself."""
        me = self.whoami()
        mine = [self.leads.get(lead.id, account_id=me) for lead in self.leads.for_lawyer(me) if not lead.masked]
        body, kind = (as_csv(mine), "text/csv") if form == "csv" else (as_json(mine), "application/json")
        return _download(body, kind, f"sidebar-leads.{form}")

    def vcard(self, lead_id: int) -> Response:
        """The person's contact for an address book."""
        lead = self.leads.get(lead_id, account_id=self.whoami())
        if lead.masked:
            raise NotYours("the contact is shown once you have accepted the lead")
        return _download(as_vcard(lead), "text/vcard", f"sidebar-lead-{lead.id}.vcf")

    def profile(self) -> str:
        """Where and on what this lawyer works, and whether they get offers."""
        mine = self._mine()
        return self._profile_page(mine, ProfileForm(tuple(mine.bar_numbers.items()), mine.topics))

    def save_profile(self) -> AnyResponse | tuple[str, int]:
        """Keep the profile as filled in, or show it again with what is missing."""
        me, mine, fields = self.whoami(), self._mine(), request.form
        form = ProfileForm.read(
            fields.getlist("state"),
            fields.getlist("number"),
            fields.getlist("topic"),
            known_topics=self.topic_names,
        )
        if problems := form.problems():
            return self._profile_page(mine, form, problems), 422
        numbers, firm, phone = form.numbers, mine.firm, mine.phone
        self.lawyers.add(me, list(numbers), form.topics, numbers, firm=firm, phone=phone, actor=f"account:{me}")
        flash("Your profile is saved.")
        return redirect(url_for("portal.profile"))

    def pause(self) -> AnyResponse:
        """Stop or start offers to this lawyer."""
        me = self.whoami()
        if request.form.get("offers") == "on":
            self.lawyers.resume(me, actor=f"account:{me}")
            flash("You get offers again.")
        else:
            self.lawyers.pause(me, actor=f"account:{me}")
            flash("Offers to you are paused. Leads that you have accepted stay with you.")
        return redirect(url_for("portal.profile"))

    def conflicts(self) -> str:
        """The lawyer's own list of names."""
        return render_template("portal/conflicts.html", names=self.leads.conflicts.names(self.whoami()))

    def save_conflicts(self) -> AnyResponse | tuple[str, int]:
        """Keep the list as it was filled in."""
        typed = request.form.get("names", "")
        try:
            kept = self.leads.conflicts.keep(self.whoami(), typed)
        except BadConflictList as error:
            problem = f"{str(error)[0].upper()}{str(error)[1:]}. Nothing is saved yet."
            return render_template("portal/conflicts.html", names=typed.splitlines(), problem=problem), 422
        flash(f"Your list is saved. It has {len(kept)} {'name' if len(kept) == 1 else 'names'}.")
        return redirect(url_for("portal.conflicts"))

    def _offer(self, lead: Lead) -> str:
        return render_template(
            "portal/offer.html",
            lead=lead,
            decline_reasons=DECLINE_REASONS,
            conflict=self.leads.conflicts.check(lead.id, account_id=self.whoami()),
        )

    def _mine(self) -> Lawyer:
        if (mine := self.lawyers.get(self.whoami())) is None:
            raise BadProfile("this lawyer has no profile yet")
        return mine

    def _profile_page(self, mine: Lawyer, form: ProfileForm, problems: Sequence[str] = ()) -> str:
        return render_template(
            "portal/profile.html",
            profile=mine,
            lines=(*form.licences, *[("", "")] * EMPTY_LINES),
            chosen=form.topics,
            problems=problems,
            states=NAMES,
            topics=self.topic_names,
        )

    def _messages(self, lead: Lead) -> list[Message]:
        try:
            return without_the_form(self.transcripts.messages(lead.conversation_id))
        except UnknownConversation:
            return []

    def _reading(self, lead: Lead) -> Reading:
        try:
            return reading(lead, self.transcripts.decisions(lead.conversation_id))
        except UnknownConversation:
            return reading(lead, [])

    def topic_name(self, topic: str) -> str:
        return self.topic_names.get(topic, topic.replace("_", " "))


def portal_blueprint(portal: Portal, *, guard: Callable[[], AnyResponse | None]) -> Blueprint:
    """The pages under /portal. `guard` runs first and may answer in the page's place."""
    blueprint = Blueprint("portal", __name__, url_prefix="/portal", template_folder="templates")
    blueprint.before_request(guard)
    blueprint.add_app_template_filter(portal.topic_name, "topic_name")
    for name, written in FILTERS.items():
        blueprint.add_app_template_filter(written, name)
    pages: tuple[tuple[str, str, Callable[..., str | AnyResponse | tuple[str, int]], str], ...] = (
        ("/", "inbox", portal.inbox, "GET"),
        (LEAD, "lead", portal.lead, "GET"),
        (f"{LEAD}/accept", "accept", portal.accept, "POST"),
        (f"{LEAD}/decline", "decline", portal.decline, "POST"),
        (f"{LEAD}/disposition", "dispose", portal.dispose, "POST"),
        ("/profile", "profile", portal.profile, "GET"),
        ("/profile", "save_profile", portal.save_profile, "POST"),
        ("/profile/offers", "pause", portal.pause, "POST"),
        ("/conflicts", "conflicts", portal.conflicts, "GET"),
        ("/conflicts", "save_conflicts", portal.save_conflicts, "POST"),
        (f"{LEAD}.vcf", "vcard", portal.vcard, "GET"),
        ("/leads.<any(csv, json):form>", "export", portal.export, "GET"),
    )
    for rule, endpoint, view, method in pages:
        blueprint.add_url_rule(rule, endpoint, view, methods=[method])
    blueprint.register_error_handler(LeadWithdrawn, _withdrawn)
    for kind in REFUSALS:
        blueprint.register_error_handler(kind, _refusal)
    return blueprint


def _download(body: str, kind: str, name: str) -> Response:
    response = Response(body, content_type=f"{kind}; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _refusal(error: Exception) -> tuple[str, int]:
    kind = next(kind for kind in type(error).__mro__ if kind in REFUSALS)
    status, heading, text = REFUSALS[kind]
    return render_template("portal/refused.html", heading=heading, text=text or f"{str(error).capitalize()}."), status


def _withdrawn(_: LeadWithdrawn) -> tuple[str, int]:
    return render_template("portal/withdrawn.html", lead=None), 410
