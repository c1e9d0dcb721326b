"""First tables: conversations, accounts, audit, consent, leads, lawyers.

Revision: 0001
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)

APPEND_ONLY_SQLITE = """
CREATE TRIGGER consent_entry_no_{verb} BEFORE {VERB} ON consent_entry
BEGIN SELECT RAISE(ABORT, 'the consent ledger is append-only'); END
"""
APPEND_ONLY_POSTGRESQL = (
    """
CREATE FUNCTION consent_entry_append_only() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'the consent ledger is append-only'; END $$
""",
    """
CREATE TRIGGER consent_entry_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON consent_entry
FOR EACH STATEMENT EXECUTE FUNCTION consent_entry_append_only()
""",
)


def upgrade() -> None:
    _conversations()
    _people()
    _consent()
    _leads()
    _lawyers()


def _conversations() -> None:
    op.create_table(
        "conversation",
        sa.Column("id", sa.String(40), nullable=False),
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("locale", sa.String(35)),
        sa.Column("page_url", sa.Text()),
        sa.Column("opened_at", MOMENT, nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("last_at", MOMENT, nullable=False),
        sa.Column("topic", sa.String(40)),
        sa.Column("answered_at", MOMENT),
        sa.Column("offered_at", MOMENT),
        sa.Column("form_started_at", MOMENT),
        sa.Column("consented_at", MOMENT),
        sa.Column("captured_at", MOMENT),
        sa.Column("accepted_at", MOMENT),
        sa.PrimaryKeyConstraint("id", name="pk_conversation"),
    )
    op.create_index("ix_conversation_opened_on", "conversation", ["opened_on"])
    op.create_index("ix_conversation_last_at", "conversation", ["last_at"])
    op.create_table(
        "forgotten_conversation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("topic", sa.String(40)),
        sa.Column("steps", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_forgotten_conversation"),
    )
    op.create_index("ix_forgotten_conversation_opened_on", "forgotten_conversation", ["opened_on"])
    op.create_table(
        "message",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("conversation_id", sa.String(40), nullable=False),
        sa.Column("author", sa.String(10), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("payload", sa.Text()),
        sa.Column("buttons", sa.JSON(), nullable=False),
        sa.Column("citations", sa.JSON(), nullable=False),
        sa.Column("explanation", sa.Text(), nullable=False),
        sa.Column("answer_id", sa.String(200)),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.CheckConstraint("author IN ('person', 'bot', 'lawyer')", name="ck_message_author"),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversation.id"], name="fk_message_conversation_id_conversation", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_message"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_message_conversation_id_id", "message", ["conversation_id", "id"])
    op.create_table(
        "decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("conversation_id", sa.String(40), nullable=False),
        sa.Column("message_id", sa.Integer()),
        sa.Column("action", sa.String(20), nullable=False),
        sa.Column("confidence", sa.Float()),
        sa.Column("topic", sa.String(40)),
        sa.Column("model_version", sa.String(100)),
        sa.Column("corpus_version", sa.String(100)),
        sa.Column("policy_version", sa.String(100)),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversation.id"],
            name="fk_decision_conversation_id_conversation",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["message_id"], ["message.id"], name="fk_decision_message_id_message", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_decision"),
    )
    op.create_index("ix_decision_conversation_id_id", "decision", ["conversation_id", "id"])
    op.create_index("ix_decision_message_id", "decision", ["message_id"])
    op.create_index("ix_decision_made_at", "decision", ["made_at"])
    op.create_table(
        "feedback",
        sa.Column("message_id", sa.Integer(), nullable=False),
        sa.Column("helpful", sa.Boolean(), nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("given_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["message_id"], ["message.id"], name="fk_feedback_message_id_message", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("message_id", name="pk_feedback"),
    )


def _people() -> None:
    op.create_table(
        "account",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(320), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("role", sa.String(10), nullable=False),
        sa.Column("password_hash", sa.String(255), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("disabled_at", MOMENT),
        sa.Column("last_signed_in_at", MOMENT),
        sa.CheckConstraint("role IN ('lawyer', 'staff', 'editor', 'admin')", name="ck_account_role"),
        sa.PrimaryKeyConstraint("id", name="pk_account"),
        sa.UniqueConstraint("email", name="uq_account_email"),
    )
    op.create_table(
        "audit_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("actor", sa.String(100), nullable=False),
        sa.Column("action", sa.String(60), nullable=False),
        sa.Column("subject", sa.String(200), nullable=False),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_audit_entry"),
    )
    op.create_index("ix_audit_entry_subject", "audit_entry", ["subject"])
    op.create_index("ix_audit_entry_at", "audit_entry", ["at"])


def _consent() -> None:
    op.create_table(
        "consent_entry",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("conversation_id", sa.String(40), nullable=False),
        sa.Column("wording", sa.Text(), nullable=False),
        sa.Column("version", sa.String(100), nullable=False),
        sa.Column("page_url", sa.Text()),
        sa.Column("channels", sa.JSON(), nullable=False),
        sa.Column("recipients", sa.JSON(), nullable=False),
        sa.Column("locale", sa.String(35)),
        sa.Column("how", sa.String(100), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("previous_hash", sa.String(64), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.CheckConstraint("kind IN ('given', 'revoked')", name="ck_consent_entry_kind"),
        sa.PrimaryKeyConstraint("id", name="pk_consent_entry"),
        sa.UniqueConstraint("hash", name="uq_consent_entry_hash"),
    )
    op.create_index("ix_consent_entry_conversation_id", "consent_entry", ["conversation_id"])
    if op.get_context().dialect.name == "postgresql":
        for statement in APPEND_ONLY_POSTGRESQL:
            op.execute(statement)
    else:
        for verb in ("update", "delete"):
            op.execute(APPEND_ONLY_SQLITE.format(verb=verb, VERB=verb.upper()))


def _leads() -> None:
    op.create_table(
        "lead",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("conversation_id", sa.String(40), nullable=False),
        sa.Column("status", sa.String(12), nullable=False),
        sa.Column("name", sa.Text()),
        sa.Column("email", sa.Text()),
        sa.Column("phone", sa.Text()),
        sa.Column("opposing_party", sa.Text()),
        sa.Column("description", sa.Text()),
        sa.Column("safe_contact", sa.Text()),
        sa.Column("email_print", sa.String(64)),
        sa.Column("phone_print", sa.String(64)),
        sa.Column("state", sa.String(2), nullable=False),
        sa.Column("county", sa.Text()),
        sa.Column("language", sa.String(35), nullable=False),
        sa.Column("deadline", sa.Date()),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.Column("consent_id", sa.Integer(), nullable=False),
        sa.Column("consent_hash", sa.String(64), nullable=False),
        sa.Column("consented_at", MOMENT, nullable=False),
        sa.Column("completeness", sa.Float(), nullable=False),
        sa.Column("duplicate_of", sa.Integer()),
        sa.Column("captured_at", MOMENT, nullable=False),
        sa.Column("accepted_by", sa.Integer()),
        sa.Column("accepted_at", MOMENT),
        sa.Column("closed_at", MOMENT),
        sa.Column("erased_at", MOMENT),
        sa.ForeignKeyConstraint(["consent_id"], ["consent_entry.id"], name="fk_lead_consent_id_consent_entry"),
        sa.ForeignKeyConstraint(["duplicate_of"], ["lead.id"], name="fk_lead_duplicate_of_lead"),
        sa.ForeignKeyConstraint(["accepted_by"], ["account.id"], name="fk_lead_accepted_by_account"),
        sa.PrimaryKeyConstraint("id", name="pk_lead"),
        sqlite_autoincrement=True,
    )
    open_leads = sa.text("closed_at IS NULL")
    op.create_index(
        "uq_lead_open_conversation",
        "lead",
        ["conversation_id"],
        unique=True,
        sqlite_where=open_leads,
        postgresql_where=open_leads,
    )
    op.create_index("ix_lead_status_state", "lead", ["status", "state"])
    for column in ("conversation_id", "email_print", "phone_print", "captured_at", "accepted_by"):
        op.create_index(f"ix_lead_{column}", "lead", [column])
    op.create_table(
        "lead_topic",
        sa.Column("lead_id", sa.Integer(), nullable=False),
        sa.Column("topic", sa.String(40), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["lead_id"], ["lead.id"], name="fk_lead_topic_lead_id_lead", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("lead_id", "topic", name="pk_lead_topic"),
    )
    op.create_table(
        "lead_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("lead_id", sa.Integer(), nullable=False),
        sa.Column("moved_from", sa.String(12)),
        sa.Column("moved_to", sa.String(12), nullable=False),
        sa.Column("actor", sa.String(100), nullable=False),
        sa.Column("note", sa.Text()),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["lead_id"], ["lead.id"], name="fk_lead_event_lead_id_lead", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_lead_event"),
    )
    op.create_index("ix_lead_event_lead_id_id", "lead_event", ["lead_id", "id"])
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


def _lawyers() -> None:
    op.create_table(
        "lawyer",
        sa.Column("account_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("firm", sa.Text(), nullable=False),
        sa.Column("phone", sa.String(32), nullable=False),
        sa.Column("paused_at", MOMENT),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_lawyer_account_id_account"),
        sa.PrimaryKeyConstraint("account_id", name="pk_lawyer"),
    )
    op.create_table(
        "lawyer_licence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(2), nullable=False),
        sa.Column("bar_number", sa.String(40), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["lawyer.account_id"], name="fk_lawyer_licence_account_id_lawyer", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_lawyer_licence"),
        sa.UniqueConstraint("account_id", "state", name="uq_lawyer_licence_account_id_state"),
    )
    op.create_index("ix_lawyer_licence_state", "lawyer_licence", ["state"])
    op.create_table(
        "lawyer_topic",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("topic", sa.String(40), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["lawyer.account_id"], name="fk_lawyer_topic_account_id_lawyer", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("account_id", "topic", name="pk_lawyer_topic"),
    )


def downgrade() -> None:
    for table in (
        *("lawyer_topic", "lawyer_licence", "lawyer", "lead_refusal", "lead_event", "lead_topic", "lead"),
        *("consent_entry", "audit_entry", "account", "feedback", "decision", "message"),
        *("forgotten_conversation", "conversation"),
    ):
        op.drop_table(table)
    if op.get_context().dialect.name == "postgresql":
        op.execute("DROP FUNCTION consent_entry_append_only()")
