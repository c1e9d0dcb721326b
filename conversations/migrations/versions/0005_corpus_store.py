"""Corpus store: every version of every answer, where it came from, who moved it, and what was published.

Revision: 0005, after 0004
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "corpus_batch",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("licence", sa.Text(), nullable=False),
        sa.Column("collector", sa.Text(), nullable=False),
        sa.Column("collected_on", sa.Date(), nullable=False),
        sa.Column("entries", sa.Integer(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_corpus_batch"),
    )
    op.create_index("ix_corpus_batch_sha256", "corpus_batch", ["sha256"])
    op.create_table(
        "corpus_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("answer_id", sa.String(200), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("changes", sa.JSON(), nullable=False),
        sa.Column("transformations", sa.JSON(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=False),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.CheckConstraint(
            "state IN ('draft', 'reviewed', 'published', 'replaced', 'expired', 'withdrawn')",
            name="ck_corpus_version_state",
        ),
        sa.ForeignKeyConstraint(["batch_id"], ["corpus_batch.id"], name="fk_corpus_version_batch_id_corpus_batch"),
        sa.PrimaryKeyConstraint("id", name="pk_corpus_version"),
        sa.UniqueConstraint("answer_id", "number", name="uq_corpus_version_answer_id_number"),
    )
    op.create_index("ix_corpus_version_state", "corpus_version", ["state"])
    op.create_table(
        "corpus_move",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("moved_from", sa.String(12)),
        sa.Column("moved_to", sa.String(12), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["version_id"], ["corpus_version.id"], name="fk_corpus_move_version_id_corpus_version"),
        sa.PrimaryKeyConstraint("id", name="pk_corpus_move"),
    )
    op.create_index("ix_corpus_move_version_id", "corpus_move", ["version_id"])
    op.create_table(
        "corpus_publication",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("answers", sa.Integer(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_corpus_publication"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "corpus_embedding",
        sa.Column("encoder", sa.String(80), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("vector", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("encoder", "digest", name="pk_corpus_embedding"),
    )


def downgrade() -> None:
    for table in ("corpus_embedding", "corpus_publication", "corpus_move", "corpus_version", "corpus_batch"):
        op.drop_table(table)
