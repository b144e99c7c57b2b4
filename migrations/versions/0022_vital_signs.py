"""What the health page tells of: since when jobs wait, what workers work with, the disk."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    moment = sqlmodel.sql.sqltypes.UTCDateTime()
    op.add_column("job", sa.Column("asked_at", moment, nullable=True))
    # Rows of workers are made anew every half a minute.
    op.execute("DELETE FROM worker_seen")
    said = sa.Column("says", sqlmodel.sql.sqltypes.AutoString(), nullable=False, server_default="")
    op.add_column("worker_seen", said)
    op.create_table(
        "disk_seen",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("free", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_disk_seen")),
    )


def downgrade() -> None:
    op.drop_table("disk_seen")
    op.drop_column("worker_seen", "says")
    op.drop_column("job", "asked_at")
