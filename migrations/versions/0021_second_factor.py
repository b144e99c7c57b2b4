"""The second factor of signing in: telephones and codes on paper."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    text, moment = sqlmodel.sql.sqltypes.AutoString, sqlmodel.sql.sqltypes.UTCDateTime
    op.create_table(
        "second_factor",
        sa.Column("officer_id", sa.Integer(), nullable=False),
        sa.Column("word", text(), nullable=False),
        sa.Column("set_at", moment(), nullable=False),
        sa.Column("last_step", sa.Integer(), nullable=False),
        sa.Column("suspended_at", moment(), nullable=True),
        sa.ForeignKeyConstraint(
            ["officer_id"], ["officer.id"], name=op.f("fk_second_factor_officer_id")
        ),
        sa.PrimaryKeyConstraint("officer_id", name=op.f("pk_second_factor")),
    )
    op.create_table(
        "paper_code",
        sa.Column("code_hash", text(), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=False),
        sa.Column("used_at", moment(), nullable=True),
        sa.ForeignKeyConstraint(
            ["officer_id"], ["officer.id"], name=op.f("fk_paper_code_officer_id")
        ),
        sa.PrimaryKeyConstraint("code_hash", name=op.f("pk_paper_code")),
    )
    op.create_index("ix_paper_code_officer_id", "paper_code", ["officer_id"])


def downgrade() -> None:
    op.drop_table("paper_code")
    op.drop_table("second_factor")
