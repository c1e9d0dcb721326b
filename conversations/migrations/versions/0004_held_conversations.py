"""Held conversations: since when a lawyer, and not the bot, answers in a conversation.

Revision: 0004, after 0003
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("conversation", sa.Column("held_by_lawyer_at", sa.DateTime(timezone=True)))


def downgrade() -> None:
    op.drop_column("conversation", "held_by_lawyer_at")
