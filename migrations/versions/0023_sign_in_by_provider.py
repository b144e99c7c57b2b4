"""Signing in by a provider: which account there is whose, and words that are good once."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    text, moment = sqlmodel.sql.sqltypes.AutoString, sqlmodel.sql.sqltypes.UTCDateTime
    op.create_table(
        "provider_link",
        sa.Column("officer_id", sa.Integer(), nullable=False),
        sa.Column("subject_hash", text(), nullable=False),
        sa.Column("linked_at", moment(), nullable=False),
        sa.Column("linked_by", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["officer_id"], ["officer.id"], name=op.f("fk_provider_link_officer_id")
        ),
        sa.ForeignKeyConstraint(
            ["linked_by"], ["officer.id"], name=op.f("fk_provider_link_linked_by")
        ),
        sa.PrimaryKeyConstraint("officer_id", name=op.f("pk_provider_link")),
        sa.UniqueConstraint("subject_hash", name=op.f("uq_provider_link_subject_hash")),
    )
    op.create_table(
        "one_time_word",
        sa.Column("word_hash", text(), nullable=False),
        sa.Column("made_at", moment(), nullable=False),
        sa.PrimaryKeyConstraint("word_hash", name=op.f("pk_one_time_word")),
    )


def downgrade() -> None:
    op.drop_table("one_time_word")
    op.drop_table("provider_link")
