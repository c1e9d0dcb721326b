"""Appeals: refused messages that a person wants looked at again, and how conduct stands.

Revision: 0006, after 0005
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "appeal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("conversation_id", sa.String(40), nullable=False),
        sa.Column("message_id", sa.Integer(), nullable=False),
        sa.Column("opened_at", MOMENT, nullable=False),
        sa.Column("outcome", sa.String(10)),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("decided_by", sa.Integer()),
        sa.Column("decided_at", MOMENT),
        sa.CheckConstraint("outcome IN ('upheld', 'overturned')", name=op.f("ck_appeal_outcome")),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversation.id"],
            name="fk_appeal_conversation_id_conversation",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["message_id"], ["message.id"], name="fk_appeal_message_id_message", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["decided_by"], ["account.id"], name="fk_appeal_decided_by_account"),
        sa.PrimaryKeyConstraint("id", name="pk_appeal"),
        sa.UniqueConstraint("message_id", name="uq_appeal_message_id"),
    )
    op.create_index("ix_appeal_conversation_id", "appeal", ["conversation_id"])
    op.create_index("ix_appeal_decided_at", "appeal", ["decided_at"])
    op.create_table(
        "standing",
        sa.Column("conversation_id", sa.String(40), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversation.id"],
            name="fk_standing_conversation_id_conversation",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("conversation_id", name="pk_standing"),
    )


def downgrade() -> None:
    op.drop_table("standing")
    op.drop_index("ix_appeal_decided_at", table_name="appeal")
    op.drop_index("ix_appeal_conversation_id", table_name="appeal")
    op.drop_table("appeal")


def _of_conversation(table: str) -> sa.ForeignKeyConstraint:
    name = f"fk_{table}_conversation_id_conversation"
    return sa.ForeignKeyConstraint(["conversation_id"], ["conversation.id"], name=name, ondelete="CASCADE")
