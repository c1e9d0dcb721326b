"""Accounts: sign-in, sign-out, and which role opens which door."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, Flask, Response, abort, flash, redirect, render_template, request, session, url_for
from flask_login import LoginManager, current_user, login_required, logout_user
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response as AnyResponse
from wtforms import EmailField, HiddenField, PasswordField
from wtforms.validators import InputRequired, Length

from bot.web.second_step import after_password
from bot.web.session import SignedIn, own_place
from bot.web.session import signed_in as signed_in
from bot.web.surroundings import house
from conversations.errors import AccountDisabled, WrongCredentials

ROLE_NAMES = {"lawyer": "Lawyer", "staff": "Staff", "editor": "Editor", "admin": "Administrator"}

accounts = Blueprint("account", __name__, url_prefix="/account")


class SignInForm(FlaskForm):
    email = EmailField("E-mail", validators=[InputRequired("Enter your e-mail address."), Length(max=254)])
    password = PasswordField("Password", validators=[InputRequired("Enter your password."), Length(max=1024)])
    next = HiddenField()


def watch_sign_ins(app: Flask) -> None:
    """Tell flask-login how an account is found again, and where to sign in."""
    manager = LoginManager(app)
    manager.login_view = "account.sign_in"
    manager.login_message = "Please sign in to open this page."
    manager.session_protection = "basic"

    @manager.user_loader
    def load(account_id: str) -> SignedIn | None:
        account = house().accounts.get(int(account_id)) if account_id.isdigit() else None
        return SignedIn(account) if account is not None and account.enabled else None


def only(*roles: str) -> Callable[[], AnyResponse | None]:
    """A guard for a blueprint: to the sign-in page without an account, 403 with another role."""

    def guard() -> AnyResponse | None:
        if not current_user.is_authenticated:
            return redirect(url_for("account.sign_in", next=request.full_path.rstrip("?")))
        if signed_in().role not in roles:
            needed = " or ".join(ROLE_NAMES[role].lower() for role in roles)
            abort(403, f"This page is for accounts with the role {needed}; yours is {signed_in().role}.")
        return None

    return guard


@accounts.route("/login", methods=["GET", "POST"])
def sign_in() -> str | AnyResponse | tuple[str, int]:
    """Check e-mail and password; lead each role to its own place."""
    if current_user.is_authenticated:
        return redirect(own_place())
    form = SignInForm()
    if request.method == "GET":
        form.next.data = request.args.get("next", "")
        return render_template("sign_in.html", form=form)
    if not form.validate():
        return render_template("sign_in.html", form=form), 422
    try:
        account = house().accounts.sign_in(form.email.data.strip(), form.password.data)
    except WrongCredentials:
        house().audit.record(form.email.data.strip()[:254], "sign-in refused", "account")
        return _refused(form, "This e-mail address and password do not belong together.")
    except AccountDisabled:
        return _refused(form, "This account is switched off. Please ask an administrator.")
    return after_password(account, form.next.data or "")


@accounts.post("/logout")
@login_required
def sign_out() -> AnyResponse:
    """End the session and forget its cookie."""
    house().audit.record(signed_in().email, "signed out", "account")
    logout_user()
    session.clear()
    flash("You are signed out.")
    return redirect(url_for("account.sign_in"))


@accounts.get("/")
@login_required
def overview() -> str:
    """Who is signed in and what this account may do."""
    return render_template("account.html", account=signed_in(), role_name=ROLE_NAMES[signed_in().role])


def _refused(form: SignInForm, reason: str) -> Response:
    return Response(render_template("sign_in.html", form=form, refused=reason), status=401)
