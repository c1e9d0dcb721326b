"""PortalOffice: a lawyer's own office in the portal: profile, conflict list, statements, webhooks."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from zoneinfo import available_timezones

from flask import Response, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from handoff.billing import Billing, statement_rows
from handoff.conflicts import Conflicts
from handoff.errors import BadConflictList, BadProfile, BadWebhook
from handoff.hours import DAYS
from handoff.lawyers import Lawyer, Lawyers
from handoff.portable import csv_text
from handoff.profile import LANGUAGE_NAMES, ProfileForm, TermsForm
from handoff.states import NAMES
from handoff.webhooks import FORMATS, Endpoint, Webhooks

EMPTY_LINES = 2  # for licences that are to be added
ZONES = sorted(zone for zone in available_timezones() if zone.startswith(("America/", "Pacific/", "US/")))
Rule = tuple[str, str, Callable[..., object], str]


@dataclass(frozen=True)
class Office:
    """The pages about the lawyer, not about a lead."""

    lawyers: Lawyers
    conflicts: Conflicts
    billing: Billing
    hooks: Webhooks
    topic_names: Mapping[str, str]
    whoami: Callable[[], int]

    def profile(self) -> str:
        """Where, on what and how this lawyer works, and whether they get offers."""
        mine = self._mine()
        licences = ProfileForm(tuple(mine.bar_numbers.items()), mine.topics)
        return self._profile_page(mine, licences, TermsForm.of(mine.practice))

    def save_profile(self) -> AnyResponse | tuple[str, int]:
        """Keep the profile as filled in, or show it again with what is missing."""
        me, mine, fields = self.whoami(), self._mine(), request.form
        form = ProfileForm.read(
            fields.getlist("state"),
            fields.getlist("number"),
            fields.getlist("topic"),
            known_topics=self.topic_names,
        )
        terms = TermsForm.read(fields, TermsForm.of(mine.practice))
        if problems := [*form.problems(), *terms.problems()]:
            return self._profile_page(mine, form, terms, problems), 422
        numbers, actor = form.numbers, f"account:{me}"
        self.lawyers.add(me, list(numbers), form.topics, numbers, firm=mine.firm, phone=mine.phone, actor=actor)
        self.lawyers.arrange(me, terms.practice(mine.practice.plan), actor=actor)
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

    def conflict_list(self) -> str:
        """The lawyer's own list of names."""
        return render_template("portal/conflicts.html", names=self.conflicts.names(self.whoami()))

    def save_conflicts(self) -> AnyResponse | tuple[str, int]:
        """Keep the list as it was filled in."""
        typed = request.form.get("names", "")
        try:
            kept = self.conflicts.keep(self.whoami(), typed)
        except BadConflictList as error:
            problem = f"{_sentence(error)} Nothing is saved yet."
            return render_template("portal/conflicts.html", names=typed.splitlines(), problem=problem), 422
        flash(f"Your list is saved. It has {len(kept)} {'name' if len(kept) == 1 else 'names'}.")
        return redirect(url_for("portal.conflicts"))

    def statements(self) -> str:
        """What the lawyer owes and gets back, month by month."""
        me = self.whoami()
        months = [self.billing.statement(me, month) for month in self.billing.months(me)]
        return render_template("portal/statements.html", statements=months)

    def statement(self, month: str) -> Response:
        """One month as CSV."""
        try:
            day = date.fromisoformat(f"{month}-01")
        except ValueError:
            abort(404)
        rows = statement_rows(self.billing.statement(self.whoami(), day))
        table = csv_text(("at", "kind", "lead", "text", "cents"), rows)
        return download(table, "text/csv", f"sidebar-statement-{month}.csv")

    def webhooks(self) -> str:
        """Where the lawyer's own systems hear of leads."""
        return self._webhook_page()

    def add_webhook(self) -> str | tuple[str, int]:
        """Keep an address; its key is shown in this answer and never again."""
        url, fields = request.form.get("url", ""), request.form
        try:
            made = self.hooks.add(
                self.whoami(), url, form=fields.get("format", ""), token=fields.get("token", "")[:200]
            )
        except BadWebhook as error:
            return self._webhook_page(problem=_sentence(error), url=url), 422
        return self._webhook_page(made=made)

    def remove_webhook(self, webhook_id: int) -> AnyResponse:
        """Stop calling an address."""
        self.hooks.remove(webhook_id, account_id=self.whoami())
        flash("The webhook is removed.")
        return redirect(url_for("portal.webhooks"))

    def _webhook_page(self, *, problem: str = "", url: str = "", made: Endpoint | None = None) -> str:
        return render_template(
            "portal/webhooks.html",
            endpoints=self.hooks.of(self.whoami()),
            formats=FORMATS,
            problem=problem,
            url=url,
            made=made,
        )

    def _mine(self) -> Lawyer:
        if (mine := self.lawyers.get(self.whoami())) is None:
            raise BadProfile("this lawyer has no profile yet")
        return mine

    def _profile_page(self, mine: Lawyer, form: ProfileForm, terms: TermsForm, problems: Sequence[str] = ()) -> str:
        return render_template(
            "portal/profile.html",
            profile=mine,
            lines=(*form.licences, *[("", "")] * EMPTY_LINES),
            chosen=form.topics,
            terms=terms,
            problems=problems,
            states=NAMES,
            topics=self.topic_names,
            languages=LANGUAGE_NAMES,
            days=DAYS,
            zones=ZONES,
        )


def rules_of(office: Office) -> tuple[Rule, ...]:
    """The addresses of these pages under /portal."""
    return (
        ("/profile", "profile", office.profile, "GET"),
        ("/profile", "save_profile", office.save_profile, "POST"),
        ("/profile/offers", "pause", office.pause, "POST"),
        ("/conflicts", "conflicts", office.conflict_list, "GET"),
        ("/conflicts", "save_conflicts", office.save_conflicts, "POST"),
        ("/statements", "statements", office.statements, "GET"),
        ("/statements/<string(length=7):month>.csv", "statement", office.statement, "GET"),
        ("/webhooks", "webhooks", office.webhooks, "GET"),
        ("/webhooks", "add_webhook", office.add_webhook, "POST"),
        ("/webhooks/<int(max=2147483647):webhook_id>/remove", "remove_webhook", office.remove_webhook, "POST"),
    )


def download(body: str, kind: str, name: str) -> Response:
    """A file to be saved."""
    response = Response(body, content_type=f"{kind}; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _sentence(error: Exception) -> str:
    text = str(error)
    return f"{text[0].upper()}{text[1:]}."
