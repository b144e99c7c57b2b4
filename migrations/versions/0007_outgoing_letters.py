"""Numbers of sent letters, units' letter codes, and files written here."""

from collections.abc import Sequence

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

CHANNELS = ["upload", "folder", "command"]
KINDS = ["original", "searchable", "stamped"]


def choose_from(
    table: str, column: str, name: str, before: Sequence[str], after: Sequence[str]
) -> None:
    """Let a column hold other words of a vocabulary."""
    if op.get_bind().dialect.name == "postgresql":
        op.drop_constraint(op.f(f"ck_{table}_{name}"), table, type_="check")
        allowed = ", ".join(f"'{word}'" for word in after)
        op.create_check_constraint(op.f(f"ck_{table}_{name}"), table, f"{column} IN ({allowed})")
        longest = sa.String(max(map(len, after)))
        op.alter_column(table, column, type_=longest)
        return
    old, new = (
        sa.Enum(*words, name=name, native_enum=False, create_constraint=True)
        for words in (before, after)
    )
    with op.batch_alter_table(table) as batch:
        batch.alter_column(column, existing_type=old, type_=new, existing_nullable=False)


def upgrade() -> None:
    text = sqlmodel.sql.sqltypes.AutoString()
    choose_from("bundle", "channel", "channel", CHANNELS, [*CHANNELS, "written"])
    choose_from("letter_file", "kind", "filekind", KINDS, [*KINDS, "joined"])
    op.add_column("unit", sa.Column("code", text, nullable=False, server_default=""))
    op.create_table(
        "dispatch",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("letter_id", sa.Integer(), nullable=False),
        sa.Column("book_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("reference_key", text, nullable=False),
        sa.Column("is_circular", sa.Boolean(), nullable=False),
        sa.Column("issued_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=False),
        sa.Column("asked_by", sa.Integer(), nullable=False),
        sa.Column("action", text, nullable=False),
        sa.Column("remark", text, nullable=False),
        sa.Column("voided_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("voided_by", sa.Integer(), nullable=True),
        sa.Column("void_reason", text, nullable=False),
        sa.CheckConstraint("number > 0", name=op.f("ck_dispatch_number_positive")),
        sa.CheckConstraint(
            "(voided_at IS NULL) = (void_reason = '')", name=op.f("ck_dispatch_void_has_reason")
        ),
        *(
            sa.ForeignKeyConstraint([column], [target], name=op.f(f"fk_dispatch_{column}"))
            for column, target in (
                ("letter_id", "letter.id"),
                ("book_id", "register_book.id"),
                ("officer_id", "officer.id"),
                ("asked_by", "officer.id"),
                ("voided_by", "officer.id"),
            )
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dispatch")),
        sa.UniqueConstraint("book_id", "number", name=op.f("uq_dispatch_book_id_number")),
        sa.UniqueConstraint("letter_id", name=op.f("uq_dispatch_letter_id")),
        sa.UniqueConstraint("year", "reference_key", name=op.f("uq_dispatch_year_reference_key")),
    )
    op.create_index("ix_dispatch_book_issued", "dispatch", ["book_id", "issued_at"])


def downgrade() -> None:
    op.drop_table("dispatch")
    op.drop_column("unit", "code")
    choose_from("letter_file", "kind", "filekind", [*KINDS, "joined"], KINDS)
    choose_from("bundle", "channel", "channel", [*CHANNELS, "written"], CHANNELS)
