"""Letters being written that have no number yet."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "outgoing_draft",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("letter_id", sa.Integer(), nullable=True),
        sa.Column(
            "link",
            sa.Enum(
                "wraps",
                "cites",
                "replies-to",
                "forwards",
                name="linkkind",
                native_enum=False,
                create_constraint=True,
            ),
            nullable=True,
        ),
        sa.Column("said", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("drafted_by", sa.Integer(), nullable=False),
        sa.Column("drafted_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("changed_by", sa.Integer(), nullable=False),
        sa.Column("changed_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("approved_by", sa.Integer(), nullable=True),
        sa.Column("dispatch_id", sa.Integer(), nullable=True),
        sa.Column("discarded_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.CheckConstraint(
            "(letter_id IS NULL) = (link IS NULL)", name=op.f("ck_outgoing_draft_tied_somehow")
        ),
        sa.CheckConstraint(
            "(dispatch_id IS NULL) = (approved_by IS NULL)",
            name=op.f("ck_outgoing_draft_issued_by_someone"),
        ),
        sa.CheckConstraint(
            "dispatch_id IS NULL OR discarded_at IS NULL",
            name=op.f("ck_outgoing_draft_issued_is_kept"),
        ),
        *(
            sa.ForeignKeyConstraint([column], [target], name=op.f(f"fk_outgoing_draft_{column}"))
            for column, target in (
                ("unit_id", "unit.id"),
                ("letter_id", "letter.id"),
                ("drafted_by", "officer.id"),
                ("changed_by", "officer.id"),
                ("approved_by", "officer.id"),
                ("dispatch_id", "dispatch.id"),
            )
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outgoing_draft")),
        sa.UniqueConstraint("dispatch_id", name=op.f("uq_outgoing_draft_dispatch_id")),
    )
    op.create_index("ix_outgoing_draft_unit_id", "outgoing_draft", ["unit_id"])
    op.create_index("ix_outgoing_draft_letter_id", "outgoing_draft", ["letter_id"])


def downgrade() -> None:
    op.drop_table("outgoing_draft")
