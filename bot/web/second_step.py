"""SecondStep: the six digits after the password, setting up an authenticator app, and recovery codes."""

from __future__ import annotations

import time

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask_login import current_user, login_required, login_user
from markupsafe import Markup
from werkzeug.wrappers import Response as AnyResponse

from bot.web.session import SignedIn, own_place, safe, signed_in
from bot.web.surroundings import house
from conversations.accounts import Account
from handoff.errors import BadCode
from handoff.second_factor import SecondFactor

WAITS = 600  # seconds between password and code
Page = str | AnyResponse | tuple[str, int]

second_step = Blueprint("second", __name__, url_prefix="/account")


def after_password(account: Account, target: str) -> AnyResponse:
    """Sign in, or ask for the second factor first; an account that must have one is led to set it up."""
    session.clear()
    if factors().enrolled(account.id) or required(account):
        session.update(waiting=account.id, since=int(time.time()), next=target)
        step = "second.code" if factors().enrolled(account.id) else "second.set_up"
        return redirect(url_for(step))
    return finish(account, target)


def finish(account: Account, target: str) -> AnyResponse:
    """The session begins here and nowhere else."""
    session.clear()
    session.permanent = True
    login_user(SignedIn(account))
    house().audit.record(account.email, "signed in", "account")
    return redirect(safe(target) or own_place())


def required(account: Account) -> bool:
    """Whether the operator wants this account to have a second factor."""
    wanted = house().settings.two_factor
    return wanted == "everyone" or (wanted == "lawyers" and account.role == "lawyer")


def factors() -> SecondFactor:
    return house().handoff.second_factor


@second_step.route("/second-step", methods=["GET", "POST"])
def code() -> Page:
    """Ask for the code of the app, or a recovery code."""
    account = _waiting()
    if account is None or not factors().enrolled(account.id):
        return redirect(url_for("account.sign_in"))
    if request.method == "GET":
        return render_template("second/code.html")
    try:
        factors().check(account.id, request.form.get("code", "")[:40])
    except BadCode as error:
        house().audit.record(account.email, "code refused", "account")
        return render_template("second/code.html", problem=_sentence(error)), 401
    return finish(account, str(session.get("next", "")))


@second_step.route("/two-factor", methods=["GET", "POST"])
def set_up() -> Page:
    """Show the picture for the app and take the first code; then the recovery codes, once."""
    account = _waiting() or (signed_in() if current_user.is_authenticated else None)
    if account is None:
        return redirect(url_for("account.sign_in"))
    if factors().enrolled(account.id):
        if not current_user.is_authenticated:
            return redirect(url_for("second.code"))
        return render_template("second/on.html", left=factors().codes_left(account.id))
    if request.method == "GET":
        return _enrolment(account)
    try:
        codes = factors().confirm(account.id, request.form.get("code", "")[:40])
    except BadCode as error:
        return _enrolment(account, problem=_sentence(error)), 422
    if not current_user.is_authenticated:
        finish(account, "")
    return render_template("second/codes.html", codes=codes, place=own_place())


@second_step.post("/two-factor/codes")
@login_required
def new_codes() -> Page:
    """New recovery codes, for someone who can show a code of the app now."""
    try:
        factors().check(signed_in().id, request.form.get("code", "")[:40])
        codes = factors().renew_codes(signed_in().id)
    except BadCode as error:
        flash(_sentence(error))
        return redirect(url_for("second.set_up"))
    return render_template("second/codes.html", codes=codes, place=own_place())


def _enrolment(account: Account, *, problem: str = "") -> str:
    made = factors().enrol(account.id, account.email)
    return render_template(
        "second/set_up.html", secret=made.secret, picture=Markup(made.picture), problem=problem  # noqa: S704
    )  # fmt: skip


def _waiting() -> Account | None:
    """The account whose password was right a moment ago."""
    number, since = session.get("waiting"), session.get("since")
    if not isinstance(number, int) or not isinstance(since, int) or time.time() - since > WAITS:
        return None
    account = house().accounts.get(number)
    return account if account is not None and account.enabled else None


def _sentence(error: Exception) -> str:
    text = str(error)
    return f"{text[0].upper()}{text[1:]}."
