"""Who takes whose place in a unit, from when to when, by which written order."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

OFFICERS = ("from_officer_id", "to_officer_id", "made_by", "ended_by")
INDEXED = ("from_officer_id", "to_officer_id", "unit_id")
CHECKS = {
    "ends_after_start": "ends_on >= starts_on",
    "two_officers": "from_officer_id <> to_officer_id",
    "has_order": "order_digest <> ''",
    "end_has_reason": "(ended_at IS NULL) = (end_reason = '')",
    "end_has_officer": "(ended_at IS NULL) = (ended_by IS NULL)",
}


def upgrade() -> None:
    text = sqlmodel.sql.sqltypes.AutoString()
    moment = sqlmodel.sql.sqltypes.UTCDateTime()
    kinds = ("in-office", "by-authority", "acting")
    kind = sa.Enum(*kinds, name="actingkind", native_enum=False, create_constraint=True)
    op.create_table(
        "delegation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("from_officer_id", sa.Integer(), nullable=False),
        sa.Column("to_officer_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("kind", kind, nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("order_digest", text, nullable=False),
        sa.Column("order_name", text, nullable=False),
        sa.Column("late_reason", text, nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=False),
        sa.Column("made_at", moment, nullable=False),
        sa.Column("ended_at", moment, nullable=True),
        sa.Column("ended_by", sa.Integer(), nullable=True),
        sa.Column("end_reason", text, nullable=False),
        *(
            sa.CheckConstraint(rule, name=op.f(f"ck_delegation_{name}"))
            for name, rule in CHECKS.items()
        ),
        *(
            sa.ForeignKeyConstraint([name], ["officer.id"], name=f"fk_delegation_{name}")
            for name in OFFICERS
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name="fk_delegation_unit_id"),
        sa.PrimaryKeyConstraint("id", name="pk_delegation"),
    )
    for name in INDEXED:
        op.create_index(f"ix_delegation_{name}", "delegation", [name])


def downgrade() -> None:
    op.drop_table("delegation")
