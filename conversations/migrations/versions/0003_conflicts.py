"""Conflicts: lawyers' sealed lists of names, and what comparing them with leads came to.

Revision: 0003, after 0002
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "conflict_list",
        sa.Column("account_id", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("names", sa.Text(), nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_conflict_list_account_id_account"),
        sa.PrimaryKeyConstraint("account_id", name="pk_conflict_list"),
    )
    op.create_table(
        "conflict_check",
        sa.Column("lead_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("band", sa.String(10)),
        sa.Column("names", sa.Integer(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["lead_id"], ["lead.id"], name="fk_conflict_check_lead_id_lead", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_conflict_check_account_id_account"),
        sa.PrimaryKeyConstraint("lead_id", "account_id", name="pk_conflict_check"),
    )


def downgrade() -> None:
    op.drop_table("conflict_check")
    op.drop_table("conflict_list")
