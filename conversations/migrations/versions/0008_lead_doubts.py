"""Lead doubts: what speaks against a lead being from a person who looks for help.

Revision: 0008, after 0007
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "lead_doubt",
        sa.Column("lead_id", sa.Integer(), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.Column("text_print", sa.String(64), nullable=False),
        sa.ForeignKeyConstraint(["lead_id"], ["lead.id"], name="fk_lead_doubt_lead_id_lead", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("lead_id", name="pk_lead_doubt"),
    )
    op.create_index("ix_lead_doubt_text_print", "lead_doubt", ["text_print"])


def downgrade() -> None:
    op.drop_index("ix_lead_doubt_text_print", table_name="lead_doubt")
    op.drop_table("lead_doubt")
