"""Offers: one lawyer at a time, routing and its reasons, billing, second factors, webhooks, links back, erasures.

What was offered to several lawyers at once becomes expired, so that the worker offers it anew to one of them;
what a lawyer refused becomes a declined offer, so that they are never asked again.

Revision: 0009, after 0008
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
LIVE = sa.text("status = 'live'")
REFUSALS_BECOME_OFFERS = """
INSERT INTO offer (lead_id, account_id, status, mode, cents, made_at, expires_at, answered_at, reason)
SELECT lead_id, account_id, 'declined', 'advertising', 0, at, at, at, 'other' FROM lead_refusal
"""
OPEN_OFFERS_EXPIRE = (
    """
INSERT INTO lead_event (lead_id, moved_from, moved_to, actor, at)
SELECT id, 'offered', 'expired', 'system', captured_at FROM lead WHERE status = 'offered'
""",
    "UPDATE lead SET status = 'expired' WHERE status = 'offered'",
    "UPDATE lead SET held = 'duplicate' WHERE status = 'screened'",
)
KEPT_SQLITE = """
CREATE TRIGGER billing_entry_no_{verb} BEFORE {VERB} ON billing_entry
BEGIN SELECT RAISE(ABORT, 'the billing ledger is append-only'); END
"""
KEPT_POSTGRESQL = (
    """
CREATE FUNCTION billing_entry_append_only() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'the billing ledger is append-only'; END $$
""",
    """
CREATE TRIGGER billing_entry_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON billing_entry
FOR EACH STATEMENT EXECUTE FUNCTION billing_entry_append_only()
""",
)


def upgrade() -> None:
    _lawyers()
    _offers()
    _billing()
    _access()
    _outbox()


def _lawyers() -> None:
    for column in (  # one by one: SQLite would make the table anew otherwise, and lose what refers to it
        sa.Column("languages", sa.JSON(), nullable=False, server_default='["en"]'),
        sa.Column("time_zone", sa.String(40), nullable=False, server_default="America/New_York"),
        sa.Column("schedule", sa.JSON(), nullable=False, server_default="{}"),
        sa.Column("counties", sa.JSON(), nullable=False, server_default="[]"),
        sa.Column("office", sa.String(120), nullable=False, server_default=""),
        sa.Column("radius_miles", sa.Integer()),
        sa.Column("federal", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("cap_day", sa.Integer()),
        sa.Column("cap_week", sa.Integer()),
        sa.Column("cap_month", sa.Integer()),
        sa.Column("plan", sa.String(12), nullable=False, server_default="per_lead"),
    ):
        op.add_column("lawyer", column)


def _offers() -> None:
    op.add_column("lead", sa.Column("city", sa.Text()))
    op.add_column("lead", sa.Column("mail_ok", sa.Boolean(), nullable=False, server_default=sa.true()))
    op.add_column("lead", sa.Column("held", sa.String(20)))
    op.add_column("lead", sa.Column("outcome", sa.String(20)))
    op.add_column("lead_event", sa.Column("outcome", sa.String(20)))
    op.create_table(
        "offer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("lead_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(10), nullable=False),
        sa.Column("mode", sa.String(12), nullable=False),
        sa.Column("cents", sa.Integer(), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("answered_at", MOMENT),
        sa.Column("reason", sa.String(40)),
        sa.Column("note", sa.Text()),
        sa.CheckConstraint(
            "status IN ('live', 'accepted', 'declined', 'expired', 'withdrawn')", name=op.f("ck_offer_status")
        ),
        sa.ForeignKeyConstraint(["lead_id"], ["lead.id"], name="fk_offer_lead_id_lead", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_offer_account_id_account"),
        sa.PrimaryKeyConstraint("id", name="pk_offer"),
        sa.UniqueConstraint("lead_id", "account_id", name="uq_offer_lead_id_account_id"),
    )
    op.create_index("uq_offer_live_lead", "offer", ["lead_id"], unique=True, sqlite_where=LIVE, postgresql_where=LIVE)
    op.create_index("ix_offer_account_id_made_at", "offer", ["account_id", "made_at"])
    op.create_index("ix_offer_status_expires_at", "offer", ["status", "expires_at"])
    op.create_table(
        "routing",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("lead_id", sa.Integer(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("mode", sa.String(12), nullable=False),
        sa.Column("chosen", sa.Integer()),
        sa.Column("verdicts", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["lead_id"], ["lead.id"], name="fk_routing_lead_id_lead", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["chosen"], ["account.id"], name="fk_routing_chosen_account"),
        sa.PrimaryKeyConstraint("id", name="pk_routing"),
    )
    op.create_index("ix_routing_lead_id_id", "routing", ["lead_id", "id"])
    op.create_table(
        "refused_message",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("lead_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["lead_id"], ["lead.id"], name="fk_refused_message_lead_id_lead", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_refused_message_account_id_account"),
        sa.PrimaryKeyConstraint("id", name="pk_refused_message"),
    )
    op.create_index("ix_refused_message_lead_id", "refused_message", ["lead_id"])
    op.execute(REFUSALS_BECOME_OFFERS)
    for statement in OPEN_OFFERS_EXPIRE:
        op.execute(statement)
    op.drop_table("lead_refusal")


def _billing() -> None:
    op.create_table(
        "billing_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(120), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("lead_id", sa.Integer()),
        sa.Column("kind", sa.String(12), nullable=False),
        sa.Column("cents", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(300), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.CheckConstraint("kind IN ('charge', 'credit', 'subscription')", name=op.f("ck_billing_entry_kind")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_billing_entry_account_id_account"),
        sa.ForeignKeyConstraint(["lead_id"], ["lead.id"], name="fk_billing_entry_lead_id_lead"),
        sa.PrimaryKeyConstraint("id", name="pk_billing_entry"),
        sa.UniqueConstraint("key", name="uq_billing_entry_key"),
    )
    op.create_index("ix_billing_entry_account_id_at", "billing_entry", ["account_id", "at"])
    if op.get_context().dialect.name == "postgresql":
        for statement in KEPT_POSTGRESQL:
            op.execute(statement)
    else:
        for verb in ("update", "delete"):
            op.execute(KEPT_SQLITE.format(verb=verb, VERB=verb.upper()))


def _access() -> None:
    op.create_table(
        "second_factor",
        sa.Column("account_id", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("secret", sa.Text(), nullable=False),
        sa.Column("confirmed_at", MOMENT),
        sa.Column("last_step", sa.Integer(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("locked_until", MOMENT),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_second_factor_account_id_account"),
        sa.PrimaryKeyConstraint("account_id", name="pk_second_factor"),
    )
    op.create_table(
        "recovery_code",
        sa.Column("hash", sa.String(64), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("used_at", MOMENT),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_recovery_code_account_id_account"),
        sa.PrimaryKeyConstraint("hash", name="pk_recovery_code"),
    )
    op.create_index("ix_recovery_code_account_id", "recovery_code", ["account_id"])
    op.create_table(
        "webhook",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("format", sa.String(10), nullable=False),
        sa.Column("secret", sa.Text(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("removed_at", MOMENT),
        sa.CheckConstraint("format IN ('standard', 'clio')", name=op.f("ck_webhook_format")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_webhook_account_id_account"),
        sa.PrimaryKeyConstraint("id", name="pk_webhook"),
    )
    op.create_index("ix_webhook_account_id", "webhook", ["account_id"])
    op.create_table(
        "return_key",
        sa.Column("hash", sa.String(64), nullable=False),
        sa.Column("conversation_id", sa.String(40), nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversation.id"],
            name="fk_return_key_conversation_id_conversation",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("hash", name="pk_return_key"),
    )
    op.create_index("ix_return_key_conversation_id", "return_key", ["conversation_id"])
    op.create_table(
        "erasure",
        sa.Column("conversation_id", sa.String(40), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("conversation_id", name="pk_erasure"),
    )
    op.create_index("ix_erasure_at", "erasure", ["at"])


def _outbox() -> None:
    """A notice may now go to a person or to a webhook as well; what was waiting for a lawyer stays."""
    with op.batch_alter_table("notice") as notice:
        notice.add_column(sa.Column("channel", sa.String(10), nullable=False, server_default="lawyer"))
        notice.add_column(sa.Column("event", sa.String(30), nullable=False, server_default=""))
        notice.add_column(sa.Column("webhook_id", sa.Integer()))
        notice.alter_column("account_id", existing_type=sa.Integer(), nullable=True)
        notice.alter_column("lead_id", existing_type=sa.Integer(), nullable=True)
        notice.create_foreign_key("fk_notice_webhook_id_webhook", "webhook", ["webhook_id"], ["id"])


def downgrade() -> None:
    op.execute("DELETE FROM notice WHERE account_id IS NULL OR lead_id IS NULL OR channel <> 'lawyer'")
    with op.batch_alter_table("notice") as notice:
        notice.drop_constraint("fk_notice_webhook_id_webhook", type_="foreignkey")
        for column in ("channel", "event", "webhook_id"):
            notice.drop_column(column)
        notice.alter_column("account_id", existing_type=sa.Integer(), nullable=False)
        notice.alter_column("lead_id", existing_type=sa.Integer(), nullable=False)
    op.create_table(
        "lead_refusal",
        sa.Column("lead_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["lead_id"], ["lead.id"], name="fk_lead_refusal_lead_id_lead", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_lead_refusal_account_id_account"),
        sa.PrimaryKeyConstraint("lead_id", "account_id", name="pk_lead_refusal"),
    )
    for table in (
        *(
            "erasure",
            "return_key",
            "webhook",
            "recovery_code",
            "second_factor",
            "billing_entry",
            "refused_message",
            "routing",
            "offer",
        ),
    ):
        op.drop_table(table)
    if op.get_context().dialect.name == "postgresql":
        op.execute("DROP FUNCTION billing_entry_append_only()")
    for column in ("city", "mail_ok", "held", "outcome"):
        op.drop_column("lead", column)
    op.drop_column("lead_event", "outcome")
    for column in (
        *("languages", "time_zone", "schedule", "counties", "office", "radius_miles", "federal"),
        *("cap_day", "cap_week", "cap_month", "plan"),
    ):
        op.drop_column("lawyer", column)
