"""sidebar lawyers · staff: accounts for those who work with Sidebar."""

from __future__ import annotations

from dataclasses import replace

import click

from bot.assembly import House, house
from bot.settings import Settings
from conversations.accounts import Account
from handoff.practice import PLANS
from handoff.states import state_code
from intents.topics import load_topics

PASSWORD = click.option(
    "--password",
    prompt=True,
    hide_input=True,
    confirmation_prompt=True,
    envvar="SIDEBAR_NEW_PASSWORD",
    show_envvar=True,
    help="Asked for when it is not given.",
)


@click.group()
def lawyers() -> None:
    """Accounts of lawyers, with the states and topics that they take."""


@lawyers.command("add")
@click.option("--email", required=True)
@click.option("--name", required=True)
@click.option("--states", required=True, help="Licence states, such as MA,NY.")
@click.option("--topics", default="", help="Topics, such as debt,family; none: all of them.")
@click.option("--bar-number", default="", help="Licence number.")
@PASSWORD
def add_lawyer(email: str, name: str, states: str, topics: str, bar_number: str, password: str) -> None:
    """Add a lawyer who may see and accept leads of these states and topics."""
    wanted_states, wanted_topics = _states(states), _topics(topics)
    parts = house(Settings.read())
    account = parts.accounts.add(email=email, password=password, role="lawyer", name=name)
    parts.lawyers.add(account.id, wanted_states, wanted_topics, bar_number)
    click.echo(f"{account.email} can sign in at /portal; states {', '.join(wanted_states)}")


@click.group()
def staff() -> None:
    """Accounts of staff, editors and administrators."""


@staff.command("add")
@click.option("--email", required=True)
@click.option("--name", required=True)
@click.option("--role", type=click.Choice(["staff", "editor", "admin"]), default="staff", show_default=True)
@PASSWORD
def add_staff(email: str, name: str, role: str, password: str) -> None:
    """Add an account for the desk (staff, admin), or one for an editor."""
    account = house(Settings.read()).accounts.add(email=email, password=password, role=role, name=name)
    click.echo(f"{account.email} can sign in at /account/login as {account.role}")


def _show(accounts: list[Account]) -> None:
    for account in accounts:
        click.echo(f"{account.email}\t{account.role}\t{'active' if account.enabled else 'disabled'}\t{account.name}")


def _of(parts: House, *, lawyers_only: bool) -> list[Account]:
    return [account for account in parts.accounts.all() if (account.role == "lawyer") == lawyers_only]


@lawyers.command("list")
def list_lawyers() -> None:
    """List the lawyers' accounts."""
    _show(_of(house(Settings.read()), lawyers_only=True))


@staff.command("list")
def list_staff() -> None:
    """List the other accounts."""
    _show(_of(house(Settings.read()), lawyers_only=False))


@click.command("disable")
@click.argument("email")
def disable(email: str) -> None:
    """Stop an account from signing in."""
    house(Settings.read()).accounts.disable(email)
    click.echo(f"{email} can no longer sign in")


@click.command("enable")
@click.argument("email")
def enable(email: str) -> None:
    """Let a disabled account sign in again."""
    house(Settings.read()).accounts.enable(email)
    click.echo(f"{email} can sign in again")


@lawyers.command("plan")
@click.argument("email")
@click.argument("plan", type=click.Choice(PLANS))
def set_plan(email: str, plan: str) -> None:
    """Say how a lawyer pays: for each lead, or a subscription; never a share of a fee."""
    parts = house(Settings.read())
    lawyer = next((one for one in parts.lawyers.all() if one.email == email.strip().lower()), None)
    if lawyer is None:
        raise click.BadParameter(f"nobody has a lawyer's profile under {email}", param_hint="EMAIL")
    parts.lawyers.arrange(lawyer.account_id, replace(lawyer.practice, plan=plan))
    click.echo(f"{email}: {plan}")


@click.command("reset-second-step")
@click.argument("email")
def reset_second_step(email: str) -> None:
    """Take the authenticator app off an account whose owner has lost it; make sure first that it is them."""
    parts = house(Settings.read())
    account = next((one for one in parts.accounts.all() if one.email == email.strip().lower()), None)
    if account is None:
        raise click.BadParameter(f"nobody has an account under {email}", param_hint="EMAIL")
    parts.handoff.second_factor.remove(account.id, actor="command line")
    click.echo(f"{email} signs in with the password alone until a new app is set up")


for group in (lawyers, staff):
    group.add_command(reset_second_step)
    group.add_command(disable)
    group.add_command(enable)


def _states(text: str) -> list[str]:
    codes = []
    for name in filter(None, (part.strip() for part in text.split(","))):
        code = state_code(name)
        if code is None:
            raise click.BadParameter(f"{name!r} is no U.S. state; use codes such as MA,NY", param_hint="--states")
        codes.append(code)
    return codes


def _topics(text: str) -> list[str]:
    known = load_topics().keys
    wanted = [part.strip() for part in text.split(",") if part.strip()]
    for topic in wanted:
        if topic not in known:
            raise click.BadParameter(f"{topic!r} is no topic; there are {', '.join(known)}", param_hint="--topics")
    return wanted
