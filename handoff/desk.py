"""Desk: where staff see how questions become clients, how every lead stands, and who the lawyers are."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, timedelta

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from conversations.database import Database
from handoff.chart import funnel_chart
from handoff.desk_office import DeskOffice, rules_of
from handoff.doubts import Doubts
from handoff.errors import IllegalMove, LeadWithdrawn, UnknownLead
from handoff.lawyers import Lawyers
from handoff.leads import Leads
from handoff.lifecycle import STATES
from handoff.metrics import DEFINITIONS, MEASURES, NO_TOPIC, FunnelRow, funnel, totals
from handoff.overview import LIMIT, counts_by_status, lead_lines
from handoff.parts import Handoff
from handoff.portable import csv_text

STEP_NAMES = {
    "conversations": "Conversations",
    "answered": "Answered",
    "offered": "Lawyer offered",
    "form_started": "Form started",
    "consented": "Consented",
    "captured": "Lead captured",
    "accepted": "Accepted",
}
USUAL_SPAN = timedelta(days=13)
LONGEST_SPAN = timedelta(days=366)
LEAD = "/leads/<int(max=9223372036854775807):lead_id>"
WAITING = ("new", "screened", "offered", "declined", "expired", "returned")  # nobody has taken the lead yet
NOBODY_YET = "At present no lawyer can take it: see the reasons on its page."
LAWYER_TOLD = "It is offered to the next lawyer."
UNKNOWN_TOPIC = "none"  # how the filter calls conversations without a topic
CHART_POLICY = {"default-src": "'none'", "style-src": "'unsafe-inline'", "frame-ancestors": "'none'", "sandbox": ""}


@dataclass(frozen=True)
class Choice:
    """The days and the topic that a page shows. `problem` says why something else was asked for in vain."""

    since: date
    until: date
    topic: str | None
    problem: str = ""

    @property
    def days(self) -> list[date]:
        return [self.since + timedelta(days=count) for count in range((self.until - self.since).days + 1)]

    @property
    def query(self) -> dict[str, str]:
        asked = {"since": self.since.isoformat(), "until": self.until.isoformat()}
        if self.topic is None:
            return asked
        return {**asked, "topic": self.topic or UNKNOWN_TOPIC}


@dataclass(frozen=True)
class Desk:
    """The pages of staff. `topic_names` are the known topics with what they are called, `whoami` is the account."""

    database: Database
    leads: Leads
    lawyers: Lawyers
    handoff: Handoff
    topic_names: Mapping[str, str]
    whoami: Callable[[], int]

    def funnel(self) -> str:
        """From conversation to accepted lead: numbers, picture, table, definitions."""
        choice = self._choice()
        rows = self._rows(choice)
        sums = totals(rows)
        return render_template(
            "desk/funnel.html",
            choice=choice,
            rows=list(reversed(rows)),
            steps=[(step, STEP_NAMES[step], sums[step], DEFINITIONS[step]) for step in MEASURES],
            topics=self.topic_names,
            unknown_topic=UNKNOWN_TOPIC,
        )

    def picture(self) -> Response:
        """The chart as an SVG file; its policy lets it style itself and nothing else."""
        choice = self._choice()
        return Response(
            funnel_chart(self._rows(choice), choice.days, {step: STEP_NAMES[step] for step in MEASURES}),
            content_type="image/svg+xml; charset=utf-8",
        )

    def table(self) -> Response:
        """The funnel as CSV."""
        choice = self._choice()
        rows = [{**asdict(row), "day": row.day.isoformat()} for row in self._rows(choice)]
        response = Response(csv_text(("day", "topic", *MEASURES), rows), content_type="text/csv; charset=utf-8")
        name = f"sidebar-funnel-{choice.since}-{choice.until}.csv"
        response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
        return response

    def all_leads(self) -> str:
        """Every lead by status; nothing on this page says who a lead is about."""
        status = request.args.get("status")
        chosen = status if status in STATES else None
        counts = counts_by_status(self.database)
        return render_template(
            "desk/leads.html",
            lines=lead_lines(self.database, status=chosen),
            chosen=chosen,
            counts=[(state, counts[state]) for state in STATES if state in counts],
            total=sum(counts.values()),
            limit=LIMIT,
            open_states=WAITING,
        )

    def unattended(self) -> str:
        """The leads that no lawyer can take as things are, with the reason and what can be done."""
        waiting = self.leads.unattended()
        doubts = Doubts(self.database).of([lead.id for lead in waiting])
        return render_template("desk/unattended.html", leads=waiting, doubts=doubts)

    def release(self, lead_id: int) -> AnyResponse:
        """Offer a lead that was held back or declined."""
        try:
            lead = self.leads.release(lead_id, actor=f"account:{self.whoami()}")
        except (IllegalMove, LeadWithdrawn, UnknownLead):
            flash(f"Lead {lead_id} cannot be offered any more. Its status has changed; nothing was done.")
        else:
            flash(f"Lead {lead_id} is let go. {LAWYER_TOLD if lead.status == 'offered' else NOBODY_YET}")
        return redirect(url_for("desk.unattended"))

    def practice(self) -> str:
        """Who the lawyers are, where and on what they work, and whether they get offers."""
        return render_template("desk/lawyers.html", lawyers=self.lawyers.all())

    def _rows(self, choice: Choice) -> list[FunnelRow]:
        return funnel(self.database, since=choice.since, until=choice.until, topic=choice.topic)

    def _choice(self) -> Choice:
        today = datetime.now(UTC).date()
        since, until = _day("since"), _day("until")
        problem = ""
        if (request.args.get("since") and since is None) or (request.args.get("until") and until is None):
            problem = "A date could not be read; write it as 2026-01-31."
        until = until or today
        since = since or until - USUAL_SPAN
        if since > until:
            since, until = until, since
        if until - since > LONGEST_SPAN:
            since, problem = until - LONGEST_SPAN, "At most one year is shown at a time; this is the last one."
        asked = request.args.get("topic", "")
        topic = NO_TOPIC if asked == UNKNOWN_TOPIC else (asked if asked in self.topic_names else None)
        return Choice(since, until, topic, problem)


# The chart styles itself and does nothing else; flask-talisman reads this in place of the site's policy.
Desk.picture.talisman_view_options = {"content_security_policy": CHART_POLICY}  # type: ignore[attr-defined]


def desk_blueprint(desk: Desk, *, guard: Callable[[], AnyResponse | None]) -> Blueprint:
    """The pages under /desk. `guard` runs first and may answer in the page's place."""
    blueprint = Blueprint("desk", __name__, url_prefix="/desk", template_folder="templates")
    blueprint.before_request(guard)
    blueprint.add_url_rule("/", "funnel", desk.funnel)
    blueprint.add_url_rule("/funnel.svg", "picture", desk.picture)
    blueprint.add_url_rule("/funnel.csv", "table", desk.table)
    blueprint.add_url_rule("/leads", "leads", desk.all_leads)
    blueprint.add_url_rule("/unattended", "unattended", desk.unattended)
    blueprint.add_url_rule(f"{LEAD}/release", "release", desk.release, methods=["POST"])
    blueprint.add_url_rule("/lawyers", "lawyers", desk.practice)
    for rule, endpoint, view, method in rules_of(DeskOffice(desk.handoff, desk.whoami)):
        blueprint.add_url_rule(rule, endpoint, view, methods=[method])  # type: ignore[arg-type]
    return blueprint


def _day(name: str) -> date | None:
    """The day in the query; years outside what anybody means are refused with the unreadable ones."""
    try:
        day = date.fromisoformat(request.args.get(name, ""))
    except ValueError:
        return None
    return day if 2000 <= day.year <= 2100 else None
