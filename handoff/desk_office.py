"""DeskOffice: the desk's look behind the leads: how each was routed, what could not be sent, the rules, the money."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response as AnyResponse

from handoff.errors import IllegalMove, UnknownLead, UnknownNotice
from handoff.lifecycle import DECLINE_REASONS
from handoff.overview import lead_line
from handoff.parts import Handoff
from handoff.states import NAMES

Rule = tuple[str, str, Callable[..., object], str]
LEAD = "/leads/<int(max=9223372036854775807):lead_id>"


@dataclass(frozen=True)
class DeskOffice:
    """Pages of staff that say nothing about who a lead is about."""

    handoff: Handoff
    whoami: Callable[[], int]

    def lead(self, lead_id: int) -> str | tuple[str, int]:
        """One lead: to whom it was offered, and at each search why everyone else was left out."""
        line = lead_line(self.handoff.database, lead_id)
        if line is None:
            return render_template("desk/missing.html", lead_id=lead_id), 404
        return render_template(
            "desk/lead.html",
            line=line,
            offers=self.handoff.views.of_lead(lead_id),
            searches=self.handoff.views.routing_of(lead_id),
            mode=self.handoff.rules.compliance.rule(line.state),
            reasons=DECLINE_REASONS,
        )

    def close(self, lead_id: int) -> AnyResponse:
        """End a lead that nobody takes; the person is told where else to ask."""
        try:
            self.handoff.leads.close(lead_id, actor=f"account:{self.whoami()}")
            flash(f"Lead {lead_id} is closed. The person is told where else to ask.")
        except (IllegalMove, UnknownLead):
            flash(f"Lead {lead_id} cannot be closed. Its status has changed; nothing was done.")
        return redirect(url_for("desk.unattended"))

    def outbox(self) -> str:
        """What waits to be sent, and what was given up after many tries."""
        outbox = self.handoff.outbox
        return render_template("desk/outbox.html", given_up=outbox.given_up(), waiting=outbox.waiting())

    def revive(self, notice_id: int) -> AnyResponse:
        """Try once more."""
        try:
            self.handoff.outbox.revive(notice_id)
            flash("It is tried again within a minute.")
        except UnknownNotice:
            flash("This is sent, or being tried, already; nothing was done.")
        return redirect(url_for("desk.outbox"))

    def rules(self) -> str:
        """In which way requests go to lawyers in each state, by which rule."""
        compliance = self.handoff.rules.compliance
        return render_template(
            "desk/rules.html",
            compliance=compliance,
            named=[(NAMES[state], compliance.rule(state)) for state in sorted(compliance.named)],
            terms=self.handoff.rules.terms,
        )

    def money(self) -> str:
        """The statements of each lawyer for the last twelve months with something in them."""
        billing = self.handoff.billing
        rows = [
            (lawyer.name, billing.statement(lawyer.account_id, month))
            for lawyer in self.handoff.lawyers.all()
            for month in billing.months(lawyer.account_id)[:12]
        ]
        return render_template("desk/money.html", rows=rows)


def rules_of(office: DeskOffice) -> tuple[Rule, ...]:
    """The addresses of these pages under /desk."""
    return (
        (LEAD, "lead", office.lead, "GET"),
        (f"{LEAD}/close", "close", office.close, "POST"),
        ("/outbox", "outbox", office.outbox, "GET"),
        ("/outbox/<int(max=2147483647):notice_id>/revive", "revive", office.revive, "POST"),
        ("/rules", "rules", office.rules, "GET"),
        ("/money", "money", office.money, "GET"),
    )
