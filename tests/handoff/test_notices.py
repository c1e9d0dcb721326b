"""Notices: a lawyer is told once, and nothing is lost when telling them fails."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from conversations.accounts import Accounts
from conversations.columns import utc_now
from conversations.database import Database
from handoff.errors import BadLead, UnknownNotice
from handoff.leads import Leads
from handoff.outbox import LEASE, PAUSES, Delivery, Notice, Outbox
from tests.handoff.conftest import AddLawyer, draft
from tests.handoff.test_leads import IDENTITY


class Post:
    """Takes every notice, or fails while `broken`."""

    def __init__(self) -> None:
        self.taken: list[Notice] = []
        self.broken = False

    def __call__(self, notice: Notice) -> None:
        if self.broken:
            raise ConnectionRefusedError("no one home")
        self.taken.append(notice)


class Killed(BaseException):
    """Stands for the end of the process."""


@pytest.fixture
def outbox(database: Database) -> Outbox:
    return Outbox(database)


@pytest.fixture
def post() -> Post:
    return Post()


def test_the_lawyer_whose_turn_it_is_is_told_once(
    leads: Leads, outbox: Outbox, post: Post, add_lawyer: AddLawyer, conversation_id: str
) -> None:
    add_lawyer("ann"), add_lawyer("bob"), add_lawyer("far", states=("TX",))
    leads.capture(draft(conversation_id))
    assert outbox.deliver(post) == Delivery(sent=1, failed=0, given_up=0)
    assert [notice.address for notice in post.taken] == ["ann@example.com"]
    assert outbox.deliver(post) == Delivery(0, 0, 0)


def test_a_notice_says_where_and_on_what_but_not_who(
    leads: Leads, outbox: Outbox, add_lawyer: AddLawyer, conversation_id: str
) -> None:
    add_lawyer()
    leads.capture(draft(conversation_id))
    (notice,) = outbox.waiting()
    assert notice.subject == "A new lead in MA: family, debt"
    assert not [word for word in IDENTITY if word in notice.subject + notice.body]


def test_the_lawyer_who_has_a_lead_is_told_that_it_was_withdrawn(
    leads: Leads, outbox: Outbox, post: Post, add_lawyer: AddLawyer, conversation_id: str
) -> None:
    ann, _ = add_lawyer("ann"), add_lawyer("bob")
    lead = leads.capture(draft(conversation_id))
    outbox.deliver(post)
    leads.accept(lead.id, account_id=ann, no_conflict=True)
    leads.withdraw(conversation_id)
    leads.withdraw(conversation_id)
    outbox.deliver(post)
    (last,) = [notice for notice in post.taken[1:] if notice.channel == "lawyer"]
    assert (last.address, last.subject) == ("ann@example.com", f"Lead {lead.id} was withdrawn")
    assert "do not contact them" in last.body


def test_a_duplicate_is_announced_only_when_it_is_released(
    leads: Leads, outbox: Outbox, post: Post, add_lawyer: AddLawyer
) -> None:
    add_lawyer()
    leads.capture(draft("first"))
    held = leads.capture(draft("second"))
    assert outbox.deliver(post).sent == 1
    leads.release(held.id)
    assert outbox.deliver(post).sent == 1


def test_a_lead_that_is_not_stored_is_not_announced(leads: Leads, outbox: Outbox, add_lawyer: AddLawyer) -> None:
    add_lawyer()
    with pytest.raises(BadLead):
        leads.capture(draft("c", name=""))
    assert outbox.waiting() == []


def test_a_notice_that_fails_is_tried_again_later_and_later_and_then_given_up(
    leads: Leads, outbox: Outbox, post: Post, add_lawyer: AddLawyer
) -> None:
    add_lawyer()
    leads.capture(draft("c"))
    post.broken, now = True, utc_now()
    for pause in PAUSES:
        assert outbox.deliver(post, now=now) == Delivery(0, 1, 0)
        assert outbox.deliver(post, now=now + pause - timedelta(seconds=1)) == Delivery(0, 0, 0)
        now += pause
    assert outbox.deliver(post, now=now) == Delivery(0, 0, 1)
    assert outbox.deliver(post, now=now + timedelta(days=9)) == Delivery(0, 0, 0)
    (given_up,) = outbox.given_up()
    assert given_up.error == "ConnectionRefusedError: no one home"
    assert outbox.waiting() == []


def test_a_notice_that_was_given_up_can_be_revived(
    leads: Leads, outbox: Outbox, post: Post, add_lawyer: AddLawyer
) -> None:
    add_lawyer()
    leads.capture(draft("c"))
    post.broken, now = True, utc_now()
    for pause in (*PAUSES, timedelta()):
        outbox.deliver(post, now=now)
        now += pause
    post.broken = False
    outbox.revive(outbox.given_up()[0].id)
    assert outbox.deliver(post, now=now).sent == 1
    assert outbox.given_up() == []


@pytest.mark.parametrize("notice_id", [0, 1, 99, 2**70])
def test_only_a_notice_that_was_given_up_can_be_revived(
    leads: Leads, outbox: Outbox, add_lawyer: AddLawyer, notice_id: int
) -> None:
    add_lawyer()
    leads.capture(draft("c"))
    with pytest.raises(UnknownNotice):
        outbox.revive(notice_id)


def test_a_process_that_dies_while_sending_leaves_the_notice_for_the_next(
    leads: Leads, outbox: Outbox, post: Post, add_lawyer: AddLawyer
) -> None:
    def die(notice: Notice) -> None:
        raise Killed

    add_lawyer()
    leads.capture(draft("c"))
    now = utc_now()
    with pytest.raises(Killed):
        outbox.deliver(die, now=now)
    assert outbox.deliver(post, now=now + LEASE / 2) == Delivery(0, 0, 0)
    assert outbox.deliver(post, now=now + LEASE) == Delivery(1, 0, 0)


def test_a_lawyer_who_is_switched_off_is_told_when_they_are_back(
    leads: Leads, outbox: Outbox, post: Post, accounts: Accounts, add_lawyer: AddLawyer
) -> None:
    add_lawyer()
    leads.capture(draft("c"))
    accounts.disable("ann@example.com")
    assert outbox.deliver(post) == Delivery(0, 0, 0)
    accounts.enable("ann@example.com")
    assert outbox.deliver(post) == Delivery(1, 0, 0)


def test_workers_that_deliver_at_the_same_time_send_each_notice_once(
    leads: Leads, outbox: Outbox, post: Post, add_lawyer: AddLawyer
) -> None:
    for number in range(12):
        add_lawyer(f"lawyer{number}")
        leads.capture(draft(f"c{number}", email=f"m{number}@example.com", phone=None, description=f"Story {number}."))
    start = threading.Barrier(4)

    def work(_: int) -> Delivery:
        start.wait()
        return outbox.deliver(post)

    with ThreadPoolExecutor(4) as threads:
        deliveries = list(threads.map(work, range(4)))
    deliveries.append(outbox.deliver(post))
    assert sum(delivery.sent for delivery in deliveries) == 12
    assert len({notice.key for notice in post.taken}) == len(post.taken) == 12
