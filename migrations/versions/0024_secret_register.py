"""Registrars of secrets, and the register that is theirs alone."""

from collections.abc import Sequence

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

ROLES = ["clerk", "head", "staff", "administrator", "auditor"]
BOOKS = ["received", "sent", "circular"]


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
    moment = sqlmodel.sql.sqltypes.UTCDateTime()
    choose_from("role_held", "role", "role", ROLES, [*ROLES, "secret-registrar"])
    choose_from("register_book", "kind", "bookkind", BOOKS, [*BOOKS, "secret-received"])
    levels = ("none", "secret", "very-secret", "most-secret")
    op.create_table(
        "secret_letter",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("bundle_id", sa.Integer(), nullable=False),
        sa.Column("book_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "secrecy",
            sa.Enum(*levels, name="secrecy", native_enum=False, create_constraint=True),
            nullable=False,
        ),
        *(
            sa.Column(name, text, nullable=False)
            for name in (
                "reference", "dated", "sender", "addressee", "subject", "copies", "action", "remark"
            )
        ),
        sa.Column("received_at", moment, nullable=False),
        sa.Column("registered_at", moment, nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("number > 0", name=op.f("ck_secret_letter_number_positive")),
        sa.CheckConstraint(
            "secrecy IN ('secret', 'very-secret')", name=op.f("ck_secret_letter_may_be_kept")
        ),
        sa.ForeignKeyConstraint(
            ["bundle_id"], ["bundle.id"], name=op.f("fk_secret_letter_bundle_id")
        ),
        sa.ForeignKeyConstraint(
            ["book_id"], ["register_book.id"], name=op.f("fk_secret_letter_book_id")
        ),
        sa.ForeignKeyConstraint(
            ["officer_id"], ["officer.id"], name=op.f("fk_secret_letter_officer_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_secret_letter")),
        sa.UniqueConstraint("bundle_id", name=op.f("uq_secret_letter_bundle_id")),
        sa.UniqueConstraint("book_id", "number", name=op.f("uq_secret_letter_book_id_number")),
    )  # fmt: skip


def downgrade() -> None:
    op.drop_table("secret_letter")
    op.execute("DELETE FROM register_book WHERE kind = 'secret-received'")
    choose_from("register_book", "kind", "bookkind", [*BOOKS, "secret-received"], BOOKS)
    op.execute("DELETE FROM role_held WHERE role = 'secret-registrar'")
    choose_from("role_held", "role", "role", [*ROLES, "secret-registrar"], ROLES)
