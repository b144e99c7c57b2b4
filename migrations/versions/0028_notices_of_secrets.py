"""Registrars of secrets are told that a file waits, which is no assignment."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

KINDS = ["new-letter", "order", "before", "on", "after", "escalated", "reminder"]
ABOUT_ONE = "(assignment_id IS NULL) <> (draft_id IS NULL)"


def tell(before: Sequence[str], after: Sequence[str]) -> None:
    """Let notices be of other kinds."""
    if op.get_bind().dialect.name == "postgresql":
        op.drop_constraint(op.f("ck_notice_noticekind"), "notice", type_="check")
        allowed = ", ".join(f"'{word}'" for word in after)
        op.create_check_constraint(op.f("ck_notice_noticekind"), "notice", f"kind IN ({allowed})")
        op.alter_column("notice", "kind", type_=sa.String(max(map(len, after))))
        return
    old, new = (
        sa.Enum(*words, name="noticekind", native_enum=False, create_constraint=True)
        for words in (before, after)
    )
    with op.batch_alter_table("notice") as batch:
        batch.alter_column("kind", existing_type=old, type_=new, existing_nullable=False)


def upgrade() -> None:
    tell(KINDS, [*KINDS, "secret-waits"])
    with op.batch_alter_table("notice") as batch:
        batch.add_column(sa.Column("draft_id", sa.Integer()))
        batch.alter_column("assignment_id", existing_type=sa.Integer(), nullable=True)
        batch.create_unique_constraint(
            op.f("uq_notice_draft_id_officer_id"), ["draft_id", "officer_id"]
        )
        batch.create_check_constraint(op.f("ck_notice_about_one"), ABOUT_ONE)


def downgrade() -> None:
    op.execute("DELETE FROM notice WHERE kind = 'secret-waits'")
    with op.batch_alter_table("notice") as batch:
        batch.drop_constraint(op.f("ck_notice_about_one"), type_="check")
        batch.drop_constraint(op.f("uq_notice_draft_id_officer_id"), type_="unique")
        batch.alter_column("assignment_id", existing_type=sa.Integer(), nullable=False)
        batch.drop_column("draft_id")
    tell([*KINDS, "secret-waits"], KINDS)
