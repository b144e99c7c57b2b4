"""Which letters cancel or amend earlier ones, by a clerk's word."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "replacement",
        sa.Column("letter_id", sa.Integer(), nullable=False),
        sa.Column("older_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "supersedes",
                "amends",
                name="replacementkind",
                native_enum=False,
                create_constraint=True,
            ),
            nullable=False,
        ),
        sa.Column("is_confirmed", sa.Boolean(), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=False),
        sa.Column("decided_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        *(
            sa.ForeignKeyConstraint([column], [target], name=op.f(f"fk_replacement_{column}"))
            for column, target in (
                ("letter_id", "letter.id"),
                ("older_id", "letter.id"),
                ("officer_id", "officer.id"),
            )
        ),
        sa.PrimaryKeyConstraint("letter_id", "older_id", name=op.f("pk_replacement")),
    )
    with op.batch_alter_table("replacement", schema=None) as batch_op:
        batch_op.create_index(op.f("ix_replacement_older_id"), ["older_id"])


def downgrade() -> None:
    op.drop_table("replacement")
