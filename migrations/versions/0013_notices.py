"""Who opened a letter first, notices with how they are mailed, and rounds of work."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "letter_read",
        sa.Column("letter_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=False),
        sa.Column("first_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["letter_id"], ["letter.id"], name=op.f("fk_letter_read_letter_id")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_letter_read_unit_id")),
        sa.ForeignKeyConstraint(
            ["officer_id"], ["officer.id"], name=op.f("fk_letter_read_officer_id")
        ),
        sa.PrimaryKeyConstraint("letter_id", "unit_id", "officer_id", name=op.f("pk_letter_read")),
    )
    op.create_table(
        "notice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=False),
        sa.Column("assignment_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "new-letter",
                "order",
                "before",
                "on",
                "after",
                "escalated",
                "reminder",
                name="noticekind",
                native_enum=False,
                create_constraint=True,
            ),
            nullable=False,
        ),
        sa.Column("for_day", sa.Date(), nullable=False),
        sa.Column("at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("seen_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("mailed_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["officer_id"], ["officer.id"], name=op.f("fk_notice_officer_id")),
        sa.ForeignKeyConstraint(
            ["assignment_id"], ["assignment.id"], name=op.f("fk_notice_assignment_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
        sa.UniqueConstraint(
            "assignment_id",
            "officer_id",
            "kind",
            "for_day",
            name=op.f("uq_notice_assignment_id_officer_id_kind_for_day"),
        ),
    )
    op.create_index("ix_notice_officer", "notice", ["officer_id", "seen_at", "id"])
    op.create_index("ix_notice_unmailed", "notice", ["officer_id", "mailed_at"])
    op.create_table(
        "mail_choice",
        sa.Column("officer_id", sa.Integer(), nullable=False),
        sa.Column(
            "way",
            sa.Enum(
                "none",
                "each",
                "digest",
                name="mailway",
                native_enum=False,
                create_constraint=True,
            ),
            nullable=False,
        ),
        sa.Column("address", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("changed_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.CheckConstraint(
            "way = 'none' OR address <> ''", name=op.f("ck_mail_choice_has_address")
        ),
        sa.ForeignKeyConstraint(
            ["officer_id"], ["officer.id"], name=op.f("fk_mail_choice_officer_id")
        ),
        sa.PrimaryKeyConstraint("officer_id", name=op.f("pk_mail_choice")),
    )
    op.create_table(
        "round",
        sa.Column("name", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("period", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_round")),
    )


def downgrade() -> None:
    for table in ("round", "mail_choice", "notice", "letter_read"):
        op.drop_table(table)
