"""What was decided about a letter's deadlines, and what each decision replaced."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "deadline",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("letter_id", sa.Integer(), nullable=False),
        sa.Column(
            "source",
            sa.Enum(
                "phrase",
                "urgency",
                "manual",
                name="source",
                native_enum=False,
                create_constraint=True,
            ),
            nullable=False,
        ),
        sa.Column("phrase", sa.JSON(), nullable=False),
        sa.Column(
            "anchor",
            sa.Enum(
                "received",
                "dated",
                "event",
                name="anchorkind",
                native_enum=False,
                create_constraint=True,
            ),
            nullable=True,
        ),
        sa.Column("anchored_on", sa.Date(), nullable=True),
        sa.Column("due_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("remark", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("confirmed_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("confirmed_by", sa.Integer(), nullable=True),
        sa.Column("superseded_by", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(anchor IS NULL) = (anchored_on IS NULL)", name=op.f("ck_deadline_anchor_has_day")
        ),
        sa.CheckConstraint("superseded_by <> id", name=op.f("ck_deadline_superseded_by_another")),
        sa.ForeignKeyConstraint(
            ["confirmed_by"], ["officer.id"], name=op.f("fk_deadline_confirmed_by")
        ),
        sa.ForeignKeyConstraint(["letter_id"], ["letter.id"], name=op.f("fk_deadline_letter_id")),
        sa.ForeignKeyConstraint(
            ["superseded_by"], ["deadline.id"], name=op.f("fk_deadline_superseded_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deadline")),
    )
    op.create_index("ix_deadline_letter_id", "deadline", ["letter_id"])
    op.create_index("ix_deadline_superseded_by", "deadline", ["superseded_by"])


def downgrade() -> None:
    op.drop_table("deadline")
