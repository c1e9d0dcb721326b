"""Message cards: what a page may show as a form, and who speaks where the author alone does not say it.

Revision: 0007, after 0006
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("message", sa.Column("card", sa.JSON(none_as_null=True)))
    op.add_column("message", sa.Column("speaker", sa.Text()))


def downgrade() -> None:
    op.drop_column("message", "speaker")
    op.drop_column("message", "card")
