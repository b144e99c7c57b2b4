"""Find the few references that are a range without reading all the others."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

IS_RANGE = sa.text("reference_key LIKE '%-%'")


def upgrade() -> None:
    for table in ("letter", "letter_link"):
        op.create_index(
            f"ix_{table}_reference_range",
            table,
            ["reference_key"],
            sqlite_where=IS_RANGE,
            postgresql_where=IS_RANGE,
        )


def downgrade() -> None:
    for table in ("letter", "letter_link"):
        op.drop_index(f"ix_{table}_reference_range", table_name=table)
