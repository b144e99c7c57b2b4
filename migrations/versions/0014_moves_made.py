"""What a row said before a move, so that the move can be taken back for a moment."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "move_made",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("assignment_id", sa.Integer(), nullable=False),
        sa.Column(
            "move",
            sa.Enum(
                "receive",
                "assign",
                "acknowledge",
                "start",
                "finish",
                "return",
                "withdraw",
                "file",
                name="move",
                native_enum=False,
                create_constraint=True,
            ),
            nullable=False,
        ),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=False),
        sa.Column("at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("note_id", sa.Integer(), nullable=True),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("taken_back_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["assignment_id"], ["assignment.id"], name=op.f("fk_move_made_assignment_id")
        ),
        sa.ForeignKeyConstraint(["note_id"], ["note.id"], name=op.f("fk_move_made_note_id")),
        sa.ForeignKeyConstraint(
            ["officer_id"], ["officer.id"], name=op.f("fk_move_made_officer_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_move_made")),
    )
    with op.batch_alter_table("move_made", schema=None) as batch_op:
        batch_op.create_index("ix_move_made_officer_at", ["officer_id", "at"])
        batch_op.create_index(op.f("ix_move_made_assignment_id"), ["assignment_id"])


def downgrade() -> None:
    op.drop_table("move_made")
