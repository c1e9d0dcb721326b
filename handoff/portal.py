"""Portal: where a lawyer sees what is offered, takes it, writes to the person, and says what became of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from conversations.columns import utc_now
from conversations.errors import UnknownConversation
from conversations.messages import Message
from conversations.transcripts import Transcripts
from handoff.consent import ConsentLedger
from handoff.errors import LeadWithdrawn, NotShown, NotYours
from handoff.formats import FILTERS
from handoff.lawyers import Lawyers
from handoff.lead import Lead
from handoff.leads import Leads
from handoff.lifecycle import DECLINE_REASONS, OUTCOMES, RETURN_REASONS
from handoff.offer_view import OfferViews
from handoff.outcomes import possible
from handoff.portable import as_csv, as_json, as_vcard, as_vcards
from handoff.portal_office import Office, download, rules_of
from handoff.reading import Reading, reading
from handoff.refusals import REFUSALS
from handoff.shown import without_the_form
from handoff.thread import Threads
from handoff.wording import said

LEAD = "/leads/<int(max=9223372036854775807):lead_id>"
LONGEST_NOTE = 2000
KINDS = {"csv": "text/csv", "json": "application/json", "vcf": "text/vcard"}


@dataclass(frozen=True)
class Portal:
    """The lawyer's pages. `whoami` gives the account that is signed in; `topic_names` what a topic is called.

    `topic_codes` are the topics' codes in the lawyers' index of subjects. The filter `masked` comes from the website.
    """

    leads: Leads
    lawyers: Lawyers
    consents: ConsentLedger
    transcripts: Transcripts
    threads: Threads
    views: OfferViews
    topic_names: Mapping[str, str]
    topic_codes: Mapping[str, str]
    whoami: Callable[[], int]

    def inbox(self) -> str:
        """What is offered, longest wait first, and what this lawyer has taken."""
        me = self.whoami()
        found = self.leads.for_lawyer(me)
        return render_template(
            "portal/inbox.html",
            offered=[lead for lead in found if lead.accepted_by is None],
            taken=[lead for lead in found if lead.accepted_by is not None],
            views=self.views.live(me, now=utc_now()),
            newest=self.views.counts(me, now=utc_now()).newest,
            answered=self.views.answered(me),
            profile=self.lawyers.get(me),
        )

    def counts(self) -> dict[str, object]:
        """The inbox's numbers, for the script that keeps them live; opens no lead."""
        return asdict(self.views.counts(self.whoami(), now=utc_now()))

    def lead(self, lead_id: int, unsent: str = "") -> str:
        """A teaser while it is offered; everything once it is this lawyer's."""
        me = self.whoami()
        lead = self.leads.get(lead_id, account_id=me)
        if lead.accepted_by != me:
            return self._offer(lead)
        if lead.masked:
            return render_template("portal/withdrawn.html", lead=lead)
        return render_template(
            "portal/lead.html",
            lead=lead,
            consent=self.consents.active(lead.conversation_id),
            messages=self._messages(lead),
            reading=self._reading(lead),
            history=self.leads.history(lead_id, account_id=me),
            moves=possible(lead.status),
            returnable=self.leads.outcomes.returnable(lead),
            return_days=self.leads.rules.terms.return_within.days,
            return_reasons=RETURN_REASONS,
            holds=self.threads.holds(lead_id, account_id=me),
            refused=self.threads.refused(lead_id, account_id=me),
            unsent=unsent,
            zone=self._zone(),
        )

    def accept(self, lead_id: int) -> AnyResponse:
        """Take the lead, with the lawyer's word that there is no conflict."""
        me, conflicts = self.whoami(), self.leads.conflicts
        found = conflicts.check(lead_id, account_id=me)
        clear = request.form.get("clear") == "yes"
        if not clear and self.leads.get(lead_id, account_id=me).accepted_by is None:
            flash("Please say below that you find no conflict, or decline.")
            return redirect(url_for("portal.lead", lead_id=lead_id))
        if found is not None and found.band is not None:
            conflicts.clear(lead_id, account_id=me)
        self.leads.accept(lead_id, account_id=me, no_conflict=clear)
        flash("The lead is yours. Below is how to reach the person.")
        return redirect(url_for("portal.lead", lead_id=lead_id))

    def decline(self, lead_id: int) -> AnyResponse:
        """Say no with a reason; the lead goes on."""
        reason = request.form.get("reason", "")
        if reason not in DECLINE_REASONS:
            flash("Please choose a reason, so that the lead can go to someone who fits better.")
            return redirect(url_for("portal.lead", lead_id=lead_id))
        self.leads.decline(lead_id, account_id=self.whoami(), reason=reason, note=_note())
        flash("You have declined the lead. It is no longer shown to you.")
        return redirect(url_for("portal.inbox"))

    def dispose(self, lead_id: int) -> AnyResponse:
        """Note what became of a lead that is this lawyer's."""
        outcome = request.form.get("status", "")
        if outcome not in OUTCOMES:
            flash("Please choose what became of this lead.")
        else:
            self.leads.outcomes.report(lead_id, outcome, account_id=self.whoami(), note=_note())
            flash(f"Noted: {OUTCOMES[outcome].name.lower()}.")
        return redirect(url_for("portal.lead", lead_id=lead_id))

    def give_back(self, lead_id: int) -> AnyResponse:
        """Give a lead back with a reason."""
        reason = request.form.get("reason", "")
        if reason not in RETURN_REASONS:
            flash("Please choose why you give this lead back.")
            return redirect(url_for("portal.lead", lead_id=lead_id))
        self.leads.outcomes.give_back(lead_id, reason, account_id=self.whoami(), note=_note())
        flash(f"You have given lead {lead_id} back. What is credited stands in your statement.")
        return redirect(url_for("portal.inbox"))

    def write(self, lead_id: int) -> AnyResponse | tuple[str, int]:
        """Send the person a message, if it may be shown."""
        text = request.form.get("text", "")
        try:
            self.threads.write(lead_id, text, account_id=self.whoami())
        except NotShown as error:
            flash(f"{str(error)[0].upper()}{str(error)[1:]}.")
            return self.lead(lead_id, unsent=text), 422
        flash("Your message is in the person's chat.")
        return redirect(url_for("portal.lead", lead_id=lead_id, _anchor="transcript-heading"))

    def hand_back(self, lead_id: int) -> AnyResponse:
        """Let the bot answer again."""
        self.threads.close(lead_id, account_id=self.whoami())
        flash("The bot answers the person again.")
        return redirect(url_for("portal.lead", lead_id=lead_id))

    def export(self, form: str) -> Response:
        """This lawyer's own leads, as a file. Each one is read, and so audited, by itself."""
        me = self.whoami()
        mine = [self.leads.get(lead.id, account_id=me) for lead in self.leads.for_lawyer(me) if not lead.masked]
        body = {"csv": as_csv, "json": as_json, "vcf": as_vcards}[form](mine)
        return download(body, KINDS[form], f"sidebar-leads.{form}")

    def vcard(self, lead_id: int) -> Response:
        """The person's contact for an address book."""
        lead = self.leads.get(lead_id, account_id=self.whoami())
        if lead.masked:
            raise NotYours("the contact is shown once you have accepted the lead")
        return download(as_vcard(lead), "text/vcard", f"sidebar-lead-{lead.id}.vcf")

    def _offer(self, lead: Lead) -> str:
        me = self.whoami()
        view = self.views.live(me, now=utc_now())[lead.id]
        return render_template(
            "portal/offer.html",
            lead=lead,
            view=view,
            mode_name=self.leads.rules.compliance.modes[view.mode].name,
            codes=[self.topic_codes[topic] for topic in lead.topics if topic in self.topic_codes],
            decline_reasons=DECLINE_REASONS,
            conflict=self.leads.conflicts.check(lead.id, account_id=me),
            zone=self._zone(),
        )

    def _zone(self) -> str:
        mine = self.lawyers.get(self.whoami())
        return mine.practice.time_zone if mine is not None else "UTC"

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


def portal_blueprint(portal: Portal, office: Office, *, guard: Callable[[], AnyResponse | None]) -> Blueprint:
    """The pages under /portal. `guard` runs first and may answer in the page's place."""
    blueprint = Blueprint(
        "portal", __name__, url_prefix="/portal", template_folder="templates", static_folder="static"
    )
    blueprint.before_request(guard)
    blueprint.add_app_template_filter(portal.topic_name, "topic_name")
    for name, written in FILTERS.items():
        blueprint.add_app_template_filter(written, name)
    blueprint.context_processor(lambda: {"t": lambda key, **fields: said("portal", key, **fields)})
    pages: tuple[tuple[str, str, Callable[..., object], str], ...] = (
        ("/", "inbox", portal.inbox, "GET"),
        ("/counts", "counts", portal.counts, "GET"),
        (LEAD, "lead", portal.lead, "GET"),
        (f"{LEAD}/accept", "accept", portal.accept, "POST"),
        (f"{LEAD}/decline", "decline", portal.decline, "POST"),
        (f"{LEAD}/disposition", "dispose", portal.dispose, "POST"),
        (f"{LEAD}/return", "give_back", portal.give_back, "POST"),
        (f"{LEAD}/messages", "write", portal.write, "POST"),
        (f"{LEAD}/messages/over", "hand_back", portal.hand_back, "POST"),
        (f"{LEAD}.vcf", "vcard", portal.vcard, "GET"),
        ("/leads.<any(csv, json, vcf):form>", "export", portal.export, "GET"),
        *rules_of(office),
    )
    for rule, endpoint, view, method in pages:
        blueprint.add_url_rule(rule, endpoint, view, methods=[method])  # type: ignore[arg-type]
    blueprint.register_error_handler(LeadWithdrawn, _withdrawn)
    for kind in REFUSALS:
        blueprint.register_error_handler(kind, _refusal)
    return blueprint


def _note() -> str:
    return request.form.get("note", "").strip()[:LONGEST_NOTE]


def _refusal(error: Exception) -> tuple[str, int]:
    kind = next(kind for kind in type(error).__mro__ if kind in REFUSALS)
    status, heading, text = REFUSALS[kind]
    return render_template("portal/refused.html", heading=heading, text=text or f"{str(error).capitalize()}."), status


def _withdrawn(_: LeadWithdrawn) -> tuple[str, int]:
    return render_template("portal/withdrawn.html", lead=None), 410
